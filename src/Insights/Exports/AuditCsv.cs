using System.Globalization;
using System.Text;
using Insights.Access;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>The whole audit trail as a CSV, newest first, written as it is read.</summary>
public static class AuditCsv
{
    private const int AtOnce = 1000;

    public static void MapAuditCsv(this WebApplication app, ReferralStore store) =>
        app.MapGet(AccessLinks.AuditCsv, async (HttpContext context) =>
        {
            context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
            context.Response.ContentType = "text/csv; charset=utf-8";
            await WriteAsync(context.Response.Body, store, context.Scope(), context.RequestAborted);
        });

    private static async Task WriteAsync(Stream output, ReferralStore store, Scope? scope, CancellationToken cancel)
    {
        // The mark tells Excel that this is UTF-8.
        await using var csv = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await csv.WriteAsync("id,at,person,action,subject\r\n".AsMemory(), cancel);
        long? before = null;
        while (scope is not null && await store.Audit.ListAsync(scope, AtOnce, before, cancel) is { Count: > 0 } entries)
        {
            foreach (AuditEntry e in entries)
                await csv.WriteAsync((CsvText.Line(e.Id.ToString(CultureInfo.InvariantCulture), e.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), e.Person, e.Action, e.Subject) + "\r\n").AsMemory(), cancel);
            before = entries[^1].Id;
        }
    }
}

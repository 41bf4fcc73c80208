using Microsoft.AspNetCore.Routing;
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

    public static void MapAuditCsv(this IEndpointRouteBuilder app, ReferralStore store) =>
        app.MapGet(AccessLinks.AuditCsv, async (HttpContext context) =>
        {
            Scope? scope = context.Scope();
            // Asked for before anything is sent: until then it can still be said that the store cannot be reached.
            IReadOnlyList<AuditEntry> newest = scope is null ? []
                : await store.Audit.ListAsync(scope, AtOnce, null, context.RequestAborted);
            context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
            context.Response.ContentType = "text/csv; charset=utf-8";
            await WriteAsync(context.Response.Body, store, scope, newest, context.RequestAborted);
        });

    private static async Task WriteAsync(Stream output, ReferralStore store, Scope? scope, IReadOnlyList<AuditEntry> entries,
        CancellationToken cancel)
    {
        // The mark tells Excel that this is UTF-8.
        await using var csv = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await csv.WriteAsync("id,at,person,action,subject\r\n".AsMemory(), cancel);
        while (true)
        {
            foreach (AuditEntry e in entries)
            {
                string at = e.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                string line = CsvText.Line(e.Id.ToString(CultureInfo.InvariantCulture), at, e.Person, e.Action, e.Subject) + "\r\n";
                await csv.WriteAsync(line.AsMemory(), cancel);
            }
            if (scope is null || entries.Count < AtOnce) return;
            entries = await store.Audit.ListAsync(scope, AtOnce, entries[^1].Id, cancel);
        }
    }
}

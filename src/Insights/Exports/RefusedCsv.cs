using System.Globalization;
using System.Text;
using Insights.Access;
using Insights.Sources;
using Insights.Store;
using Insights.Widgets;
using Microsoft.AspNetCore.Routing;

namespace Insights.Exports;

/// <summary>The rows of an upload that were refused, as `--refusals` writes them, with the words to put them right.</summary>
public static class RefusedCsv
{
    public static void MapRefusedCsv(this IEndpointRouteBuilder app) =>
        app.MapGet(SourceLinks.Refused("{id}"), async (string id, HttpContext context, Uploads uploads) =>
        {
            if (uploads.Find(id, new UploadTarget(context.Scope()?.OrganizationId, null)) is not { } upload)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            context.Response.Headers.ContentDisposition = "attachment; filename=\"refused.csv\"";
            context.Response.ContentType = "text/csv; charset=utf-8";
            // The mark tells Excel that this is UTF-8.
            await using var csv = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
                leaveOpen: true);
            await csv.WriteAsync(CsvText.Line("File", "Line", "Field", "Reason", "Record") + "\r\n");
            foreach (Refusal refusal in upload.Refusals())
                await csv.WriteAsync((CsvText.Line(refusal.File, refusal.Line.ToString(CultureInfo.InvariantCulture), refusal.Field,
                    refusal.Reason, refusal.Record) + "\r\n").AsMemory(), context.RequestAborted);
        });
}

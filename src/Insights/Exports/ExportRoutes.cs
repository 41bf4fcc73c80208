using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>The addresses under which numbers leave for other programs.</summary>
public static class ExportRoutes
{
    public const string SummaryPath = "/api/v1/summary";

    /// <param name="read">The reading an address asks for; null when the store is empty.</param>
    public static void MapExports(this WebApplication app, Func<IServiceProvider, SummaryQuery, CancellationToken, ValueTask<Reading?>> read) =>
        app.MapGet(SummaryPath, async (HttpContext context) =>
        {
            // The API takes the page's own address; what the page would forgive, a program is told.
            AddressReading address = AddressReader.Read(Workspace.Insights, name => context.Request.Query.TryGetValue(name, out var values) ? values[^1] : null);
            if (address.NotUnderstood.Count > 0)
                return Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The address is not understood.", detail: string.Join(" ", address.NotUnderstood.Select(n => Language.English.Say(n.Reason, n.Value))));
            Reading? reading = await read(context.RequestServices, address.Query, context.RequestAborted);
            if (reading is null)
                return Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "The store is empty.", detail: "Import referrals first: insights import FILE.");
            using var json = new MemoryStream();
            SummaryJson.Write(json, reading, Language.Find(address.Query.Language) ?? Language.English);
            context.Response.Headers.CacheControl = "private, no-cache";
            return Results.Bytes(json.ToArray(), "application/json; charset=utf-8");
        });
}

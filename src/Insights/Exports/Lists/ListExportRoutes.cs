using System.Text.Encodings.Web;
using System.Text.Json;
using Insights.Access;
using Insights.Exports.Data;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace Insights.Exports.Lists;

/// <summary>A list as a file: CSV, TSV and workbook; another kind of file is another row of <see cref="Files"/>.</summary>
public delegate Task ListWriter(Stream output, ListTable table, CancellationToken cancel);

/// <summary>The addresses under which lists leave for other programs. They take the list page's own address.</summary>
public static class ListExportRoutes
{
    private const int LargestPage = 1000;

    /// <summary>Every kind of file a list can be downloaded as, by the ending of its address.</summary>
    /// <remarks>The page offers those of <see cref="ListLinks.FileEndings"/>.</remarks>
    public static IReadOnlyList<(string Ending, string ContentType, ListWriter Write)> Files { get; } =
    [
        (".csv", "text/csv; charset=utf-8", (output, table, cancel) => Delimited.WriteAsync(output, table, ',', cancel)),
        (".tsv", "text/tab-separated-values; charset=utf-8", (output, table, cancel) => Delimited.WriteAsync(output, table, '\t', cancel)),
        (".xlsx", ReadingWorkbook.MediaType, ListWorkbook.WriteAsync),
    ];

    /// <summary>Needs a <see cref="FactsCache"/> and a clock among the services.</summary>
    public static void MapListExports(this IEndpointRouteBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet(ListLinks.ApiPath, (Delegate)Json);
        foreach ((string ending, string contentType, ListWriter write) in Files)
            app.MapGet(ListLinks.ApiPath + ending, (Delegate)((HttpContext context) => File(context, ending, contentType, write)));
    }

    private static async Task<IResult> File(HttpContext context, string ending, string contentType, ListWriter write)
    {
        (IResult? refused, ListQuery query, Records? records, Listing? listing) = await Read(context);
        if (refused is not null) return refused;
        Language language = Language.Find(query.Summary.Language) ?? Language.English;
        string name = $"{query.Population.Of.Replace('.', '-').Replace('_', '-')}{ending}";
        var table = new ListTable(records!, listing!, language, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        await table.BeginAsync(context.RequestAborted);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        context.Response.ContentType = contentType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await write(context.Response.Body, table, context.RequestAborted);
        return Results.Empty;
    }

    private static async Task<IResult> Json(HttpContext context)
    {
        (IResult? refused, ListQuery query, Records? records, Listing? listing) = await Read(context);
        if (refused is not null) return refused;
        int size = int.TryParse(context.Request.Query["size"], out int asked) ? Math.Clamp(asked, 1, LargestPage) : ListQuery.RowsOnPage;
        context.Response.ContentType = "application/json; charset=utf-8";
        using var memory = new MemoryStream();
        await using (var json = new Utf8JsonWriter(memory,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            await ListJson.WriteAsync(json, records!, listing!, query, size, context.RequestAborted);
        return Results.Bytes(memory.ToArray(), "application/json; charset=utf-8");
    }

    private static async Task<(IResult? Refused, ListQuery Query, Records? Records, Listing? Listing)> Read(HttpContext context)
    {
        ListReading address = ListAddress.Read(Workspace.Insights, name => context.Request.Query[name]);
        // What the page would forgive, a program is told.
        if (address.NotUnderstood.Count > 0)
            return (Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The address is not understood.",
                detail: string.Join(" ", address.NotUnderstood.Select(n => $"{n.Name} = {n.Value}: {Language.English[n.Reason]}"))),
                    address.Query, null, null);
        Records? records = await context.RequestServices.GetRequiredService<FactsCache>()
            .OpenAsync(context.Scope(), context.RequestAborted);
        if (records is null)
            return (Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "The store is empty.",
                detail: "Import referrals first: insights import FILE."), address.Query, null, null);
        DateTimeOffset now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        Period period = address.Query.Summary.Period(now, ReportingSettings.Of(records.Facts.Settings).Zone);
        Listing listing = await Listings.ReadAsync(records, new ListQuestion(address.Query.Population, address.Query.Filters, period,
            address.Query.Sort), address.Query.Search, now, context.RequestAborted);
        return (null, address.Query, records, listing);
    }
}

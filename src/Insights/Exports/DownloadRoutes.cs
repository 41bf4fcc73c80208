using Microsoft.AspNetCore.Routing;
using Insights.Access;
using Insights.Exports.Data;
using Insights.Exports.Pdf;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Qrp;

namespace Insights.Exports;

/// <summary>The reading as a file: PDF, CSV and Excel, each under the page's own address.</summary>
public static partial class DownloadRoutes
{
    /// <param name="read">The reading an address asks for; null when the store is empty.</param>
    /// <param name="draw">The page drawn for paper.</param>
    public static void MapDownloads(this IEndpointRouteBuilder app, Func<HttpContext, SummaryQuery, ValueTask<Reading?>> read,
        Func<WidgetView, Task<string>> draw)
    {
        ArgumentNullException.ThrowIfNull(app);
        Map(app, "pdf", read, (context, view) => Print(context, view, draw, "summary"));
        Map(app, "csv", read,
            (_, view) => Task.FromResult(Results.File(ReadingCsv.Of(view), "text/csv; charset=utf-8",
                DownloadName.Of(view.Reading, "csv"))));
        Map(app, "xlsx", read,
            async (context, view) =>
                Results.File(await ReadingWorkbook.OfAsync(view, context.RequestAborted), ReadingWorkbook.MediaType,
                DownloadName.Of(view.Reading, "xlsx")));
    }

    /// <summary>The dashboards on paper; their data leaves as lists.</summary>
    /// <inheritdoc cref="MapDownloads"/>
    public static void MapDashboardDownloads(this IEndpointRouteBuilder app, Func<HttpContext, DashboardQuery,
        ValueTask<DashboardReading?>> read, Func<WidgetView, Task<string>> draw)
    {
        ArgumentNullException.ThrowIfNull(app);
        foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
            app.MapGet(DownloadLinks.PdfPath(dashboard), (Delegate)(async (HttpContext context) =>
            {
                DashboardAddressReading address = DashboardAddress.Read(Workspace.Insights, dashboard, name => context.Request.Query[name],
                    context.May(Right.SeeReferrals));
                if (address.NotUnderstood.Count > 0) return Wrong(address.NotUnderstood);
                if (await read(context, address.Query) is not { } answer) return Empty();
                var view = new DashboardView(answer, Language.Find(address.Query.Summary.Language) ?? Language.English, address.Query);
                return await Print(context, view, draw, dashboard == Dashboard.Leads ? "leads" : "cosell");
            }));
    }

    private static async Task<IResult> Print(HttpContext context, WidgetView view, Func<WidgetView, Task<string>> draw, string page)
    {
        if (AskedPaper(context) is not { } paper) return Wrong("The paper is a4 or letter; the orientation is portrait or landscape.");
        PdfPress press = context.RequestServices.GetRequiredService<PdfPress>();
        PdfShelf shelf = context.RequestServices.GetRequiredService<PdfShelf>();
        try
        {
            byte[] file = await shelf.GetAsync($"{context.Scope()?.Sight()}\n{SummaryPdf.Key(view, paper)}",
                async cancel => await press.PrintAsync(SummaryPdf.Of(view, paper, await draw(view with { OnPaper = true })), cancel),
                    context.RequestAborted);
            return Results.File(file, "application/pdf", DownloadName.Of(view.Reading, "pdf", page));
        }
        catch (Exception e) when (e is BrowserMissingException or TimeoutException or PuppeteerSharp.PuppeteerException)
        {
            string why = TemporaryFolder.Problem() is { } problem ? problem : e is PuppeteerSharp.PuppeteerException
                ? "The browser that makes the PDF failed twice; try again, or print the page itself." : e.Message;
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Insights.Pdf").PdfFailed(why, e);
            return Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "No PDF.", detail: why);
        }
    }

    private static void Map(IEndpointRouteBuilder app, string format, Func<HttpContext, SummaryQuery, ValueTask<Reading?>> read,
        Func<HttpContext, WidgetView, Task<IResult>> answer) =>
        app.MapGet(DownloadLinks.Path(format), (Delegate)((HttpContext context) => Answer(context, read, answer)));

    private static async Task<IResult> Answer(HttpContext context, Func<HttpContext, SummaryQuery, ValueTask<Reading?>> read,
        Func<HttpContext, WidgetView, Task<IResult>> answer)
    {
        AddressReading address = AddressReader.Read(Workspace.Insights, name => context.Request.Query.TryGetValue(name, out var values)
            ? values[^1] : null);
        Language language = Language.Find(address.Query.Language) ?? Language.English;
        if (await read(context, address.Query) is not { } reading)
            return Empty();
        // What the page would forgive, a file must not: nobody reads a banner in a download.
        NotUnderstood[] wrong = [.. address.NotUnderstood, .. QrpChoice.NotUnderstood(reading, address.Query)];
        return wrong.Length > 0
            ? Wrong(wrong)
            : await answer(context, new WidgetView(reading, language, address.Query));
    }

    private static Paper? AskedPaper(HttpContext context)
    {
        string? size = context.Request.Query["paper"], orientation = context.Request.Query["orientation"];
        return (size is null ? PaperSize.A4 : Paper.ParseSize(size)) is { } known
            && (orientation is null ? Orientation.Portrait : Paper.ParseOrientation(orientation)) is { } held
            ? new Paper(known, held) : null;
    }

    private static IResult Empty() =>
        Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "The store is empty.",
        detail: "Import referrals first: insights import FILE.");

    private static IResult Wrong(IEnumerable<NotUnderstood> parts) =>
        Wrong(string.Join(" ", parts.Select(n => $"{n.Name}: {Language.English.Say(n.Reason, n.Value)}")));

    private static IResult Wrong(string why) =>
        Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The address is not understood.", detail: why);

    [LoggerMessage(LogLevel.Warning, "No PDF: {Why}")]
    private static partial void PdfFailed(this ILogger log, string why, Exception e);
}

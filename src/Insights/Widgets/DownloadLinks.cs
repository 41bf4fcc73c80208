using Insights.Metrics.Dashboards;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>The addresses under which a reading is downloaded. They name the language the page is shown in, which the page's own
/// address may leave to the browser.</summary>
public static class DownloadLinks
{
    /// <summary>The path of a download: <c>pdf</c>, <c>csv</c> or <c>xlsx</c>.</summary>
    public static string Path(string format) => "/api/v1/summary." + format;

    /// <summary>The path of a dashboard's PDF.</summary>
    public static string PdfPath(Dashboard dashboard) => Links.JsonPath(dashboard) + ".pdf";

    /// <summary>Exactly what is on the screen, on paper.</summary>
    public static string Pdf(WidgetView view, Paper paper = default)
    {
        string address = view is DashboardView dashboard
            ? PdfPath(dashboard.Asked.Tab.Dashboard) + Links.Text(Links.Parts(dashboard.Asked with { Summary = Said(view) }))
            : Address(view, "pdf", withQrp: true);
        if (paper.Size != default) address += $"&paper={paper.SizeKey}";
        return paper.Orientation == default ? address : $"{address}&orientation={paper.OrientationKey}";
    }

    /// <summary>The reading's figures, all of them.</summary>
    public static string Data(WidgetView view, string format) => Address(view, format, withQrp: false);

    private static string Address(WidgetView view, string format, bool withQrp)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Path(format) + Links.Text(Links.Parts(Said(view), withQrp));
    }

    private static SummaryQuery Said(WidgetView view) => view.Query with { Language = view.Language.Code, Theme = Theme.System };
}

using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports.Pdf;

/// <summary>A reading as a document to print: the page as it is drawn for paper, with who, when and how old at every sheet's
/// edge.</summary>
public static class SummaryPdf
{
    /// <param name="html">The page drawn for paper.</param>
    public static PdfDocument Of(WidgetView view, Paper paper, string html)
    {
        ArgumentNullException.ThrowIfNull(view);
        Reading reading = view.Reading;
        TimeZoneInfo zone = reading.Period.Zone;
        string foot = view.Language.Say("pdf.read", view.Figures.Moment(reading.Now, zone), zone.Id);
        foot += reading.Freshness.Count == 0
            ? " · " + view["pdf.nothing"]
            : " · " + view.Language.Say("pdf.imported", view.Figures.Moment(Imported(reading), zone),
                Age(reading.Now - Imported(reading), view.Language));
        return new PdfDocument(html, paper, view.Language.Code,
            (reading.Organization, $"{view["page.workspace.insights"]} | {view[view.Heading]} · " +
                $"{view.Range(reading.Period.From, reading.Period.Last)}"), foot, view["pdf.page"]);
    }

    /// <summary>What makes two documents the same: the organisation at one state of its facts, on one day, asked the same way.</summary>
    public static string Key(WidgetView view, Paper paper)
    {
        ArgumentNullException.ThrowIfNull(view);
        Reading reading = view.Reading;
        // Some figures turn at midnight (unfinished points, provisional rates), so a document is of its day.
        DateOnly today = Period.Today(reading.Now, reading.Period.Zone);
        long imported = reading.Freshness.Count == 0 ? 0 : Imported(reading).UtcTicks;
        string asked = view.To(view.Query with { Theme = Theme.System, Language = null });
        return string.Join('\n', reading.OrganizationId, reading.Organization, reading.ChangeNumber, imported, Links.Day(today),
            view.Language.Code, paper.SizeKey, paper.OrientationKey, asked);
    }

    /// <summary>"3 hours old": in the largest unit that fits, never rounded up.</summary>
    public static string Age(TimeSpan age, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        (string unit, int count) = age switch
        {
            { TotalMinutes: < 1 } => ("now", 0),
            { TotalHours: < 1 } => ("minute", (int)age.TotalMinutes),
            { TotalDays: < 1 } => ("hour", (int)age.TotalHours),
            _ => ("day", (int)age.TotalDays),
        };
        return language.Say($"pdf.age.{unit}{(count == 1 ? ".one" : "")}", count);
    }

    private static DateTimeOffset Imported(Reading reading) => reading.Freshness.Max(f => f.RefreshedAt);
}

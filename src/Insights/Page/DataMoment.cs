using Insights.Widgets;

namespace Insights.Page;

/// <summary>How old the page's data is, in words: the latest import of any source.</summary>
public static class DataMoment
{
    public static string Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        TimeZoneInfo zone = view.Reading.Period.Zone;
        return view.Reading.Freshness.Count == 0
            ? view["page.moment.none"]
            : view.Language.Say("page.moment", view.Figures.Moment(view.Reading.Freshness.Max(f => f.RefreshedAt), zone), zone.Id);
    }
}

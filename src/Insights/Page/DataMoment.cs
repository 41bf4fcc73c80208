using Insights.Metrics;
using Insights.Widgets;

namespace Insights.Page;

/// <summary>How old the page's data is, in words: the latest import of any source, or when it was last read by itself.</summary>
public static class DataMoment
{
    public static string Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        TimeZoneInfo zone = view.Reading.Period.Zone;
        return view.Reading.Freshness.Count == 0
            ? view["page.moment.none"]
            : view.Language.Say(view.Reading.Freshness.Any(f => f.IsStale) ? "page.moment.stale"
                : view.Reading.Freshness.Any(f => f.IsLive) ? "page.moment.live" : "page.moment",
                view.Figures.Moment(view.Reading.Freshness.Max(f => f.RefreshedAt), zone), zone.Id);
    }

    /// <summary>How late it is, as a class of the page: <c>late</c> when it should have been read by itself since, <c>very late</c> after a
    /// day of that; null when it is not (docs/live.md 6).</summary>
    public static string? Lateness(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Freshness[] stale = [.. view.Reading.Freshness.Where(f => f.IsStale)];
        return stale.Length == 0 ? null
            : view.Reading.Now - stale.Max(f => f.RefreshedAt) >= TimeSpan.FromDays(1) ? "very late" : "late";
    }

    /// <summary>That the clock stands before the newest import, in words; null when it does not. Presets and "today" follow the
    /// clock.</summary>
    public static string? BehindClock(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Reading reading = view.Reading;
        return reading.Freshness.Select(f => f.RefreshedAt).DefaultIfEmpty().Max() is var newest && newest > reading.Now
            ? view.Language.Say("page.clock_behind", view.Figures.Moment(reading.Now, reading.Period.Zone),
                view.Figures.Moment(newest, reading.Period.Zone))
            : null;
    }
}

using Insights.Metrics;

namespace Insights.Widgets.Charts;

/// <summary>Acceptance and win times as a chart: buckets of days along the axis, co-sell under leads.</summary>
public static class BucketData
{
    public static ChartData Of(WidgetView view, Widget widget, IReadOnlyList<TimeBucket> buckets)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(widget);
        ArgumentNullException.ThrowIfNull(buckets);
        return new ChartData(widget.Key + "-buckets", view.Language.Say("chart.buckets", view[widget.Title]), view["chart.days"], Unit.Count,
            [.. buckets.Select(b => new Category(b.Label.Replace('-', '–'), b.Label.Replace('-', '–')))],
            [
                new Series("cosell", view[widget.Key + ".cosell"], 1, [.. buckets.Select(b => (decimal)b.CoSell)]),
                new Series("leads", view[widget.Key + ".leads"], 2, [.. buckets.Select(b => (decimal)b.Leads)]),
            ]);
    }
}

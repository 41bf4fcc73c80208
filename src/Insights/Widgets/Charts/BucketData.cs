using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Charts;

/// <summary>Acceptance and win times as a chart: buckets of days along the axis, co-sell under leads.</summary>
public static class BucketData
{
    public static ChartData Of(WidgetView view, Widget widget, IReadOnlyList<TimeBucket> buckets)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(widget);
        ArgumentNullException.ThrowIfNull(buckets);
        return new ChartData(widget.Key + "-buckets", view.Language.Say("chart.buckets", view[widget.Title]), view["chart.days"],
            Unit.Count,
            [.. buckets.Select(b => new Category(b.Label.Replace('-', '–'), b.Label.Replace('-', '–')))],
            [
                new Series("cosell", view[widget.Key + ".cosell"], 1, [.. buckets.Select(b => (decimal)b.CoSell)]) { List = i =>
                    Behind(i, buckets[i].CoSell, ReferralGroup.CoSell), IsObserved = i => buckets[i].CoSell > 0 && Seen("cosell") },
                new Series("leads", view[widget.Key + ".leads"], 2, [.. buckets.Select(b => (decimal)b.Leads)]) { List = i =>
                    Behind(i, buckets[i].Leads, ReferralGroup.Leads), IsObserved = i => buckets[i].Leads > 0 && Seen("leads") },
            ])
        {
            TotalList = i => Behind(i, buckets[i].CoSell + buckets[i].Leads, null),
        };

        // Which bars hold those dated by an import is not told apart: any of them may.
        bool Seen(string group) => view.Reading.Observed.ContainsKey($"{group}.{(widget.Key == Population.WinTime ? "won" : "accepted")}");

        // A histogram's population goes by its widget's name.
        string? Behind(int bucket, int count, ReferralGroup? group) =>
            view.ListOf(new Population(widget.Key) { Bucket = buckets[bucket].Label }, count, new Filters { Group = group });
    }
}

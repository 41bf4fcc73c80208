using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets.Charts;

/// <summary>The reading's trends as a chart: months, weeks or days along the axis, a series for each metric.</summary>
public static class TrendData
{
    private const int RoomOnNarrow = 6, RoomOnWide = 13;

    /// <param name="metrics">Each metric with the word for its line.</param>
    public static ChartData Of(WidgetView view, Widget widget, params IReadOnlyList<(string Metric, string Word)> metrics)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(widget);
        IReadOnlyList<TrendPoint> points = metrics.Select(m => view.Reading.Trends.GetValueOrDefault(m.Metric)).FirstOrDefault(t => t is not null) ?? [];
        Series[] series = [.. metrics.Select((m, i) => new Series(m.Metric, view[m.Word], i + 1,
            view.Reading.Trends.TryGetValue(m.Metric, out IReadOnlyList<TrendPoint>? trend) ? [.. trend.Select(p => p.Value)] : new decimal[points.Count])
        {
            List = point => trend is null ? null : view.ListOf(m.Metric, trend[point].Value, days: (points[point].Start, point + 1 < points.Count ? points[point + 1].Start.AddDays(-1) : view.Reading.Period.Last)),
        })];
        return new ChartData(widget.Key + "-trend", view.Language.Say("chart.trend", view[widget.Title]), view["chart." + view.Reading.Granularity.Key()],
            Catalogue.Get(metrics[0].Metric).Unit, Categories(points, view), series);
    }

    /// <summary>The first tick says the year, and so does the first of a new year; between them as many as there is room for.</summary>
    private static Category[] Categories(IReadOnlyList<TrendPoint> points, WidgetView view)
    {
        int narrow = (points.Count + RoomOnNarrow - 1) / RoomOnNarrow, wide = Math.Max(1, (points.Count + RoomOnWide - 1) / RoomOnWide);
        if (narrow % wide != 0) narrow += wide - narrow % wide;
        int? year = null;
        var categories = new Category[points.Count];
        for (int i = 0; i < points.Count; i++)
        {
            DateOnly start = points[i].Start;
            string? tick = null;
            if (i % wide == 0)
            {
                tick = view.Reading.Granularity == Granularity.Month ? start.ToString("MMM", view.Language.Culture).TrimEnd('.') : view.Figures.DayOfYear(start);
                if (start.Year != year) tick += start.ToString(" yyyy", view.Language.Culture);
                year = start.Year;
            }
            categories[i] = new Category(Name(start, view), tick, Minor: i % narrow != 0, points[i].Partial);
        }
        return categories;
    }

    private static string Name(DateOnly start, WidgetView view) => view.Reading.Granularity switch
    {
        Granularity.Month => view.Figures.Month(start),
        Granularity.Week => view.Language.Say("chart.week.of", view.Figures.Day(start)),
        _ => view.Figures.Day(start),
    };
}

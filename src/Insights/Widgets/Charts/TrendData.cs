using Insights.Metrics;
using Insights.Metrics.Lists;
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
        IReadOnlyList<TrendPoint> none = metrics.Select(m => view.Reading.Trends.GetValueOrDefault(m.Metric))
            .FirstOrDefault(t => t is not null) ?? [];
        return Of(view, widget.Key, view.Language.Say("chart.trend", view[widget.Title]), Catalogue.Get(metrics[0].Metric).Unit,
            [.. metrics.Select(m => (m.Metric, view[m.Word], view.Reading.Trends.GetValueOrDefault(m.Metric)
                ?? [.. none.Select(p => p with { Value = 0 })], new Population(m.Metric), view.Within))]);
    }

    /// <param name="lines">Each with its key, its name, its points, and what the list behind a point is of.</param>
    public static ChartData Of(WidgetView view, string key, string title, Unit unit,
        IReadOnlyList<(string Key, string Name, IReadOnlyList<TrendPoint> Points, Population List, Filters Filters)> lines)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(lines);
        IReadOnlyList<TrendPoint> points = lines.Count == 0 ? [] : lines[0].Points;
        return new ChartData(key + "-trend", title, view["chart." + view.Reading.Granularity.Key()], unit, Categories(points, view),
        [
            .. lines.Select((line, i) => new Series(line.Key, line.Name, i + 1, [.. line.Points.Select(p => p.Value)])
            {
                IsObserved = point => line.Points[point].Observed > 0,
                IsKnown = point => !line.Points[point].IsNone,
                List = point => view.ListOf(line.List, line.Points[point].Value, line.Filters,
                    (points[point].Start, point + 1 < points.Count ? points[point + 1].Start.AddDays(-1) : view.Reading.Period.Last)),
            }),
        ]);
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
                tick = view.Reading.Granularity == Granularity.Month ? start.ToString("MMM", view.Language.Culture).TrimEnd('.')
                    : view.Figures.DayOfYear(start);
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

using Insights.Metrics;

namespace Insights.Widgets.Charts;

/// <summary>A chart in one sentence, for who does not see it. The table under it has every number.</summary>
public static class ChartSummary
{
    public static string Of(ChartData data, WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(view);
        if (data.Categories.Count == 0) return data.Title;
        IEnumerable<string> lines = data.Series.Select(series =>
        {
            decimal highest = series.Values.DefaultIfEmpty(0).Max();
            string total = view.Figures.InFull(data.Unit, series.Values.Sum());
            return highest == 0
                ? $"{series.Name}: 0"
                : view.Language.Say("chart.summary", series.Name, total, view.Figures.InFull(data.Unit, highest),
                data.Categories[series.Values.ToList().IndexOf(highest)].Name);
        });
        return $"{data.Title}. {string.Join("; ", lines)}.";
    }
}

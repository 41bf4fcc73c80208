using System.Text;

namespace Insights.Widgets.Charts;

/// <summary>Where the lines of a chart run, in a box of 1000 by 1000 that is stretched to the plot.</summary>
public static class LineMarks
{
    /// <summary>The stretch between finished points, as the points of an SVG polyline.</summary>
    public static string Finished(ChartData data, Series series, Scale scale) => Points(data, series, scale, 0, LastFinished(data));

    /// <summary>From the last finished point to the unfinished one; empty when the last point is finished.</summary>
    public static string Unfinished(ChartData data, Series series, Scale scale)
    {
        ArgumentNullException.ThrowIfNull(data);
        int last = LastFinished(data);
        return last == data.Categories.Count - 1 || last < 0 ? "" : Points(data, series, scale, last, data.Categories.Count - 1);
    }

    /// <summary>More points than this are a line without markers, except unfinished ones.</summary>
    public static bool HasMarkers(ChartData data) => data.Categories.Count <= 32;

    private static int LastFinished(ChartData data)
    {
        int last = data.Categories.Count - 1;
        while (last >= 0 && data.Categories[last].Partial) last--;
        return last;
    }

    private static string Points(ChartData data, Series series, Scale scale, int first, int last)
    {
        var text = new StringBuilder();
        for (int i = first; i <= last; i++)
            text.Append(i == first ? "" : " ").Append(Percent.Number(data.Middle(i) * 10)).Append(',')
                .Append(Percent.Number(scale.Down(series.Values[i]) * 10));
        return text.ToString();
    }
}

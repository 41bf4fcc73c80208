using Insights.Metrics;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>What a downloaded reading is called: <c>insights-summary-2026-08-01-2026-11-21.pdf</c>.</summary>
public static class DownloadName
{
    /// <param name="page">Which page of the reading.</param>
    public static string Of(Reading reading, string format, string page = "summary")
    {
        ArgumentNullException.ThrowIfNull(reading);
        return $"insights-{page}-{Links.Day(reading.Period.From)}-{Links.Day(reading.Period.Last)}.{format}";
    }
}

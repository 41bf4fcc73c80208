using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Widgets;

namespace Insights.Page;

/// <summary>All the page needs from the rest of the house: finished readings. The page never sees rows.</summary>
public interface IReadings
{
    /// <summary>The reading an address asks for; null when the store holds no organisation yet.</summary>
    ValueTask<Reading?> SummaryAsync(SummaryQuery query, CancellationToken cancellation);

    /// <summary>The reading a dashboard's address asks for; null when the store holds no organisation yet.</summary>
    ValueTask<DashboardReading?> DashboardAsync(DashboardQuery query, CancellationToken cancellation);

    /// <summary>Takes the made-up organisation out of the store; does nothing when there is none.</summary>
    ValueTask RemoveSampleAsync(CancellationToken cancellation);
}

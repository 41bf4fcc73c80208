using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Page;

/// <summary>All the page needs from the rest of the house: finished readings. The page never sees rows.</summary>
public interface IReadings
{
    /// <summary>The reading an address asks for.</summary>
    /// <param name="scope">Whose, and as whom; null while the store holds no organisation, of which there is no reading.</param>
    ValueTask<Reading?> SummaryAsync(Scope? scope, SummaryQuery query, CancellationToken cancellation);

    /// <summary>The reading a dashboard's address asks for.</summary>
    /// <inheritdoc cref="SummaryAsync"/>
    ValueTask<DashboardReading?> DashboardAsync(Scope? scope, DashboardQuery query, CancellationToken cancellation);

    /// <summary>Takes the made-up organisation out of the store; does nothing when there is none.</summary>
    /// <param name="by">Whose audit trail tells of it, and who did it.</param>
    ValueTask RemoveSampleAsync(Scope? by, CancellationToken cancellation);
}

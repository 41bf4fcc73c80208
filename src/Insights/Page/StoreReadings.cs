using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Page;

/// <summary>Readings of what the store holds.</summary>
public sealed class StoreReadings(ReferralStore store, FactsCache cache, TimeProvider clock) : IReadings
{
    /// <inheritdoc/>
    public async ValueTask<Reading?> SummaryAsync(Scope? scope, SummaryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (scope is null) return null;
        OrganizationFacts facts = await cache.ReadAsync(scope, cancellation);
        return Summary.Read(facts, new SummaryQuestion(query.Range, query.From, query.To, query.Comparison, query.Granularity),
            clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask<DashboardReading?> DashboardAsync(Scope? scope, DashboardQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (scope is null) return null;
        var records = new Records(store, scope, await cache.ReadAsync(scope, cancellation));
        return Dashboards.Read(records.Facts, await records.FacetsAsync(cancellation), query.Question, clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask RemoveSampleAsync(Scope? by, CancellationToken cancellation) => await store.RemoveSampleAsync(cancellation, by);
}

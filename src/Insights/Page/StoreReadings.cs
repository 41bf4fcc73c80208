using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Page;

/// <summary>Readings of the store's organisation: the one chosen when the program was started, else the first real one, else the sample.</summary>
/// <param name="organizationId">The store's number of the organisation; null lets the store decide at each reading.</param>
public sealed class StoreReadings(ReferralStore store, FactsCache cache, TimeProvider clock, long? organizationId = null) : IReadings
{
    /// <inheritdoc/>
    public async ValueTask<Reading?> SummaryAsync(SummaryQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await ScopeAsync(cancellation) is not { } scope) return null;
        OrganizationFacts facts = await cache.ReadAsync(scope, cancellation);
        return Summary.Read(facts, new SummaryQuestion(query.Range, query.From, query.To, query.Comparison, query.Granularity), clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask<DashboardReading?> DashboardAsync(DashboardQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (await ScopeAsync(cancellation) is not { } scope) return null;
        var records = new Records(store, scope, await cache.ReadAsync(scope, cancellation));
        return Dashboards.Read(records.Facts, await records.FacetsAsync(cancellation), query.Question, clock.GetUtcNow());
    }

    /// <inheritdoc/>
    public async ValueTask RemoveSampleAsync(CancellationToken cancellation) => await store.RemoveSampleAsync(cancellation);

    /// <summary>Whose readings these are; null while the store is empty.</summary>
    public async ValueTask<Scope?> ScopeAsync(CancellationToken cancellation)
    {
        if (organizationId is { } chosen) return new Scope(chosen);
        IReadOnlyList<Organization> all = await store.OrganizationsAsync(cancellation);
        return all.Count == 0 ? null : new Scope(all[0].Id);
    }
}

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
        return await AsOfAsync(scope, Summary.Read(facts, new SummaryQuestion(query.Range, query.From, query.To, query.Comparison,
            query.Granularity), clock.GetUtcNow()), cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<DashboardReading?> DashboardAsync(Scope? scope, DashboardQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (scope is null) return null;
        var records = new Records(store, scope, await cache.ReadAsync(scope, cancellation));
        DashboardReading reading = Dashboards.Read(records.Facts, await records.FacetsAsync(cancellation), query.Question,
            clock.GetUtcNow());
        return reading with { Reading = await AsOfAsync(scope, reading.Reading, cancellation) };
    }

    /// <summary>A source that is read by itself is as new as its last success, though that told nothing new (docs/live.md 6).</summary>
    private async ValueTask<Reading> AsOfAsync(Scope scope, Reading reading, CancellationToken cancellation)
    {
        LiveSource? source = (await store.Sources.ListAsync(scope, cancellation)).MaxBy(source => source.SucceededAt);
        return source?.SucceededAt is not { } at ? reading : reading with
        {
            Freshness = [.. reading.Freshness.Select(f => f.Source != Rhythm.ApiRecords ? f
                : f with { IsLive = true, IsStale = source.IsLateAt(reading.Now), RefreshedAt = at > f.RefreshedAt ? at : f.RefreshedAt })],
        };
    }

    /// <inheritdoc/>
    public async ValueTask RemoveSampleAsync(Scope? by, CancellationToken cancellation) => await store.RemoveSampleAsync(cancellation, by);
}

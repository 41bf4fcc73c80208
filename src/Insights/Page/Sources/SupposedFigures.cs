using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics;
using Insights.Sources;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Page.Sources;

/// <summary>What an import would move, or moved: the Summary's numbers with it and without.</summary>
/// <param name="Before">Null where nothing is known without it.</param>
public sealed record SupposedFigures(Reading? Before, Reading After)
{
    public IReadOnlyList<MovedFigure> Moved { get; } = MovedFigures.Between(Before, After);

    // As long as the trial is there, its facts are; they are read for the first who asks.
    private static readonly ConditionalWeakTable<TrialStore, OrganizationFacts> Tried = [];

    /// <summary>What an import on trial would move.</summary>
    /// <returns>Null when it was imported or dropped, or the store changed, meanwhile.</returns>
    public static async Task<SupposedFigures?> OfAsync(Upload upload, FactsCache cache, SummaryQuery query, DateTimeOffset now,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(cache);
        if (upload.Trial is not { Scope: { } scope } trial) return null;
        try
        {
            OrganizationFacts? known = trial.ChangeNumber is null ? null : await cache.ReadAsync(scope, cancel);
            // Both from the same moment, or a small import seems to take everything away that came after it was read.
            if (known is not null && known.ChangeNumber != trial.ChangeNumber) return null;
            if (!Tried.TryGetValue(trial, out OrganizationFacts? facts))
                Tried.AddOrUpdate(trial, facts = await SupposedFacts.WithAsync(trial, cancel));
            SummaryQuestion question = Question(query);
            return new SupposedFigures(known is null ? null : Summary.Read(known, question, now), Summary.Read(facts, question, now));
        }
        catch (StoreException) when (upload.Trial != trial)
        {
            return null;
        }
    }

    /// <summary>What an import that is kept moved, and an undone one would move: all else as it is.</summary>
    /// <param name="counts">Whether it counts now.</param>
    public static async Task<SupposedFigures> OfAsync(ReferralStore store, FactsCache cache, Scope scope, long import, bool counts,
        SummaryQuery query, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cache);
        SummaryQuestion question = Question(query);
        Reading asItIs = Summary.Read(await cache.ReadAsync(scope, cancel), question, now);
        Reading other = Summary.Read(await SupposedFacts.AfterChangeAsync(store, scope, import, counts, cancel), question, now);
        return new SupposedFigures(asItIs, other);
    }

    private static SummaryQuestion Question(SummaryQuery query) =>
        new(query.Range, query.From, query.To, query.Comparison, query.Granularity);
}

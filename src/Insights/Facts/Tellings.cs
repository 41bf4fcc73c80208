using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>An import that told a version.</summary>
/// <param name="RecordedAt">In ticks of 100 ns since 1970 UTC.</param>
internal readonly record struct Telling(long ImportId, long RecordedAt);

/// <summary>Which versions live, and when each was first told: the earliest observation among all imports that were not undone, in whatever
/// order they came (metrics.md 6).</summary>
internal sealed class Tellings
{
    private readonly Dictionary<long, long> recorded;
    private readonly Dictionary<long, Telling> sightings = [];

    private Tellings(IReadOnlyList<ImportEntry> all)
    {
        All = all;
        Living = [.. all.Where(i => i.UndoneAt is null)];
        recorded = Living.ToDictionary(i => i.Id, i => Stored.Moment(i.RecordedAt));
    }

    /// <summary>All imports, undone ones too, in the order of their numbers.</summary>
    public IReadOnlyList<ImportEntry> All { get; }

    /// <summary>The imports that were not undone, oldest number first.</summary>
    public IReadOnlyList<ImportEntry> Living { get; }

    public static async Task<Tellings> ReadAsync(IFactSource store, Scope scope, CancellationToken cancel)
    {
        IReadOnlyList<ImportEntry> all = [.. (await store.ImportsAsync(scope, cancel)).Reverse()];
        var tellings = new Tellings(all);
        foreach (Sighting seen in await store.SightingsAsync(scope, [.. Needed(all)], cancel))
        {
            var telling = new Telling(seen.ImportId, tellings.recorded[seen.ImportId]);
            if (!tellings.sightings.TryGetValue(seen.VersionId, out Telling known) || IsEarlier(telling, known))
                tellings.sightings[seen.VersionId] = telling;
        }
        return tellings;
    }

    /// <summary>The first telling of a version by an import that lives.</summary>
    /// <param name="import">The import that brought it.</param>
    /// <returns>False when no import that lives tells it.</returns>
    public bool TryFirst(long version, long import, out Telling first)
    {
        bool lives = recorded.TryGetValue(import, out long at);
        first = new Telling(import, at);
        if (sightings.Count == 0 || !sightings.TryGetValue(version, out Telling seen)) return lives;
        if (!lives || IsEarlier(seen, first)) first = seen;
        return true;
    }

    /// <summary>The imports whose sightings can be a version's first telling: those that came after one that was undone, or that is dated
    /// later. Mostly there are none, and a million sightings stay where they are.</summary>
    internal static IEnumerable<long> Needed(IReadOnlyList<ImportEntry> all)
    {
        bool undone = false;
        DateTimeOffset latest = DateTimeOffset.MinValue;
        foreach (ImportEntry import in all)
        {
            if (import.UndoneAt is not null)
            {
                undone = true;
                continue;
            }
            if (undone || import.RecordedAt < latest) yield return import.Id;
            if (import.RecordedAt > latest) latest = import.RecordedAt;
        }
    }

    private static bool IsEarlier(Telling a, Telling b) => (a.RecordedAt, a.ImportId).CompareTo((b.RecordedAt, b.ImportId)) < 0;
}

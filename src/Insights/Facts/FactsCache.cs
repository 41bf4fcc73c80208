using System.Collections.Concurrent;
using System.Threading.Channels;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Keeps the facts of organisations in memory as long as the store has nothing newer, least used out first.
/// Every process finds out for itself, by the organisation's change number, so several may share a store.</summary>
/// <param name="store">Where facts are read from.</param>
/// <param name="capacity">How many referrals to hold over all organisations; the one just asked for always stays.</param>
public sealed class FactsCache(ReferralStore store, int capacity = FactsCache.Usual)
{
    /// <summary>Some 1.5 GB, with what the dashboards and the lists ask for besides.</summary>
    public const int Usual = 3_000_000;

    private readonly ConcurrentDictionary<long, Entry> entries = new();
    private readonly Channel<Records> justRead =
        Channel.CreateBounded<Records>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private long uses;

    /// <summary>Facts as they are read, at the start and after each import; only the newest waits for who listens.</summary>
    public ChannelReader<Records> JustRead => justRead.Reader;

    /// <summary>What the scope's reader may see of the organisation.</summary>
    /// <exception cref="StoreException">There is no such organisation.</exception>
    public async Task<OrganizationFacts> ReadAsync(Scope scope, CancellationToken cancel)
    {
        OrganizationFacts facts = await ReadWholeAsync(scope, cancel);
        return scope.Role == Role.ReferralsUser ? await TeamFacts.OfAsync(store, scope, facts, cancel) : facts;
    }

    /// <summary>The records a reader may see.</summary>
    /// <param name="scope">Whose, and as whom; null while the store holds no organisation.</param>
    /// <returns>Null when there is no organisation to open.</returns>
    public async Task<Records?> OpenAsync(Scope? scope, CancellationToken cancel) =>
        scope is null ? null : new Records(store, scope, await ReadAsync(scope, cancel));

    private async Task<OrganizationFacts> ReadWholeAsync(Scope scope, CancellationToken cancel)
    {
        OrganizationState now = await store.FindAsync(scope.OrganizationId, cancel)
            ?? throw new StoreException("That organisation is not in the store.");
        Entry entry = entries.GetOrAdd(scope.OrganizationId, _ => new Entry());
        entry.LastUse = Interlocked.Increment(ref uses);
        if (entry.Facts is { } known && known.ChangeNumber >= now.ChangeNumber) return known;

        // One reader reads; the others wait for it instead of reading the same million rows beside it.
        await entry.Reading.WaitAsync(cancel);
        try
        {
            if (entry.Facts is { } read && read.ChangeNumber >= now.ChangeNumber) return read;
            OrganizationFacts facts = await Task.Run(() => new FactsReader(store, scope, cancel).ReadAsync(entry.Facts), cancel);
            entry.Facts = facts;
            // The whole of it, whoever came first.
            justRead.Writer.TryWrite(new Records(store, new Scope(scope.OrganizationId), facts));
            Evict(scope.OrganizationId);
            return facts;
        }
        finally
        {
            entry.Reading.Release();
        }
    }

    /// <summary>Reads anew what is in memory and no longer true; what is not in memory is left until somebody asks.</summary>
    /// <exception cref="StoreException">The store cannot be read.</exception>
    public async Task RefreshAsync(long organizationId, CancellationToken cancel)
    {
        if (entries.TryGetValue(organizationId, out Entry? entry) && entry.Facts is not null)
            await ReadWholeAsync(new Scope(organizationId), cancel);
    }

    /// <summary>How many referrals are in memory.</summary>
    public long Held => entries.Values.Sum(e => (long)(e.Facts?.Count ?? 0));

    private void Evict(long justRead)
    {
        while (Held > capacity)
        {
            KeyValuePair<long, Entry> oldest = entries.Where(e => e.Key != justRead && e.Value.Facts is not null)
                .MinBy(e => e.Value.LastUse);
            if (oldest.Value is null) return;
            oldest.Value.Facts = null;
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Reading { get; } = new(1, 1);
        public volatile OrganizationFacts? Facts;
        public long LastUse;
    }
}

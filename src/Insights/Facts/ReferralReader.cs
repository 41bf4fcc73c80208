using System.Runtime.InteropServices;
using Insights.Store;

namespace Insights.Facts;

/// <summary>Reads every living version of an organisation's referrals and folds them into columns.</summary>
/// <param name="recordedAt">When a version was first told by an import that lives; null when none does. Takes version and import.</param>
internal sealed class ReferralReader(ReferralStore store, Vocabulary.Scope scope, Func<long, long, DateTimeOffset?> recordedAt)
{
    /// <summary>Below this a second walker costs more than it saves.</summary>
    private const long WorthSharing = 50_000;

    /// <summary>The last version of each referral, by its key; each version knows the one before it.</summary>
    private readonly Dictionary<long, int> lastOf = [];

    public Coder Words { get; } = new();

    /// <summary>Keys of referrals closed as error: what else is told of them counts nowhere either.</summary>
    public Dictionary<long, ErroneousReferral> Errors { get; } = [];

    public async Task<ReferralColumns> ReadAsync(string? ourId, CancellationToken cancel)
    {
        (long from, long to) = await store.ReferralVersionsAsync(scope, cancel);
        int walkers = to - from < WorthSharing ? 1 : Math.Min(4, Environment.ProcessorCount);
        long share = (to - from + walkers - 1) / walkers;
        Walker[] walked = await Task.WhenAll(Enumerable.Range(0, walkers).Select(i =>
            Task.Run(() => WalkAsync(from + i * share, Math.Min(to, from + (i + 1) * share), cancel), cancel)));

        Link(walked);
        MicrosoftSides sides = MicrosoftSides.Of(walked.SelectMany(w => w.Microsoft));
        var classes = new ClassMemory(Words, ourId);
        var columns = new ReferralColumns(lastOf.Count);
        var group = new List<Version>();
        foreach ((long key, int last) in lastOf)
        {
            group.Clear();
            for (int i = last; i >= 0; i = group[^1].Earlier) group.Add(walked[i % walkers].Ours[i / walkers]);
            Referral referral = Fold.Of(CollectionsMarshal.AsSpan(group), classes);
            if (referral.ClosedAsError)
            {
                Errors.Add(key, new ErroneousReferral(referral.Class, referral.Created));
                continue;
            }
            sides.Date(ref referral);
            columns.Add(referral);
        }
        // The finished task may outlive this call; what it walked need not.
        Array.Clear(walked);
        return columns;
    }

    private async Task<Walker> WalkAsync(long from, long to, CancellationToken cancel)
    {
        var walker = new Walker(checked((int)Math.Max(0, to - from)));
        await store.WalkReferralsAsync(scope, from, to, Version.Numbers, Version.Texts, row =>
        {
            if (recordedAt(row.Number(0), row.Number(1)) is not { } recorded) return;
            var version = Version.Read(row, Stored.Moment(recorded), walker.Words);
            (Version.SideOf(row) == Side.Microsoft ? walker.Microsoft : walker.Ours).Add(version);
        }, cancel);
        return walker;
    }

    /// <summary>Puts what was walked into one set of words, and each version behind the one told of the same referral before it.
    /// A version's place is <c>index × walkers + walker</c>: it stays where it was read, because a second copy would not fit the bar.</summary>
    private void Link(Walker[] walked)
    {
        lastOf.EnsureCapacity(walked.Sum(w => w.Ours.Count));
        for (int w = 0; w < walked.Length; w++)
        {
            int[] codes = [.. walked[w].Words.Words.Select(Words.Code)];
            Span<Version> versions = CollectionsMarshal.AsSpan(walked[w].Ours);
            for (int i = 0; i < versions.Length; i++)
            {
                versions[i].Recode(codes);
                ref int last = ref CollectionsMarshal.GetValueRefOrAddDefault(lastOf, versions[i].Key, out bool known);
                versions[i].Earlier = known ? last : -1;
                last = i * walked.Length + w;
            }
        }
    }

    /// <summary>One stretch of the versions, with words of its own so that walkers need not wait for each other.</summary>
    private sealed class Walker(int expected)
    {
        public Coder Words { get; } = new();
        public List<Version> Ours { get; } = new(expected);
        public List<Version> Microsoft { get; } = [];
    }
}

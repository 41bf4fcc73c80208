using System.Runtime.InteropServices;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Reads every living version of an organisation's referrals and folds them into columns.</summary>
internal sealed class ReferralReader(IFactSource store, Scope scope, Tellings tellings, LocalDays days)
{
    public async Task<FoldedReferrals> ReadAsync(string? ourId, CancellationToken cancel)
    {
        var words = new Coder();
        var errors = new Dictionary<long, ErroneousReferral>();
        Walker[] walked = await store.WalkReferralsAsync(scope, expected => new Walker(expected), Take, cancel);

        foreach (Walker walker in walked) walker.Recode([.. walker.Words.Words.Select(words.Code)]);
        var group = new List<Version>();
        List<Version>[] theirs = [.. walked.Select(w => w.Microsoft)], ours = [.. walked.Select(w => w.Ours)];
        var sides = new MicrosoftSides(Link(theirs).Select(side => Fold.Together(Gather(theirs, side.Value, group), days)), days);
        var fold = new Fold(new ClassMemory(words, ourId), sides, days);
        Dictionary<long, int> lastOf = Link(ours);
        var columns = new ReferralColumns(lastOf.Count);
        foreach ((long key, int last) in lastOf)
        {
            Referral referral = fold.Of(Gather(ours, last, group));
            if (referral.ClosedAsError)
            {
                errors.Add(key, new ErroneousReferral(referral.Class, referral.Created));
                continue;
            }
            columns.Add(referral);
        }
        // The finished task may outlive this call; what it walked need not.
        Array.Clear(walked);
        Array.Clear(theirs);
        Array.Clear(ours);
        columns.Sort();
        return new FoldedReferrals(columns, words, sides, errors);
    }

    private void Take(Walker walker, VersionRow row)
    {
        if (!tellings.TryFirst(row.VersionId, row.ImportId, out Telling first)) return;
        var version = Version.Read(row, first.RecordedAt, walker.Words, days);
        (Version.SideOf(row) == Side.Microsoft ? walker.Microsoft : walker.Ours).Add(version);
    }

    /// <summary>Puts each version behind the one told of the same record before it. A version's place is <c>index × walkers + walker</c>:
    /// it stays where it was read, because a second copy would not fit the bar.</summary>
    /// <returns>The place of the last version of each record, by its key.</returns>
    private static Dictionary<long, int> Link(List<Version>[] walked)
    {
        var lastOf = new Dictionary<long, int>(walked.Sum(w => w.Count));
        for (int w = 0; w < walked.Length; w++)
        {
            Span<Version> versions = CollectionsMarshal.AsSpan(walked[w]);
            for (int i = 0; i < versions.Length; i++)
            {
                ref int last = ref CollectionsMarshal.GetValueRefOrAddDefault(lastOf, versions[i].Key, out bool known);
                versions[i].Earlier = known ? last : -1;
                last = i * walked.Length + w;
            }
        }
        return lastOf;
    }

    /// <summary>All versions of one record, copied into a group that is used again for the next.</summary>
    private static Span<Version> Gather(List<Version>[] walked, int last, List<Version> group)
    {
        group.Clear();
        for (int i = last; i >= 0; i = group[^1].Earlier) group.Add(walked[i % walked.Length][i / walked.Length]);
        return CollectionsMarshal.AsSpan(group);
    }

    /// <summary>One stretch of the versions, with words of its own so that walkers need not wait for each other.</summary>
    private sealed class Walker(int expected)
    {
        public Coder Words { get; } = new();
        public List<Version> Ours { get; } = new(expected);
        public List<Version> Microsoft { get; } = [];

        /// <summary>Puts the words into the numbers all walkers share.</summary>
        public void Recode(int[] codes)
        {
            foreach (ref Version version in CollectionsMarshal.AsSpan(Ours)) version.Recode(codes);
            foreach (ref Version version in CollectionsMarshal.AsSpan(Microsoft)) version.Recode(codes);
        }
    }
}

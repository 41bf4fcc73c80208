using System.Runtime.InteropServices;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Folds anew only the referrals that imports told of since facts were read, and carries the others over: after fifty changes of a
/// million, fifty are read. The result is that of a full read, value by value.</summary>
internal sealed class ReferralRefold(ReferralStore store, Scope scope, Tellings tellings, LocalDays days, OrganizationFacts before)
{
    /// <summary>Where more changed, everything is read: that is then as quick, and looks at the seals.</summary>
    private const int Most = 20_000;

    /// <returns>Null when only a full read will do: much changed, or what changed decides about other referrals.</returns>
    public async Task<FoldedReferrals?> ReadAsync(string? ourId, CancellationToken cancel)
    {
        if (before.Fold is not { } fold || before.OrganizationId != ourId
            || ReportingZone.Of(before.Settings).Id != days.Zone.Id || Changed(fold) is not var (brought, toldAgain)) return null;
        if (await store.KeysToldAsync(scope, brought, toldAgain, tellings.All, Math.Min(Most, 100 + before.Count / 5), cancel)
            is not { } keys) return null;

        var words = new Coder();
        foreach (string word in before.Words.Words) words.Code(word);
        var versions = new Dictionary<long, List<Version>>(keys.Count);
        var gone = new HashSet<int>();
        bool ofMicrosoft = false;
        await store.WalkKeysAsync(scope, keys, row =>
        {
            // A side of Microsoft's dates deals of ours that nobody told anything new of.
            ofMicrosoft |= Version.SideOf(row) == Side.Microsoft;
            gone.Add(checked((int)row.VersionId));
            if (!tellings.TryFirst(row.VersionId, row.ImportId, out Telling first)) return;
            ref List<Version>? known = ref CollectionsMarshal.GetValueRefOrAddDefault(versions, row.Key, out _);
            (known ??= []).Add(Version.Read(row, first.RecordedAt, words, days));
        }, cancel);
        if (ofMicrosoft) return null;

        var errors = fold.Errors.Where(error => !keys.Contains(error.Key)).ToDictionary();
        var anew = new Fold(new ClassMemory(words, ourId), fold.Sides, days);
        var columns = new ReferralColumns(versions.Count);
        foreach ((long key, List<Version> told) in versions)
        {
            Referral referral = anew.Of(CollectionsMarshal.AsSpan(told));
            if (referral.ClosedAsError) errors.Add(key, new ErroneousReferral(referral.Class, referral.Created));
            else columns.Add(referral);
        }
        columns.Sort();
        return new FoldedReferrals(ReferralColumns.Merged(before, gone, columns), words, fold.Sides, errors);
    }

    /// <summary>The imports whose versions, and those whose sightings, may read otherwise than before; null when one is gone.</summary>
    private (IReadOnlyList<long> Brought, IReadOnlyList<long> ToldAgain)? Changed(FoldState fold)
    {
        if (tellings.All.Count < fold.Imports.Count) return null;
        List<long> brought = [], toldAgain = [];
        HashSet<long> needed = [.. Tellings.Needed(tellings.All)];
        for (int i = 0; i < tellings.All.Count; i++)
        {
            ImportEntry now = tellings.All[i];
            bool isNew = i >= fold.Imports.Count;
            if (!isNew && fold.Imports[i].Id != now.Id) return null;
            bool turned = !isNew && fold.Imports[i].UndoneAt is null != now.UndoneAt is null;
            if (isNew || turned) brought.Add(now.Id);
            // What only tells again dates nothing, unless it is dated before, or what it tells was taken back.
            if (turned || (isNew && needed.Contains(now.Id))) toldAgain.Add(now.Id);
        }
        return (brought, toldAgain);
    }
}

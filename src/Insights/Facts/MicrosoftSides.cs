using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Microsoft's sides of engagements, which date "accepted by Microsoft" for our outbound referrals: by the accept moment a
/// side tells; else the first time we saw it accepted; a side that declined or expired undoes what our own copy guesses
/// (metrics.md 3, cosell.accepted_by_microsoft).</summary>
internal sealed class MicrosoftSides
{
    private readonly Dictionary<long, long> told = [], observed = [];
    private readonly HashSet<long> refused = [];

    public static MicrosoftSides Of(IEnumerable<Version> versions)
    {
        var sides = new MicrosoftSides();
        foreach (Version side in versions)
        {
            if (side.Engagement == 0) continue;
            if (side.Accepted != Version.None) Earliest(sides.told, side.Engagement, side.Accepted);
            else if (side.Observed is ObservedState.Active) Earliest(sides.observed, side.Engagement, side.RecordedAt);
            else if (side.Observed is ObservedState.Declined or ObservedState.Expired) sides.refused.Add(side.Engagement);
        }
        return sides;
    }

    public void Date(ref Referral referral)
    {
        if (referral.Class != ReferralClass.Outbound || referral.Engagement == 0) return;
        if (told.TryGetValue(referral.Engagement, out long accepted))
            (referral.MicrosoftAccepted, referral.MicrosoftLearnt) = (accepted, Learnt.FromSource);
        else if (observed.TryGetValue(referral.Engagement, out long seen))
            (referral.MicrosoftAccepted, referral.MicrosoftLearnt) = (Fold.Earliest(referral.MicrosoftAccepted, seen), Learnt.Observed);
        else if (refused.Contains(referral.Engagement))
            referral.MicrosoftAccepted = Version.None;
    }

    private static void Earliest(Dictionary<long, long> moments, long engagement, long moment) =>
        moments[engagement] = moments.TryGetValue(engagement, out long known) ? Math.Min(known, moment) : moment;
}

using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Microsoft's sides of engagements, which date "accepted by Microsoft" for our outbound referrals (metrics.md 3,
/// cosell.accepted_by_microsoft). A side is folded like any record and then judged by its present state; Microsoft's state as a column of
/// ours is judged alike, and believed where no side says otherwise.</summary>
internal sealed class MicrosoftSides
{
    private const long None = Version.None;

    private readonly Dictionary<long, Engagement> engagements = [];
    private readonly LocalDays days;

    /// <param name="sides">Each side, folded.</param>
    public MicrosoftSides(IEnumerable<Folded> sides, LocalDays days)
    {
        this.days = days;
        foreach (Folded side in sides)
        {
            if (side.All.Engagement == 0) continue;
            Engagement known = OfKey(side.All.Engagement);
            if (IsRefused(side.All.State)) known = known with { Refused = true };
            // What was closed as error never was.
            else if (side.All.State == (int)ObservedState.Error) continue;
            else if (side.All.Accepted != None) known = known with { Told = EarlierOf(known.Told, side.All.Accepted) };
            else known = known with { Seen = Merge.Earliest(known.Seen, side.FirstAccepted) };
            engagements[side.All.Engagement] = known;
        }
    }

    /// <summary>Whether a state of Microsoft's says that it accepted: nobody wins or loses what was not accepted.</summary>
    public static bool IsAccepted(int state) => state is (int)ObservedState.Active or (int)ObservedState.Won or (int)ObservedState.Lost;

    /// <summary>Microsoft's acceptance of a referral of ours: as a side tells it, as the store keeps moments, and else when it was first
    /// seen: in a side's state or in the state our own record tells, at last by Microsoft's id.</summary>
    public (long Told, long Seen) Accepted(in Folded ours)
    {
        Engagement theirs = OfKey(ours.All.Engagement);
        if (theirs.Told != None) return (theirs.Told, None);
        long own = IsAccepted(ours.All.MicrosoftState) ? ours.FirstMicrosoftAccepted : None;
        if (theirs.Seen != None) return (None, Merge.Earliest(own, theirs.Seen));
        if (theirs.Refused || IsRefused(ours.All.MicrosoftState)) return (None, None);
        return (None, own != None ? own : ours.FirstMsxId);
    }

    private Engagement OfKey(long key) => engagements.TryGetValue(key, out Engagement known) ? known : new Engagement(None, None, false);

    private static bool IsRefused(int state) => state is (int)ObservedState.Declined or (int)ObservedState.Expired;

    private long EarlierOf(long a, long b) => a == None || Merge.At(b, days) < Merge.At(a, days) ? b : a;

    /// <param name="Told">The earliest accept moment of a side that stands, as the store keeps moments.</param>
    /// <param name="Seen">When a side without one was first seen accepted.</param>
    /// <param name="Refused">Whether a side declined or expired.</param>
    private readonly record struct Engagement(long Told, long Seen, bool Refused);
}

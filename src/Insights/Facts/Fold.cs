using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>One referral as all its observations together tell it.</summary>
internal struct Referral
{
    public int VersionId;
    public ReferralClass Class;
    public State State;
    public bool ClosedAsError, UnknownState;
    public long Created, Accepted, Closed, MicrosoftAccepted, Value, ValueUsd, Engagement;
    public Learnt CreatedLearnt, AcceptedLearnt, ClosedLearnt, MicrosoftLearnt;
    public int Country, Program, Currency;
}

/// <summary>From versions to the current state, as a pure function: the order in which files were imported does not matter
/// (metrics.md, law 3).</summary>
internal static class Fold
{
    private const long None = Version.None;

    /// <param name="versions">All living versions of one referral, any order; they are sorted in place.</param>
    /// <param name="classes">Tells the class by the words of a version.</param>
    public static Referral Of(Span<Version> versions, ClassMemory classes)
    {
        // Newest statement last. Within one moment the one further on in a referral's life is the newer; the digest
        // makes the rest the same for every order of import.
        if (versions.Length > 1)
            versions.Sort(static (a, b) => (a.AsOf, a.State, a.Digest).CompareTo((b.AsOf, b.State, b.Digest)));

        var all = versions[0];
        long firstActive = None, firstClosed = None, firstRecorded = None, microsoftActive = None, msxSeen = None;
        int state = -1;
        foreach (ref readonly Version v in versions)
        {
            firstRecorded = Earliest(firstRecorded, v.RecordedAt);
            if (v.State >= 0 && Life(v.State) >= Life(state)) state = v.State;
            if (v.State == (sbyte)ObservedState.Active) firstActive = Earliest(firstActive, v.RecordedAt);
            if (v.MicrosoftState is (sbyte)ObservedState.Active or (sbyte)ObservedState.Won or (sbyte)ObservedState.Lost)
                microsoftActive = Earliest(microsoftActive, v.RecordedAt);
            if (v.HasMsxId) msxSeen = Earliest(msxSeen, v.RecordedAt);

            all.VersionId = v.VersionId;
            all.Created = Newer(all.Created, v.Created);
            all.Accepted = Newer(all.Accepted, v.Accepted);
            all.Closed = Newer(all.Closed, v.Closed);
            if (v.Engagement != 0) all.Engagement = v.Engagement;
            Take(ref all.Type, v.Type);
            Take(ref all.LeadKind, v.LeadKind);
            Take(ref all.Shared, v.Shared);
            Take(ref all.MicrosoftState, v.MicrosoftState);
            Take(ref all.ApiType, v.ApiType);
            Take(ref all.Qualification, v.Qualification);
            Take(ref all.Direction, v.Direction);
            Take(ref all.InvitedBy, v.InvitedBy);
            Take(ref all.Country, v.Country);
            Take(ref all.Program, v.Program);
            if (v.Value != None)
            {
                // An amount and its currency are one statement: a newer amount never keeps an older currency's conversion.
                (all.Value, all.ValueUsd) = (v.Value, v.ValueUsd);
                all.Currency = v.Currency;
            }
            if (v.UnknownState) all.UnknownState = true;
            else if (v.State >= 0) all.UnknownState = false;
        }
        foreach (ref readonly Version v in versions)
            if (v.State == state) firstClosed = Earliest(firstClosed, v.RecordedAt);

        ReferralClass kind = classes.Of(all);

        var referral = new Referral
        {
            VersionId = all.VersionId,
            Class = kind,
            ClosedAsError = state == (int)ObservedState.Error,
            UnknownState = all.UnknownState,
            Engagement = all.Engagement,
            Country = all.Country,
            Program = all.Program,
            Currency = all.Currency,
            Value = all.Value,
            ValueUsd = all.ValueUsd,
            State = StateOf(state, all.Accepted, kind),
            Closed = None,
            Accepted = None,
            MicrosoftAccepted = None,
        };

        if (Life(state) == 2)
        {
            referral.Closed = all.Closed == None ? firstClosed : all.Closed;
            referral.ClosedLearnt = all.Closed == None ? Learnt.Observed : Learnt.FromSource;
        }
        // The accept moment of a deal we created is its creation and no accept event (metrics.md 6).
        if (!kind.IsOurs())
        {
            referral.Accepted = all.Accepted == None ? firstActive : all.Accepted;
            referral.AcceptedLearnt = all.Accepted == None ? Learnt.Observed : Learnt.FromSource;
        }
        if (kind == ReferralClass.Outbound && all.MicrosoftState is not ((sbyte)ObservedState.Declined or (sbyte)ObservedState.Expired))
        {
            referral.MicrosoftAccepted = microsoftActive != None ? microsoftActive : msxSeen;
            referral.MicrosoftLearnt = Learnt.Observed;
        }
        // Received no later than the first thing known of it: better than the day somebody imported a file of old wins.
        referral.Created = all.Created != None ? all.Created
            : Earliest(Earliest(all.Accepted, all.Closed), firstRecorded);
        referral.CreatedLearnt = all.Created != None ? Learnt.FromSource : Learnt.Observed;
        return referral;
    }

    private static State StateOf(int state, long accepted, ReferralClass kind) => state switch
    {
        (int)ObservedState.New => State.Pending,
        (int)ObservedState.Active => kind.IsOurs() ? State.Created : State.Accepted,
        (int)ObservedState.Won => State.Won,
        (int)ObservedState.Lost => State.Lost,
        (int)ObservedState.Declined => State.Declined,
        (int)ObservedState.Expired => State.Expired,
        _ => kind.IsOurs() ? State.Created : accepted != None ? State.Accepted : State.Pending,
    };

    /// <summary>How far on in life: open, active, closed. Closed is terminal and nothing goes back (domain.md 5.5), so an older
    /// download imported later changes nothing.</summary>
    private static int Life(int state) => state switch
    {
        < 0 => -1,
        (int)ObservedState.New => 0,
        (int)ObservedState.Active => 1,
        _ => 2,
    };

    internal static long Earliest(long a, long b) => a == None ? b : b == None ? a : Math.Min(a, b);

    /// <summary>The newer statement, unless it only repeats the day of a moment we know more exactly.</summary>
    private static long Newer(long known, long told)
    {
        if (told == None) return known;
        bool onlyADay = told % TimeSpan.TicksPerDay == 0;
        return known != None && onlyADay && known - (known % TimeSpan.TicksPerDay) == told ? known : told;
    }

    private static void Take(ref sbyte known, sbyte told)
    {
        if (told >= 0) known = told;
    }

    private static void Take(ref int known, int told)
    {
        if (told >= 0) known = told;
    }
}

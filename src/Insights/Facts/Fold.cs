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
    /// <summary>A later statement said that it is open, after one had said that it is closed.</summary>
    public bool Reopened;
    public long Created, Accepted, Closed, MicrosoftAccepted, Value, ValueUsd;
    public Learnt CreatedLearnt, AcceptedLearnt, ClosedLearnt, MicrosoftLearnt;
    public BareDays Days;
    public int Country, Program, Currency;
}

/// <summary>All versions of one record as one, with when some things were first seen.</summary>
internal struct Folded
{
    /// <summary>Every field as <see cref="Merge"/> has it; moments as the store keeps them.</summary>
    public Version All;
    /// <summary>When it was first told at all, first seen active, first seen accepted whatever became of it, first seen in its present
    /// state.</summary>
    public long FirstTold, FirstActive, FirstAccepted, FirstSo;
    /// <summary>Of Microsoft's state as this record tells it, and of Microsoft's id.</summary>
    public long FirstMicrosoftAccepted, FirstMsxId;
    /// <summary>A later statement said that it is open, after one had said that it is closed.</summary>
    public bool Reopened;
}

/// <summary>From versions to the current state, as a pure function: the order in which files were imported does not matter
/// (metrics.md, law 3).</summary>
/// <param name="classes">Tells the class by the words of a version.</param>
/// <param name="sides">Microsoft's sides of engagements.</param>
internal sealed class Fold(ClassMemory classes, MicrosoftSides sides, LocalDays days)
{
    private const long None = Version.None;

    /// <param name="versions">All living versions of one record, any order; they are sorted in place.</param>
    public static Folded Together(Span<Version> versions, LocalDays days)
    {
        if (versions.Length > 1) versions.Sort(static (a, b) => a.Recency.CompareTo(b.Recency));
        var folded = new Folded
        {
            All = versions[0],
            FirstTold = None,
            FirstActive = None,
            FirstAccepted = None,
            FirstSo = None,
            FirstMicrosoftAccepted = None,
            FirstMsxId = None,
        };
        ref Version all = ref folded.All;
        foreach (ref readonly Version v in versions)
        {
            folded.Reopened |= v.State >= 0 && Merge.Life(v.State) < 2 && Merge.Life(all.State) == 2;
            all.VersionId = v.VersionId;
            all.State = (sbyte)Merge.State(all.State, v.State);
            all.MicrosoftState = (sbyte)Merge.State(all.MicrosoftState, v.MicrosoftState);
            all.Created = Merge.Moment(all.Created, v.Created, days);
            all.Accepted = Merge.Moment(all.Accepted, v.Accepted, days);
            all.Closed = Merge.Moment(all.Closed, v.Closed, days);
            if (v.Engagement != 0) all.Engagement = v.Engagement;
            Take(ref all.Type, v.Type);
            Take(ref all.LeadKind, v.LeadKind);
            Take(ref all.Shared, v.Shared);
            Take(ref all.ApiType, v.ApiType);
            Take(ref all.Qualification, v.Qualification);
            Take(ref all.Direction, v.Direction);
            Take(ref all.InvitedBy, v.InvitedBy);
            Take(ref all.Country, v.Country);
            Take(ref all.Program, v.Program);
            if (Merge.Amount(known: all.HasAmount, told: v.HasAmount, v.Currency >= 0))
                (all.Value, all.ValueUsd, all.Currency) = (v.Value, v.ValueUsd, v.Currency);
            if (v.UnknownState) all.UnknownState = true;
            else if (v.State >= 0) all.UnknownState = false;

            folded.FirstTold = Merge.Earliest(folded.FirstTold, v.RecordedAt);
            if (v.State == (sbyte)ObservedState.Active) folded.FirstActive = Merge.Earliest(folded.FirstActive, v.RecordedAt);
            if (MicrosoftSides.IsAccepted(v.State)) folded.FirstAccepted = Merge.Earliest(folded.FirstAccepted, v.RecordedAt);
            if (MicrosoftSides.IsAccepted(v.MicrosoftState))
                folded.FirstMicrosoftAccepted = Merge.Earliest(folded.FirstMicrosoftAccepted, v.RecordedAt);
            if (v.HasMsxId) folded.FirstMsxId = Merge.Earliest(folded.FirstMsxId, v.RecordedAt);
        }
        foreach (ref readonly Version v in versions)
            if (v.State == all.State) folded.FirstSo = Merge.Earliest(folded.FirstSo, v.RecordedAt);
        return folded;
    }

    /// <param name="versions">All living versions of one referral, any order; they are sorted in place.</param>
    public Referral Of(Span<Version> versions)
    {
        Folded folded = Together(versions, days);
        ref readonly Version all = ref folded.All;
        ReferralClass kind = classes.Of(all);
        var referral = new Referral
        {
            VersionId = all.VersionId,
            Class = kind,
            ClosedAsError = all.State == (int)ObservedState.Error,
            UnknownState = all.UnknownState,
            Reopened = folded.Reopened,
            Country = all.Country,
            Program = all.Program,
            Currency = all.Currency,
            Value = all.Value,
            ValueUsd = all.ValueUsd,
            State = StateOf(all.State, all.Accepted, kind),
            Closed = None,
            Accepted = None,
            MicrosoftAccepted = None,
        };

        if (Merge.Life(all.State) == 2)
            referral.Closed = Dated(all.Closed, folded.FirstSo, BareDays.Closed, ref referral.Days, out referral.ClosedLearnt);
        // The accept moment of a deal we created is its creation and no accept event (metrics.md 6).
        if (!kind.IsOurs())
            referral.Accepted = Dated(all.Accepted, folded.FirstActive, BareDays.Accepted, ref referral.Days, out referral.AcceptedLearnt);
        if (kind == ReferralClass.Outbound)
        {
            (long accepted, long observed) = sides.Accepted(folded);
            referral.MicrosoftAccepted =
                Dated(accepted, observed, BareDays.MicrosoftAccepted, ref referral.Days, out referral.MicrosoftLearnt);
        }
        // Received no later than the first thing known of it: better than the day somebody imported a file of old wins.
        long first = Merge.Earliest(Merge.At(all.Accepted, days), Merge.At(all.Closed, days));
        bool isDay = first != None && (first == Merge.At(all.Accepted, days) ? Stored.IsDay(all.Accepted) : Stored.IsDay(all.Closed));
        long seen = Merge.Earliest(first, folded.FirstTold);
        referral.Created = Dated(all.Created, seen, BareDays.Created, ref referral.Days, out referral.CreatedLearnt);
        if (all.Created == None && isDay && referral.Created == first) referral.Days |= BareDays.Created;
        return referral;
    }

    /// <summary>The instant of a moment that was told, else the one that was seen.</summary>
    private long Dated(long told, long seen, BareDays which, ref BareDays bare, out Learnt learnt)
    {
        learnt = told == None ? Learnt.Observed : Learnt.FromSource;
        if (told == None) return seen;
        if (Stored.IsDay(told)) bare |= which;
        return Merge.At(told, days);
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

    private static void Take(ref sbyte known, sbyte told)
    {
        if (told >= 0) known = told;
    }

    private static void Take(ref int known, int told)
    {
        if (told >= 0) known = told;
    }
}

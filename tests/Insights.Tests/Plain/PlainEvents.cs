using static Insights.Tests.Plain.PlainClassification;

namespace Insights.Tests.Plain;

/// <summary>metrics.md sections 1 and 6: the moments of a referral's events. Null: the event did not happen.</summary>
public static class PlainEvents
{
    /// <summary>Accepted by us, counted: the accept event of an actionable lead or an inbound opportunity.</summary>
    public static DateTimeOffset? AcceptedAt(World world, Referral referral)
    {
        // "An informational lead counts as received and never as accepted, won, expired."
        if (IsInformational(world, referral)) return null;
        return StateBecameAcceptedAt(world, referral);
    }

    public static DateTimeOffset? WonAt(World world, Referral referral) =>
        IsInformational(world, referral) ? null : StateBecameAt(world, referral, "won");

    public static DateTimeOffset? ExpiredAt(World world, Referral referral) =>
        IsInformational(world, referral) ? null : StateBecameAt(world, referral, "expired");

    public static DateTimeOffset? LostAt(World world, Referral referral) => StateBecameAt(world, referral, "lost");

    public static DateTimeOffset? DeclinedAt(World world, Referral referral) => StateBecameAt(world, referral, "declined");

    /// <summary>"Closed = won, lost, declined or expired."</summary>
    public static DateTimeOffset? ClosedAt(World world, Referral referral) =>
        WonAt(world, referral) ?? LostAt(world, referral) ?? DeclinedAt(world, referral) ?? ExpiredAt(world, referral);

    /// <summary>When the record's own state became accepted, whether or not that is counted as an accept.</summary>
    public static DateTimeOffset? StateBecameAcceptedAt(World world, Referral referral)
    {
        // "For our own created deals `acceptedDateTime` equals creation and is no accept event."
        if (IsCreatedByUs(world, referral)) return null;
        if (referral.Accepted is not null) return referral.Accepted;
        // "When a moment is missing …, it is the first time we observed the new state."
        if (StateOf(world, referral) == "accepted") return world.Observed;
        // "A Won or Lost referral with no known accept moment has no accept event."
        return null;
    }

    /// <summary>When the record's own state became this closing one.</summary>
    public static DateTimeOffset? StateBecameAt(World world, Referral referral, string closing)
    {
        if (StateOf(world, referral) != closing) return null;
        // "When a moment is missing …, it is the first time we observed the new state."
        return referral.Closed ?? world.Observed;
    }

    /// <summary>
    /// "outbound opportunities with Microsoft's help asked, accepted by Microsoft; dated by Microsoft's acceptance: the
    /// Microsoft-side referral's accept date, else the first time we saw it accepted, else the first time we saw a
    /// Microsoft MSX id"
    /// </summary>
    public static DateTimeOffset? AcceptedByMicrosoftAt(World world, Referral referral)
    {
        // `outbound`: "created by us, Microsoft's help asked". Partner-led and private ask for none.
        if (TypeOf(world, referral) != "outbound") return null;

        DateTimeOffset? acceptDate = null;
        var seenAccepted = false;
        var refused = false;
        foreach (var side in MicrosoftSides(world, referral.EngagementId))
        {
            if (IsClosedAsError(side)) continue;
            // domain.md 11.8: "Declined or expired on Microsoft's side: not counted."
            if (Same(side.Substatus, "Declined") || Same(side.Substatus, "Expired")) { refused = true; continue; }
            if (side.Accepted is not null && (acceptDate is null || side.Accepted < acceptDate)) acceptDate = side.Accepted;
            // Nobody wins or loses what was not accepted.
            if (Same(side.Status, "Active") || Same(side.Substatus, "Won") || Same(side.Substatus, "Lost")) seenAccepted = true;
        }

        if (acceptDate is not null) return acceptDate;
        if (seenAccepted) return world.Observed;
        if (refused) return null;
        return string.IsNullOrEmpty(referral.MsxId) ? null : world.Observed;
    }
}

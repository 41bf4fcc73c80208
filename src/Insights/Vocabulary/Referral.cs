namespace Insights.Vocabulary;

/// <summary>The two halves of everything: a referral is a lead or a co-sell opportunity (metrics.md 1).</summary>
public enum ReferralGroup : byte { Leads, CoSell }

/// <summary>The six types of the distribution tree, in its order (metrics.md 1, "Group / type").</summary>
public enum ReferralType : byte { Qualified, Marketplace, Inbound, Outbound, Private, PartnerLed }

/// <summary>What a marketplace lead asks of us. Only <see cref="Informational"/> ones (Get it now, Free trial, Test drive)
/// need no answer; every other lead is actionable (metrics.md 1).</summary>
public enum LeadKind : byte { Profile, ContactMe, Informational }

/// <summary>Where a referral stands, as the distribution shows it (metrics.md 1, "State").</summary>
public enum State : byte { Pending, Accepted, Created, Won, Lost, Declined, Expired }

/// <summary>The state a source reported, before we know whether the referral is ours: New and Active become
/// <see cref="State.Pending"/>, <see cref="State.Accepted"/> or <see cref="State.Created"/> when facts are read.
/// The order is the order of a referral's life; it never goes backwards (domain.md 5.5).</summary>
public enum ObservedState : byte { New, Active, Won, Lost, Declined, Expired, Error }

/// <summary>Where the moment of an event comes from: the source's own field, or the first time we saw the new state
/// (metrics.md 6, last paragraph).</summary>
public enum Learnt : byte { FromSource, Observed }

/// <summary>The co-sell class of a published solution (metrics.md 3, solutions.*). The classes are disjoint.</summary>
public enum SolutionClass : byte { InMarket, CoSellReady, AzureIpCoSellEligible, NotPublished }

/// <summary>The wire words of the vocabulary: used in JSON, CSV, addresses and as the stem of translated words.</summary>
public static class Words
{
    public static string Key(this ReferralGroup group) => group switch
    {
        ReferralGroup.Leads => "leads",
        ReferralGroup.CoSell => "co_sell",
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };

    public static string Key(this ReferralType type) => type switch
    {
        ReferralType.Qualified => "qualified",
        ReferralType.Marketplace => "marketplace",
        ReferralType.Inbound => "inbound",
        ReferralType.Outbound => "outbound",
        ReferralType.Private => "private",
        ReferralType.PartnerLed => "partner_led",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static string Key(this State state) => state switch
    {
        State.Pending => "pending",
        State.Accepted => "accepted",
        State.Created => "created",
        State.Won => "won",
        State.Lost => "lost",
        State.Declined => "declined",
        State.Expired => "expired",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static ReferralGroup Group(this ReferralType type) =>
        type is ReferralType.Qualified or ReferralType.Marketplace ? ReferralGroup.Leads : ReferralGroup.CoSell;
}

using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>What happened to a referral; at most once each (metrics.md 1, "Events").</summary>
public enum EventKind : byte { Created, Accepted, AcceptedByMicrosoft, Won, Lost, Declined, Expired }

/// <summary>A referral's type, with marketplace leads split by what they ask of us: what counts are made of.</summary>
public enum ReferralClass : byte { Qualified, ProfileLead, ContactMeLead, InformationalLead, Inbound, Outbound, Private, PartnerLed }

/// <summary>From class to type, lead kind and group.</summary>
public static class Classes
{
    public const int Count = 8;

    public static ReferralType Type(this ReferralClass c) => c switch
    {
        ReferralClass.Qualified => ReferralType.Qualified,
        ReferralClass.ProfileLead or ReferralClass.ContactMeLead or ReferralClass.InformationalLead => ReferralType.Marketplace,
        ReferralClass.Inbound => ReferralType.Inbound,
        ReferralClass.Outbound => ReferralType.Outbound,
        ReferralClass.Private => ReferralType.Private,
        ReferralClass.PartnerLed => ReferralType.PartnerLed,
        _ => throw new ArgumentOutOfRangeException(nameof(c), c, null),
    };

    public static ReferralGroup Group(this ReferralClass c) => c.Type().Group();

    /// <summary>Created by us: outbound, partner-led or private. Such a deal is never accepted by us.</summary>
    public static bool IsOurs(this ReferralClass c) => c is ReferralClass.Outbound or ReferralClass.Private or ReferralClass.PartnerLed;
}

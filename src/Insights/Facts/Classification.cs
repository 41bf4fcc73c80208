using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Which class a referral is of (metrics.md 6). Sources that name the type are believed; the API's words are read
/// by the table there, first matching row wins.</summary>
public static class Classification
{
    private const string Microsoft = "msft";

    /// <summary>The words a referral is classified by, as its sources told them.</summary>
    public readonly record struct Words(string? ApiType, string? Qualification, string? Direction, string? InvitedBy,
        bool SharedWithMicrosoft,
        ReferralType? Type, LeadKind? LeadKind);

    /// <param name="ourId">Our Partner Center organisation id; null while unknown.</param>
    public static ReferralClass Of(in Words words, string? ourId)
    {
        // Without our own id the API's words cannot tell what is ours; a source that names the type knew it.
        ReferralType type = (words.ApiType is null && words.Qualification is null) || (ourId is null && words.Type is not null)
            ? words.Type ?? ReferralType.Qualified
            : TypeOf(words, ourId);
        return type switch
        {
            ReferralType.Qualified => ReferralClass.Qualified,
            ReferralType.Marketplace => words.LeadKind switch
            {
                LeadKind.Informational => ReferralClass.InformationalLead,
                LeadKind.ContactMe => ReferralClass.ContactMeLead,
                _ => ReferralClass.ProfileLead,
            },
            ReferralType.Inbound => ReferralClass.Inbound,
            ReferralType.Outbound => ReferralClass.Outbound,
            ReferralType.Private => ReferralClass.Private,
            ReferralType.PartnerLed => ReferralClass.PartnerLed,
            _ => throw new ArgumentOutOfRangeException(nameof(words), type, null),
        };
    }

    private static ReferralType TypeOf(in Words words, string? ourId)
    {
        bool fromMicrosoft = Is(words.InvitedBy, Microsoft);
        // Direction alone is known to be wrong on self-created deals, hence the second half.
        bool ours = Is(words.Direction, "Outgoing") || (ourId is not null && Is(words.InvitedBy, ourId));

        if (Is(words.ApiType, "Shared")) return ours ? ReferralType.Outbound : ReferralType.Inbound;
        bool fromNobody = string.IsNullOrEmpty(words.InvitedBy);
        if (Is(words.Qualification, "Direct") && (fromMicrosoft || fromNobody)) return ReferralType.Marketplace;
        if (fromMicrosoft && (Is(words.Qualification, "SalesQualified") || Is(words.Qualification, "MarketingQualified")))
            return ReferralType.Qualified;
        if (ours) return words.SharedWithMicrosoft ? ReferralType.PartnerLed : ReferralType.Private;
        // Not in the table: an unknown qualification, or nobody who invited. What Microsoft or nobody sent is a lead.
        return fromMicrosoft || fromNobody ? ReferralType.Qualified : ReferralType.Inbound;
    }

    private static bool Is(string? word, string expected) => string.Equals(word, expected, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Classifies by the codes of words: a million referrals use a handful of combinations.</summary>
/// <param name="ourId">Our Partner Center organisation id; null while unknown.</param>
internal sealed class ClassMemory(Coder words, string? ourId)
{
    private readonly Dictionary<(int, int, int, int, int), ReferralClass> known = [];

    public ReferralClass Of(in Version v)
    {
        var key = (v.ApiType, v.Qualification, v.Direction, v.InvitedBy, ((v.Shared + 1) << 16) | ((v.Type + 1) << 8) | (v.LeadKind + 1));
        if (known.TryGetValue(key, out ReferralClass of)) return of;
        return known[key] = Classification.Of(new Classification.Words(words[v.ApiType], words[v.Qualification], words[v.Direction],
            words[v.InvitedBy],
            v.Shared == 1, v.Type < 0 ? null : (ReferralType)v.Type, v.LeadKind < 0 ? null : (LeadKind)v.LeadKind), ourId);
    }
}

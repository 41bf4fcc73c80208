using R = Insights.Vocabulary.ReferralObservation;

namespace Insights.Vocabulary;

/// <summary>The fields of a referral, in the order of our own file. A new field is a row here, a word in each language and a column in a
/// migration.</summary>
public static class ReferralFields
{
    private static readonly string[] States = ["new", "active", "won", "lost", "declined", "expired", "error"];

    public static TextField<R> Id { get; } = Text(0, "id", "referral_id", r => r.ReferralId, (r, v) => r.ReferralId = v!, TextStyle.Id,
        Joining.Oldest);
    public static TextField<R> Engagement { get; } = new(r => r.EngagementId, (r, v) => r.EngagementId = v)
    { Key = "engagement_id", Column = "engagement_id", Place = 2, KeyColumn = "engagement_key", Style = TextStyle.Id };
    public static WordField<R> Type { get; } =
        Word(5, "type", "referral_type", ["qualified", "marketplace", "inbound", "outbound", "private", "partner_led"],
        r => (long?)r.Type, (r, v) => r.Type = (ReferralType?)v);
    public static WordField<R> LeadKind { get; } = Word(6, "lead_kind", "lead_kind", ["profile", "contact_me", "informational"],
        r => (long?)r.LeadKind, (r, v) => r.LeadKind = (LeadKind?)v);
    public static WordField<R> State { get; } =
        Word(12, "state", "state", States, r => (long?)r.State, (r, v) => r.State = (ObservedState?)v, Joining.State);
    public static MomentField<R> Created { get; } = Moment(14, "created", r => r.Created, (r, v) => r.Created = v);
    public static MomentField<R> Accepted { get; } = Moment(15, "accepted", r => r.Accepted, (r, v) => r.Accepted = v);
    public static MomentField<R> Closed { get; } = Moment(16, "closed", r => r.Closed, (r, v) => r.Closed = v);
    public static MomentField<R> Updated { get; } = Moment(17, "updated", r => r.Updated, (r, v) => r.Updated = v);
    public static MomentField<R> Expires { get; } = Moment(18, "expires", r => r.Expires, (r, v) => r.Expires = v, isLenient: true);
    public static TextField<R> Country { get; } =
        Text(21, "country", "country", r => r.Country, (r, v) => r.Country = v, TextStyle.Country);
    public static TextField<R> City { get; } = Text(22, "city", "city", r => r.City, (r, v) => r.City = v);
    public static TextField<R> Customer { get; } = Text(23, "customer", "customer_name", r => r.CustomerName, (r, v) => r.CustomerName = v);
    public static TextField<R> DealName { get; } =
        Text(24, "deal_name", "deal_name", r => r.DealName, (r, v) => r.DealName = v, TextStyle.Prose);
    public static TextField<R> Program { get; } = Text(25, "program", "program", r => r.Program, (r, v) => r.Program = v);
    public static AmountField<R> DealValue { get; } = Amount(26, "deal_value", r => r.DealValue, (r, v) => r.DealValue = v);
    public static TextField<R> Currency { get; } =
        Text(27, "currency", "currency", r => r.Currency, (r, v) => r.Currency = v, TextStyle.Currency, Joining.Currency);
    public static AmountField<R> DealValueUsd { get; } =
        Amount(28, "deal_value_usd", r => r.DealValueUsd, (r, v) => r.DealValueUsd = v, "USD");
    public static TextField<R> StatusReason { get; } = Text(29, "status_reason", "status_reason", r => r.StatusReason, (r, v) =>
        r.StatusReason = v);
    public static ThingsField<R> Solutions { get; } = new(r => r.Solutions, (r, v) => r.Solutions = v)
    { Key = "solutions", Column = "solutions", Place = 30, Joining = Joining.List };
    public static TextsField<R> Team { get; } = new(r => r.Team, (r, v) => r.Team = v) { Key = "team", Column = "team", Place = 31 };
    public static WordField<R> MicrosoftState { get; } = Word(19, "microsoft_state", "microsoft_state", States,
        r => (long?)r.MicrosoftState, (r, v) => r.MicrosoftState = (ObservedState?)v, Joining.State);
    public static TextField<R> MicrosoftMsxId { get; } = Text(20, "microsoft_msx_id", "microsoft_msx_id", r => r.MicrosoftMsxId, (r, v) =>
        r.MicrosoftMsxId = v);
    public static WordField<R> Side { get; } = Word(1, "side", "side", ["ours", "microsoft"],
        r => (long)r.Side, (r, v) => r.Side = (Side)(v ?? 0), Joining.Oldest);
    public static TextField<R> OwnerOrganization { get; } =
        Text(4, "owner_organization_id", "owner_organization_id", r => r.OwnerOrganizationId, (r, v) => r.OwnerOrganizationId = v,
            TextStyle.Id);
    public static TextField<R> ApiType { get; } = Text(7, "api_type", "api_type", r => r.ApiType, (r, v) => r.ApiType = v);
    public static TextField<R> Qualification { get; } = Text(8, "qualification", "qualification", r => r.Qualification, (r, v) =>
        r.Qualification = v);
    public static TextField<R> Direction { get; } = Text(9, "direction", "direction", r => r.Direction, (r, v) => r.Direction = v);
    public static TextField<R> InvitedBy { get; } =
        Text(10, "invited_by", "invited_by", r => r.InvitedBy, (r, v) => r.InvitedBy = v, TextStyle.Id);
    public static FlagField<R> SharedWithMicrosoft { get; } = new(r => r.SharedWithMicrosoft, (r, v) => r.SharedWithMicrosoft = v)
    { Key = "shared_with_microsoft", Column = "shared_with_microsoft", Place = 11 };
    public static TextField<R> UnknownState { get; } =
        Text(13, "unknown_state", "unknown_state", r => r.UnknownState, (r, v) => r.UnknownState = v, joining: Joining.UnknownState);
    public static DetailsField<R> Details { get; } = new(r => r.Details, (r, v) => r.Details = v)
    { Column = "details", Place = 32, Joining = Joining.ByKey };

    /// <summary>The columns of our own referrals file. Reading and writing both follow it, so that what was exported can be imported again
    /// without loss.</summary>
    public static IReadOnlyList<Field<R>> InFile { get; } =
    [
        Id, Engagement, Type, LeadKind, State, Created, Accepted, Closed, Updated, Expires, Country, City, Customer, DealName, Program,
            DealValue, Currency,
        DealValueUsd, StatusReason, Solutions, Team, MicrosoftState, MicrosoftMsxId, Side, OwnerOrganization, ApiType, Qualification,
            Direction, InvitedBy,
        SharedWithMicrosoft, UnknownState,
        .. new[]
        {
            DetailKeys.OrganizationName, DetailKeys.PartnerLocation, DetailKeys.PartnerName, DetailKeys.CrmId, DetailKeys.CampaignId,
                DetailKeys.CallToAction,
            DetailKeys.LeadSource, DetailKeys.OfferId, DetailKeys.OfferName, DetailKeys.BusinessProfileId, DetailKeys.SalesStage,
                DetailKeys.ExpectedClose,
            DetailKeys.AssistanceRequestCode, DetailKeys.PartnerRole, DetailKeys.PurchaseIntent, DetailKeys.RegistrationStatus,
                DetailKeys.Quality,
            DetailKeys.IsSpam, DetailKeys.CustomerSize, DetailKeys.InvitedByName, DetailKeys.ETag, DetailKeys.Notes, DetailKeys.DealId,
                DetailKeys.MaccEligible,
            DetailKeys.CoSellTrack, DetailKeys.UsFederal,
        }.Select(key => new DetailField<R>(Details) { Key = key, Style = key == DetailKeys.Notes ? TextStyle.Prose : TextStyle.Plain }),
    ];

    /// <summary>What the store keeps, in the order of its columns.</summary>
    public static IReadOnlyList<Field<R>> Stored { get; } =
        [.. InFile.Append(Details).Where(field => field.Place >= 0).OrderBy(field => field.Place)];

    /// <summary>The field a mapping file names; null when there is none.</summary>
    public static Field<R>? Find(string key) => InFile.FirstOrDefault(field => field.Key == key);

    private static TextField<R> Text(int place, string key, string column, Func<R, string?> get, Action<R, string?> set,
        TextStyle style = TextStyle.Plain, Joining joining = Joining.Newest) =>
        new(get, set) { Key = key, Column = column, Place = place, Style = style, Joining = joining };

    private static WordField<R> Word(int place, string key, string column, string[] words, Func<R, long?> get, Action<R, long?> set,
        Joining joining = Joining.Newest) => new(words, get, set) { Key = key, Column = column, Place = place, Joining = joining };

    private static MomentField<R> Moment(int place, string key, Func<R, When?> get, Action<R, When?> set, bool isLenient = false) =>
        new(get, set) { Key = key, Column = key + "_at", Place = place, Joining = Joining.Moment, IsLenient = isLenient };

    private static AmountField<R> Amount(int place, string key, Func<R, decimal?> get, Action<R, decimal?> set, string? money = null) =>
        new(get, set) { Key = key, Column = key, Place = place, Joining = Joining.Amount, Money = money };
}

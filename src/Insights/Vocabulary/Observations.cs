namespace Insights.Vocabulary;

/// <summary>One row as one source told it. Null means "this source does not say", never "empty": several sources may
/// contribute to one referral, and the fold over all observations decides. Written by who reads it, field by field
/// (<see cref="Field{T}"/>); nobody changes one that was handed on.</summary>
public abstract record Observation;

/// <summary>Whose copy of an engagement a referral record is: ours, or Microsoft's side of it (metrics.md 6).</summary>
public enum Side : byte { Ours, Microsoft }

/// <summary>A referral as observed: a Partner Center API record, a row of a download, or a mapped row of any other CSV.
/// The words the API classifies by are kept as they came; the classification itself is made when facts are read.</summary>
public sealed record ReferralObservation : Observation
{
    public required string ReferralId { get; set; }
    public Side Side { get; set; }
    public string? EngagementId { get; set; }

    /// <summary>The Partner Center organisation this copy belongs to; null when the source does not say.</summary>
    public string? OwnerOrganizationId { get; set; }

    /// <summary>The type, where the source names it itself (downloads, mapped files). API records leave it null.</summary>
    public ReferralType? Type { get; set; }
    public LeadKind? LeadKind { get; set; }

    /// <summary>API word <c>type</c>: Shared, Independent, or whatever came.</summary>
    public string? ApiType { get; set; }
    /// <summary>API word <c>qualification</c>: None, Direct, MarketingQualified, SalesQualified, or whatever came.</summary>
    public string? Qualification { get; set; }
    /// <summary>API word <c>direction</c>: Incoming, Outgoing, or whatever came.</summary>
    public string? Direction { get; set; }
    /// <summary><c>inviteContext.invitedBy.organizationId</c>; "msft" is Microsoft.</summary>
    public string? InvitedBy { get; set; }
    /// <summary><c>consentToShareReferralWithMicrosoftSellers</c>: tells partner-led from private.</summary>
    public bool? SharedWithMicrosoft { get; set; }

    public ObservedState? State { get; set; }
    /// <summary>The source's own words when <see cref="State"/> could not be told from them: kept and reported.</summary>
    public string? UnknownState { get; set; }

    /// <summary>Moments; null when the source does not give them. <see cref="Closed"/> is the actual close
    /// (won, lost, declined, expired), never the estimate.</summary>
    public When? Created { get; set; }
    public When? Accepted { get; set; }
    public When? Closed { get; set; }
    /// <summary>When the source last changed the record: newer observations win over older ones.</summary>
    public When? Updated { get; set; }
    public When? Expires { get; set; }

    /// <summary>Microsoft's side as this row tells it (bulk file's "Microsoft Referral Status").</summary>
    public ObservedState? MicrosoftState { get; set; }
    public string? MicrosoftMsxId { get; set; }

    /// <summary>Customer's country: ISO 3166 alpha-2 when recognised, else as written.</summary>
    public string? Country { get; set; }
    public string? City { get; set; }
    public string? CustomerName { get; set; }
    public string? DealName { get; set; }
    /// <summary>The source's own word for the program; the alias table makes it one of ours when facts are read.</summary>
    public string? Program { get; set; }

    public decimal? DealValue { get; set; }
    /// <summary>ISO 4217 of <see cref="DealValue"/>, upper case.</summary>
    public string? Currency { get; set; }
    /// <summary>The source's own conversion ("… (USD)" columns); preferred over rates when USD is reported.</summary>
    public decimal? DealValueUsd { get; set; }

    public string? StatusReason { get; set; }
    public IReadOnlyList<NamedId>? Solutions { get; set; }
    /// <summary>Mail addresses of our own team on the referral, lower case.</summary>
    public IReadOnlyList<string>? Team { get; set; }

    /// <summary>Everything else worth keeping, by the names of <see cref="DetailKeys"/>; kept as text.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; set; }
}

/// <summary>A thing the source names by id, name or both.</summary>
public sealed record NamedId(string? Id, string? Name);

/// <summary>The names under which the remaining fields of a referral are kept.</summary>
public static class DetailKeys
{
    public const string OrganizationName = "organization_name", PartnerLocation = "partner_location", CrmId = "crm_id",
        CampaignId = "campaign_id", CallToAction = "call_to_action", LeadSource = "lead_source", OfferId = "offer_id",
        OfferName = "offer_name", BusinessProfileId = "business_profile_id", SalesStage = "sales_stage",
        ExpectedClose = "expected_close", AssistanceRequestCode = "assistance_request_code", PartnerRole = "partner_role",
        PurchaseIntent = "purchase_intent", RegistrationStatus = "registration_status", Quality = "quality",
        IsSpam = "is_spam", CustomerSize = "customer_size", InvitedByName = "invited_by_name", ETag = "etag",
        PartnerName = "partner_name", Notes = "notes", DealId = "deal_id", UsFederal = "us_federal",
        MaccEligible = "macc_eligible", CoSellTrack = "co_sell_track";
}

/// <summary>An IP co-sell registration of a referral (domain.md 8.3; API <c>registrations[]</c>).
/// One referral has one registration per registration day; sources that name neither id nor day describe its only one.</summary>
public sealed record RegistrationObservation : Observation
{
    public required string ReferralId { get; set; }
    /// <summary>The source's registration id, when it has one.</summary>
    public string? RegistrationId { get; set; }
    /// <summary>AzureIPCoSell, or whatever came; null when the source has only that one.</summary>
    public string? Type { get; set; }
    public When? Registered { get; set; }
    /// <summary>ReviewPending, ActionRequired, Approved, Passed, Failed, Closed, or whatever came.</summary>
    public string? Status { get; set; }
    public When? Approved { get; set; }
    public When? Passed { get; set; }
    public When? Failed { get; set; }
    public decimal? ContractValue { get; set; }
    public string? Currency { get; set; }
    public decimal? ContractValueUsd { get; set; }
    public IReadOnlyDictionary<string, string>? Details { get; set; }
}

/// <summary>A solution of ours as observed. <see cref="Status"/> keeps the source's own word.</summary>
public sealed record SolutionObservation : Observation
{
    public required string SolutionId { get; set; }
    public string? Name { get; set; }
    public required SolutionClass Class { get; set; }
    public string? Status { get; set; }
}

/// <summary>Page views and call-to-action clicks of one day, source, country and listing. The four together are its key:
/// telling a key again replaces its numbers.</summary>
public sealed record PageViewObservation : Observation
{
    public required DateOnly Day { get; set; }
    /// <summary>Where the page is: <c>profile</c> or <c>offer</c>, or the source's own word.</summary>
    public required string Source { get; set; }
    public string Country { get; set; } = "";
    /// <summary>The offer and referral domain, where the source splits by them; else empty.</summary>
    public string Listing { get; set; } = "";
    public required long PageViews { get; set; }
    public required long CtaClicks { get; set; }
}

/// <summary>A monthly rate of the organisation's own: what one unit of a currency is worth in USD for the whole month.</summary>
public sealed record RateObservation : Observation
{
    public required string Currency { get; set; }
    /// <summary>First day of the month.</summary>
    public required DateOnly Month { get; set; }
    public required decimal UsdPerUnit { get; set; }
}

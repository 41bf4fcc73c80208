namespace Insights.Tests.Plain;

/// <summary>Everything the source systems hold about one organisation: the input of a reading, as plain lists.</summary>
public sealed record World
{
    /// <summary>The organisation every small and generated world is about.</summary>
    public const string Us = "0a11ce00-0000-4000-8000-000000000001";

    public const string AnotherPartner = "0b0b0000-0000-4000-8000-000000000002";
    public const string MicrosoftTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    public string OrganizationId { get; init; } = Us;

    public string TimeZone { get; init; } = "UTC";

    /// <summary>
    /// When the world was imported: the first (and only) time we saw each state. A moment the source does not give
    /// is this one. Far in the future unless a world says otherwise, so that it disturbs no example by accident.
    /// </summary>
    public DateTimeOffset Observed { get; init; } = new(2040, 7, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Copies of every holder: ours, Microsoft's side of our engagements, and strangers'.</summary>
    public IReadOnlyList<Referral> Referrals { get; init; } = [];

    public IReadOnlyList<Solution> Solutions { get; init; } = [];

    public IReadOnlyList<DayOfViews> PageViews { get; init; } = [];

    public IReadOnlyList<OwnRate> OwnRates { get; init; } = [];

    /// <summary>A world of these referrals; those without an id or engagement get one from their place in the list.</summary>
    public static World Of(params Referral[] referrals) => new() { Referrals = Numbered(referrals) };

    public static IReadOnlyList<Referral> Numbered(IReadOnlyList<Referral> referrals) =>
        [.. referrals.Select((referral, place) => referral with
        {
            Id = referral.Id.Length > 0 ? referral.Id : Numbered(0x4ef00000, place),
            EngagementId = referral.EngagementId.Length > 0 ? referral.EngagementId : Numbered(0x00e90000, place),
        })];

    public static string Numbered(int family, int place) =>
        new Guid(family, 0, 0x4000, 0x80, 0, 0, 0, (byte)(place >> 24), (byte)(place >> 16), (byte)(place >> 8), (byte)place).ToString();
}

/// <summary>One holder's copy of a referral, with the words of the Partner Center API.</summary>
public sealed record Referral
{
    public string Id { get; init; } = "";
    public string EngagementId { get; init; } = "";
    public string OrganizationId { get; init; } = World.Us;

    /// <summary>Whether the record's target is <c>msft</c>: with another organisation's id, it is Microsoft's side.</summary>
    public bool TargetsMicrosoft { get; init; }

    public string Type { get; init; } = "Independent";
    public string Qualification { get; init; } = "SalesQualified";
    public string? Direction { get; init; } = "Incoming";
    public string? InvitedBy { get; init; } = "msft";
    public bool ConsentToShare { get; init; }
    public string? HelpAsked { get; init; }
    public string Status { get; init; } = "New";
    public string Substatus { get; init; } = "Pending";
    /// <summary>The source tells dates without a time: of every moment here, and of its registrations, the date in UTC.</summary>
    public bool WholeDays { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? Accepted { get; init; }
    public DateTimeOffset? Closed { get; init; }
    public DateTimeOffset? Updated { get; init; }
    public string? Country { get; init; } = "NL";
    public string? Program { get; init; }
    public decimal? DealValue { get; init; }
    public string? Currency { get; init; }
    public string? CallToAction { get; init; }
    public string? MsxId { get; init; }
    public string Customer { get; init; } = "Fabrikam Customer Inc";
    public string? Reason { get; init; }
    /// <summary>Where a lead came from: AppSource, AzurePortal …</summary>
    public string? Source { get; init; }
    public string? Role { get; init; }
    public string? Intent { get; init; }
    public IReadOnlyList<Named> Solutions { get; init; } = [];
    public Named? Offer { get; init; }
    public IReadOnlyList<Registration> Registrations { get; init; } = [];
}

public sealed record Registration
{
    public string Id { get; init; } = "";
    public string Type { get; init; } = "AzureIPCoSell";
    public string Status { get; init; } = "Approved";
    public decimal? ContractValue { get; init; }
    public string? Currency { get; init; } = "USD";
    public DateTimeOffset Registered { get; init; }
    public DateTimeOffset? Approved { get; init; }
    public DateTimeOffset? Passed { get; init; }
    public DateTimeOffset? Failed { get; init; }
    public DateTimeOffset? ReviewPending { get; init; }
    public DateTimeOffset? Start { get; init; }
    public DateTimeOffset? End { get; init; }
    public string? Term { get; init; }
}

/// <summary>What a source names by id, name or both.</summary>
public sealed record Named(string? Id, string? Name);

/// <param name="CoSellStatus">In market, Co-sell ready, Azure IP co-sell eligible, Business Applications co-sell eligible.</param>
public sealed record Solution(string Id, string Name, string CoSellStatus);

/// <param name="Source">profile or offer.</param>
public sealed record DayOfViews(DateOnly Date, string Source, string Country, int PageViews, int CtaClicks);

/// <param name="Month">The first day of the month the rate is for.</param>
public sealed record OwnRate(string Currency, DateOnly Month, decimal UsdPerUnit);

/// <summary>What is asked of a world; <see cref="Preset"/> or both ends of a custom range, both included.</summary>
public sealed record Query
{
    public required DateTimeOffset Now { get; init; }
    public string? Preset { get; init; } = "3m";
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public string Comparison { get; init; } = "previous";
    public string Granularity { get; init; } = "month";

    public static Query Last(string preset, string now) => new() { Now = Made.At(now), Preset = preset };

    public static Query Between(string from, string to, string now) =>
        new() { Now = Made.At(now), Preset = null, From = Made.Day(from), To = Made.Day(to) };
}

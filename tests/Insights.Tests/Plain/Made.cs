using System.Globalization;

namespace Insights.Tests.Plain;

/// <summary>Short words for the referrals of worlds made by hand; moments are UTC, as "2022-03-01" or "2022-03-01 13:45:10".</summary>
public static class Made
{
    /// <summary>1 January to 15 April 2022, as in the example of metrics.md.</summary>
    public static Query ThreeMonths => Query.Last("3m", "2022-04-15");

    public static Query March => Query.Between("2022-03-01", "2022-03-31", "2022-04-15");

    public static DateTimeOffset At(string moment) =>
        DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Referral QualifiedLead(string created) =>
        new() { Type = "Independent", Qualification = "SalesQualified", InvitedBy = "msft", Created = At(created) };

    public static Referral MarketplaceLead(string created, string? callToAction = null) =>
        new() { Type = "Independent", Qualification = "Direct", InvitedBy = null, CallToAction = callToAction, Created = At(created) };

    public static Referral Inbound(string created) =>
        new() { Type = "Shared", InvitedBy = "msft", Created = At(created) };

    public static Referral Outbound(string created) => Own(created) with { Type = "Shared", HelpAsked = "GeneralOrOther" };

    public static Referral PrivateDeal(string created) => Own(created);

    public static Referral PartnerLedDeal(string created) => Own(created) with { ConsentToShare = true };

    /// <summary>Microsoft's copy of the deal in this engagement.</summary>
    public static Referral MicrosoftSide(string engagementId, string created) => new()
    {
        EngagementId = engagementId,
        OrganizationId = World.MicrosoftTenant,
        TargetsMicrosoft = true,
        Type = "Shared",
        InvitedBy = World.Us,
        Created = At(created),
    };

    public static Referral AcceptedOn(this Referral referral, string? moment) =>
        referral with { Status = "Active", Substatus = "Accepted", Accepted = moment is null ? null : At(moment) };

    public static Referral WonOn(this Referral referral, string? moment) => referral.ClosedOn("Won", moment);

    public static Referral LostOn(this Referral referral, string? moment) => referral.ClosedOn("Lost", moment);

    public static Referral DeclinedOn(this Referral referral, string? moment) => referral.ClosedOn("Declined", moment);

    public static Referral ExpiredOn(this Referral referral, string? moment) => referral.ClosedOn("Expired", moment);

    public static Referral ClosedAsErrorOn(this Referral referral, string? moment) => referral.ClosedOn("Error", moment);

    public static Referral Worth(this Referral referral, decimal value, string? currency = "USD") =>
        referral with { DealValue = value, Currency = currency };

    public static Referral In(this Referral referral, string program, string? country = "MX") =>
        referral with { Program = program, Country = country };

    private static Referral Own(string created) => new()
    {
        Type = "Independent",
        Qualification = "SalesQualified",
        Direction = "Outgoing",
        InvitedBy = World.Us,
        Status = "Active",
        Substatus = "Accepted",
        Created = At(created),
        Accepted = At(created), // The source dates our own deals' acceptance at their creation.
    };

    private static Referral ClosedOn(this Referral referral, string substatus, string? moment) =>
        referral with { Status = "Closed", Substatus = substatus, Closed = moment is null ? null : At(moment) };
}

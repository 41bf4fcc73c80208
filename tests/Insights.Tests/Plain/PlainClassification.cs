using System.Runtime.CompilerServices;

namespace Insights.Tests.Plain;

/// <summary>metrics.md sections 1 and 6: which records are referrals of ours, of what type, and in what state.</summary>
public static class PlainClassification
{
    // A trend of days asks for the same rows thousands of times.
    private static readonly ConditionalWeakTable<World, List<Referral>> Rows = [];

    /// <summary>Our referrals, one row each, without those closed as error.</summary>
    public static List<Referral> Referrals(World world) => Rows.GetValue(world, RowsOf);

    private static List<Referral> RowsOf(World world)
    {
        var referrals = new List<Referral>();
        var seen = new HashSet<string>();
        foreach (var record in world.Referrals)
        {
            // "Every row belongs to exactly one" organisation.
            if (!Same(record.OrganizationId, world.OrganizationId)) continue;
            // "A referral closed as error is in no number, no chart, no list behind a number, for any period."
            if (IsClosedAsError(record)) continue;
            // "Importing it twice changes nothing": one row each.
            if (seen.Add(record.Id)) referrals.Add(AsTold(world, record));
        }

        return referrals;
    }

    /// <summary>"A source that tells a date without a time tells a day of that zone … where an instant is needed, it is the day's start in
    /// that zone."</summary>
    private static Referral AsTold(World world, Referral told) => !told.WholeDays ? told : told with
    {
        Created = Start(world, told.Created)!.Value,
        Accepted = Start(world, told.Accepted),
        Closed = Start(world, told.Closed),
        Registrations = [.. told.Registrations.Select(r => r with
        {
            Registered = Start(world, r.Registered)!.Value,
            Approved = Start(world, r.Approved),
            Passed = Start(world, r.Passed),
            Failed = Start(world, r.Failed),
            ReviewPending = Start(world, r.ReviewPending),
        })],
    };

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string Zone, DateOnly Day), DateTimeOffset> Starts = [];

    private static DateTimeOffset? Start(World world, DateTimeOffset? told) =>
        told is null ? null : Starts.GetOrAdd((world.TimeZone, DateOnly.FromDateTime(told.Value.UtcDateTime)), of =>
            StartOf(world, of.Day));

    private static DateTimeOffset StartOf(World world, DateOnly day)
    {
        var moment = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddHours(-15);
        // Every zone of today is a whole number of quarters of an hour from UTC.
        while (PlainPeriod.LocalDay(world, moment) < day) moment = moment.AddMinutes(15);
        return moment;
    }

    /// <summary>"A record with another `organizationId` and the target `msft` is Microsoft's side of an engagement."</summary>
    public static List<Referral> MicrosoftSides(World world, string engagementId)
    {
        var sides = new List<Referral>();
        foreach (var record in world.Referrals)
        {
            if (!Same(record.OrganizationId, world.OrganizationId)
                && record.TargetsMicrosoft
                && Same(record.EngagementId, engagementId))
                sides.Add(AsTold(world, record));
        }

        return sides;
    }

    /// <summary>"Substatus `Error` = closed as error."</summary>
    public static bool IsClosedAsError(Referral referral) => Same(referral.Substatus, "Error");

    /// <summary>"'Ours' = `direction` is Outgoing or `invitedBy.organizationId` is our organisation id."</summary>
    public static bool IsOurs(World world, Referral referral) =>
        Same(referral.Direction, "Outgoing") || Same(referral.InvitedBy, world.OrganizationId);

    public static string TypeOf(World world, Referral referral)
    {
        var fromMicrosoft = Same(referral.InvitedBy, "msft");
        var fromNobody = string.IsNullOrEmpty(referral.InvitedBy);
        var fromUs = Same(referral.InvitedBy, world.OrganizationId);
        var salesQualified = Same(referral.Qualification, "SalesQualified");
        var marketingQualified = Same(referral.Qualification, "MarketingQualified");
        var direct = Same(referral.Qualification, "Direct");

        // "Shared | any | any | co-sell: `outbound` if ours, else `inbound`"
        if (Same(referral.Type, "Shared")) return IsOurs(world, referral) ? "outbound" : "inbound";
        // "Independent | Direct | `msft` or empty | marketplace lead"
        if (direct && (fromMicrosoft || fromNobody)) return "marketplace";
        // "Independent | SalesQualified, MarketingQualified | `msft` | qualified lead"
        if ((salesQualified || marketingQualified) && fromMicrosoft) return "qualified";
        // "Independent | SalesQualified, None | our organisation | `partner_led` if `consentToShare…`, else `private`"
        if (fromUs || IsOurs(world, referral)) return referral.ConsentToShare ? "partner_led" : "private";
        // "Independent | SalesQualified, None | another partner | co-sell `inbound`"
        if (!fromMicrosoft && !fromNobody) return "inbound";
        // Not in the table (an unknown qualification, or a qualified referral that names no inviter): "never silently
        // drops a record", and what comes from Microsoft or from nobody is a lead.
        return "qualified";
    }

    public static string GroupOf(World world, Referral referral) =>
        TypeOf(world, referral) is "qualified" or "marketplace" ? "leads" : "co_sell";

    public static bool IsLead(World world, Referral referral) => GroupOf(world, referral) == "leads";

    public static bool IsCreatedByUs(World world, Referral referral) =>
        TypeOf(world, referral) is "outbound" or "private" or "partner_led";

    /// <summary>"informational (Get it now, Free trial, Test drive)", with the raw codes of the marketplace for the same.</summary>
    public static bool IsInformational(World world, Referral referral) =>
        TypeOf(world, referral) == "marketplace"
        && Letters(referral.CallToAction) is "getitnow" or "freetrial" or "testdrive" or "ins" or "starttestdrive";

    /// <summary>"Actionable lead: qualified, profile or contact-me."</summary>
    public static bool IsActionable(World world, Referral referral) =>
        IsLead(world, referral) && !IsInformational(world, referral);

    /// <summary>"`pending` (New), `accepted` (Active, not created by us), `created` (Active, created by us), `won`, `lost`, …"</summary>
    public static string StateOf(World world, Referral referral)
    {
        if (Same(referral.Substatus, "Won")) return "won";
        if (Same(referral.Substatus, "Lost")) return "lost";
        if (Same(referral.Substatus, "Declined")) return "declined";
        if (Same(referral.Substatus, "Expired")) return "expired";
        if (Same(referral.Status, "New")) return "pending";
        if (Same(referral.Status, "Active")) return IsCreatedByUs(world, referral) ? "created" : "accepted";
        // The status is an unknown word: what the substatus says, else the last state the record proves.
        if (Same(referral.Substatus, "Pending") || Same(referral.Substatus, "Received")) return "pending";
        if (IsCreatedByUs(world, referral)) return "created";
        return referral.Accepted is null && !Same(referral.Substatus, "Accepted") ? "pending" : "accepted";
    }

    public static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A word without spaces, marks and case: sources write the same word in several ways.</summary>
    public static string Letters(string? word) =>
        string.Concat((word ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}

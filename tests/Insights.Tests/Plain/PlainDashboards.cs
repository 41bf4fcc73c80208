using static Insights.Tests.Plain.PlainClassification;
using static Insights.Tests.Plain.PlainEvents;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>
/// domain.md 3 and 4 over plain lists. A filter is a smaller world, and a cell of a table is a number of that world; only
/// the conversion funnels and the registrations are counted here anew.
/// </summary>
public static class PlainDashboards
{
    public static readonly IReadOnlyList<string> Dimensions =
    [
        "group", "type", "state", "deal_type", "direction", "lead_kind", "track", "country", "program", "customer", "solution", "offer",
            "source",
        "action", "intent", "role", "reason",
    ];

    /// <summary>Dimensions that page views tell.</summary>
    private static readonly string[] OfViews = ["group", "type", "lead_kind", "country", "offer", "source"];

    /// <summary>The values a referral has; "-" when nobody said any.</summary>
    public static string[] Values(World world, Referral r, string dimension) => dimension switch
    {
        "group" => [GroupOf(world, r)],
        "type" => [TypeOf(world, r)],
        "state" => [StateOf(world, r)],
        "deal_type" => [TypeOf(world, r) switch { "inbound" or "outbound" => "co_sell", "partner_led" => "partner_led", "private" =>
            "private", _ => "-" }],
        "direction" => [IsCreatedByUs(world, r) ? "outgoing" : "incoming"],
        "lead_kind" => [LeadKind(world, r)],
        "track" => [r.Role is not null ? "services" : r.Solutions.Count > 0 ? "ip" : "-"],
        "country" => [r.Country ?? "-"],
        "program" => [Letters(r.Program) switch
        {
            "" => "-",
            "contactrequest" => "contact_request",
            "digitalsalesopportunity" => "digital_sales_opportunity",
            "customerlifecyclemanagement" => "customer_lifecycle_management",
            "coselldeploymentservices" or "clouddeploymentservices" => "co_sell_deployment_services",
            _ => r.Program!,
        }],
        "customer" => [r.Customer.Trim().ToUpperInvariant()],
        "solution" => r.Solutions.Count == 0 ? ["-"] : [.. r.Solutions.Select(s => s.Id ?? s.Name!).Distinct()],
        "offer" => [OfferOf(world, r)],
        "source" => [Letters(r.Source) switch { "" => "-", "appsource" => "app_source", "azureportal" =>
            "azure_portal", "azuremarketplace" => "azure_marketplace", var other => other }],
        "action" => [Letters(r.CallToAction) switch
        {
            "" => "-",
            "getitnow" or "ins" => "get_it_now",
            "freetrial" => "free_trial",
            "testdrive" or "starttestdrive" => "test_drive",
            "contactme" => "contact_me",
            var other => other,
        }],
        "intent" => [Letters(r.Intent) switch { "" => "-", "havenotdecided" => "have_not_decided", var other => other }],
        "role" => r.Role is null ? ["-"] : [.. r.Role.Split(';').Select(role => role.Trim().ToLowerInvariant().Replace(' ', '_'))],
        "reason" => [Letters(r.Reason) switch
        {
            "" => "-",
            "customerdidnotrespond" => "no_response",
            "customerdidnothavebudget" or "budgetnotadequate" => "no_budget",
            "other" or "others" => "other",
            _ => r.Reason!.ToLowerInvariant().Replace(' ', '_'),
        }],
        _ => throw new ArgumentException($"no dimension '{dimension}'", nameof(dimension)),
    };

    /// <summary>The world of the referrals that pass: of each dimension one of the values.</summary>
    public static World Narrowed(World world, IReadOnlyDictionary<string, string[]> filters) => world with
    {
        // Microsoft's sides stay: they date what is ours, and are no referrals of ours.
        Referrals = [.. world.Referrals.Where(r => !Same(r.OrganizationId, world.OrganizationId)
            || filters.All(f => Values(world, r, f.Key).Intersect(f.Value.Select(v => Spelled(f.Key, v))).Any()))],
        PageViews = [.. world.PageViews.Where(v => filters.All(f => OfViews.Contains(f.Key) && ViewValues(v, f.Key).Intersect(f.Value)
            .Any()))],
    };

    /// <summary>A number of the referrals that pass; null for views under a filter that views do not tell.</summary>
    public static decimal? Value(World world, Days days, string key, IReadOnlyDictionary<string, string[]> filters) =>
        key is "leads.page_views" or "leads.cta_clicks" ? Views(world, days, key, filters) : Value(Narrowed(world, filters), days, key);

    /// <summary>None where views do not tell what is asked, or where nothing was imported for these days and this kind of page.</summary>
    private static decimal? Views(World world, Days days, string key, IReadOnlyDictionary<string, string[]> filters)
    {
        if (filters.Keys.Any(d => !OfViews.Contains(d))) return null;
        string[] kinds = filters.TryGetValue("lead_kind", out var chosen) ? chosen : ["profile", "contact_me"];
        string[] sources = [.. kinds.Contains("profile") ? ["profile"]
            : (string[])[], .. kinds.Any(k => k is "contact_me" or "informational") ? ["offer"] : (string[])[]];
        if (!sources.Any(source => PlainMetrics.KnowsViews(world, days, source))) return null;
        var among = Narrowed(world, filters).PageViews.Distinct().Where(day => days.Contains(day.Date));
        return among.Sum(day => key == "leads.page_views" ? day.PageViews : day.CtaClicks);
    }

    private static decimal? Value(World world, Days days, string key) => key switch
    {
        "leads.lost" => Count(world, days, r => IsActionable(world, r) ? LostAt(world, r) : null),
        "leads.declined" => Count(world, days, r => IsActionable(world, r) ? DeclinedAt(world, r) : null),
        "leads.expired" => Count(world, days, r => IsActionable(world, r) ? ExpiredAt(world, r) : null),
        "cosell.deals" => Count(world, days, r => IsLead(world, r) ? null : r.Created),
        "cosell.lost" => Count(world, days, r => IsLead(world, r) ? null : LostAt(world, r)),
        "cosell.declined" => Count(world, days, r => IsLead(world, r) ? null : DeclinedAt(world, r)),
        "cosell.expired" => Count(world, days, r => IsLead(world, r) ? null : ExpiredAt(world, r)),
        "revenue.lost_value.co_sell" => Referrals(world).Where(r => !IsLead(world, r) && Happened(world, days, LostAt(world, r)))
            .Sum(r => ValueOf(world, r)),
        "registrations.registered" => Registrations(world).Count(r => Happened(world, days, r.Registered)),
        "registrations.passed" => Registrations(world).Count(r => Happened(world, days, ApprovedAt(r))),
        "registrations.failed" => Registrations(world).Count(r => Happened(world, days, FailedAt(r))),
        "registrations.annual_contract_value" =>
            Registrations(world).Where(r => Happened(world, days, ApprovedAt(r)) && Years(r) is not null && r.ContractValue is not null)
            .Sum(r => (PlainMoney.InDollars(world, r.ContractValue!.Value, r.Currency, LocalDay(world, ApprovedAt(r)!.Value))
            ?? 0) / Years(r)!.Value),
        _ => PlainMetrics.Value(world, days, key),
    };

    /// <summary>The deal value in dollars by the month of closing, else of creation; 0 without value or rate.</summary>
    public static decimal ValueOf(World world, Referral r) => r.DealValue is not { } value ? 0
        : PlainMoney.InDollars(world, value, r.Currency, LocalDay(world, AnyCloseOf(world, r) ?? r.Created)) ?? 0;

    /// <summary>From where, over what, to what a referral went within the days; null when it is not on the way at all.</summary>
    public static (string Source, string? Stage, string? Outcome)? Way(World world, Days days, Referral r)
    {
        if (IsInformational(world, r)) return null;
        bool created = Happened(world, days, r.Created), accepted = Happened(world, days, AcceptedAt(world, r)),
            closed = Happened(world, days, AnyCloseOf(world, r));
        if (!created && !accepted && !closed) return null;
        string source = !created ? "past" : IsLead(world, r) ? LeadKind(world, r) : TypeOf(world, r);
        string state = StateOf(world, r);
        string? stage;
        if (IsCreatedByUs(world, r)) stage = created ? "created" : "created_past";
        else if (accepted) stage = "accepted";
        else if (!closed) return (source, null, null);
        else if (AcceptedAt(world, r) is { } before && LocalDay(world, before) < days.From) stage = "accepted_past";
        else if (state is "declined" or "expired") return (source, state, null);
        else stage = "accept_unknown";
        return (source, stage, !closed ? null : state is "declined" or "expired" ? state + "_later" : state);
    }

    public static decimal? AverageDays(World world, Days days, IEnumerable<Referral> among, Func<World, Referral, DateTimeOffset?> ending)
    {
        var elapsed = among.Where(r => Happened(world, days, ending(world, r)))
            .Select(r => Math.Max(0, Math.Floor((ending(world, r)!.Value - r.Created).TotalDays))).ToList();
        return elapsed.Count == 0 ? null : (decimal)elapsed.Average();
    }

    /// <summary>Azure IP co-sell registrations of our referrals.</summary>
    public static IEnumerable<Registration> Registrations(World world) =>
        Referrals(world).SelectMany(r => r.Registrations).Where(r => Letters(r.Type) == "azureipcosell").DistinctBy(r => r.Id);

    public static (string Source, string? Stage, string? Outcome)? Way(World world, Days days, Registration r)
    {
        bool registered = Happened(world, days, r.Registered), review = Happened(world, days, r.ReviewPending),
            failed = Happened(world, days, FailedAt(r)),
            passed = ApprovedAt(r) is not null && Happened(world, days, r.Passed), approved = Happened(world, days, ApprovedAt(r))
                && !passed;
        if (!registered && !review && !failed && !passed && !approved) return null;
        string source = registered ? "registered" : "registered_past";
        if (review || passed || failed) return (source, "review", passed ? "passed" : failed ? "failed" : null);
        return (source, approved ? "approved" : null, null);
    }

    private static DateTimeOffset? ApprovedAt(Registration r)
    {
        var moment = r.Approved ?? r.Passed;
        return Same(r.Status, "Failed") || r.Failed > moment ? null : moment;
    }

    private static DateTimeOffset? FailedAt(Registration r) => ApprovedAt(r) is null ? r.Failed : null;

    private static decimal? Years(Registration r)
    {
        if (Same(r.Term, "Perpetual")) return 6;
        if (r.Start is not { } start || r.End is not { } end) return null;
        return Math.Max(1m, (decimal)Math.Round((end - start).TotalDays * 12 / 365.2425) / 12m);
    }

    private static DateTimeOffset? AnyCloseOf(World world, Referral r) =>
        StateBecameAt(world, r, "won") ?? StateBecameAt(world, r, "lost") ?? StateBecameAt(world, r, "declined")
            ?? StateBecameAt(world, r, "expired");

    private static string LeadKind(World world, Referral r) => TypeOf(world, r) switch
    {
        "qualified" => "qualified",
        "marketplace" => IsInformational(world, r) ? "informational" : Letters(r.CallToAction) is "contactme" ? "contact_me" : "profile",
        _ => "-",
    };

    private static string OfferOf(World world, Referral r)
    {
        if (r.Offer is not { } offer) return "-";
        return offer.Id ?? Referrals(world).Where(o => Same(o.Offer?.Name, offer.Name)).Select(o => o.Offer!.Id).OfType<string>()
            .Order(StringComparer.Ordinal).FirstOrDefault() ?? offer.Name!;
    }

    private static string[] ViewValues(DayOfViews views, string dimension) => dimension switch
    {
        "group" => ["leads"],
        "type" => ["marketplace"],
        "lead_kind" => views.Source == "profile" ? ["profile"] : ["contact_me", "informational"],
        "country" => [views.Country.Length == 0 ? "-" : views.Country],
        "source" => [views.Source == "profile" ? "business_profile" : "-"],
        _ => ["-"],
    };

    private static string Spelled(string dimension, string value) => dimension == "customer" ? value.Trim().ToUpperInvariant() : value;

    private static int Count(World world, Days days, Func<Referral, DateTimeOffset?> moment) =>
        Referrals(world).Count(r => Happened(world, days, moment(r)));
}

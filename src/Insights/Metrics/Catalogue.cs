using System.Collections.Frozen;
using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>Which of its moments puts a referral into a number (metrics.md 2).</summary>
public enum Clock : byte { Now, Event, Cohort }

/// <summary>What a number counts in: things, percent, or the reporting currency.</summary>
public enum Unit : byte { Count, Percent, Money }

/// <summary>What happens to an IP co-sell registration (domain.md 6.4). Approved is by hand or by itself: the moment of approval, else that
/// its review passed, unless it failed later (metrics.md 3, revenue.ip_cosell_approved_value).</summary>
public enum RegistrationEvent : byte { Registered, Approved, Failed }

/// <summary>What is counted of registrations. The annual contract value is the one told; else the contract value by the years it runs, at
/// least one, six for a perpetual one (domain.md 6.4).</summary>
public enum RegistrationMeasure : byte { Count, ContractValue, AnnualContractValue }

/// <summary>How a metric comes about. Counts and sums are made first, rates are divided last (houses.md, rule 8).</summary>
public abstract record Formula
{
    /// <summary>Events of one kind that happened in the period, of the named classes of referral.</summary>
    public sealed record Events(EventKind Kind, IReadOnlyList<ReferralClass> Classes) : Formula;

    /// <summary>Created by us in the period, of the classes the organisation counts as outbound
    /// (<see cref="ReportingSettings.Outbound"/>).</summary>
    public sealed record Outbound : Formula;

    /// <summary>Deal value of referrals won, or lost, in the period, of the named classes, in the reporting currency.</summary>
    public sealed record DealValue(EventKind Kind, IReadOnlyList<ReferralClass> Classes) : Formula;

    /// <summary>Other metrics added up.</summary>
    public sealed record Sum(params IReadOnlyList<string> Parts) : Formula;

    /// <summary><c>100 × sum of numerators / sum of denominators</c>; none when the denominator is 0.</summary>
    public sealed record Ratio(IReadOnlyList<string> Over, IReadOnlyList<string> Under) : Formula;

    /// <summary>Published solutions of today, of the named classes (metrics.md 3).</summary>
    public sealed record Solutions(params IReadOnlyList<SolutionClass> Classes) : Formula;

    /// <summary>Daily counts told by page-view files.</summary>
    public sealed record Visits(bool Clicks) : Formula;

    /// <summary>IP co-sell registrations to which something happened in the period: how many, or what they are worth in the reporting
    /// currency.</summary>
    public sealed record Registrations(RegistrationEvent Event, RegistrationMeasure Measure) : Formula;
}

/// <summary>One number: its key everywhere (page, API, CSV, words), its unit, its clock and its formula.
/// Its name and definition are the words <c>metric.{Key}</c> and <c>metric.{Key}.definition</c>.</summary>
public sealed record Metric(string Key, Unit Unit, Clock Clock, Formula Formula)
{
    /// <summary>True when the number has a trend: event counts and amounts do, rates and today's states do not.</summary>
    public bool HasTrend => Clock == Clock.Event && Unit != Unit.Percent;

    /// <summary>True when the business wants less of it: what was lost, declined, let go by or failed.</summary>
    public bool IsLoss => Formula switch
    {
        Formula.Events { Kind: var kind } => kind is EventKind.Lost or EventKind.Declined or EventKind.Expired,
        Formula.DealValue { Kind: var kind } => kind == EventKind.Lost,
        Formula.Registrations { Event: var what } => what == RegistrationEvent.Failed,
        _ => false,
    };
}

/// <summary>Every metric, once: those of the Summary (metrics.md 3), and those only the dashboards have (domain.md 3, 4). Page, API,
/// exports, words and tests read these tables.</summary>
public static class Catalogue
{
    private static readonly ReferralClass[] Leads =
        [ReferralClass.Qualified, ReferralClass.ProfileLead, ReferralClass.ContactMeLead, ReferralClass.InformationalLead];
    private static readonly ReferralClass[] ActionableLeads =
        [ReferralClass.Qualified, ReferralClass.ProfileLead, ReferralClass.ContactMeLead];
    private static readonly ReferralClass[] Inbound = [ReferralClass.Inbound];
    /// <summary>The classes <c>cosell.outbound</c> counts unless the organisation decides otherwise (metrics.md 3, Decision).</summary>
    public static IReadOnlyList<ReferralClass> CreatedByUs { get; } =
        [ReferralClass.Outbound, ReferralClass.PartnerLed, ReferralClass.Private];

    private static readonly ReferralClass[] HelpAsked = [ReferralClass.Outbound];
    private static readonly ReferralClass[] CoSell = [.. Inbound, .. CreatedByUs];

    /// <summary>What the Summary page, its document and its files show.</summary>
    public static IReadOnlyList<Metric> Summary { get; } =
    [
        new("solutions.total", Unit.Count, Clock.Now,
            new Formula.Sum("solutions.in_market", "solutions.co_sell_ready", "solutions.azure_ip_co_sell_eligible")),
        new("solutions.in_market", Unit.Count, Clock.Now, new Formula.Solutions(SolutionClass.InMarket)),
        new("solutions.co_sell_ready", Unit.Count, Clock.Now, new Formula.Solutions(SolutionClass.CoSellReady)),
        new("solutions.azure_ip_co_sell_eligible", Unit.Count, Clock.Now, new Formula.Solutions(SolutionClass.AzureIpCoSellEligible)),

        new("referrals.total", Unit.Count, Clock.Event, new Formula.Sum("leads.received", "cosell.inbound", "cosell.outbound")),
        new("referrals.accepted", Unit.Count, Clock.Event, new Formula.Sum("leads.accepted", "cosell.accepted")),
        new("referrals.won", Unit.Count, Clock.Event, new Formula.Sum("leads.won", "cosell.won")),

        new("cosell.inbound", Unit.Count, Clock.Event, new Formula.Events(EventKind.Created, Inbound)),
        new("cosell.outbound", Unit.Count, Clock.Event, new Formula.Outbound()),
        new("cosell.accepted", Unit.Count, Clock.Event, new Formula.Events(EventKind.Accepted, Inbound)),
        new("cosell.accepted_by_microsoft", Unit.Count, Clock.Event, new Formula.Events(EventKind.AcceptedByMicrosoft, HelpAsked)),
        new("cosell.won", Unit.Count, Clock.Event, new Formula.Events(EventKind.Won, CoSell)),
        new("cosell.win_rate", Unit.Percent, Clock.Event, new Formula.Ratio(["cosell.won"], ["cosell.accepted", "cosell.outbound"])),

        new("leads.page_views", Unit.Count, Clock.Event, new Formula.Visits(Clicks: false)),
        new("leads.cta_clicks", Unit.Count, Clock.Event, new Formula.Visits(Clicks: true)),
        new("leads.received", Unit.Count, Clock.Event, new Formula.Events(EventKind.Created, Leads)),
        new("leads.accepted", Unit.Count, Clock.Event, new Formula.Events(EventKind.Accepted, ActionableLeads)),
        new("leads.won", Unit.Count, Clock.Event, new Formula.Events(EventKind.Won, ActionableLeads)),
        new("leads.win_rate", Unit.Percent, Clock.Event, new Formula.Ratio(["leads.won"], ["leads.accepted"])),

        new("revenue.won_value", Unit.Money, Clock.Event, new Formula.Sum("revenue.won_value.co_sell", "revenue.won_value.leads")),
        new("revenue.won_value.co_sell", Unit.Money, Clock.Event, new Formula.DealValue(EventKind.Won, CoSell)),
        new("revenue.won_value.leads", Unit.Money, Clock.Event, new Formula.DealValue(EventKind.Won, ActionableLeads)),
        new("revenue.won_count.co_sell", Unit.Count, Clock.Event, new Formula.Sum("cosell.won")),
        new("revenue.won_count.leads", Unit.Count, Clock.Event, new Formula.Sum("leads.won")),
        new("revenue.ip_cosell_approved_value", Unit.Money, Clock.Event,
            new Formula.Registrations(RegistrationEvent.Approved, RegistrationMeasure.ContractValue)),
    ];

    /// <summary>The Summary's, and what the dashboards count besides: all by event, informational leads in none but what is
    /// received.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        .. Summary,
        new("leads.lost", Unit.Count, Clock.Event, new Formula.Events(EventKind.Lost, ActionableLeads)),
        new("leads.declined", Unit.Count, Clock.Event, new Formula.Events(EventKind.Declined, ActionableLeads)),
        new("leads.expired", Unit.Count, Clock.Event, new Formula.Events(EventKind.Expired, ActionableLeads)),
        new("cosell.deals", Unit.Count, Clock.Event, new Formula.Events(EventKind.Created, CoSell)),
        new("cosell.lost", Unit.Count, Clock.Event, new Formula.Events(EventKind.Lost, CoSell)),
        new("cosell.declined", Unit.Count, Clock.Event, new Formula.Events(EventKind.Declined, CoSell)),
        new("cosell.expired", Unit.Count, Clock.Event, new Formula.Events(EventKind.Expired, CoSell)),
        new("revenue.lost_value.co_sell", Unit.Money, Clock.Event, new Formula.DealValue(EventKind.Lost, CoSell)),
        new("registrations.registered", Unit.Count, Clock.Event,
            new Formula.Registrations(RegistrationEvent.Registered, RegistrationMeasure.Count)),
        new("registrations.passed", Unit.Count, Clock.Event,
            new Formula.Registrations(RegistrationEvent.Approved, RegistrationMeasure.Count)),
        new("registrations.failed", Unit.Count, Clock.Event,
            new Formula.Registrations(RegistrationEvent.Failed, RegistrationMeasure.Count)),
        new("registrations.annual_contract_value", Unit.Money, Clock.Event,
            new Formula.Registrations(RegistrationEvent.Approved, RegistrationMeasure.AnnualContractValue)),
    ];

    private static readonly FrozenDictionary<string, Metric> ByKey = All.ToFrozenDictionary(m => m.Key, StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No metric has this key.</exception>
    public static Metric Get(string key) => ByKey[key];

    /// <summary>The metric of a key; null when none has it.</summary>
    public static Metric? Find(string? key) => key is not null && ByKey.TryGetValue(key, out Metric? metric) ? metric : null;
}

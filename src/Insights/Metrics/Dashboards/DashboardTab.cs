using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>The two dashboards behind the Summary.</summary>
public enum Dashboard { Leads, CoSell }

/// <summary>A part of a dashboard's numbers that is shown under a name of its own, <c>pivot.{Key}</c>: offer leads, private
/// deals.</summary>
public sealed record Pivot(string Key, Filters Within)
{
    public static readonly Pivot All = new("all", Filters.None);
}

/// <summary>A table of a dashboard: a dimension by some metrics. Its title is <c>breakdown.{Key}.title</c>.</summary>
/// <param name="Metrics">The columns; rows are sorted by the first, largest first.</param>
public sealed record BreakdownPlan(string Key, Dimension Dimension, IReadOnlyList<string> Metrics)
{
    public IReadOnlyList<Pivot> Pivots { get; init; } = [Pivot.All];
}

/// <summary>A conversion funnel of a dashboard. Its title is <c>flow.{Key}.title</c>.</summary>
/// <param name="Of">One of the flows of <see cref="Population"/>.</param>
public sealed record FlowPlan(string Key, string Of, Filters Within);

/// <summary>One tab of a dashboard as data: what is on it, in order (domain.md 3 and 4). Its name is <c>tab.{Key}</c>.</summary>
/// <param name="Within">What the tab is of; not removable, not a chip.</param>
/// <param name="Preset">What is filtered when the address says nothing; a chip that can be removed.</param>
/// <param name="FilterBy">The dimensions a reader can filter by.</param>
/// <param name="Figures">The metrics at the top, once for each pivot.</param>
public sealed record DashboardTab(Dashboard Dashboard, string Key, Filters Within, Filters Preset, IReadOnlyList<Dimension> FilterBy,
    IReadOnlyList<string> Figures)
{
    private static readonly Pivot[] OfMarketplace = [Pivot.All, Lead("offer", "contact_me", "informational"), Lead("profile", "profile")];
    private static readonly Pivot[] OfDeals = [Pivot.All, Deal("co_sell"), Deal("private"), Deal("partner_led")];

    private static readonly string[] OfListings =
        ["leads.page_views", "leads.cta_clicks", "leads.received", "leads.won", "leads.lost", "revenue.won_value.leads"],
        DealFigures = ["cosell.deals", "cosell.accepted", "cosell.won", "cosell.lost", "revenue.won_value.co_sell"],
        RegistrationFigures = ["registrations.registered", "registrations.passed", "registrations.failed",
            "revenue.ip_cosell_approved_value", "registrations.annual_contract_value"],
        OfPlaces = ["cosell.deals", "cosell.won", "cosell.lost", "cosell.expired", "revenue.won_value.co_sell",
            "revenue.lost_value.co_sell", "revenue.ip_cosell_approved_value"],
        OfCapabilities = ["cosell.deals", "cosell.won", "cosell.lost", "cosell.expired", "revenue.won_value.co_sell",
            "revenue.lost_value.co_sell"];

    private static readonly Dimension[] OfEveryDeal = [Dimension.Customer, Dimension.Country, Dimension.DealType, Dimension.Direction,
        Dimension.Solution, Dimension.Intent, Dimension.Macc];

    private static readonly FlowPlan Deals = new("cosell", Population.CoSellFlow, Filters.None),
        DealRegistration = new("registrations", Population.RegistrationsFlow, Filters.None);

    public IReadOnlyList<Pivot> Pivots { get; init; } = [Pivot.All];
    public IReadOnlyList<FlowPlan> Flows { get; init; } = [];
    public IReadOnlyList<BreakdownPlan> Breakdowns { get; init; } = [];
    /// <summary>What can be compared, by what; the first of each is the default.</summary>
    public IReadOnlyList<string> CompareMetrics { get; init; } = [];
    public IReadOnlyList<Dimension> CompareDimensions { get; init; } = [];

    /// <summary>Every tab, in order; the first of each dashboard is its default.</summary>
    public static IReadOnlyList<DashboardTab> All { get; } =
    [
        new(Dashboard.Leads, "marketplace", new Filters { Type = ReferralType.Marketplace }, Filters.None,
            [Dimension.Customer, Dimension.Country, Dimension.LeadKind, Dimension.Offer, Dimension.Source, Dimension.Action],
            ["leads.page_views", "leads.cta_clicks", "leads.received", "leads.won", "revenue.won_value.leads"])
        {
            Pivots = OfMarketplace,
            Flows = [new("profile", Population.LeadsFlow, Lead("profile", "profile").Within),
                new("contact_me", Population.LeadsFlow, Lead("contact_me", "contact_me").Within)],
            Breakdowns = [new("offers", Dimension.Offer, OfListings), new("countries", Dimension.Country, OfListings), .. Reasons("leads")],
            CompareMetrics = ["leads.received", "revenue.won_value.leads"],
            CompareDimensions = [Dimension.Source, Dimension.Country, Dimension.Offer, Dimension.Action],
        },
        new(Dashboard.Leads, "qualified", new Filters { Type = ReferralType.Qualified }, Filters.None,
            [Dimension.Customer, Dimension.Country, Dimension.Program],
                ["leads.received", "leads.accepted", "leads.won", "revenue.won_value.leads"])
        {
            Flows = [new("qualified", Population.LeadsFlow, Filters.None)],
            Breakdowns =
            [
                new("countries", Dimension.Country,
                    ["leads.received", "leads.accepted", "leads.won", "leads.lost", "revenue.won_value.leads"]),
                new("programs", Dimension.Program, ["leads.received", "leads.accepted", "leads.expired", "leads.won",
                    "revenue.won_value.leads"]),
                .. Reasons("leads"),
            ],
            CompareMetrics = ["leads.received", "revenue.won_value.leads"],
            CompareDimensions = [Dimension.LeadKind, Dimension.Country, Dimension.Program],
        },
        OfCoSell("all", Filters.None, [.. OfEveryDeal, Dimension.Program, Dimension.Role],
            [Dimension.DealType, Dimension.Country, Dimension.Solution, Dimension.Track], registered: true),
        OfCoSell("ip", Filters.None.With(Dimension.Track, "ip"), OfEveryDeal, [Dimension.DealType, Dimension.Country, Dimension.Solution],
            registered: true),
        OfCoSell("services", Filters.None.With(Dimension.Track, "services"), [.. OfEveryDeal, Dimension.Program, Dimension.Role],
            [Dimension.DealType, Dimension.Country, Dimension.Solution], registered: false),
    ];

    public static IEnumerable<DashboardTab> Of(Dashboard dashboard) => All.Where(t => t.Dashboard == dashboard);

    /// <summary>The tab of a key; null when the dashboard has none such.</summary>
    public static DashboardTab? Find(Dashboard dashboard, string? key) =>
        Of(dashboard).FirstOrDefault(t => t.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    private static DashboardTab OfCoSell(string key, Filters within, IReadOnlyList<Dimension> filters, IReadOnlyList<Dimension> compare,
        bool registered) =>
        new(Dashboard.CoSell, key, within, Filters.None.With(Dimension.DealType, "co_sell", "partner_led"), filters,
            [.. DealFigures, .. registered ? RegistrationFigures : []])
        {
            Flows = registered ? [Deals, DealRegistration] : [Deals],
            Breakdowns =
            [
                new("countries", Dimension.Country, OfPlaces) { Pivots = OfDeals },
                new("solutions", Dimension.Solution, OfPlaces) { Pivots = OfDeals },
                new("roles", Dimension.Role, OfCapabilities),
                new("programs", Dimension.Program, OfCapabilities),
                .. Reasons("cosell"),
            ],
            CompareMetrics = ["cosell.deals", "revenue.won_value.co_sell", .. registered ? (string[])["revenue.ip_cosell_approved_value"]
                : []],
            CompareDimensions = compare,
        };

    private static BreakdownPlan[] Reasons(string of) =>
        [new("declined", Dimension.Reason, [of + ".declined"]), new("lost", Dimension.Reason, [of + ".lost"])];

    private static Pivot Lead(string key, params string[] kinds) => new(key, Filters.None.With(Dimension.LeadKind, kinds));

    private static Pivot Deal(string type) => new(type, Filters.None.With(Dimension.DealType, type));
}

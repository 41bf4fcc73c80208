using System.Text.Json.Nodes;
using Insights.Facts;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using static Insights.Tests.Plain.Made;
using Referral = Insights.Tests.Plain.Referral;
using Registration = Insights.Tests.Plain.Registration;

namespace Insights.Tests.Dashboards;

public sealed class SmallDashboardWorldsOnSqlite() : SmallDashboardWorldTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class SmallDashboardWorldsOnPostgres() : SmallDashboardWorldTests(StoreEngine.Postgres);

/// <summary>Every number only the dashboards have, in a world small enough to count by hand. From 1 January to 15 April 2022 unless said
/// otherwise.</summary>
public abstract class SmallDashboardWorldTests(StoreEngine engine)
{
    private static readonly Filters Everything = Filters.None;

    private sealed record Small(string Tab, Filters? Filters, SmallWorld World);

    private static Small On(string tab, string name, Filters? filters, params Referral[] referrals) =>
        new(tab, filters, new SmallWorld(name, World.Of(referrals), ThreeMonths));

    private static Small Expect(Small small, params (string Path, decimal? Value)[] expected) =>
        small with
        {
            World = expected.Aggregate(small.World, (world, e) => e.Value is null ? world.ExpectNone(e.Path)
            : world.Expect(e.Path, e.Value))
        };

    private static readonly Small[] All =
    [
        // Two lost in the period; one lost before it; one that asks no answer.
        Expect(On("leads/qualified", "A lead is lost in the period it was lost in", null,
                QualifiedLead("2021-11-01").AcceptedOn("2021-11-02").LostOn("2022-02-01"), QualifiedLead("2022-01-05")
                    .AcceptedOn("2022-01-06").LostOn("2022-03-01"),
                QualifiedLead("2021-10-01").AcceptedOn("2021-10-02").LostOn("2021-12-31 23:59:59")),
            ("breakdowns/breakdown=countries/rows/value=NL/cells/leads.lost", 2), ("breakdowns/breakdown=lost/totals/leads.lost", 2),
                ("figures/pivot=all/metrics/leads.won", 0)),

        Expect(On("leads/qualified", "Declined and expired leads count by the day they were, each under its reason, however it is spelt",
            null,
                QualifiedLead("2022-01-05").DeclinedOn("2022-01-07") with { Reason = "Customer did not have budget" },
                QualifiedLead("2022-01-06").DeclinedOn("2022-01-07") with { Reason = "Budget not adequate" },
                QualifiedLead("2022-01-06").DeclinedOn("2022-01-09") with { Reason = "Moved away" },
                QualifiedLead("2022-01-06").DeclinedOn("2022-01-09"),
                QualifiedLead("2022-01-06").ExpiredOn("2022-01-20").In("Contact request")),
            ("breakdowns/breakdown=declined/totals/leads.declined", 4), ("breakdowns/breakdown=declined/rows/#", 3),
            ("breakdowns/breakdown=declined/rows/value=no_budget/cells/leads.declined", 2),
                ("breakdowns/breakdown=declined/rows/value=moved_away/cells/leads.declined", 1),
            ("breakdowns/breakdown=declined/rows/value=-/cells/leads.declined", 1),
                ("breakdowns/breakdown=programs/rows/value=contact_request/cells/leads.expired", 1)),

        // Inbound, outbound, partner-led and private make four; the preset filter leaves the private one out.
        Expect(On("cosell/all", "Deals are all that were received or created", Everything,
                Inbound("2022-01-05"), Outbound("2022-01-05"), PartnerLedDeal("2022-01-05"), PrivateDeal("2022-01-05"),
                    QualifiedLead("2022-01-05")),
            ("figures/pivot=all/metrics/cosell.deals", 4)),
        Expect(On("cosell/all", "Private deals are filtered away unless somebody asks for them", null,
                Inbound("2022-01-05"), Outbound("2022-01-05"), PartnerLedDeal("2022-01-05"), PrivateDeal("2022-01-05")),
            ("figures/pivot=all/metrics/cosell.deals", 3), ("filters/deal_type/#", 2),
                ("breakdowns/breakdown=countries,pivot=partner_led/totals/cosell.deals", 1)),

        // 1000 + 500 lost; the 700 was won and the 90 declined.
        Expect(On("cosell/all", "What was lost is worth its deal value", null,
                Outbound("2021-12-05").LostOn("2022-01-05").Worth(1000), Inbound("2022-01-05").AcceptedOn("2022-01-06").LostOn("2022-02-05")
                    .Worth(500),
                Outbound("2022-01-05").WonOn("2022-02-05").Worth(700), Inbound("2022-01-05").DeclinedOn("2022-01-06").Worth(90),
                    Inbound("2022-01-05").ExpiredOn("2022-01-19")),
            ("figures/pivot=all/metrics/cosell.lost", 2), ("figures/pivot=all/metrics/revenue.won_value.co_sell", 700),
            ("breakdowns/breakdown=countries,pivot=all/totals/revenue.lost_value.co_sell", 1500),
                ("breakdowns/breakdown=countries,pivot=all/totals/cosell.expired", 1),
            ("breakdowns/breakdown=declined/totals/cosell.declined", 1)),

        // 100 XTS lost and 7 XTS still open have no rate; the 30 XTS that nobody filtered for are none of this page's business.
        Expect(On("cosell/all", "What an amount leaves out is said of what is shown: lost values, funnels, tables and comparisons", null,
                Outbound("2022-01-05").LostOn("2022-02-05").Worth(100, "XTS"), Outbound("2022-01-05").LostOn("2022-02-05").Worth(50),
                    Inbound("2022-01-05").AcceptedOn("2022-01-06").Worth(7, "XTS"),
                PrivateDeal("2022-01-05").WonOn("2022-02-05").Worth(30, "XTS"), QualifiedLead("2022-01-05").AcceptedOn("2022-01-06")
                    .WonOn("2022-02-05").Worth(9, "XTS")),
            ("breakdowns/breakdown=countries,pivot=all/totals/revenue.lost_value.co_sell", 50),
                ("breakdowns/breakdown=countries,pivot=all/amountsLeftOut/revenue.lost_value.co_sell/withoutRate", 1),
            ("breakdowns/breakdown=countries,pivot=all/amountsLeftOut/revenue.lost_value.co_sell/leftOut/XTS", 100),
            ("flows/flow=cosell/amountsLeftOut/value/withoutRate", 2), ("flows/flow=cosell/amountsLeftOut/value/leftOut/XTS", 107),
            ("notes/code=no_rate/count", 2)),
        Expect(On("cosell/all", "Without the filter the private deal is shown, and left out, too", Everything,
                PrivateDeal("2022-01-05").WonOn("2022-02-05").Worth(30, "XTS"), QualifiedLead("2022-01-05").AcceptedOn("2022-01-06")
                    .WonOn("2022-02-05").Worth(9, "XTS")),
            ("figures/pivot=all/amountsLeftOut/revenue.won_value.co_sell/withoutRate", 1),
                ("figures/pivot=all/amountsLeftOut/revenue.won_value.co_sell/leftOut/XTS", 30), ("notes/code=no_rate/count", 1)),
        Expect(On("cosell/all", "A registration's value without a rate is left out of both of its sums and said once", null,
                Registered("2022-01-10", r =>
                    r with { Approved = At("2022-02-01"), ContractValue = 100, Currency = "XTS", Start = At("2022-02-01"),
                    End = At("2024-02-01") })),
            ("figures/pivot=all/amountsLeftOut/revenue.ip_cosell_approved_value/withoutRate", 1),
                ("figures/pivot=all/amountsLeftOut/registrations.annual_contract_value/withoutRate", 1),
            ("flows/flow=registrations/amountsLeftOut/value/leftOut/XTS", 100), ("notes/code=no_rate/count", 1)),

        // Registered: the first, second and fourth. Approved: 1 (by hand) and 2 (passed). Failed: 4. The third was all over in 2021.
        // Of a year: 100,000 over two years is 50,000, and 60,000 without an end is 10,000.
        Expect(On("cosell/all", "A registration counts when it was registered, approved and failed", null,
                Registered("2022-01-10", r =>
                    r with { Approved = At("2022-02-01"), ContractValue = 100_000, Start = At("2022-02-01"), End = At("2024-02-01") }),
                Registered("2022-01-11", r =>
                    r with { Status = "Passed", Passed = At("2022-02-02"), ReviewPending = At("2022-01-12"), ContractValue = 60_000,
                    Term = "Perpetual" }),
                Registered("2021-10-01", r => r with { Approved = At("2021-11-01"), ContractValue = 5_000 }),
                Registered("2022-01-12", r =>
                    r with { Status = "Failed", Failed = At("2022-03-01"), ReviewPending = At("2022-01-13"), ContractValue = 7_000 })),
            ("figures/pivot=all/metrics/registrations.registered", 3), ("figures/pivot=all/metrics/registrations.passed", 2),
                ("figures/pivot=all/metrics/registrations.failed", 1),
            ("figures/pivot=all/metrics/revenue.ip_cosell_approved_value", 160_000),
                ("figures/pivot=all/metrics/registrations.annual_contract_value", 60_000),
            ("flows/flow=registrations/nodes/node=registered/count", 3), ("flows/flow=registrations/nodes/node=approved/count", 1),
            ("flows/flow=registrations/nodes/node=review/count", 2), ("flows/flow=registrations/nodes/node=passed/count", 1),
                ("flows/flow=registrations/nodes/node=failed/value", 7_000)),

        // To accept: 2 and 20 days. To win: 22 and 30 days.
        Expect(On("leads/qualified", "A funnel of leads: each on one way, as far as it came", null,
                QualifiedLead("2022-01-10").AcceptedOn("2022-01-12").WonOn("2022-02-01").Worth(100),
                QualifiedLead("2022-01-10").DeclinedOn("2022-01-11"),
                QualifiedLead("2021-12-01").AcceptedOn("2021-12-02").LostOn("2022-02-01").Worth(40),
                QualifiedLead("2021-12-31").AcceptedOn("2022-01-20"),
                QualifiedLead("2022-02-01").WonOn("2022-03-03") with { Accepted = null },
                QualifiedLead("2022-04-01"), MarketplaceLead("2022-02-01", "Contact me").AcceptedOn("2022-02-02"),
                    Inbound("2022-02-01").AcceptedOn("2022-02-02")),
            ("flows/flow=qualified/pending", 1), ("flows/flow=qualified/nodes/node=qualified/count", 3),
                ("flows/flow=qualified/nodes/node=past/count", 2),
            ("flows/flow=qualified/nodes/node=accepted/count", 2), ("flows/flow=qualified/nodes/node=accepted/staying", 1),
                ("flows/flow=qualified/nodes/node=accepted_past/count", 1),
            ("flows/flow=qualified/nodes/node=accept_unknown/count", 1), ("flows/flow=qualified/nodes/node=declined/count", 1),
            ("flows/flow=qualified/nodes/node=won/count", 2), ("flows/flow=qualified/nodes/node=won/value", 100),
                ("flows/flow=qualified/links/from=accepted_past,to=lost/value", 40),
            ("flows/flow=qualified/averageDaysToAccept", 11), ("flows/flow=qualified/averageDaysToWin", 26)),

        Expect(On("cosell/all", "What we created ourselves goes over created, never over accepted", null,
                Outbound("2022-01-10").WonOn("2022-01-20"), Outbound("2021-12-01").LostOn("2022-01-20"), PartnerLedDeal("2022-01-10"),
                Inbound("2022-01-10").ExpiredOn("2022-01-24"), Inbound("2022-01-10")),
            ("flows/flow=cosell/links/from=outbound,to=created/count", 1), ("flows/flow=cosell/links/from=created,to=won/count", 1),
                ("flows/flow=cosell/links/from=past,to=created_past/count", 1),
            ("flows/flow=cosell/links/from=created_past,to=lost/count", 1), ("flows/flow=cosell/nodes/node=created/staying", 1),
                ("flows/flow=cosell/links/from=inbound,to=expired/count", 1),
            ("flows/flow=cosell/pending", 1), ("flows/flow=cosell/averageDaysToAccept", null)),

        Expect(On("cosell/all", "A deal with two solutions stands in both rows and counts once in the total", null,
                Inbound("2022-01-10") with { Solutions = [new("SOL-1", "Harbor"), new("SOL-2", "Monitor")] },
                    Inbound("2022-01-11") with { Solutions = [new("SOL-1", null)] }, Inbound("2022-01-12")),
            ("breakdowns/breakdown=solutions,pivot=all/totals/cosell.deals", 3),
                ("breakdowns/breakdown=solutions,pivot=all/rows/value=SOL-1/cells/cosell.deals", 2),
            ("breakdowns/breakdown=solutions,pivot=all/rows/value=SOL-2/cells/cosell.deals", 1),
                ("breakdowns/breakdown=solutions,pivot=all/rows/value=-/cells/cosell.deals", 1)),

        Expect(On("cosell/services", "Services co-sell is what tells a partner role; a cell may tell two", null,
                Inbound("2022-01-10") with { Role = "Solution design; Managed services" },
                    Inbound("2022-01-10") with { Role = "Solution design", Solutions = [new("SOL-1", null)] },
                Inbound("2022-01-10") with { Solutions = [new("SOL-1", null)] }),
            ("figures/pivot=all/metrics/cosell.deals", 2), ("breakdowns/breakdown=roles/rows/value=solution_design/cells/cosell.deals", 2),
                ("breakdowns/breakdown=roles/rows/value=managed_services/cells/cosell.deals", 1)),
        Expect(On("cosell/ip", "IP co-sell is what names a solution and no role", null,
                Inbound("2022-01-10") with { Role = "Solution design", Solutions = [new("SOL-1", null)] },
                    Inbound("2022-01-10") with { Solutions = [new("SOL-1", null)] }, Inbound("2022-01-10")),
            ("figures/pivot=all/metrics/cosell.deals", 1)),

        // Profile: one. Offers: one contact-me and one that asks nothing.
        Expect(On("leads/marketplace", "Marketplace leads are of the profile or of an offer", null,
                MarketplaceLead("2022-01-10"), MarketplaceLead("2022-01-10", "Contact me") with { Offer = new("contoso.a", "Offer A") },
                    MarketplaceLead("2022-01-10", "Get it now") with { Offer = new(null, "offer a") },
                QualifiedLead("2022-01-10")),
            ("figures/pivot=all/metrics/leads.received", 3), ("figures/pivot=offer/metrics/leads.received", 2),
                ("figures/pivot=profile/metrics/leads.received", 1),
            ("breakdowns/breakdown=offers/rows/value=contoso.a/cells/leads.received", 2), ("flows/flow=contact_me/pending", 1),
                ("flows/flow=profile/pending", 1)),

        Expect(On("leads/qualified", "A customer is found whatever the case and the spaces around the name",
            Filters.None.With(Dimension.Customer, "adatum"),
                QualifiedLead("2022-01-10") with { Customer = "Adatum" }, QualifiedLead("2022-01-10") with { Customer = " ADATUM " },
                    QualifiedLead("2022-01-10") with { Customer = "Adatum BV" }),
            ("figures/pivot=all/metrics/leads.received", 2)),

        // Four qualified leads and a profile lead: 80 and 20 %.
        Expect(On("leads/qualified", "Kinds of lead are compared over both tabs", null,
                QualifiedLead("2022-01-10"), QualifiedLead("2022-02-10"), QualifiedLead("2022-01-10"), QualifiedLead("2022-01-10"),
                    MarketplaceLead("2022-03-10")),
            ("compare/series/#", 2), ("compare/series/value=qualified/total", 4), ("compare/series/value=qualified/share", 80),
                ("compare/series/value=profile/points/start=2022-03-01/value", 1)),
    ];

    public static TheoryData<string> Names => [.. All.Select(small => small.World.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_dashboard_says_what_was_counted_by_hand(string name)
    {
        Small small = All.Single(s => s.World.Name == name);
        string[] place = small.Tab.Split('/');
        DashboardTab tab = DashboardTab.Find(place[0] == "leads" ? Dashboard.Leads : Dashboard.CoSell, place[1])!;
        JsonObject reading = Read(small.World.World, tab, small.Filters ?? tab.Preset, small.World.Query);
        small.World.Expected.Where(e => !JsonAssert.SameValue(e.Value, JsonPath.Find(reading, e.Path)))
            .Select(e => $"{e.Path}: expected {e.Value?.ToJsonString() ?? "none"}, is " +
            $"{JsonPath.Find(reading, e.Path)?.ToJsonString() ?? "none"}").ShouldBeEmpty();
    }

    [Fact]
    public void Page_views_are_unknown_under_a_filter_that_views_do_not_tell()
    {
        World world = World.Of(MarketplaceLead("2022-01-10")) with
        {
            PageViews = [new(Day("2022-01-10"), "offer", "DE", 100, 7),
            new(Day("2022-01-10"), "profile", "NL", 20, 1)]
        };
        DashboardTab tab = DashboardTab.Find(Dashboard.Leads, "marketplace")!;
        decimal? Views(Filters filters, string pivot = "all") => (decimal?)Read(world, tab, filters, ThreeMonths)["figures"]!.AsArray()
            .Single(f => (string)f!["pivot"]! == pivot)!["metrics"]!["leads.page_views"];
        Views(Filters.None).ShouldBe(120);
        Views(Filters.None, "profile").ShouldBe(20);
        Views(Filters.None.With(Dimension.Country, "DE")).ShouldBe(100);
        Views(Filters.None.With(Dimension.Customer, "Adatum")).ShouldBeNull();
    }

    private static Referral Registered(string day, Func<Registration, Registration> told) =>
        Outbound("2021-09-01").WonOn("2021-09-30") with { Registrations = [told(new Registration { Id = day, Registered = At(day) })] };

    private JsonObject Read(World world, DashboardTab tab, Filters filters, Query query)
    {
        (OrganizationFacts facts, Facets facets) = DashboardLaws.Import(world, engine: engine);
        return JsonNode.Parse(DashboardLaws.Printed(DashboardLaws.Ask(facts, facets, tab, filters, query), notes: true))!.AsObject();
    }
}

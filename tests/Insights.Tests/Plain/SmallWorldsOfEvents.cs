using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>What is counted, and when.</summary>
internal static class SmallWorldsOfEvents
{
    private const string Engagement = "e0000000-0000-4000-8000-000000000001";

    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld(
            "A lead received in January and won in March is received in January and won in March",
            World.Of(QualifiedLead("2022-01-10").AcceptedOn("2022-01-12").WonOn("2022-03-02")),
            ThreeMonths)
            .Expect("trends/leads.received/0/value", 1)
            .Expect("trends/leads.accepted/0/value", 1)
            .Expect("trends/leads.won/0/value", 0)
            .Expect("trends/leads.won/2/value", 1)
            .Expect("trends/leads.received/2/value", 0)
            .Expect("trends/revenue.won_count.leads/2/value", 1)
            .Expect("metrics/referrals.total", 1)
            .Expect("metrics/referrals.accepted", 1)
            .Expect("metrics/referrals.won", 1),

        new SmallWorld(
            "A win rate may exceed a hundred percent",
            World.Of(
                QualifiedLead("2022-01-10").AcceptedOn("2022-01-12").WonOn("2022-03-02"),
                QualifiedLead("2022-01-10").AcceptedOn("2022-03-01").WonOn("2022-03-31 23:59:59")),
            March)
            .Expect("metrics/leads.win_rate", 200),

        new SmallWorld(
            "None is not zero",
            World.Of(QualifiedLead("2022-03-10").AcceptedOn("2022-03-11")),
            March)
            .Expect("metrics/leads.win_rate", 0)
            .ExpectNone("metrics/cosell.win_rate")
            .Expect("metrics/cosell.won", 0),

        new SmallWorld(
            "A referral closed as error is nowhere, not even before it was closed",
            World.Of(
                QualifiedLead("2022-01-10").AcceptedOn("2022-01-12").ClosedAsErrorOn("2022-03-02").Worth(500).In("Contact request"),
                Outbound("2022-01-11").ClosedAsErrorOn("2022-04-02") with
                {
                    EngagementId = Engagement,
                    Registrations = [new() { Id = "r", ContractValue = 1000, Registered = At("2022-01-12"), Approved = At("2022-01-13") }],
                },
                MicrosoftSide(Engagement, "2022-01-11").AcceptedOn("2022-01-12")),
            Query.Between("2022-01-01", "2022-01-31", "2022-04-15"))
            .Expect("metrics/referrals.total", 0)
            .Expect("metrics/referrals.accepted", 0)
            .Expect("metrics/cosell.accepted_by_microsoft", 0)
            .Expect("metrics/revenue.ip_cosell_approved_value", 0)
            .Expect("distribution/#", 0)
            .Expect("qrp/#", 0),

        new SmallWorld(
            "An informational lead is received and never accepted or won",
            World.Of(MarketplaceLead("2022-03-01", "Get it now").AcceptedOn("2022-03-02").WonOn("2022-03-03").Worth(100)),
            March)
            .Expect("metrics/leads.received", 1)
            .Expect("metrics/leads.accepted", 0)
            .Expect("metrics/leads.won", 0)
            .Expect("metrics/revenue.won_value", 0)
            .Expect("acceptanceTime/bucket=0-1/leads", 0)
            .Expect("winTime/bucket=0-30/leads", 0),

        new SmallWorld(
            "Profile and contact-me leads are accepted and won",
            World.Of(
                MarketplaceLead("2022-03-01").AcceptedOn("2022-03-02").WonOn("2022-03-03"),
                MarketplaceLead("2022-03-01", "Contact me").AcceptedOn("2022-03-02")),
            March)
            .Expect("metrics/leads.accepted", 2)
            .Expect("metrics/leads.won", 1)
            .Expect("metrics/leads.win_rate", 50)
            .Expect("distribution/type=marketplace,state=won/count", 1),

        new SmallWorld(
            "All our own deals count as outbound and none as accepted by us",
            World.Of(Outbound("2022-03-01"), PrivateDeal("2022-03-02"), PartnerLedDeal("2022-03-03"), Inbound("2022-03-04")
                .AcceptedOn("2022-03-05").WonOn("2022-03-06")),
            March)
            .Expect("metrics/cosell.outbound", 3)
            .Expect("metrics/cosell.inbound", 1)
            .Expect("metrics/cosell.accepted", 1)
            .Expect("metrics/referrals.total", 4)
            .Expect("metrics/cosell.win_rate", 25)
            .Expect("acceptanceTime/bucket=0-1/coSell", 1)
            .Expect("distribution/type=outbound,state=created/count", 1)
            .Expect("distribution/type=private,state=created/count", 1)
            .Expect("distribution/type=partner_led,state=created/count", 1),

        new SmallWorld(
            "A deal we invited ourselves to is ours whatever its direction says",
            World.Of(
                PrivateDeal("2022-03-01") with { Direction = "Incoming" },
                Outbound("2022-03-02") with { Direction = "Incoming" },
                Outbound("2022-03-03") with { InvitedBy = "msft" }),
            March)
            .Expect("metrics/cosell.outbound", 3)
            .Expect("metrics/cosell.accepted", 0)
            .Expect("distribution/type=private,state=created/count", 1)
            .Expect("distribution/type=outbound,state=created/count", 2),

        new SmallWorld(
            "What another partner sends is inbound, shared or not",
            World.Of(
                QualifiedLead("2022-03-01") with { InvitedBy = World.AnotherPartner },
                QualifiedLead("2022-03-01") with { InvitedBy = World.AnotherPartner, Qualification = "None" },
                Inbound("2022-03-01") with { InvitedBy = World.AnotherPartner }),
            March)
            .Expect("metrics/cosell.inbound", 3)
            .Expect("metrics/leads.received", 0),

        new SmallWorld(
            "Microsoft's acceptance is found by the engagement and dated by its side",
            World.Of(
                Outbound("2022-01-20") with { EngagementId = Engagement },
                MicrosoftSide(Engagement, "2022-01-20").AcceptedOn("2022-02-10")),
            ThreeMonths)
            .Expect("metrics/cosell.accepted_by_microsoft", 1)
            .Expect("trends/cosell.accepted_by_microsoft/1/value", 1)
            .Expect("metrics/cosell.inbound", 0)
            .Expect("metrics/cosell.outbound", 1)
            .Expect("metrics/referrals.accepted", 0),

        new SmallWorld(
            "Without Microsoft's date it is when we first saw the acceptance or an MSX id",
            World.Of(
                Outbound("2022-01-20") with { EngagementId = Engagement },
                MicrosoftSide(Engagement, "2022-01-20").AcceptedOn(null),
                Outbound("2022-01-21") with { MsxId = "7-ABCDE" },
                Outbound("2022-01-22")) with { Observed = At("2022-03-20") },
            ThreeMonths)
            .Expect("metrics/cosell.accepted_by_microsoft", 2)
            .Expect("trends/cosell.accepted_by_microsoft/2/value", 2),

        new SmallWorld(
            "Microsoft accepts no deal for which its help was not asked, and none it has declined",
            World.Of(
                PrivateDeal("2022-01-20") with { EngagementId = Engagement },
                MicrosoftSide(Engagement, "2022-01-20").AcceptedOn("2022-02-10"),
                Outbound("2022-01-20") with { EngagementId = Engagement[..^1] + "2" },
                MicrosoftSide(Engagement[..^1] + "2", "2022-01-20").DeclinedOn("2022-02-10")),
            ThreeMonths)
            .Expect("metrics/cosell.accepted_by_microsoft", 0)
            .Expect("metrics/cosell.outbound", 2),

        new SmallWorld(
            "A win without an accept moment is a win without an accept",
            World.Of(QualifiedLead("2022-03-01").WonOn("2022-03-10")),
            March)
            .Expect("metrics/leads.won", 1)
            .Expect("metrics/leads.accepted", 0)
            .ExpectNone("metrics/leads.win_rate")
            .Expect("acceptanceTime/bucket=0-1/leads", 0)
            .Expect("winTime/bucket=0-30/leads", 1),

        new SmallWorld(
            "A missing moment is the one at which we first saw the state",
            World.Of(QualifiedLead("2022-01-05").AcceptedOn(null), Inbound("2022-01-05").WonOn(null)) with { Observed = At("2022-03-20") },
            ThreeMonths)
            .Expect("trends/leads.accepted/2/value", 1)
            .Expect("trends/cosell.won/2/value", 1)
            .Expect("metrics/cosell.accepted", 0)
            .Expect("acceptanceTime/bucket=14+/leads", 1)
            .Expect("winTime/bucket=61-90/coSell", 1),

        new SmallWorld(
            "Another organisation's record is nobody's business",
            World.Of(
                QualifiedLead("2022-03-01").AcceptedOn("2022-03-02") with { OrganizationId = World.AnotherPartner },
                MicrosoftSide(Engagement, "2022-03-01").AcceptedOn("2022-03-02")),
            March)
            .Expect("metrics/referrals.total", 0)
            .Expect("metrics/referrals.accepted", 0)
            .Expect("distribution/#", 0),

        new SmallWorld(
            "Page views and clicks are summed over their sources, by day",
            new World
            {
                PageViews =
                [
                    new(Day("2022-02-28"), "profile", "NL", 1000, 100), new(Day("2022-03-01"), "profile", "NL", 10, 1),
                    new(Day("2022-03-01"), "offer", "NL", 20, 2), new(Day("2022-03-31"), "offer", "MX", 40, 4),
                ],
            },
            March)
            .Expect("metrics/leads.page_views", 70)
            .Expect("metrics/leads.cta_clicks", 7)
            .Expect("changes/leads.page_views/base", 1000)
            .Expect("changes/leads.page_views/percent", -93),
    ];
}

using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>Solutions and the distribution: what stands where today.</summary>
internal static class SmallWorldsOfStates
{
    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld(
            "An older referral stays in the distribution when its own state changed in the period",
            World.Of(
                QualifiedLead("2021-11-01").AcceptedOn("2022-02-01").LostOn("2022-03-01"),
                QualifiedLead("2021-11-01").AcceptedOn("2021-11-02"),
                Inbound("2021-11-01").AcceptedOn("2022-01-01"),
                Inbound("2021-11-01").ExpiredOn("2021-11-15"),
                Inbound("2021-12-31 23:59:59")),
            ThreeMonths)
            .Expect("metrics/referrals.total", 0)
            .Expect("distribution/#", 2)
            .Expect("distribution/group=leads,type=qualified,state=lost/count", 1)
            .Expect("distribution/group=co_sell,type=inbound,state=accepted/count", 1),

        // The older one is in January's population because it was accepted then, and stands where it is today: lost in June.
        new SmallWorld(
            "The distribution shows today's state even for a past period",
            World.Of(
                QualifiedLead("2022-01-10").AcceptedOn("2022-01-12").WonOn("2022-06-02"),
                Inbound("2021-12-10").AcceptedOn("2022-01-12").LostOn("2022-06-03")),
            Query.Between("2022-01-01", "2022-01-31", "2022-07-15"))
            .Expect("metrics/leads.won", 0)
            .Expect("distribution/#", 2)
            .Expect("distribution/type=qualified,state=won/count", 1)
            .Expect("distribution/type=inbound,state=lost/count", 1),

        new SmallWorld(
            "Microsoft's acceptance is not a change of our own state",
            World.Of(
                Outbound("2021-12-01") with { EngagementId = "e0000000-0000-4000-8000-000000000009" },
                MicrosoftSide("e0000000-0000-4000-8000-000000000009", "2021-12-01").AcceptedOn("2022-02-01")),
            ThreeMonths)
            .Expect("metrics/cosell.accepted_by_microsoft", 1)
            .Expect("distribution/#", 0),

        new SmallWorld(
            "Every state has its place in the distribution",
            World.Of(
                QualifiedLead("2022-02-01"), QualifiedLead("2022-02-01") with { Substatus = "Received" },
                QualifiedLead("2022-02-01").AcceptedOn("2022-02-02"), QualifiedLead("2022-02-01").DeclinedOn("2022-02-02"),
                QualifiedLead("2022-02-01").ExpiredOn("2022-02-15"), MarketplaceLead("2022-02-01", "Test drive").AcceptedOn("2022-02-01"),
                Outbound("2022-02-01").WonOn("2022-02-05"), PrivateDeal("2022-02-01").LostOn("2022-02-05")),
            ThreeMonths)
            .Expect("distribution/#", 7)
            .Expect("distribution/type=qualified,state=pending/count", 2)
            .Expect("distribution/type=qualified,state=accepted/count", 1)
            .Expect("distribution/type=qualified,state=declined/count", 1)
            .Expect("distribution/type=qualified,state=expired/count", 1)
            .Expect("distribution/type=marketplace,state=accepted/count", 1)
            .Expect("distribution/type=outbound,state=won/count", 1)
            .Expect("distribution/type=private,state=lost/count", 1),

        new SmallWorld(
            "An unknown word drops no referral",
            World.Of(
                QualifiedLead("2022-02-01").AcceptedOn("2022-02-02") with { Substatus = "Evaluation" },
                QualifiedLead("2022-02-01") with { Status = "Pondering", Substatus = "Deeply" }),
            ThreeMonths)
            .Expect("metrics/leads.received", 2)
            .Expect("metrics/leads.accepted", 1)
            .Expect("distribution/type=qualified,state=accepted/count", 1),

        new SmallWorld(
            "The three classes of solutions add up, and Business Applications count as co-sell ready",
            new World
            {
                Solutions =
                [
                    new("s1", "One", "In market"), new("s2", "Two", "In market"), new("s3", "Three", "Co-sell ready"),
                    new("s4", "Four", "Business Applications co-sell eligible"), new("s5", "Five, the last", "Azure IP co-sell eligible"),
                ],
            },
            Query.Between("2001-01-01", "2001-01-01", "2022-04-15"))
            .Expect("metrics/solutions.total", 5)
            .Expect("metrics/solutions.in_market", 2)
            .Expect("metrics/solutions.co_sell_ready", 2)
            .Expect("metrics/solutions.azure_ip_co_sell_eligible", 1)
            .ExpectAbsent("changes/solutions.total")
            .ExpectAbsent("trends/solutions.total"),
    ];
}

using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>Acceptance time and win time, at the edges of their buckets.</summary>
internal static class SmallWorldsOfTime
{
    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld(
            "Elapsed days are floored: 1.99 days are one day and 14 days and a second are fourteen",
            World.Of(
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-02 23:45:36"), // 1.99 days
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-03"), // 2 days
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-12 23:59:59"), // 11.99 days
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-15"), // 14 days
                Inbound("2022-01-01").AcceptedOn("2022-01-15 00:00:01"), // 14 days and a second
                Inbound("2022-01-01").AcceptedOn("2022-01-15 23:59:59"),
                Inbound("2022-01-01").AcceptedOn("2022-01-16")), // 15 days
            ThreeMonths)
            .Expect("acceptanceTime/#", 8)
            .Expect("acceptanceTime/0/bucket", "0-1")
            .Expect("acceptanceTime/bucket=0-1/leads", 1)
            .Expect("acceptanceTime/bucket=2-3/leads", 1)
            .Expect("acceptanceTime/bucket=10-11/leads", 1)
            .Expect("acceptanceTime/bucket=12-14/leads", 1)
            .Expect("acceptanceTime/bucket=12-14/coSell", 2)
            .Expect("acceptanceTime/bucket=14+/coSell", 1)
            .Expect("acceptanceTime/bucket=14+/leads", 0)
            .Expect("metrics/referrals.accepted", 7),

        new SmallWorld(
            "Wins fall in buckets by whole days from creation, not from acceptance",
            World.Of(
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-20").WonOn("2022-01-31 23:59:59"), // 30 days
                QualifiedLead("2022-01-01").AcceptedOn("2022-01-20").WonOn("2022-02-01"), // 31 days
                Outbound("2021-08-01").WonOn("2022-01-28 23:00:00"), // 180 days
                Outbound("2021-08-01").WonOn("2022-01-29")), // 181 days
            ThreeMonths)
            .Expect("winTime/#", 7)
            .Expect("winTime/bucket=0-30/leads", 1)
            .Expect("winTime/bucket=31-60/leads", 1)
            .Expect("winTime/bucket=151-180/coSell", 1)
            .Expect("winTime/bucket=180+/coSell", 1)
            .Expect("metrics/referrals.won", 4),

        new SmallWorld(
            "A win before its creation falls in the first bucket and counts when it was won",
            World.Of(QualifiedLead("2022-03-05").WonOn("2022-02-27")),
            Query.Between("2022-02-01", "2022-02-28", "2022-04-15"))
            .Expect("metrics/leads.received", 0)
            .Expect("metrics/leads.won", 1)
            .Expect("winTime/bucket=0-30/leads", 1),

        // Clocks went forward in Amsterdam on 27 March 2022: two calendar days were 47 hours.
        new SmallWorld(
            "Elapsed days are spans of 24 hours, not calendar days",
            World.Of(QualifiedLead("2022-03-26 11:00:00").AcceptedOn("2022-03-28 10:00:00")) with { TimeZone = "Europe/Amsterdam" },
            March)
            .Expect("acceptanceTime/bucket=0-1/leads", 1)
            .Expect("acceptanceTime/bucket=2-3/leads", 0),
    ];
}

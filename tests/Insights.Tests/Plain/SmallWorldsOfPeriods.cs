using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>Periods, presets and trend points.</summary>
internal static class SmallWorldsOfPeriods
{
    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld("On 15 June the last 3 months start on 1 March", World.Of(), Query.Last("3m", "2022-06-15 10:00:00"))
            .Expect("now", "2022-06-15T10:00:00Z")
            .Expect("period/preset", "3m")
            .Expect("period/from", "2022-03-01")
            .Expect("period/to", "2022-06-15")
            .Expect("period/timeZone", "UTC")
            .Expect("trends/leads.received/#", 4)
            .Expect("trends/leads.received/0/start", "2022-03-01")
            .Expect("trends/leads.received/2/partial", false)
            .Expect("trends/leads.received/3/start", "2022-06-01")
            .Expect("trends/leads.received/3/partial", true),

        new SmallWorld("On 31 March the last month starts on 1 February and March is unfinished", World.Of(),
            Query.Last("1m", "2022-03-31 23:59:59"))
            .Expect("period/from", "2022-02-01")
            .Expect("period/to", "2022-03-31")
            .Expect("trends/cosell.won/#", 2)
            .Expect("trends/cosell.won/0/partial", false)
            .Expect("trends/cosell.won/1/partial", true),

        new SmallWorld("The last 12 months on New Year's Day have thirteen points", World.Of(), Query.Last("12m", "2022-01-01"))
            .Expect("period/from", "2021-01-01")
            .Expect("period/to", "2022-01-01")
            .Expect("trends/referrals.total/#", 13)
            .Expect("trends/referrals.total/11/start", "2021-12-01")
            .Expect("trends/referrals.total/12/start", "2022-01-01")
            .Expect("trends/referrals.total/12/partial", true),

        new SmallWorld("On 29 February the last 12 months start on 1 February a year ago", World.Of(), Query.Last("12m", "2024-02-29"))
            .Expect("period/from", "2023-02-01")
            .Expect("period/to", "2024-02-29"),

        new SmallWorld(
            "A custom range holds both its ends, whole days",
            World.Of(
                QualifiedLead("2022-02-28 23:59:59.9999999"), QualifiedLead("2022-03-01"),
                QualifiedLead("2022-03-10 23:59:59.9999999"), QualifiedLead("2022-03-11")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15"))
            .Expect("period/from", "2022-03-01")
            .Expect("period/to", "2022-03-10")
            .Expect("metrics/leads.received", 2),

        // 30 June 13:00 UTC is 1 July 01:00 in Auckland; its 1 June begins on 31 May 12:00 UTC.
        new SmallWorld(
            "Days are those of the reporting time zone",
            World.Of(QualifiedLead("2022-05-31 11:59:59"), QualifiedLead("2022-05-31 12:00:00")) with { TimeZone = "Pacific/Auckland" },
            Query.Last("1m", "2022-06-30 13:00:00"))
            .Expect("period/from", "2022-06-01")
            .Expect("period/to", "2022-07-01")
            .Expect("period/timeZone", "Pacific/Auckland")
            .Expect("metrics/leads.received", 1)
            .Expect("trends/leads.received/0/value", 1)
            .Expect("trends/leads.received/0/partial", false)
            .Expect("trends/leads.received/1/partial", true),

        // 2 March 2022 was a Wednesday.
        new SmallWorld(
            "Weeks start where the period starts and then on Mondays",
            World.Of(QualifiedLead("2022-03-06 23:59:59"), QualifiedLead("2022-03-07"), QualifiedLead("2022-03-15 12:00:00")),
            Query.Between("2022-03-02", "2022-03-15", "2022-04-15") with { Granularity = "week" })
            .Expect("trends/leads.received/#", 3)
            .Expect("trends/leads.received/0/start", "2022-03-02")
            .Expect("trends/leads.received/0/value", 1)
            .Expect("trends/leads.received/0/partial", false)
            .Expect("trends/leads.received/1/start", "2022-03-07")
            .Expect("trends/leads.received/1/value", 1)
            .Expect("trends/leads.received/2/start", "2022-03-14")
            .Expect("trends/leads.received/2/value", 1)
            .Expect("trends/leads.received/2/partial", true),

        new SmallWorld(
            "A period that starts within a month has its first point there",
            World.Of(QualifiedLead("2022-01-14 23:59:59"), QualifiedLead("2022-01-15"), QualifiedLead("2022-02-28 23:00:00")),
            Query.Between("2022-01-15", "2022-02-28", "2022-04-15"))
            .Expect("trends/leads.received/#", 2)
            .Expect("trends/leads.received/0/start", "2022-01-15")
            .Expect("trends/leads.received/0/value", 1)
            .Expect("trends/leads.received/1/start", "2022-02-01")
            .Expect("trends/leads.received/1/value", 1)
            .Expect("trends/leads.received/1/partial", false),

        new SmallWorld(
            "A day's trend has a point for every day, zeros included",
            World.Of(PrivateDeal("2024-02-29 12:00:00")),
            Query.Between("2024-02-28", "2024-03-01", "2024-03-01 08:00:00") with { Granularity = "day" })
            .Expect("trends/cosell.outbound/#", 3)
            .Expect("trends/cosell.outbound/0/value", 0)
            .Expect("trends/cosell.outbound/1/start", "2024-02-29")
            .Expect("trends/cosell.outbound/1/value", 1)
            .Expect("trends/cosell.outbound/1/partial", false)
            .Expect("trends/cosell.outbound/2/value", 0)
            .Expect("trends/cosell.outbound/2/partial", true),

        new SmallWorld("A rate has no trend", World.Of(QualifiedLead("2022-02-01")), ThreeMonths)
            .ExpectAbsent("trends/leads.win_rate")
            .ExpectAbsent("trends/cosell.win_rate"),

        new SmallWorld("A clock set back hides no fact", World.Of(QualifiedLead("2022-02-01").AcceptedOn("2022-02-03").WonOn("2022-03-02")),
            Query.Last("1m", "2022-02-10"))
            .Expect("period/to", "2022-02-10")
            .Expect("metrics/leads.accepted", 1)
            .Expect("metrics/leads.won", 0)
            .Expect("distribution/#", 1)
            .Expect("distribution/0/state", "won"),
    ];
}

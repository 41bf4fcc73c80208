using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>The three comparisons.</summary>
internal static class SmallWorldsOfChanges
{
    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld(
            "Previous is the same number of days just before",
            World.Of(QualifiedLead("2022-02-18 23:59:59"), QualifiedLead("2022-02-19"), QualifiedLead("2022-02-28 23:59:59"),
                QualifiedLead("2022-03-05")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15"))
            .Expect("metrics/leads.received", 1)
            .Expect("changes/leads.received/base", 2)
            .Expect("changes/leads.received/percent", -50),

        new SmallWorld(
            "A year before a February of 28 days is the same 28 dates",
            World.Of(QualifiedLead("2024-02-28 12:00:00"), QualifiedLead("2024-02-29 12:00:00"), QualifiedLead("2025-02-10"),
                QualifiedLead("2025-02-28 12:00:00")),
            Query.Between("2025-02-01", "2025-02-28", "2025-03-15") with { Comparison = "year" })
            .Expect("changes/leads.received/base", 1)
            .Expect("changes/leads.received/percent", 100),

        new SmallWorld(
            "A year before 29 February is 28 February",
            World.Of(
                QualifiedLead("2023-02-27 23:59:59"), QualifiedLead("2023-02-28 12:00:00"), QualifiedLead("2023-03-01"),
                QualifiedLead("2024-02-29 01:00:00"), QualifiedLead("2024-02-29 02:00:00"), QualifiedLead("2024-02-29 03:00:00")),
            Query.Between("2024-02-29", "2024-02-29", "2024-03-15") with { Comparison = "year" })
            .Expect("changes/leads.received/base", 1)
            .Expect("changes/leads.received/percent", 200),

        new SmallWorld(
            "A year before a month ending on 31 March ends on 31 March",
            World.Of(QualifiedLead("2021-03-31 23:59:59"), QualifiedLead("2021-04-01"), QualifiedLead("2022-03-31 23:59:59")),
            Query.Between("2022-03-01", "2022-03-31", "2022-04-15") with { Comparison = "year" })
            .Expect("changes/leads.received/base", 1)
            .Expect("changes/leads.received/percent", 0),

        // Partner Center's own example: on 15 June, May against March.
        new SmallWorld(
            "Months sets the last full month against the first",
            World.Of([
                .. Enumerable.Repeat(QualifiedLead("2022-03-31 23:00:00"), 2), .. Enumerable.Repeat(QualifiedLead("2022-04-10"), 9),
                .. Enumerable.Repeat(QualifiedLead("2022-05-01"), 3), .. Enumerable.Repeat(QualifiedLead("2022-06-02"), 5)]),
            Query.Last("3m", "2022-06-15") with { Comparison = "months" })
            .Expect("metrics/leads.received", 19)
            .Expect("changes/leads.received/base", 2)
            .Expect("changes/leads.received/percent", 50),

        new SmallWorld(
            "A single full month has nothing to be set against",
            World.Of(QualifiedLead("2022-05-10")),
            Query.Last("1m", "2022-06-15") with { Comparison = "months" })
            .ExpectNone("changes/leads.received/percent"),

        new SmallWorld(
            "A rate changes in percentage points",
            World.Of(
                QualifiedLead("2022-01-01").AcceptedOn("2022-02-20").WonOn("2022-02-28"),
                QualifiedLead("2022-01-01").AcceptedOn("2022-02-20"),
                QualifiedLead("2022-01-01").AcceptedOn("2022-03-01").WonOn("2022-03-10"),
                QualifiedLead("2022-01-01").AcceptedOn("2022-03-01"),
                QualifiedLead("2022-01-01").AcceptedOn("2022-03-02"),
                QualifiedLead("2022-01-01").AcceptedOn("2022-03-03")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15"))
            .Expect("metrics/leads.win_rate", 25)
            .Expect("changes/leads.win_rate/base", 50)
            .Expect("changes/leads.win_rate/percent", -25)
            .Expect("changes/leads.accepted/base", 2)
            .Expect("changes/leads.accepted/percent", 100),

        new SmallWorld(
            "A change from nothing is none, and so is one from a rate that is none",
            World.Of(QualifiedLead("2022-03-01").AcceptedOn("2022-03-02").WonOn("2022-03-03")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15"))
            .Expect("metrics/leads.received", 1)
            .Expect("changes/leads.received/base", 0)
            .ExpectNone("changes/leads.received/percent")
            .Expect("metrics/leads.win_rate", 100)
            .ExpectNone("changes/leads.win_rate/base")
            .ExpectNone("changes/leads.win_rate/percent"),

        new SmallWorld(
            "A rate that was zero has a change",
            World.Of(
                QualifiedLead("2022-02-20").AcceptedOn("2022-02-20"),
                QualifiedLead("2022-03-01").AcceptedOn("2022-03-02").WonOn("2022-03-03")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15"))
            .Expect("changes/leads.win_rate/base", 0)
            .Expect("changes/leads.win_rate/percent", 100),

        new SmallWorld("Without a comparison there are no changes", World.Of(QualifiedLead("2022-03-05")),
            Query.Between("2022-03-01", "2022-03-10", "2022-04-15") with { Comparison = "none" })
            .Expect("metrics/leads.received", 1)
            .ExpectAbsent("changes/leads.received"),
    ];
}

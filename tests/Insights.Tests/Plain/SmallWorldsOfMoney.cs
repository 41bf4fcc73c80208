using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>Money: by month of its event, with the organisation's own rates.</summary>
internal static class SmallWorldsOfMoney
{
    private static readonly OwnRate[] Euros =
        [new("EUR", Day("2022-01-01"), 1.1m), new("EUR", Day("2022-03-01"), 1.2m), new("EUR", Day("2022-04-01"), 1.3m)];

    public static readonly IReadOnlyList<SmallWorld> All =
    [
        new SmallWorld(
            "A value is converted with the rate of the month in which it was won",
            World.Of(QualifiedLead("2022-01-10").WonOn("2022-03-02").Worth(100, "EUR")) with { OwnRates = Euros },
            ThreeMonths)
            .Expect("metrics/revenue.won_value", 120)
            .Expect("metrics/revenue.won_value.leads", 120)
            .Expect("metrics/revenue.won_value.co_sell", 0)
            .Expect("trends/revenue.won_value/2/value", 120),

        new SmallWorld(
            "A month without a rate takes the latest earlier one",
            World.Of(Inbound("2022-01-10").WonOn("2022-02-28 23:59:59").Worth(100, "EUR")) with { OwnRates = Euros },
            ThreeMonths)
            .Expect("metrics/revenue.won_value.co_sell", 110),

        new SmallWorld(
            "A later rate is no rate, even where the shipped table knows one",
            World.Of(Inbound("2021-10-10").WonOn("2021-12-31 23:59:59").Worth(100, "EUR")) with { OwnRates = Euros },
            Query.Between("2021-12-01", "2021-12-31", "2022-04-15"))
            .Expect("metrics/revenue.won_value", 0)
            .Expect("metrics/revenue.won_count.co_sell", 1)
            .Expect("metrics/cosell.won", 1),

        new SmallWorld(
            "The month of a rate is one of the reporting time zone",
            World.Of(Inbound("2022-01-10").WonOn("2022-03-31 22:30:00")
                .Worth(100, "EUR")) with { OwnRates = Euros, TimeZone = "Europe/Amsterdam" },
            ThreeMonths)
            .Expect("metrics/revenue.won_value", 130)
            .Expect("trends/revenue.won_value/3/value", 130),

        new SmallWorld(
            "Without any rate the amount is left out and the win is not",
            World.Of(Inbound("2022-01-10").WonOn("2022-03-31").Worth(100, "XTS"), Inbound("2022-01-10").WonOn("2022-03-31").Worth(7)),
            ThreeMonths)
            .Expect("metrics/revenue.won_value", 7)
            .Expect("metrics/cosell.won", 2),

        new SmallWorld(
            "Won value is split between co-sell and leads, and a deal of no value is still a win",
            World.Of(
                QualifiedLead("2022-02-10").AcceptedOn("2022-02-11").WonOn("2022-03-02").Worth(16.50m),
                PrivateDeal("2022-02-10").WonOn("2022-03-02").Worth(0),
                Outbound("2022-02-10").WonOn("2022-03-03").Worth(1_140),
                Inbound("2022-02-10").LostOn("2022-03-03").Worth(1_000_000)),
            March)
            .Expect("metrics/revenue.won_value", 1_156.5m)
            .Expect("metrics/revenue.won_value.co_sell", 1_140)
            .Expect("metrics/revenue.won_value.leads", 16.5m)
            .Expect("metrics/revenue.won_count.co_sell", 2)
            .Expect("metrics/revenue.won_count.leads", 1),

        new SmallWorld(
            "A registration counts when approved, else when passed, and not if it failed later",
            World.Of(Outbound("2022-01-10").WonOn("2022-01-20") with
            {
                Registrations =
                [
                    Registered("approved") with { ContractValue = 1, Approved = At("2022-02-01"), Passed = At("2022-03-01") },
                    Registered("passed") with { ContractValue = 10, Status = "Passed", Passed = At("2022-03-05") },
                    Registered("failed") with { ContractValue = 100, Status = "Failed", Approved = At("2022-02-01"),
                        Failed = At("2022-03-08") },
                    Registered("reviewed") with { ContractValue = 1000, Status = "ReviewPending" },
                    Registered("other") with { ContractValue = 10_000, Type = "SomethingElse", Approved = At("2022-02-01") },
                ],
            }),
            ThreeMonths)
            .Expect("metrics/revenue.ip_cosell_approved_value", 11)
            .Expect("trends/revenue.ip_cosell_approved_value/1/value", 1)
            .Expect("trends/revenue.ip_cosell_approved_value/2/value", 10),

        new SmallWorld(
            "A registration's value is converted in the month of its approval",
            World.Of(Outbound("2022-01-10") with
            {
                Registrations = [Registered("euro") with { ContractValue = 50_000, Currency = "EUR", Approved = At("2022-04-02") }],
            }) with { OwnRates = Euros },
            ThreeMonths)
            .Expect("metrics/revenue.ip_cosell_approved_value", 65_000),
    ];

    private static Registration Registered(string id) => new() { Id = id, Registered = At("2022-01-21") };
}

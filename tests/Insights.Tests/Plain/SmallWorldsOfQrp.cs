using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>QRP: cohorts, windows, months and countries.</summary>
internal static class SmallWorldsOfQrp
{
    private const string Mexico = "qrp/program=contact_request/rows/country=MX,month=";

    public static readonly IReadOnlyList<SmallWorld> All =
    [
        // The window of April 2022 is July 2021 to April 2022; that of March begins in June 2021.
        new SmallWorld(
            "Close and win rates look back over ten creation months, accept and expiry over one",
            World.Of(
                Contact("2021-06-30 23:59:59").WonOn("2021-07-05"),
                Contact("2021-07-01").LostOn("2021-07-05"),
                Contact("2022-04-02")),
            ThreeMonths)
            .Expect("qrp/#", 1)
            .Expect("qrp/0/countriesEnrolled", 1)
            .Expect("qrp/0/rows/#", 4)
            .Expect("qrp/0/rows/0/month", "2022-04")
            .Expect("qrp/0/rows/3/month", "2022-01")
            .Expect(Mexico + "2022-04/kpis/close_rate_60/numerator", 1)
            .Expect(Mexico + "2022-04/kpis/close_rate_60/denominator", 2)
            .Expect(Mexico + "2022-04/kpis/close_rate_60/percent", 50)
            .Expect(Mexico + "2022-04/kpis/win_rate/numerator", 0)
            .Expect(Mexico + "2022-04/kpis/win_rate/denominator", 1)
            .Expect(Mexico + "2022-04/kpis/accept_rate/denominator", 1)
            .Expect(Mexico + "2022-03/kpis/close_rate_60/denominator", 2)
            .Expect(Mexico + "2022-03/kpis/win_rate/percent", 50)
            .Expect(Mexico + "2022-03/kpis/accept_rate/denominator", 0)
            .ExpectNone(Mexico + "2022-03/kpis/accept_rate/percent")
            .Expect(Mexico + "2022-03/kpis/accept_rate/band", "none"),

        // The source's own example: created and accepted in January, won in April.
        new SmallWorld(
            "A win in April changes the rows from January on and no accept rate",
            World.Of(Contact("2022-01-10").AcceptedOn("2022-01-11").WonOn("2022-04-01"), Contact("2022-01-10").DeclinedOn("2022-01-12")),
            ThreeMonths)
            .Expect(Mexico + "2022-01/kpis/accept_rate/percent", 50)
            .Expect(Mexico + "2022-01/kpis/win_rate/percent", 50)
            .Expect(Mexico + "2022-04/kpis/win_rate/percent", 50)
            .Expect(Mexico + "2022-04/kpis/accept_rate/denominator", 0)
            // 81 days: not within 60.
            .Expect(Mexico + "2022-01/kpis/close_rate_60/percent", 50)
            .Expect(Mexico + "2022-01/kpis/close_rate_180/percent", 100),

        // Downloads tell no accept moments: nobody wins or loses what was not accepted.
        new SmallWorld(
            "Who was won, lost or is active was accepted, whether or not anybody told when",
            World.Of(
                Contact("2022-01-10").WonOn("2022-01-20"), Contact("2022-01-10").LostOn("2022-01-20"),
                    Contact("2022-01-10").AcceptedOn(null),
                Contact("2022-01-10").DeclinedOn("2022-01-12"), Contact("2022-01-10").ExpiredOn("2022-01-24"), Contact("2022-01-10"),
                MarketplaceLead("2022-01-10", "Free trial").LostOn("2022-01-20") with { Program = "Contact request", Country = "MX" }),
            ThreeMonths)
            .Expect(Mexico + "2022-01/kpis/accept_rate/numerator", 3)
            .Expect(Mexico + "2022-01/kpis/accept_rate/denominator", 7)
            // An accept rate asks who, not when: no accept event is made up.
            .Expect("metrics/leads.accepted", 0),

        new SmallWorld(
            "Sixty days are 60 times 24 hours and not a second more",
            World.Of(
                Contact("2022-01-10 12:00:00").ExpiredOn("2022-03-11 12:00:00"),
                Contact("2022-01-10 12:00:00").LostOn("2022-03-11 12:00:01")),
            ThreeMonths)
            .Expect(Mexico + "2022-01/kpis/close_rate_60/numerator", 1)
            .Expect(Mexico + "2022-01/kpis/close_rate_180/numerator", 2)
            .Expect(Mexico + "2022-01/kpis/expiry_rate/percent", 50)
            .Expect(Mexico + "2022-01/kpis/win_rate/percent", 0),

        new SmallWorld(
            "A close rate is provisional until its days have passed for every referral in it",
            World.Of(Contact("2022-02-14").LostOn("2022-02-15"), Contact("2021-10-01").LostOn("2021-10-02")),
            Query.Last("6m", "2022-04-15"))
            // 14 February and 60 days is 15 April, the very moment.
            .Expect(Mexico + "2022-02/kpis/close_rate_60/provisional", false)
            .Expect(Mexico + "2022-02/kpis/close_rate_180/provisional", true)
            .Expect(Mexico + "2021-10/kpis/close_rate_180/provisional", false)
            .Expect(Mexico + "2022-02/kpis/accept_rate/provisional", false)
            .Expect(Mexico + "2022-02/kpis/win_rate/provisional", false),

        new SmallWorld(
            "A month is counted whole even when the period touches one day of it",
            World.Of(Contact("2022-03-01").AcceptedOn("2022-03-02"), Contact("2022-03-31 23:59:59")),
            Query.Between("2022-03-31", "2022-04-01", "2022-04-15"))
            .Expect("qrp/0/rows/#", 2)
            .Expect(Mexico + "2022-03/kpis/accept_rate/denominator", 2)
            .Expect(Mexico + "2022-03/kpis/accept_rate/percent", 50),

        new SmallWorld(
            "A period ending in May 2023 has the old table",
            World.Of(Contact("2023-05-10")),
            Query.Between("2023-05-01", "2023-05-31", "2024-04-15"))
            .Expect(Mexico + "2023-05/kpis/close_rate_180/denominator", 1)
            .ExpectAbsent(Mexico + "2023-05/kpis/close_rate_365"),

        new SmallWorld(
            "A period ending on 1 June 2023 has the new one, for all its rows",
            World.Of(Contact("2023-05-10")),
            Query.Between("2023-05-01", "2023-06-01", "2024-04-15"))
            .Expect(Mexico + "2023-05/kpis/close_rate_365/denominator", 1)
            .ExpectAbsent(Mexico + "2023-05/kpis/close_rate_180"),

        new SmallWorld(
            "Every enrolled country has a row for every month, newest month first, then by country",
            World.Of(Contact("2022-04-01"), Contact("2019-01-01") with { Country = "BR" }, QualifiedLead("2022-04-01")),
            Query.Last("1m", "2022-04-15"))
            .Expect("qrp/0/countriesEnrolled", 2)
            .Expect("qrp/0/rows/#", 4)
            .Expect("qrp/0/rows/0/country", "BR")
            .Expect("qrp/0/rows/0/month", "2022-04")
            .Expect("qrp/0/rows/1/country", "MX")
            .Expect("qrp/0/rows/2/month", "2022-03"),

        new SmallWorld("Without program data there is no QRP", World.Of(QualifiedLead("2022-04-01")), ThreeMonths)
            .Expect("qrp/#", 0),

        new SmallWorld(
            "Our own created deals are never accepted in a program either",
            World.Of(Outbound("2022-03-10").In("Contact request"), Inbound("2022-03-10").AcceptedOn("2022-04-10").In("Contact request")),
            ThreeMonths)
            .Expect(Mexico + "2022-03/kpis/accept_rate/numerator", 1)
            .Expect(Mexico + "2022-03/kpis/accept_rate/denominator", 2),
    ];

    private static Referral Contact(string created) => QualifiedLead(created).In("Contact request");
}

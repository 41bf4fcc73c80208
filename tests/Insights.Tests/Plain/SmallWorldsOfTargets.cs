using static Insights.Tests.Plain.Made;

namespace Insights.Tests.Plain;

/// <summary>QRP: bands, targets achieved and tiles.</summary>
internal static class SmallWorldsOfTargets
{
    private const string Contact = "qrp/program=contact_request/rows/country=MX,month=2022-03/";

    public static readonly IReadOnlyList<SmallWorld> All =
    [
        // 139 of 200 are 69.5 %, which is 70; 5 of 200 are 2.5 %, which is 3.
        new SmallWorld(
            "Half a percent is rounded away from zero before its band is chosen",
            World.Of([.. Accepted(139, "Contact request"), .. Expired(5, "Contact request"), .. Pending(56, "Contact request")]),
            ThreeMonths)
            .Expect(Contact + "kpis/accept_rate/percent", 69.5m)
            .Expect(Contact + "kpis/accept_rate/band", "approaching")
            .Expect(Contact + "kpis/expiry_rate/percent", 2.5m)
            .Expect(Contact + "kpis/expiry_rate/band", "approaching"),

        // 397 of 500 are 79.4 %, which is 79; 12 of 500 are 2.4 %, which is 2.
        new SmallWorld(
            "Less than half a percent is rounded towards zero before its band is chosen",
            World.Of([.. Accepted(397, "Contact request"), .. Expired(12, "Contact request"), .. Pending(91, "Contact request")]),
            ThreeMonths)
            .Expect(Contact + "kpis/accept_rate/percent", 79.4m)
            .Expect(Contact + "kpis/accept_rate/band", "approaching")
            .Expect(Contact + "kpis/expiry_rate/percent", 2.4m)
            .Expect(Contact + "kpis/expiry_rate/band", "achieved")
            .Expect(Contact + "kpis/close_rate_60/band", "below")
            .Expect(Contact + "kpis/win_rate/percent", 0)
            .Expect(Contact + "kpis/win_rate/band", "below")
            .Expect(Contact + "targetsAchieved", 1),

        // 139 of 200 are 69.5 %: approaching 80 is from 80 on in this program, so below.
        new SmallWorld(
            "Each program has its own targets",
            World.Of([.. Accepted(139, "Digital sales opportunity"), .. Won(61, "Digital sales opportunity")]),
            ThreeMonths)
            .Expect("qrp/#", 1)
            .Expect("qrp/0/program", "digital_sales_opportunity")
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/accept_rate/percent", 100)
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/accept_rate/band", "achieved")
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/close_rate_60/percent", 30.5m)
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/close_rate_60/band", "below")
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/win_rate/percent", 100)
            .Expect("qrp/0/rows/country=MX,month=2022-03/targetsAchieved", 3),

        // March: nine of ten accepted and won, one declined. Brazil only has a pending one in April, still running.
        new SmallWorld(
            "Tiles count every enrolled country in the latest completed month with data",
            World.Of([
                .. Won(9, "Contact request"),
                QualifiedLead("2022-03-01").DeclinedOn("2022-03-05").In("Contact request"),
                QualifiedLead("2022-04-01").In("Contact request", "BR")]),
            ThreeMonths)
            .Expect("qrp/0/latestMonth", "2022-03")
            .Expect("qrp/0/countriesEnrolled", 2)
            .Expect("qrp/0/tiles/5", 1)
            .Expect("qrp/0/tiles/4", 0)
            .Expect("qrp/0/tiles/3", 0)
            .Expect("qrp/0/tiles/0", 1)
            .Expect(Contact + "targetsAchieved", 5)
            .Expect(Contact + "kpis/win_rate/percent", 90)
            // In April, accept and expiry are none, and close and win still look back on March.
            .Expect("qrp/0/rows/country=MX,month=2022-04/targetsAchieved", 3)
            .Expect("qrp/0/rows/country=BR,month=2022-03/targetsAchieved", 0),

        new SmallWorld(
            "A short period does not hide the tiles",
            World.Of(QualifiedLead("2022-01-10").AcceptedOn("2022-01-11").In("Contact request")),
            Query.Between("2022-04-01", "2022-04-10", "2022-04-15"))
            .Expect("qrp/0/latestMonth", "2022-01")
            // Accept and expiry; nothing was closed, so the close rates are zero and the win rate is none.
            .Expect("qrp/0/tiles/2", 1)
            .Expect("qrp/0/rows/#", 1)
            .Expect("qrp/0/rows/0/month", "2022-04")
            .Expect("qrp/0/rows/0/kpis/win_rate/band", "none"),

        new SmallWorld(
            "The month of a past period's tiles is completed within that period",
            World.Of(QualifiedLead("2022-01-10").In("Contact request"), QualifiedLead("2022-02-10").In("Contact request")),
            Query.Between("2022-01-01", "2022-02-27", "2022-04-15"))
            .Expect("qrp/0/latestMonth", "2022-01"),

        new SmallWorld(
            "A program without completed month with data has no tiles to fill",
            World.Of(QualifiedLead("2022-04-10").In("Contact request")),
            ThreeMonths)
            .ExpectNone("qrp/0/latestMonth")
            .Expect("qrp/0/countriesEnrolled", 1)
            .Expect("qrp/0/tiles/0", 0),

        new SmallWorld(
            "A program without public targets has rates and no bands",
            World.Of([.. Won(3, "Cloud deployment services"), .. Won(1, "Co-sell deployment services")]),
            ThreeMonths)
            .Expect("qrp/#", 1)
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/accept_rate/percent", 100)
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/accept_rate/denominator", 4)
            .Expect("qrp/0/rows/country=MX,month=2022-03/kpis/accept_rate/band", "none")
            .Expect("qrp/0/rows/country=MX,month=2022-03/targetsAchieved", 0),
    ];

    private static IEnumerable<Referral> Accepted(int count, string program) =>
        Enumerable.Repeat(QualifiedLead("2022-03-01").AcceptedOn("2022-03-02").In(program), count);

    private static IEnumerable<Referral> Won(int count, string program) =>
        Enumerable.Repeat(QualifiedLead("2022-03-01").AcceptedOn("2022-03-02").WonOn("2022-03-03").In(program), count);

    private static IEnumerable<Referral> Expired(int count, string program) =>
        Enumerable.Repeat(QualifiedLead("2022-03-01").ExpiredOn("2022-03-15").In(program), count);

    private static IEnumerable<Referral> Pending(int count, string program) =>
        Enumerable.Repeat(QualifiedLead("2022-03-01").In(program), count);
}

using static Insights.Tests.Plain.JsonAssert;

namespace Insights.Tests.Plain;

/// <summary>Law 6 of metrics.md section 8: "Bands cover every whole percent exactly once", for any reader.</summary>
public abstract class BandLaws(ReadWorld read)
{
    // One country for every whole percent from 0 to 100.
    private static readonly string[] Countries =
        ("AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CV "
        + "CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IS "
        + "IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT").Split(' ');

    /// <param name="achieved">The least whole percent of a rate that should be high; the first that is too much of expiry.</param>
    [Theory]
    [InlineData("Contact request", "accept_rate", 80, 70)]
    [InlineData("Contact request", "win_rate", 7, 3)]
    [InlineData("Contact request", "close_rate_60", 50, 35)]
    [InlineData("Contact request", "close_rate_180", 90, 75)]
    [InlineData("Contact request", "close_rate_365", 90, 75)]
    [InlineData("Digital sales opportunity", "accept_rate", 90, 80)]
    [InlineData("Digital sales opportunity", "win_rate", 13, 8)]
    [InlineData("Digital sales opportunity", "close_rate_60", 50, 35)]
    [InlineData("Digital sales opportunity", "close_rate_180", 90, 75)]
    [InlineData("Digital sales opportunity", "close_rate_365", 90, 75)]
    public void A_rate_that_should_be_high_is_below_approaching_achieved(string program, string kpi, int achieved, int approaching) =>
        Bands(program, kpi).ShouldBe(Enumerable.Range(0, 101)
            .Select(percent => percent >= achieved ? "achieved" : percent >= approaching ? "approaching" : "below"));

    [Theory]
    [InlineData("Contact request")]
    [InlineData("Digital sales opportunity")]
    public void Expiry_is_achieved_below_three_percent_and_approaching_up_to_five(string program) =>
        Bands(program, "expiry_rate").ShouldBe(Enumerable.Range(0, 101)
            .Select(percent => percent < 3 ? "achieved" : percent <= 5 ? "approaching" : "below"));

    [Theory]
    [InlineData("Customer lifecycle management")]
    [InlineData("Co-sell deployment services")]
    public void A_program_without_targets_has_no_band_at_any_percent(string program) =>
        Bands(program, "accept_rate").ShouldAllBe(band => band == "none");

    /// <summary>The band at every whole percent, in order, each from a country with a hundred referrals.</summary>
    private List<string> Bands(string program, string kpi)
    {
        var (created, query) = kpi == "close_rate_365"
            ? ("2024-03-01", Query.Between("2024-03-01", "2024-03-31", "2026-04-15"))
            : ("2022-03-01", Query.Between("2022-03-01", "2022-03-31", "2024-04-15"));
        var lead = Made.QualifiedLead(created);
        var soon = created.Replace("-01", "-09", StringComparison.Ordinal);
        var (hit, miss) = kpi switch
        {
            "accept_rate" => (lead.AcceptedOn(soon), lead),
            "win_rate" => (lead.WonOn(soon), lead.LostOn(soon)),
            _ => (lead.ExpiredOn(soon), lead),
        };

        var referrals = new List<Referral>();
        for (var percent = 0; percent <= 100; percent++)
        {
            for (var place = 0; place < 100; place++)
                referrals.Add((place < percent ? hit : miss).In(program, Countries[percent]));
        }

        var rows = read(World.Of([.. referrals]), query with { Comparison = "none" })["qrp"]!.AsArray().Single()!["rows"]!.AsArray();
        var bands = new List<string>();
        for (var percent = 0; percent <= 100; percent++)
        {
            var value = rows.Single(row => row!["country"]!.ToString() == Countries[percent])!["kpis"]![kpi]!;
            Number(value["percent"]).ShouldBe(percent, 1e-9);
            bands.Add(value["band"]!.ToString());
        }

        return bands;
    }
}

[Trait("Category", "Slow")]
public sealed class PlainBandLaws() : BandLaws(PlainReading.Read);

using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Charts;

namespace Insights.Tests.Widgets;

public sealed class FiguresTests
{
    private static readonly Figures English = new(Language.English, "USD"), Dutch = new(Language.Find("nl")!, "EUR");

    [Theory]
    [InlineData(0, "0"), InlineData(9999, "9,999"), InlineData(10_000, "10.00K"), InlineData(10_391, "10.39K"),
        InlineData(999_994, "999.99K"), InlineData(999_995, "1.00M")]
    [InlineData(1_156_000, "1.16M"), InlineData(2_500_000_000, "2.50B"), InlineData(-12_345, "-12.35K")]
    public void A_figure_is_in_full_up_to_9999_and_shortened_above(double value, string expected) =>
        English.Brief((decimal)value).ShouldBe(expected);

    [Fact]
    public void Numbers_follow_the_language()
    {
        Dutch.Exact(1234.5m).ShouldBe("1.234,50");
        Dutch.Brief(2_000_000).ShouldBe("2,00 mln");
        Dutch.Money(16_000).ShouldBe("EUR\u00a016,00K");
        Dutch.Percent(0.288m).ShouldBe("0,3%");
    }

    [Fact]
    public void None_is_a_dash_and_zero_is_zero()
    {
        English.Percent(null).ShouldBe("–");
        English.Percent(0).ShouldBe("0.0%");
        English.InFull(Unit.Count, null).ShouldBe("–");
        English.InFull(Unit.Count, 0).ShouldBe("0");
    }

    [Theory, InlineData(2.5, "3%"), InlineData(79.5, "80%"), InlineData(2.4999, "2%")]
    public void Whole_percents_round_half_away_from_zero(double percent, string expected) =>
        English.Percent((decimal)percent, decimals: 0).ShouldBe(expected);

    [Fact]
    public void A_rate_changes_in_points_and_a_count_in_percent()
    {
        English.Change(new Change(0.2m, 0.3m, 0.1m, InPoints: true)).ShouldBe("+0.1\u00a0pp");
        English.Change(new Change(200, 150, -25, InPoints: false)).ShouldBe("−25.0%");
        English.Change(new Change(0, 5, null, InPoints: false)).ShouldBe("–");
    }

    [Fact]
    public void A_formula_prints_itself_with_the_numbers_of_the_reading()
    {
        string? Say(string key, Reading reading, Figures figures, Language language) =>
            FormulaText.Of(Catalogue.Get(key), reading, figures, language);
        Say("cosell.win_rate", Readings.Full, English, Language.English).ShouldBe("4 / (98 + 1,291) × 100 = 0.3%");
        Say("referrals.total", Readings.Full, English, Language.English).ShouldBe("538 + 101 + 1,291 = 1,930");
        Say("leads.win_rate", Readings.Quiet, English, Language.English).ShouldBe("0 / 0: there is nothing to divide by");
        Say("leads.win_rate", Readings.Full, Dutch, Language.Find("nl")!).ShouldBe("1 / 235 × 100 = 0,4%");
        Say("leads.received", Readings.Full, English, Language.English).ShouldBeNull();
    }

    [Theory, InlineData(0, 1), InlineData(3, 3), InlineData(5, 6), InlineData(788, 800), InlineData(113, 150),
        InlineData(1_089_000, 1_500_000)]
    public void An_axis_ends_on_a_round_number_at_or_above_the_highest(int highest, int top)
    {
        Scale scale = Scale.For(highest, whole: true);
        scale.Max.ShouldBe(top);
        scale.Ticks().ShouldAllBe(t => t == decimal.Truncate(t));
        scale.Ticks().Count().ShouldBeInRange(2, 6);
    }
}

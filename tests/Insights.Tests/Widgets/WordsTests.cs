using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Widgets;

public sealed class WordsTests
{
    [Fact]
    public void Every_word_is_there_in_every_language()
    {
        foreach (Language language in Language.All)
            foreach (Language other in Language.All)
                language.Keys.Except(other.Keys).ShouldBeEmpty($"{other.Code} lacks words that {language.Code} has");
    }

    [Fact]
    public void Every_word_has_the_same_places_in_every_language()
    {
        foreach (string key in Language.English.Keys)
            foreach (Language language in Language.All)
                Places(language[key]).ShouldBe(Places(Language.English[key]), $"{key} in {language.Code}");
        static IEnumerable<char> Places(string text) => text.Zip(text.Skip(1)).Where(p => p.First == '{').Select(p => p.Second).Distinct().Order();
    }

    [Fact]
    public void Every_metric_and_widget_is_named_and_explained()
    {
        foreach (Language language in Language.All)
        {
            foreach (Metric metric in Catalogue.All)
                foreach (string key in new[] { "", ".short", ".definition" })
                    language.Has($"metric.{metric.Key}{key}").ShouldBeTrue($"metric.{metric.Key}{key} in {language.Code}");
            foreach (Widget widget in SummaryWidgets.All)
                foreach (string key in new[] { ".title", ".about", ".import" })
                    language.Has(widget.Key + key).ShouldBeTrue(widget.Key + key);
        }
    }

    [Fact]
    public void No_two_metrics_share_a_name()
    {
        foreach (Language language in Language.All)
            Catalogue.All.Select(m => language["metric." + m.Key]).ShouldBeUnique();
    }

    [Theory]
    [InlineData("no_rate"), InlineData("earlier_rate"), InlineData("observed_moments"), InlineData("won_without_accept"), InlineData("won_before_created")]
    [InlineData("unknown_words"), InlineData("unknown_state"), InlineData("ip_no_date"), InlineData("unknown_country"), InlineData("sample")]
    public void A_note_says_how_many_and_about_what(string code)
    {
        foreach (Language language in Language.All)
        {
            NoteText.Of(new Note(code, 1234, "X"), language).ShouldContain(1234.ToString("N0", language.Culture));
            NoteText.Of(new Note(code, 1, "BRL 5"), language).ShouldEndWith("(BRL 5)");
            NoteText.Of(new Note(code, 1), language).ShouldEndWith(".");
        }
    }
}

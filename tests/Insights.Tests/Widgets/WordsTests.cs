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
        static IEnumerable<char> Places(string text) => text.Zip(text.Skip(1)).Where(p => p.First == '{').Select(p => p.Second).Distinct()
            .Order();
    }

    [Fact]
    public void Every_metric_and_widget_is_named_and_explained()
    {
        foreach (Language language in Language.All)
        {
            foreach (Metric metric in Catalogue.All)
                foreach (string key in new[] { "", ".short", ".definition" })
                    language.Has($"metric.{metric.Key}{key}").ShouldBeTrue($"metric.{metric.Key}{key} in {language.Code}");
            foreach (Widget widget in SummaryWidgets.All.Concat(DashboardWidgets.All))
                foreach (string key in new[] { widget.Key + ".title", widget.Key + ".about", widget.RestsOn + ".import" })
                    language.Has(key).ShouldBeTrue(key);
        }
    }

    [Fact]
    public void No_two_metrics_share_a_name()
    {
        foreach (Language language in Language.All)
            Catalogue.All.Select(m => language["metric." + m.Key]).ShouldBeUnique();
    }

    [Fact]
    public void Every_note_says_how_many_and_names_what_it_is_about()
    {
        foreach (Language language in Language.All)
            foreach ((string code, bool named) in DataQuality.Codes)
            {
                string note = NoteText.Of(new Note(code, 1234, "BRL 5"), language);
                note.ShouldContain(1234.ToString("N0", language.Culture));
                note.Contains("BRL 5", StringComparison.Ordinal).ShouldBe(named, note);
                note.ShouldEndWith(".");
            }
    }
}

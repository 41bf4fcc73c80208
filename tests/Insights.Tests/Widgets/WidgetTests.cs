using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Insights.Metrics;
using Insights.Page;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Widgets;

/// <summary>Every widget of the list in five states; a new widget is tested the moment it is listed.</summary>
public sealed class WidgetTests
{
    private static readonly Dictionary<string, (Reading Reading, string Language)> States = new()
    {
        ["full"] = (Readings.Full, "en"),
        ["empty"] = (Readings.Empty, "en"),
        ["quiet"] = (Readings.Quiet, "en"),
        ["huge"] = (Readings.Huge, "en"),
        ["dutch"] = (Readings.Full, "nl"),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (Widget widget in SummaryWidgets.All)
            foreach (string state in States.Keys)
                cases.Add(widget.Key, state);
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_widget_is_drawn_as_agreed(string widget, string state) =>
        Golden.ShouldBe(await Draw(widget, state), $"{widget}.{state}");

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_word_and_every_target_is_there(string widget, string state)
    {
        IHtmlDocument page = Parse(await Draw(widget, state));
        page.Body!.TextContent.ShouldNotContain("[");
        foreach (IElement pointer in page.QuerySelectorAll("[aria-labelledby],[popovertarget]"))
            page.GetElementById(pointer.GetAttribute("aria-labelledby") ?? pointer.GetAttribute("popovertarget")!).ShouldNotBeNull();
        string[] ids = [.. page.QuerySelectorAll("[id]").Select(e => e.Id!)];
        ids.ShouldBeUnique();
        foreach (IElement filled in page.QuerySelectorAll("[fill^='url('],[stroke^='url(']"))
            ids.ShouldContain((filled.GetAttribute("fill") ?? filled.GetAttribute("stroke"))![5..^1]);
    }

    [Theory, InlineData("full"), InlineData("huge"), InlineData("dutch")]
    public async Task What_is_drawn_stands_in_a_table_too(string state)
    {
        foreach (Widget widget in SummaryWidgets.All)
        {
            IHtmlDocument page = Parse(await Draw(widget.Key, state));
            page.QuerySelectorAll("table").Length.ShouldBeGreaterThan(0, widget.Key);
            foreach (IElement chart in page.QuerySelectorAll("[data-chart][data-kind]"))
                page.QuerySelector($"table[data-table='{chart.GetAttribute("data-chart")}']").ShouldNotBeNull();
        }
    }

    [Theory, InlineData("acceptance_time", 333), InlineData("win_time", 5)]
    public async Task The_bars_add_up_to_the_figure(string widget, int sum)
    {
        IHtmlDocument page = Parse(await Draw(widget, "full"));
        page.QuerySelectorAll(".chart .total").Sum(t => int.Parse(t.TextContent, Language.English.Culture)).ShouldBe(sum);
        page.QuerySelector(".figure")!.TextContent.ShouldBe(sum.ToString(Language.English.Culture));
    }

    [Fact]
    public async Task A_store_without_imports_says_what_to_import_and_a_quiet_period_offers_a_longer_one()
    {
        Parse(await Draw("leads", "empty")).QuerySelector(".empty")!.TextContent.ShouldContain("Not imported yet");
        Parse(await Draw("leads", "quiet")).QuerySelector(".empty a")!.GetAttribute("href").ShouldBe("/insights/summary?range=12m#leads");
    }

    [Fact]
    public async Task The_qrp_table_follows_the_address()
    {
        var query = new SummaryQuery
        {
            Program = "digital_sales_opportunity",
            Country = "NL",
            Sort = new QrpSort("accept_rate", Descending: false)
        };
        IHtmlDocument page = Parse(await Draw("qrp", Readings.Full, "en", query));
        page.QuerySelector(".tabs [aria-current]")!.TextContent.ShouldBe("Digital sales opportunity");
        page.QuerySelectorAll(".qrp-table tbody tr").Length.ShouldBe(3);
        page.QuerySelectorAll(".qrp-table tbody tr td:nth-child(3) .percent").Select(t => t.TextContent).ShouldBe(["82%", "83%", "84%"]);
        page.QuerySelector("th[aria-sort=ascending]")!.TextContent.ShouldContain("Accept rate");
    }

    internal static Task<string> Draw(string widget, string state) =>
        Draw(widget, States[state].Reading, States[state].Language, new SummaryQuery());

    internal static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static Task<string> Draw(string key, Reading reading, string language, SummaryQuery query)
    {
        Widget widget = SummaryWidgets.All.Single(w => w.Key == key);
        return Html.DrawAsync(widget.Component, new Dictionary<string,
            object?>
        { ["View"] = new WidgetView(reading, Language.Find(language)!, query), ["Widget"] = widget });
    }
}

using System.Net;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Page;

public sealed class PageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_root_leads_to_the_summary_and_every_address_of_the_navigation_answers()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site, follow: false);
        (await client.GetAsync("/", Cancel)).Headers.Location!.ToString().ShouldBe("/insights/summary");
        IHtmlDocument page = await Get(client, "/insights/summary");
        string[] links = [.. page.QuerySelectorAll(".navigation a, .card-foot a, .preferences a").Select(a => a.GetAttribute("href")!)];
        links.Length.ShouldBeGreaterThan(10);
        // Files are left with a store, which a page over readings alone has not.
        foreach (string link in links.Where(link => link != SourceLinks.Page)) (await client.GetAsync(link, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, link);
    }

    [Fact]
    public async Task Both_workspaces_show_the_same_cards_and_mark_their_own_place()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site);
        IHtmlDocument insights = await Get(client, "/insights/summary"), referrals = await Get(client, "/referrals/summary");
        insights.QuerySelectorAll(".card h2").Select(h => h.TextContent)
            .ShouldBe(SummaryWidgets.All.Select(w => Language.English[w.Title]));
        referrals.QuerySelectorAll(".card h2").Length.ShouldBe(SummaryWidgets.All.Count);
        insights.QuerySelectorAll("[aria-current=page]").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("/insights/summary");
        referrals.QuerySelectorAll("[aria-current=page]").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("/referrals/summary");
    }

    [Fact]
    public async Task Nonsense_in_the_address_is_named_on_a_page_that_works()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, "/insights/summary?range=%3Cscript%3E&program=nobody&country=XX&sort=x&from=1");
        page.QuerySelectorAll(".banner.warning li").Select(l => l.TextContent.Split(' ')[0])
            .ShouldBe(["range", "sort", "program", "country"], ignoreOrder: true);
        page.QuerySelectorAll(".card").Length.ShouldBe(SummaryWidgets.All.Count);
    }

    [Theory]
    [InlineData("/insights/summary?lang=en&from=2022-03-05&to=2022-03-01", "to", "The last day lies before the first.")]
    [InlineData("/insights/cosell?lang=nl&from=2022-03-05&to=2022-03-01", "to", "De laatste dag ligt vóór de eerste.")]
    [InlineData("/insights/leads?lang=en&from=&to=2022-03-01", "from", "A custom range needs its first and its last day.")]
    public async Task A_range_that_cannot_be_comes_back_in_its_form_with_the_reason_beside_the_field(string path, string field, string said)
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, path + "&range=custom&compare=year&apply=1");
        var menu = (IHtmlDetailsElement)page.QuerySelector("details.range")!;
        menu.IsOpen.ShouldBeTrue();
        menu.QuerySelectorAll("[name=range]:checked").ShouldHaveSingleItem().GetAttribute("value").ShouldBe("custom");
        menu.QuerySelector("[name=from]")!.GetAttribute("value").ShouldBe(field == "from" ? null : "2022-03-05");
        menu.QuerySelector("[name=to]")!.GetAttribute("value").ShouldBe("2022-03-01");
        menu.QuerySelector("[name=compare] [selected]")!.GetAttribute("value").ShouldBe("year");
        var wrong = menu.QuerySelectorAll("[aria-invalid=true]").ShouldHaveSingleItem();
        wrong.GetAttribute("name").ShouldBe(field);
        page.GetElementById(wrong.GetAttribute("aria-describedby")!)!.TextContent.ShouldStartWith(said);

        IHtmlDocument right = await Get(client, "/insights/summary?range=custom&from=2022-03-01&to=2022-03-05");
        right.QuerySelectorAll("details.range[open], details.range [aria-invalid]").ShouldBeEmpty();
    }

    [Theory, InlineData("nl-BE,nl;q=0.8,en;q=0.5", "", "nl"), InlineData("fr", "", "en"), InlineData("nl", "?lang=en", "en"),
        InlineData("en;q=0.1, nl", "", "nl")]
    public async Task The_language_is_the_addresss_then_the_browsers_then_english(string browser, string address, string expected)
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site);
        client.DefaultRequestHeaders.Add("Accept-Language", browser);
        (await Get(client, "/insights/summary" + address)).DocumentElement.GetAttribute("lang").ShouldBe(expected);
    }

    [Fact]
    public async Task No_script_and_no_handler_is_inline()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, "/insights/summary");
        page.Scripts.ShouldAllBe(s => s.Source != null && s.Text == "");
        page.All.ShouldAllBe(e => !e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
        foreach (string asset in new[] { PageFiles.CssAddress, PageFiles.JsAddress })
        {
            HttpResponseMessage answer = await client.GetAsync(asset, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable");
        }
        (await client.GetAsync("/assets/page.0000000000.css", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Choosing_a_range_ends_in_a_short_address()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site, follow: false);
        HttpResponseMessage answer =
            await client.GetAsync("/insights/summary?range=6m&from=2022-01-01&to=2022-04-04&compare=previous&granularity=week&apply=1&lang=nl", Cancel);
        answer.Headers.Location!.ToString().ShouldBe("/insights/summary?range=6m&granularity=week&lang=nl");
    }

    [Fact]
    public async Task The_sample_is_removed_by_its_button_and_not_by_a_strangers_form()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        using HttpClient client = Client(site, follow: false);
        (await client.PostAsync(Links.RemoveSample, new FormUrlEncodedContent([]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        site.SampleRemoved.ShouldBeFalse();
        var token = (IHtmlInputElement)(await Get(client, "/insights/summary")).QuerySelector(".banner input[type=hidden]")!;
        HttpResponseMessage answer = await client.PostAsync(Links.RemoveSample, new FormUrlEncodedContent([new(token.Name!, token.Value)]),
            Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        site.SampleRemoved.ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_store_tells_how_to_begin()
    {
        await using Site site = await Site.OpenAsync(null);
        using HttpClient client = Client(site);
        (await Get(client, "/insights/summary")).QuerySelector("main")!.TextContent.ShouldContain("import");
    }

    [Fact]
    public async Task A_page_for_print_stands_alone()
    {
        string html = await Html.PageAsync<SummaryPage>(new Dictionary<string,
            object?>
        { ["View"] = new WidgetView(Readings.Full, Language.English, new SummaryQuery()), ["Standalone"] = true });
        html.ShouldContain("<style>");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("/assets/");
    }

    private static HttpClient Client(Site site, bool follow = true) =>
        new(new HttpClientHandler
        {
            AllowAutoRedirect = follow,
            CookieContainer = new CookieContainer()
        })
        { BaseAddress = new Uri(site.Address) };

    private static async Task<IHtmlDocument> Get(HttpClient client, string address)
    {
        HttpResponseMessage answer = await client.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}

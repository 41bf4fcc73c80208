using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Cli;
using Insights.Tests.Access;
using Insights.Tests.Widgets;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Served below a path of somebody else's host: every address of ours has it, whether a proxy takes it off or leaves it
/// on.</summary>
[Trait("Category", "Slow")]
public sealed class BelowAPathTests
{
    private static readonly string[] Pages =
    [
        "/insights/summary?range=12m", "/referrals/summary?lang=nl", "/insights/leads?range=12m",
            "/insights/cosell?tab=deal_registration&range=12m", "/insights/list?of=referrals.all&range=12m",
            "/insights/list?of=referrals.all&page=2",
        "/settings", "/feedback", "/feedback/new?widget=leads&at=%2Finsights%2Fsummary", "/share", "/share/log", "/share/links", "/access",
            "/access/audit", "/sign-in", "/nowhere", "/insights/referral?id=nobody",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("/ri"), InlineData("/apps/referral-insights"), InlineData("/insights"), InlineData("/referrals/insights"),
        InlineData("/share"), InlineData("/s"), InlineData("/%C3%A9")]
    public async Task Every_address_of_every_page_has_the_path_before_it(string path)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: true, ("INSIGHTS_PUBLIC_URL", $"http://insights.example{path}/"));
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        foreach (string page in Pages)
            foreach (string before in new[] { "", path })
            {
                HttpResponseMessage answer = await client.GetAsync(before + page, Cancel);
                ((int)answer.StatusCode).ShouldBeOneOf([200, 404], before + page);
                IHtmlDocument drawn = WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
                if (page is not ("/nowhere" or "/insights/referral?id=nobody")) answer.StatusCode.ShouldBe(HttpStatusCode.OK,
                    before + page);
                foreach (IElement element in drawn.All)
                    foreach (IAttr attribute in element.Attributes.Where(a => a.Value.StartsWith('/') && a.Name is not ("value" or "d")))
                        attribute.Value.ShouldStartWith(path + "/", Case.Sensitive,
                            $"{before}{page}: {attribute.Name} of {element.OuterHtml[..Math.Min(120, element.OuterHtml.Length)]}");
            }
        IHtmlDocument summary = WidgetTests.Parse(await client.GetStringAsync(path + "/insights/summary", Cancel));
        foreach (string asset in summary.QuerySelectorAll("link[rel=stylesheet], script[src]")
            .Select(e => e.GetAttribute("href") ?? e.GetAttribute("src")!))
            (await client.GetAsync(asset, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, asset);
    }

    [Fact]
    public async Task Redirects_forms_cookies_and_links_to_share_stay_below_the_path()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: true, ("INSIGHTS_PUBLIC_URL", "http://insights.example/ri"));
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        async Task<string> Led(string address) => (await client.GetAsync(address, Cancel)).Headers.Location!.OriginalString;
        (await Led("/ri")).ShouldBe("/ri/insights/summary");
        (await Led("/ri/?lang=nl")).ShouldBe("/ri/insights/summary?lang=nl");
        (await Led("/")).ShouldBe("/ri/insights/summary");
        (await Led("/ri/insights/summary?apply=1&range=6m")).ShouldBe("/ri/insights/summary?range=6m");
        (await Led("/ri/insights/referral/a%2Fb")).ShouldBe("/ri/insights/referral?id=a%2Fb");

        IHtmlDocument settings = WidgetTests.Parse(await client.GetStringAsync("/ri/settings", Cancel));
        var form = (IHtmlFormElement)settings.QuerySelector("form[action='/ri/settings/reader']")!;
        HttpResponseMessage saved = await client.PostAsync("/ri/settings/reader",
            new FormUrlEncodedContent([.. form.QuerySelectorAll("input[type=hidden]")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? "")), new("language", "nl")]), Cancel);
        saved.Headers.Location!.OriginalString.ShouldBe("/ri/settings#saved");
        saved.Headers.GetValues("Set-Cookie").ShouldAllBe(c => c.Contains("path=/ri", StringComparison.Ordinal));

        IHtmlDocument share = WidgetTests.Parse(await client.GetStringAsync("/ri/share", Cancel));
        share.QuerySelector("section.share")!.GetAttribute("data-link")!.ShouldStartWith("http://insights.example/ri/insights/summary?");
        using HttpClient stranger = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        string link = (await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address + "/ri",
            Cancel)) + "&return=" + Uri.EscapeDataString("/settings?lang=nl");
        (await stranger.PressAsync(link)).Headers.Location!.OriginalString.ShouldBe("/ri/settings?lang=nl");
    }

    [Fact]
    public async Task A_path_a_named_proxy_tells_is_believed_and_anybody_elses_is_not()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, ("INSIGHTS_PROXIES", "127.0.0.1"));
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        async Task<string?> Led(HttpClient by, string address, string prefix)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "X-Forwarded-Prefix", prefix } } };
            return (await by.SendAsync(request, Cancel)).Headers.Location?.OriginalString;
        }
        (await Led(client, "/", "/ri")).ShouldBe("/ri/insights/summary");
        (await Led(client, "/ri/", "/ri/")).ShouldBe("/ri/insights/summary");
        (await Led(client, "/", "/")).ShouldBe("/insights/summary");
        foreach (string no in new[] { "//evil.example", "/a//b", "/a;b", "evil.example" }) (await Led(client, "/", no))
            .ShouldBe("/insights/summary", no);
        await using LiveSite alone = await LiveSite.OpenAsync(sample: false);
        using HttpClient liar = alone.Session.Client(alone.Address, follow: false);
        (await Led(liar, "/", "/ri")).ShouldBe("/insights/summary", "nobody named a proxy");
    }

    [Fact, Trait("Category", "Browser")]
    public async Task In_a_browser_everything_the_page_asks_for_is_below_the_path()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: true, ("INSIGHTS_PUBLIC_URL", "http://insights.example/ri"));
        await using var browser = new BrowserPages();
        IPage page = await browser.NewPageAsync();
        var wrong = new List<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.StartsWith(site.Address, StringComparison.Ordinal)
            && !request.Url.StartsWith(site.Address + "/ri/", StringComparison.Ordinal)) wrong.Add(request.Url);
        };
        page.Response += (_, answer) => { if (answer.Status >= 400) wrong.Add($"{answer.Status} {answer.Url}"); };
        await page.GotoAsync(await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address + "/ri", Cancel));
        await page.Locator("form:has(input[name=key]) button").ClickAsync();
        await page.WaitForURLAsync(site.Address + "/ri/insights/summary");
        await page.Locator("#news-button").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("f");
        await page.Locator("dialog#feedback textarea").FillAsync("from below");
        await Assertions.Expect(page.Locator("dialog#feedback .preview [role=status]"))
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("."));
        await page.Locator("dialog#feedback .primary").First.ClickAsync();
        await page.Locator("dialog#feedback .thanks").WaitForAsync();
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Feedback.GivenOn.ShouldBe("/insights/summary");
        await page.GotoAsync(site.Address + "/ri/insights/cosell?range=12m");
        await page.Locator("#filters > summary").ClickAsync();
        await page.Locator("#filters input[name=customer]").First.PressSequentiallyAsync("er");
        await Assertions.Expect(page.Locator("#filters datalist option").First).ToBeAttachedAsync();
        wrong.ShouldBeEmpty();
    }
}

using System.Net;
using AngleSharp.Html.Dom;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;

namespace Insights.Tests.Access;

/// <summary>Links made for others, through the whole program.</summary>
[Trait("Category", "Slow")]
public sealed class LinkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frozen_link_shows_the_page_as_it_was_to_whoever_has_it_until_it_is_revoked()
    {
        await using LiveSite site = await LiveSite.OpenAsync();
        using HttpClient maker = site.Session.Client(site.Address, follow: false),
            stranger = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        string before = Received(await Page(maker, "/insights/summary"));
        string link = await MakeAsync(maker, ("kind", "frozen"), ("name", "For the board"), ("days", "60"));

        // What changes afterwards is on the page, and not in the link.
        site.Clock.Now += TimeSpan.FromDays(31);
        await site.ComeAgainAsync();
        using HttpClient later = site.Session.Client(site.Address);
        Received(await Page(later, "/insights/summary")).ShouldNotBe(before);
        string text = await stranger.GetStringAsync(link, Cancel);
        IHtmlDocument frozen = WidgetTests.Parse(text);
        Received(frozen).ShouldBe(before);
        frozen.QuerySelectorAll("script, form, link, iframe").ShouldBeEmpty();
        frozen.QuerySelectorAll("a[href]").ShouldAllBe(a => a.GetAttribute("href")!.StartsWith('#'), "nothing in it leads on");
        HttpResponseMessage answer = await stranger.GetAsync(link, Cancel);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");

        // Whoever only asks for the head has not opened it, nor taken anything away.
        async Task<long> Opened() => (await site.Store.SharedLinks.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Openings;
        (await Opened()).ShouldBe(2);
        (await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await later.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/v1/summary.csv"),
            Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Opened()).ShouldBe(2);
        (await site.Store.Audit.ListAsync(site.Scope, 99, null, Cancel)).Select(e => e.Action).ShouldNotContain("export");
    }

    [Fact]
    public async Task A_link_with_a_password_opens_only_with_it_and_every_opening_is_known()
    {
        await using LiveSite site = await LiveSite.OpenAsync();
        using HttpClient maker = site.Session.Client(site.Address, follow: false);
        using var stranger = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer()
        })
        { BaseAddress = new Uri(site.Address) };
        string link = await MakeAsync(maker, ("kind", "frozen"), ("name", "Secret"), ("days", "7"), ("password", "correct horse"));
        IHtmlDocument asks = WidgetTests.Parse(await stranger.GetStringAsync(link, Cancel));
        asks.QuerySelector("#referrals").ShouldBeNull();
        asks.QuerySelector(".navigation").ShouldBeNull("somebody from outside is led nowhere");
        async Task<HttpResponseMessage> Try(string password) => await stranger.PostAsync(link, new FormUrlEncodedContent(
            [.. asks.QuerySelectorAll("form input[type=hidden]")
                .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!)),
                KeyValuePair.Create("password", password)]), Cancel);
        (await Try("wrong")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        HttpResponseMessage opened = await Try("correct horse");
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await opened.Content.ReadAsStringAsync(Cancel)).ShouldContain("id=\"referrals\"");
        SharedLink known = (await site.Store.SharedLinks.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem();
        (known.Openings, known.IsFrozen, known.LastOpenedBy).ShouldBe((1, true, "127.0.0.1"));
        known.PasswordHash!.ShouldNotContain("correct");
        (await site.Store.Audit.ListAsync(site.Scope, 9, null, Cancel)).Select(e => (e.Action, e.Subject))
            .ShouldContain(("opened", "Secret"));
        for (int i = 0; i < 12; i++) opened = await Try("guess");
        opened.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, "nobody guesses for long");
    }

    [Fact]
    public async Task A_live_link_asks_for_a_sign_in_and_an_expired_or_revoked_one_opens_nothing()
    {
        await using LiveSite site = await LiveSite.OpenAsync();
        using HttpClient maker = site.Session.Client(site.Address, follow: false),
            stranger = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(site.Address) };
        string link = await MakeAsync(maker, ("kind", "live"), ("name", "Live"), ("days", "7")),
            second = await MakeAsync(maker, ("kind", "frozen"), ("name", "Brief"), ("days", "1"));
        HttpResponseMessage led = await stranger.GetAsync(link, Cancel);
        led.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        string to = led.Headers.Location!.ToString();
        to.ShouldStartWith("/insights/summary?from=");
        (await stranger.GetAsync(to, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await maker.GetAsync(to, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        IHtmlDocument page = await Page(maker, "/share/links");
        var form = page.QuerySelectorAll("form[action$='/1/revoke'] input")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!));
        (await maker.PostAsync("/share/links/1/revoke", new FormUrlEncodedContent(form), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await stranger.GetAsync(link, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await stranger.GetAsync(second, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        site.Clock.Now += TimeSpan.FromDays(1);
        (await stranger.GetAsync(second, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        // One letter more or less is no link.
        (await stranger.GetAsync(second + "x", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync(second.Replace("/s/1.", "/s/2.", StringComparison.Ordinal), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string Received(IHtmlDocument page) => page.QuerySelector("#referrals .number .figure")!.TextContent;

    private static async Task<IHtmlDocument> Page(HttpClient client, string path) =>
        WidgetTests.Parse(await client.GetStringAsync(path, Cancel));

    /// <summary>Fills in the form of the Summary's links; the path of the link it shows.</summary>
    private static async Task<string> MakeAsync(HttpClient client, params (string Name, string Value)[] fields)
    {
        IHtmlDocument page = await Page(client, "/share/links?at=%2Finsights%2Fsummary");
        var form = page.QuerySelectorAll("form[action='/share/links'] input[type=hidden]")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!));
        HttpResponseMessage answer =
            await client.PostAsync("/share/links",
            new FormUrlEncodedContent(form.Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var made = WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel)).QuerySelector("input[name=link]")
            .ShouldBeAssignableTo<IHtmlInputElement>()!;
        return new Uri(made.Value).PathAndQuery;
    }
}

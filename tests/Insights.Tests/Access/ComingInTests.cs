using System.Net;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Widgets;

namespace Insights.Tests.Access;

/// <summary>The one-time link, what a browser keeps, and how cookies travel.</summary>
[Trait("Category", "Slow")]
public sealed class ComingInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_only_looks_at_a_link_uses_nothing_up_and_gets_no_session()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        string link = await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel);
        using HttpClient robot = Stranger(site);
        foreach (HttpMethod method in new[] { HttpMethod.Head, HttpMethod.Get, HttpMethod.Get, HttpMethod.Options, HttpMethod.Put })
        {
            using var look = new HttpRequestMessage(method, link);
            using HttpResponseMessage seen = await robot.SendAsync(look, Cancel);
            SetCookies(seen).ShouldNotContain(c => c.StartsWith("insights.session", StringComparison.Ordinal), method.Method);
            if (method == HttpMethod.Get || method == HttpMethod.Head) seen.StatusCode.ShouldBe(HttpStatusCode.OK, method.Method);
            seen.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }
        (await robot.PressAsync(link)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await robot.PressAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "the key was used");
        (await site.Store.Audit.ListAsync(site.Scope, 9, null, Cancel)).Count(e => e.Action == "signin")
            .ShouldBe(2, "this one, and the site's own");
    }

    [Theory, InlineData("1.nonsense"), InlineData("zzz"), InlineData("\"><script>")]
    public async Task A_key_that_was_never_made_looks_the_same_until_it_is_pressed(string wrong)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient stranger = Stranger(site);
        string right = await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel);
        string made = right[(right.IndexOf('=', StringComparison.Ordinal) + 1)..], escaped = Uri.EscapeDataString(wrong);
        string Shown(string page, string key) =>
            System.Text.RegularExpressions.Regex.Replace(page, "name=\"__RequestVerificationToken\"[^>]*>", "")
            .Replace(WebUtility.HtmlEncode(key), "KEY", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(key), "KEY", StringComparison.Ordinal);
        string ours = WidgetTests.Parse(await stranger.GetStringAsync(right, Cancel)).QuerySelector("main")!.TextContent;
        string theirs = WidgetTests.Parse(await stranger.GetStringAsync($"/sign-in?key={escaped}", Cancel))
            .QuerySelector("main")!.TextContent;
        Shown(theirs, wrong).ShouldBe(Shown(ours, made));
        (await stranger.PressAsync($"{site.Address}/sign-in?key={escaped}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stranger.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", "")]), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_button_leads_to_where_the_reader_wanted_to_be_and_to_nobody_else_and_reads_Dutch()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = Stranger(site);
        async Task<string> Led(string there) =>
            (await client.PressAsync(await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address,
            Cancel) + "&return=" + Uri.EscapeDataString(there))).Headers.Location!.OriginalString;
        (await Led("/insights/list?of=referrals.all")).ShouldBe("/insights/list?of=referrals.all");
        foreach (string elsewhere in new[] { "//evil.example/", "https://evil.example/", "/\\evil.example" }) (await Led(elsewhere))
            .ShouldBe("/", elsewhere);
        IHtmlDocument dutch = WidgetTests.Parse(await client.GetStringAsync(
            await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel) + "&lang=nl", Cancel));
        dutch.QuerySelector("#enter")!.TextContent.ShouldBe("Aanmelden met deze link");
        dutch.QuerySelectorAll(".preferences a[href*='lang=en']")
            .ShouldAllBe(a => a.GetAttribute("href")!.Contains("key=", StringComparison.Ordinal), "another language is of the same link");
    }

    [Fact]
    public async Task No_answer_but_style_and_script_is_kept_by_a_browser_and_signing_out_clears_what_it_had()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        await site.Store.FeedbackBox.PutAsync(site.Scope, new FeedbackGiven(new string('a', 32), "/", null, true, [], "x"),
            PngPictureTests.Png(2, 2), Cancel);
        using HttpClient reader = site.Session.Client(site.Address, follow: false), stranger = Stranger(site);
        foreach (EndpointRule door in EndpointRules.All.Where(d => d.Pattern is not "/sign-out"))
            foreach (HttpClient client in new[] { reader, stranger })
            {
                string path = door.Pattern.Replace("{id:long}", "1", StringComparison.Ordinal)
                    .Replace("{id}", "r1", StringComparison.Ordinal)
                    .Replace("{**id}", "r1", StringComparison.Ordinal) + "?of=referrals.all&id=r1";
                if (door.Pattern.EndsWith(".pdf", StringComparison.Ordinal)) path += "&paper=none";
                using var request = new HttpRequestMessage(new HttpMethod(door.Method), path);
                if (door.Method == "POST") request.Content = new FormUrlEncodedContent([]);
                using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
                (answer.Headers.CacheControl?.NoStore).ShouldBe(true, $"{door.Method} {path}");
            }
        IHtmlDocument page = WidgetTests.Parse(await reader.GetStringAsync("/sign-in", Cancel));
        page.QuerySelectorAll("link[rel=stylesheet]").Select(l => l.GetAttribute("href")!).ShouldNotBeEmpty();
        (await stranger.GetAsync(page.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href"), Cancel))
            .Headers.CacheControl!.Public.ShouldBeTrue();
        var mark = page.QuerySelectorAll("form[action='/sign-out'] input")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? ""));
        HttpResponseMessage left = await reader.PostAsync("/sign-out", new FormUrlEncodedContent(mark), Cancel);
        left.Headers.GetValues("Clear-Site-Data").Single().ShouldBe("\"cache\"");
    }

    [Theory, InlineData("INSIGHTS_PUBLIC_URL", "https://insights.example", "__Host-", "/"),
        InlineData("INSIGHTS_PUBLIC_URL", "https://insights.example/ri/", "__Secure-", "/ri"),
     InlineData("INSIGHTS_PROXIES", "127.0.0.1", "__Host-", "/")]
    public async Task Over_TLS_every_cookie_is_secure_and_has_a_name_nobody_else_can_set(string setting, string value, string mark,
        string path)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, (setting, value));
        using HttpClient client = Stranger(site);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var jar = new Dictionary<string, string>(StringComparer.Ordinal);
        async Task<HttpResponseMessage> Ask(HttpMethod method, string at, params (string, string)[] fields)
        {
            using var request = new HttpRequestMessage(method, at);
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}")));
            if (method == HttpMethod.Post) request.Content =
                new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            HttpResponseMessage answer = await client.SendAsync(request, Cancel);
            foreach (string set in SetCookies(answer))
            {
                set.ShouldStartWith(mark + "insights.");
                set.Split("; ").ShouldContain(part => part == "secure");
                set.Split("; ").ShouldContain("path=" + path);
                set.ShouldNotContain("domain", Case.Insensitive);
                jar[set.Split('=')[0]] = set.Split(';')[0].Split('=', 2)[1];
            }
            return answer;
        }
        string link = await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel);
        string key = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        (await Ask(HttpMethod.Post, "/sign-in", ("key", key))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        IHtmlDocument page = WidgetTests.Parse(await (await Ask(HttpMethod.Get, "/settings")).Content.ReadAsStringAsync(Cancel));
        var token = (IHtmlInputElement)page.QuerySelector("input[name^=__RequestVerificationToken]")!;
        (await Ask(HttpMethod.Post, "/settings/reader", (token.Name!, token.Value), ("language", "nl"), ("theme", "dark")))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await Ask(HttpMethod.Post, "/feedback", (token.Name!, token.Value), ("details", "x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        jar.Keys.Select(name => name[mark.Length..].Split('.')[1]).Order(StringComparer.Ordinal)
            .ShouldBe(["form", "language", "sender", "session", "theme"]);
        WidgetTests.Parse(await (await Ask(HttpMethod.Get, "/settings")).Content.ReadAsStringAsync(Cancel))
            .DocumentElement.GetAttribute("lang").ShouldBe("nl");

        // Set by somebody on the way, over plain HTTP: it has no such name, and is nobody's session.
        jar = jar.ToDictionary(c => c.Key[mark.Length..], c => c.Value, StringComparer.Ordinal);
        (await Ask(HttpMethod.Get, "/settings")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task On_this_machine_without_TLS_cookies_are_called_what_they_always_were()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        site.Session.Name.ShouldStartWith("insights.session.");
        using HttpClient liar = site.Session.Client(site.Address);
        liar.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        SetCookies(await liar.GetAsync("/settings", Cancel))
            .ShouldAllBe(c => c.StartsWith("insights.", StringComparison.Ordinal)
            && !c.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    private static HttpClient Stranger(LiveSite site) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(site.Address) };

    private static string[] SetCookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set) ? [.. set] : [];
}

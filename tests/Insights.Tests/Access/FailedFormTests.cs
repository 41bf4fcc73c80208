using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Insights.Tests.Widgets;

namespace Insights.Tests.Access;

/// <summary>A form that was not taken changed nothing, so the audit trail has no line of it, whatever it was refused for.</summary>
public sealed class FailedFormTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Forms = [.. EndpointRules.All.Where(d => d.Method == "POST")
        .Select(d => d.Pattern.Replace("{id:long}", "77", StringComparison.Ordinal).Replace("{word}", "nonsense",
            StringComparison.Ordinal))];

    /// <summary>Filled in so that each is refused for what stands in it.</summary>
    private static readonly (string Path, (string Name, string Value)[] Fields)[] Wrong =
    [
        ("/settings/reporting", [("zone", "Nowhere/Atlantis"), ("currency", "EUR")]), ("/settings/rhythm", [("rhythm_days.solutions",
            "-1")]),
        ("/settings/programs", [("json", "no json")]), ("/access/tokens", [("name", ""), ("reach", "numbers"), ("days", "9")]),
        ("/access/tokens", [("name", "nightly"), ("reach", "everything"), ("days", "9")]), ("/access/tokens", [("name", "nightly"),
            ("reach", "numbers"), ("days", "0")]),
        ("/access/tokens/77/revoke", []), ("/share/links", [("at", "/insights/summary"), ("name", ""), ("days", "9")]),
        ("/share/links", [("at", "/insights/summary"), ("name", "board"), ("days", "never")]), ("/share/links/77/revoke", []),
        ("/share/links", [("at", "/insights/summary"), ("name", "board"), ("days", "9"), ("kind", "live"), ("password", "one")]),
        ("/share", [("at", "/insights/summary"), ("way", "mail"), ("to", "nobody")]), ("/feedback", [("details", "")]), ("/feedback/77",
            [("answer", "Thanks")]),
        ("/sign-in", [("key", "nonsense")]), ("/s/nonsense", [("password", "guess")]),
    ];

    [Fact]
    public async Task A_form_that_is_broken_too_large_without_its_mark_or_wrongly_filled_in_leaves_no_line()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        (string Name, string Value) mark = await MarkAsync(client);
        long before = await LinesAsync(site);
        foreach (string path in Forms)
            foreach ((string what, HttpContent body) in new[] { ("no mark", Fields(("details", "x"))), ("another's mark",
                Fields((mark.Name, "nonsense"))),
                ("cut off", Text("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx", "multipart/form-data; boundary=b")),
                ("too large", Text("x=" + new string('x', 3 * 1024 * 1024), "application/x-www-form-urlencoded")), })
                await RefusedAsync(client, path, body, what);
        foreach ((string path, (string, string)[] fields) in Wrong) await RefusedAsync(client, path, Fields([mark, .. fields]),
            "wrongly filled in");
        (await LinesAsync(site)).ShouldBe(before);

        // And one that is taken leaves one.
        (await client.PostAsync("/settings/reporting", Fields(mark, ("zone", "Europe/Amsterdam"), ("currency", "USD")), Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.SeeOther);
        (await LinesAsync(site)).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_form_of_somebody_who_may_not_leaves_no_line()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using var stranger = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false
        })
        { BaseAddress = new Uri(site.Address) };
        long before = await LinesAsync(site);
        foreach (string path in Forms) await RefusedAsync(stranger, path, Fields(("details", "x")), "a stranger");
        (await LinesAsync(site)).ShouldBe(before);
    }

    [Fact]
    public async Task A_form_that_comes_while_the_store_takes_none_leaves_no_line()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        site.Store.Patience = TimeSpan.FromMilliseconds(100);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        (string, string) mark = await MarkAsync(client);
        long before = await LinesAsync(site);
        (string Path, (string, string)[] Fields)[] right =
        [
            ("/settings/reporting", [("zone", "Europe/Amsterdam"), ("currency", "EUR")]), ("/access/tokens", [("name", "nightly"),
                ("reach", "numbers"), ("days", "9")]),
            ("/share/links", [("at", "/insights/summary"), ("name", "board"), ("days", "9"), ("kind", "live")]),
                ("/access/tokens/77/revoke", []),
            ("/share/links/77/revoke", []), ("/sign-out", []),
        ];
        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
            foreach ((string path, (string, string)[] fields) in right)
                (await client.PostAsync(path, Fields([mark, .. fields]), Cancel)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable,
                    path);
        (await LinesAsync(site)).ShouldBe(before);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", 1, true)]
    [InlineData("Sec-Fetch-Site", "same-origin", 70_000, false)]
    [InlineData("Sec-Fetch-Site", "cross-site", 1, false)]
    [InlineData("Sec-Fetch-Site", "same-site", 1, false)]
    [InlineData("Origin", "https://evil.example", 1, false)]
    [InlineData("Origin", "null", 1, false)]
    [InlineData(null, null, 1, false)]
    public async Task What_was_typed_is_carried_through_a_sign_in_only_from_a_page_of_ours_and_only_so_much(string? header, string? value,
        int times, bool carried)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using var stranger = new HttpClient { BaseAddress = new Uri(site.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/feedback")
        {
            Content = Fields(("details", string.Concat(Enumerable.Repeat("k", times)) + " what I typed"), ("key", "sesame")),
        };
        if (header is not null) request.Headers.Add(header, value);
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage answer = await stranger.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        string page = await answer.Content.ReadAsStringAsync(Cancel);
        page.Contains("what I typed", StringComparison.Ordinal).ShouldBe(carried);
        page.ShouldNotContain("sesame");
    }

    private static async Task RefusedAsync(HttpClient client, string path, HttpContent body, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.ExpectContinue = what == "too large";
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{path}, {what}");
    }

    private static async Task<long> LinesAsync(LiveSite site)
    {
        (await site.Store.SettleAsync(TimeSpan.FromMinutes(1), Cancel)).Left.ShouldBeEmpty();
        return await HeldStore.CountAsync(site.Store.Location, "SELECT COUNT(*) FROM audit");
    }

    private static async Task<(string, string)> MarkAsync(HttpClient client)
    {
        IHtmlDocument page = WidgetTests.Parse(await client.GetStringAsync("/settings", Cancel));
        var mark = (IHtmlInputElement)page.QuerySelector("input[name^=__RequestVerificationToken]")!;
        return (mark.Name!, mark.Value);
    }

    private static FormUrlEncodedContent Fields(params (string Name, string Value)[] fields) => new(fields.Select(f =>
        KeyValuePair.Create(f.Name, f.Value)));

    private static ByteArrayContent Text(string text, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }
}

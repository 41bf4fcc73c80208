using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Metrics.Qrp;
using Insights.Page.Panels;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Store;
using Insights.Tests.Widgets;
using Insights.Widgets;

namespace Insights.Tests.Page;

[Trait("Category", "Slow")]
public sealed class DeskOnSqlite() : DeskTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class DeskOnPostgres() : DeskTests(StoreEngine.Postgres);

/// <summary>Feedback and settings over real addresses, without a browser: what is kept, what is refused, and why.</summary>
public abstract class DeskTests(StoreEngine engine)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feedback_is_kept_answered_and_the_answer_seen_by_its_sender_alone()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient sender = Client(site), stranger = Client(site);
        HttpResponseMessage given = await Give(sender, "/feedback/new?widget=leads&at=%2Finsights%2Fsummary%3Frange%3D6m%23leads",
            PngPictureTests.Png(8, 4), ("thumb", "down"), ("details", "Too few"));
        given.StatusCode.ShouldBe(HttpStatusCode.OK);
        FeedbackEntry entry = (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem();
        entry.Feedback.GivenOn.ShouldBe("/insights/summary?range=6m#leads");
        entry.Feedback.Widget.ShouldBe("leads");
        entry.Feedback.ThumbUp.ShouldBe(false);
        entry.Status.ShouldBe(FeedbackStatus.New);

        HttpResponseMessage picture = await stranger.GetAsync("/feedback/1.png", Cancel);
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        picture.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        picture.Content.Headers.ContentDisposition!.FileName.ShouldBe("feedback-1.png");
        (await picture.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(PngPictureTests.Png(8, 4));

        IHtmlDocument inbox = await Get(stranger, "/feedback");
        inbox.QuerySelector(".inbox img")!.GetAttribute("src").ShouldBe("/feedback/1.png");
        (await Post(stranger, "/feedback/1", inbox, ("answer", "Imported again."), ("status", "new")))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel))[0].Status.ShouldBe(FeedbackStatus.Answered);

        (await Get(stranger, "/insights/summary")).QuerySelector(".banner.answer").ShouldBeNull();
        IHtmlDocument page = await Get(sender, "/insights/summary");
        page.QuerySelector(".banner.answer")!.TextContent.ShouldContain("Imported again.");
        await Post(sender, "/feedback/1/read", page);
        (await Get(sender, "/insights/summary")).QuerySelector(".banner.answer").ShouldBeNull();
        string csv = await stranger.GetStringAsync("/feedback.csv", Cancel);
        csv.ShouldContain("1,2026-03-10T12:00:00Z,/insights/summary?range=6m#leads,leads,down,,Too few,answered,Imported again.");
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_a_reason_and_nothing_is_kept()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        // What is too large is refused unread; a client that asks first is not cut off while it sends.
        client.DefaultRequestHeaders.ExpectContinue = true;
        async Task Refused(HttpStatusCode status, string word, byte[]? picture, params (string, string)[] fields)
        {
            HttpResponseMessage answer = await Give(client, "/feedback/new", picture, fields);
            answer.StatusCode.ShouldBe(status);
            WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel))
                .QuerySelector(".error[role=alert]")!.TextContent.ShouldContain(word);
        }
        await Refused(HttpStatusCode.BadRequest, "write a word", null);
        await Refused(HttpStatusCode.BadRequest, "4,000", null, ("details", new string('x', 4001)));
        await Refused(HttpStatusCode.BadRequest, "not a PNG", "<svg onload=alert(1)>"u8.ToArray(), ("details", "x"));
        await Refused(HttpStatusCode.RequestEntityTooLarge, "too large", new byte[3 * 1024 * 1024], ("details", "x"));
        (await client.PostAsync("/feedback", new FormUrlEncodedContent([new("details", "a stranger's form")]), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldBeEmpty();

        await Give(client, "/feedback/new?at=%2F%2Fevil.example%2F", null, ("details", "x"));
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Feedback.GivenOn.ShouldBe("/");
    }

    [Fact]
    public async Task The_gate_lets_ten_a_minute_in_from_one_address()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        for (int i = 0; i < Gate.PerMinute; i++)
            (await Give(client, "/feedback/new", null, ("details", "x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Give(client, "/feedback/new", null, ("details", "x"))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        site.Clock.Now += TimeSpan.FromMinutes(1);
        (await Give(client, "/feedback/new", null, ("details", "x"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Settings_change_the_numbers_at_once_and_say_who_changed_what()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, "/settings");
        (await Post(client, SettingsLinks.Reporting, page, ("zone", "Europe/Amsterdam"), ("currency", "eur"), ("outbound", "outbound")))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await Post(client, SettingsLinks.Rhythm, page, ("rhythm_days.solutions", "3"), ("rhythm_days.page_views", "7")))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await client.GetStringAsync("/api/v1/summary", Cancel)).ShouldContain("Europe/Amsterdam");
        (await Get(client, "/insights/summary")).QuerySelector("#revenue .number dt")!.TextContent.ShouldContain("EUR");
        page = await Get(client, "/settings?lang=nl");
        string[] rows = [.. page.QuerySelectorAll(".changes tbody tr").Select(r => r.TextContent)];
        rows.Length.ShouldBe(4, "what was already so is no change");
        rows.ShouldContain(r => r.Contains("Europe/Amsterdam", StringComparison.Ordinal)
            && r.Contains("zoals meegeleverd", StringComparison.Ordinal));
        IReadOnlyDictionary<string, string> stored = await site.Store.SettingsAsync(site.Scope, Cancel);
        stored.ShouldBe(new Dictionary<string,
            string>
        {
            ["reporting_time_zone"] = "Europe/Amsterdam",
            ["reporting_currency"] = "EUR",
            ["outbound_types"] = "outbound",
            ["rhythm_days.solutions"] = "3"
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData(SettingsLinks.Reporting, "zone", "Mars/Olympus", "currency", "USD")]
    [InlineData(SettingsLinks.Reporting, "zone", "UTC", "currency", "dollars")]
    [InlineData(SettingsLinks.Reporting, "zone", "UTC", "currency", "QQQ")]
    [InlineData(SettingsLinks.Reporting, "zone", "UTC", "currency", "xts")]
    [InlineData(SettingsLinks.Rhythm, "rhythm_days.solutions", "367", "x", "")]
    [InlineData(SettingsLinks.Rhythm, "rhythm_days.solutions", "-1", "x", "")]
    [InlineData(SettingsLinks.Rhythm, "rhythm_days.invented", "3", "x", "")]
    [InlineData(SettingsLinks.Rhythm, "rhythm_days.", "3", "rhythm_days.solutions", "7")]
    [InlineData(SettingsLinks.Rhythm, "rhythm_days.Solutions", "3", "x", "")]
    [InlineData(SettingsLinks.Programs, "json", "[{}]", "x", "")]
    [InlineData(SettingsLinks.Programs, "program", "contact_request", "from", "yesterday")]
    public async Task A_setting_that_cannot_be_changes_nothing(string path, string name, string value, string name2, string value2)
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        HttpResponseMessage answer = await Post(client, path, await Get(client, "/settings"), (name, value), (name2, value2));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel)).QuerySelectorAll(".banner.warning li").Length.ShouldBe(1);
        (await site.Store.SettingsAsync(site.Scope, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Targets_of_ones_own_are_those_of_the_table_from_their_day_on()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, "/settings");
        (string, string)[] targets =
            [.. ProgramTable.Shipped.All[0].On(new DateOnly(2026, 3, 1))
            .Kpis.SelectMany(k => new[] { ("achieved." + k.Key, $"{k.Achieved}"), ("approaching." + k.Key, $"{k.Approaching}") })];
        targets[0] = ("achieved.accept_rate", "99");
        (await Post(client, SettingsLinks.Programs, page, [("program", "contact_request"), ("from", "2026-03-01"), .. targets]))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await Get(client, "/insights/summary?program=contact_request")).QuerySelectorAll(".qrp-table th .target")
            .Select(t => t.TextContent).ShouldContain("target 99+%");
        (await Get(client, "/insights/summary?program=contact_request&from=2026-01-01&to=2026-02-15"))
            .QuerySelectorAll(".qrp-table th .target").Select(t => t.TextContent).ShouldContain("target 80+%");
        await Post(client, SettingsLinks.Programs, await Get(client, "/settings"), ("json", ""), ("shipped", "1"));
        (await site.Store.SettingsAsync(site.Scope, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_late_source_is_named_on_its_cards_and_a_rhythm_of_nothing_silences_it()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        (await Get(client, "/insights/summary")).QuerySelectorAll(".caveat.late").ShouldBeEmpty();
        site.Clock.Now += TimeSpan.FromDays(8);
        IHtmlDocument page = await Get(client, "/insights/summary");
        page.QuerySelector("#leads > .caveat.late")!.TextContent.ShouldContain("last imported 10 Mar 2026, expected again on 17 Mar 2026");
        page.QuerySelector("#solutions > .caveat.late").ShouldBeNull("nothing of it was ever imported");
        page.QuerySelector("#refresh-leads")!.TextContent.ShouldContain("8 days ago");
        page.QuerySelector("#refresh > .caveat.late")!.TextContent.ShouldContain("One source is late");
        await Post(client, SettingsLinks.Rhythm, await Get(client, "/settings"), (Rhythm.Setting + "api", "0"));
        (await Get(client, "/insights/summary")).QuerySelectorAll(".caveat.late").ShouldBeEmpty();
    }

    [Fact]
    public async Task Language_and_theme_are_remembered_and_an_address_goes_before()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        await Post(client, SettingsLinks.Reader, await Get(client, "/settings"), ("language", "nl"), ("theme", "dark"));
        IElement html = (await Get(client, "/insights/summary")).DocumentElement;
        (html.GetAttribute("lang"), html.GetAttribute("data-theme")).ShouldBe(("nl", "dark"));
        html = (await Get(client, "/insights/summary?lang=en&theme=light")).DocumentElement;
        (html.GetAttribute("lang"), html.GetAttribute("data-theme")).ShouldBe(("en", "light"));
    }

    [Fact]
    public async Task News_can_be_put_away_without_script()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = Client(site);
        IHtmlDocument page = await Get(client, "/insights/summary");
        page.QuerySelector("#news-button .dot").ShouldNotBeNull();
        await Post(client, "/news/seen", page);
        (await Get(client, "/insights/summary")).QuerySelector("#news-button .dot").ShouldBeNull();
    }

    private static HttpClient Client(LiveSite site) => site.Session.Client(site.Address, follow: false);

    private static async Task<IHtmlDocument> Get(HttpClient client, string address)
    {
        HttpResponseMessage answer = await client.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<HttpResponseMessage> Post(HttpClient client, string path, IHtmlDocument page,
        params (string Name, string Value)[] fields) =>
        client.PostAsync(path, new FormUrlEncodedContent(fields.Append(Token(page)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
            Cancel);

    private static async Task<HttpResponseMessage> Give(HttpClient client, string form, byte[]? picture,
        params (string Name, string Value)[] fields)
    {
        IHtmlDocument page = await Get(client, form);
        using var content = new MultipartFormDataContent();
        string[] hidden = ["at", "widget"];
        foreach ((string name, string value) in fields.Append(Token(page))
            .Concat(hidden.Select(h => (h, page.QuerySelector($".feedback input[name={h}]")!.GetAttribute("value")
            ?? "")))) content.Add(new StringContent(value), name);
        if (picture is not null)
        {
            var file = new ByteArrayContent(picture);
            file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            content.Add(file, "picture", "page.png");
        }
        return await client.PostAsync("/feedback", content, Cancel);
    }

    private static (string, string) Token(IHtmlDocument page)
    {
        var token = (IHtmlInputElement)page.QuerySelector("input[name^=__RequestVerificationToken]")!;
        return (token.Name!, token.Value);
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Exports.Share;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Page;
using Insights.Page.Share;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Share;

/// <summary>Sharing through the whole program, without script: what is filled in, what arrives, what the log says.</summary>
[Trait("Category", "Slow")]
public sealed class ShareTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly string[] Headlines =
        ["referrals.total", "referrals.accepted", "referrals.won", "cosell.win_rate", "leads.win_rate", "revenue.won_value"];
    private const string Message = "Look at the win rate!\n<script>alert(1)</script> & “more”";

    [Fact]
    public async Task A_share_arrives_in_a_real_mail_server_with_picture_and_link_and_the_link_opens_the_same_reading()
    {
        await using MailServer server = await MailServer.StartAsync();
        await using LiveSite site =
            await LiveSite.OpenAsync(sample: true, [.. Smtp(server.Port), (ShareSettings.Public, "http://insights.example/")]);
        using var sharer = new Sharer(site);
        byte[] picture = PngPictureTests.Png(8, 4);
        HttpResponseMessage answer =
            await sharer.SendAsync("/share?range=6m&compare=year&at=%2Finsights%2Fsummary%3Frange%3D6m%26compare%3Dyear", picture,
            ("way", "mail"), ("to", "Ann <ann@example.com>; bob@example.com,\nann@EXAMPLE.com"), ("message", Message));
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldBe("/share/log?range=6m&compare=year#sent");

        JsonElement[] mails = [await server.NextAsync(), await server.NextAsync()];
        mails.Select(m => m.GetProperty("to")[0].GetString()!)
            .ShouldBe(["ann@example.com", "bob@example.com"], ignoreOrder: true, customMessage: "everybody a mail of their own");
        JsonElement mail = mails[0];
        mail.GetProperty("from").GetString().ShouldBe("insights@example.com");
        mail.GetProperty("subject").GetString()
            .ShouldBe("Referral Insights, Summary: Contoso Consulting (sample), 1 Sep 2025 – 10 Mar 2026");
        const string link = "http://insights.example/insights/summary?from=2025-09-01&to=2026-03-10&compare=year&lang=en";

        string text = mail.GetProperty("text").GetString()!;
        text.ReplaceLineEndings("\n").ShouldStartWith(Message + "\n\n");
        text.ShouldContain(link);
        IHtmlDocument html = WidgetTests.Parse(mail.GetProperty("html").GetString()!);
        html.QuerySelectorAll("script").ShouldBeEmpty();
        html.Body!.TextContent.ShouldContain("<script>alert(1)</script> & “more”");
        html.QuerySelectorAll("a").ShouldAllBe(a => a.GetAttribute("href") == link);
        JsonElement inline = mail.GetProperty("attachments").EnumerateArray().ShouldHaveSingleItem();
        (inline.GetProperty("type").GetString(), inline.GetProperty("contentId").GetString(), inline.GetProperty("related").GetBoolean())
            .ShouldBe(("image/png", "<page>", true));
        inline.GetProperty("content").GetBytesFromBase64().ShouldBe(picture);
        html.QuerySelector("img")!.GetAttribute("src").ShouldBe("cid:page");

        // A month later the link still shows the mail's figures; here they are written a second time, from the API.
        site.Clock.Now += TimeSpan.FromDays(31);
        await site.ComeAgainAsync();
        using var later = new Sharer(site);
        JsonNode reading = JsonNode.Parse(await later.Client.GetStringAsync("/api/v1/summary?" + new Uri(link).Query.TrimStart('?'),
            Cancel))!;
        string[] rows = [.. html.QuerySelectorAll("table table tbody tr")
            .Select(r => string.Join(" | ", r.Children.Select(c => c.TextContent)))];
        rows.ShouldBe(Headlines.Select(key =>
            $"{Language.English["metric." + key]} | {Written(key, (decimal?)reading["metrics"]![key])} | {Moved(reading["changes"]?[key])}"));
        foreach (string row in rows) text.ShouldContain(row.Split(" | ")[1]);
        IHtmlDocument page = await later.OpenAsync(new Uri(link).PathAndQuery);
        page.QuerySelector(".organization")!.TextContent.ShouldBe("Contoso Consulting (sample)");
        page.QuerySelector("#referrals .number .figure")!.TextContent.ShouldStartWith(rows[0].Split(" | ")[1]);

        await later.SettledAsync();
        IElement log = (await later.OpenAsync("/share/log")).QuerySelectorAll(".shared").ShouldHaveSingleItem();
        log.QuerySelector("h2 a")!.GetAttribute("href").ShouldBe(new Uri(link).PathAndQuery);
        log.QuerySelectorAll("tbody tr").Select(r => (r.QuerySelector("th")!.TextContent, r.QuerySelector("b")!.TextContent))
            .ShouldBe([("ann@example.com", "Accepted"), ("bob@example.com", "Accepted")]);
        log.QuerySelectorAll("form").ShouldBeEmpty("what arrived needs no second try");
    }

    [Fact]
    public async Task A_dashboard_is_shared_with_its_own_figures_its_filters_and_its_address()
    {
        await using MailServer server = await MailServer.StartAsync();
        await using LiveSite site =
            await LiveSite.OpenAsync(sample: true, [.. Smtp(server.Port), (ShareSettings.Public, "http://insights.example/")]);
        using var sharer = new Sharer(site);
        const string at = "/insights/leads?tab=qualified&country=NL&country=DE&lang=nl";
        string share = (await sharer.OpenAsync(at)).QuerySelector("#share-button")!.GetAttribute("href")!;
        (await sharer.SendAsync(share, null, ("way", "mail"), ("to", "ann@example.com"))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        JsonElement mail = await server.NextAsync();
        mail.GetProperty("subject").GetString().ShouldStartWith("Referral Insights, Leads: ");
        IHtmlDocument html = WidgetTests.Parse(mail.GetProperty("html").GetString()!);
        html.Body!.TextContent.ShouldContain("Land: Duitsland; Land: Nederland");
        var link = new Uri(html.QuerySelector("a")!.GetAttribute("href")!);
        IHtmlDocument page = await sharer.OpenAsync(link.PathAndQuery);
        page.QuerySelectorAll(".chips li:not(.all)").Length.ShouldBe(2);
        string[] names = [.. html.QuerySelectorAll("table table tbody th").Select(h => h.TextContent)];
        names.ShouldBe(DashboardTab.Find(Dashboard.Leads, "qualified")!.Figures.Select(key => Language.Find("nl")!["metric." + key]));
        page.QuerySelector("#overview .figure")!.TextContent.ShouldStartWith(html.QuerySelector("table table tbody td")!.TextContent);
    }

    [Fact]
    public async Task A_card_is_posted_to_the_channel_and_Microsoft_s_own_reader_finds_nothing_wrong_with_it()
    {
        await using Receiver teams = await Receiver.StartAsync(_ => (202, ""));
        await using LiveSite site = await LiveSite.OpenAsync(sample: true, (ShareSettings.Teams, teams.Address + "/workflow?sig=s3cret"));
        using var sharer = new Sharer(site);
        (await sharer.SendAsync("/share?lang=nl&at=%2Freferrals%2Fsummary%3Flang%3Dnl", null, ("way", "teams"), ("message", Message)))
            .StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        JsonNode post = JsonNode.Parse((await teams.NextAsync()).Body)!;
        post["type"]!.GetValue<string>().ShouldBe("message");
        JsonNode attachment = post["attachments"]!.AsArray().ShouldHaveSingleItem()!;
        attachment["contentType"]!.GetValue<string>().ShouldBe("application/vnd.microsoft.card.adaptive");
        JsonNode card = attachment["content"]!;
        JsonNode read = JsonNode.Parse((await Peer.AskAsync("card.mjs", JsonSerializer.SerializeToUtf8Bytes(card))).GetRawText())!;
        read["faults"]!.AsArray().ShouldBeEmpty();
        JsonNode.DeepEquals(WithoutDefaults(read["card"]!), WithoutDefaults(card))
            .ShouldBeTrue($"the reader knows everything in it:\n{read["card"]}\n{card}");
        string link = card["actions"]![0]!["url"]!.GetValue<string>();
        link.ShouldBe(site.Address + "/referrals/summary?from=2025-12-01&to=2026-03-10&lang=nl");
        card["body"]!.AsArray().Single(b => b!["type"]!.GetValue<string>() == "FactSet")!["facts"]!.AsArray()
            .Select(f => f!["title"]!.GetValue<string>())
            .ShouldBe(Headlines.Select(m => Language.Find("nl")!["metric." + m]));
        (await sharer.OpenAsync(new Uri(link).PathAndQuery)).DocumentElement.GetAttribute("lang").ShouldBe("nl");

        // The reader is no yes-sayer.
        card["actions"]![0]!.AsObject().Remove("url");
        card["body"]![0]!["type"] = "RichTextBlok";
        (await Peer.AskAsync("card.mjs", JsonSerializer.SerializeToUtf8Bytes(card))).GetProperty("faults").GetArrayLength().ShouldBe(2);
        foreach (string page in new[] { "/share", "/share/log", "/settings" })
            (await sharer.Client.GetStringAsync(page, Cancel)).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused_with_a_reason_and_nothing_is_kept()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, [.. Smtp(9)]);
        using var sharer = new Sharer(site);
        async Task Refused(string words, byte[]? picture, params (string, string)[] fields)
        {
            HttpResponseMessage answer = await sharer.SendAsync("/share", picture, fields);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            IHtmlDocument page = await Sharer.ReadAsync(answer);
            page.QuerySelector(".error[role=alert]")!.TextContent.ShouldContain(words);
            foreach ((string name, string value) in fields.Where(f => f.Item1 is "to" or "message"))
                page.QuerySelector($"textarea[name={name}]")!.TextContent.ReplaceLineEndings("\n")
                    .ShouldBe(value.ReplaceLineEndings("\n"), "nobody types it twice");
        }
        await Refused("at least one mail address", null, ("way", "mail"), ("to", ";"));
        await Refused("“ann.example.com”", null, ("way", "mail"), ("to", "bob@example.com, ann.example.com"), ("message", "x"));
        await Refused("“Bcc: eve@example.com”", null, ("way", "mail"), ("to", "ann@example.com\r\nBcc: eve@example.com"));
        await Refused("at most 20", null, ("way", "mail"),
            ("to", string.Join(',', Enumerable.Range(0, 21).Select(i => $"a{i}@example.com"))));
        await Refused("2,000", null, ("way", "mail"), ("to", "ann@example.com"), ("message", new string('x', 2001)));
        await Refused("No Teams channel", null, ("way", "teams"));
        await Refused("not a PNG", "<svg onload=alert(1)>"u8.ToArray(), ("way", "mail"), ("to", "ann@example.com"));
        (await sharer.Client.PostAsync("/share", new FormUrlEncodedContent([new("way", "mail"), new("to", "a@b.c")]), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a stranger's form");
        (await sharer.Client.PostAsync("/share/1/retry", new FormUrlEncodedContent([new("recipient", "a@b.c")]), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a stranger's form");
        (await site.Store.Outbox.ListAsync(site.Scope, 9, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_is_set_up_the_form_says_what_to_set_and_ones_own_mail_program_stays()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using var sharer = new Sharer(site);
        IHtmlDocument page = await sharer.OpenAsync("/share?range=12m&at=%2Finsights%2Fsummary%3Frange%3D12m");
        string[] named = [.. page.QuerySelectorAll(".share code").Select(c => c.TextContent).Distinct()];
        named.ShouldBe(ShareSettings.All.Where(s => s.Needed && s.For != "teams").Select(s => s.Name).Distinct(), ignoreOrder: true);
        page.QuerySelectorAll(".share [type=submit]").ShouldBeEmpty();
        string link = page.QuerySelector(".share input[readonly]")!.GetAttribute("value")!;
        link.ShouldBe(site.Address + "/insights/summary?from=2025-03-01&to=2026-03-10&lang=en");
        string mail = Uri.UnescapeDataString(page.QuerySelector("[data-way=mail]")!.GetAttribute("href")!);
        mail.ShouldStartWith("mailto:?subject=Referral Insights, Summary: Us, 1 Mar 2025 – 10 Mar 2026&body=");
        mail.ShouldContain(link);
        Uri.UnescapeDataString(page.QuerySelector("[data-way=teams]")!.GetAttribute("href")!)
            .ShouldStartWith("https://teams.microsoft.com/share?href=" + link);
        (await sharer.OpenAsync("/insights/summary")).QuerySelector("#share-button")!.GetAttribute("href")
            .ShouldBe("/share?at=%2Finsights%2Fsummary");
    }

    [Fact]
    public async Task The_log_says_why_not_and_when_again_and_tries_at_once_when_asked()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, [.. Smtp(9)]);
        using var sharer = new Sharer(site);
        long id = await site.Store.Outbox.PutAsync(site.Scope, new SharedReading(WayOut.Mail, "/insights/summary", "<b>Figures</b>", "",
            ""), ["ann@example.com"], null, Cancel);
        OutboxMessage parcel = (await site.Store.Outbox.TakeAsync(site.Scope, WayOut.Mail, Cancel))!;
        async Task<string> Row() => (await sharer.OpenAsync("/share/log")).QuerySelector(".shared")!.TextContent;
        (await Row()).ShouldContain("Being tried at this moment");
        await site.Store.Outbox.SettleAsync(site.Scope, parcel, new DeliveryOutcome(DeliveryState.Waiting, site.Clock.Now.AddHours(1),
            "busy", "450 4.2.1 <i>Come back</i>"), Cancel);
        string row = await Row();
        row.ShouldContain("<b>Figures</b>");
        row.ShouldContain("could not take it just now: “450 4.2.1 <i>Come back</i>”");
        row.ShouldContain("Next attempt: 10 Mar 2026, 13:00");

        await site.Store.Outbox.SettleAsync(site.Scope, parcel, new DeliveryOutcome(DeliveryState.Refused, null, "refused", "550"), Cancel);
        IHtmlDocument log = await sharer.OpenAsync("/share/log?lang=nl");
        log.QuerySelector(".shared tbody b")!.TextContent.ShouldBe("Geweigerd");
        IHtmlFormElement form = (IHtmlFormElement)log.QuerySelector(".shared tbody form")!;
        form.GetAttribute("action").ShouldBe($"/share/{id}/retry");
        HttpResponseMessage answer =
            await sharer.Client.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(form.QuerySelectorAll("input")
            .Cast<IHtmlInputElement>().Select(i => KeyValuePair.Create(i.Name!, i.Value))), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        Delivery delivery = (await sharer.SettledAsync(attempts: 2))[0];
        (delivery.State, delivery.Reason).ShouldBe((DeliveryState.Waiting, "unreachable"), "nobody listens at port 9");
    }

    [Fact]
    public async Task An_organisation_of_any_name_makes_a_harmless_letter()
    {
        var view = new WidgetView(Readings.Full with
        {
            Organization =
            "<img src=x onerror=alert(1)>\r\nBcc: eve@example.com [x](https://evil.example)"
        }, Language.English, new SummaryQuery());
        var letter = new ShareMessage(view, "http://insights.example/insights/summary", "");
        SharedReading shared = await letter.AsMailAsync("/insights/summary", hasPicture: false, Html.DrawAsync);
        WidgetTests.Parse(shared.Rich).QuerySelectorAll("img, script").ShouldBeEmpty();
        shared.Subject.ShouldNotContain("\r");
        shared.Subject.ShouldNotContain("\n");
        using var mail = MailText.Of(new OutboxMessage(1, "ann@example.com", shared, null, "mark", 1, default),
            new("insights@example.com"));
        mail.Bcc.ShouldBeEmpty();
        mail.ToString().ShouldNotContain("\nBcc:");
        JsonNode.Parse(letter.ForTeams("/").Rich)!["attachments"]![0]!["content"]!["body"]!.AsArray()
            .Where(b => b!.ToJsonString().Contains("evil", StringComparison.Ordinal))
            .ShouldHaveSingleItem()!["type"]!.GetValue<string>().ShouldBe("RichTextBlock", "Teams reads Markdown in every other text");
    }

    [Theory]
    [InlineData("a@b.c;d@e.f\ng@h.i,\r\n a@B.c", "a@b.c d@e.f g@h.i", "")]
    [InlineData("Ann Example <ann@example.com>; <bob@example.com>", "ann@example.com bob@example.com", "")]
    [InlineData("jörg@exämple.com", "jörg@exämple.com", "")]
    [InlineData("Roe, John <john.roe@example.com>; Doe, Jane <jane.doe@example.com>", "john.roe@example.com jane.doe@example.com", "")]
    [InlineData("\"Roe, John\" <john.roe@example.com>, \"Doe; Jane\" <jane.doe@example.com>", "john.roe@example.com jane.doe@example.com",
        "")]
    [InlineData("Roe, John <john.roe@example.com>, Doe, Jane <jane.doe@example.com>", "john.roe@example.com jane.doe@example.com", "")]
    [InlineData("Roe, John (Sales, NL) <john.roe@example.com>", "john.roe@example.com", "")]
    [InlineData("Roe, John; ann@example.com", "ann@example.com", "Roe John")]
    [InlineData("ann, bob@example.com", "bob@example.com", "ann")]
    [InlineData("ann@, Roe, John <john.roe@example.com>", "john.roe@example.com", "ann@")]
    [InlineData("'ann@example.com'; bob@example.com <mailto:bob@example.com>", "ann@example.com bob@example.com", "")]
    [InlineData("\u200Bann@example.com\uFEFF;\u00A0bob@exam\u00ADple.com", "ann@example.com bob@example.com", "")]
    [InlineData("\"Roe, John <john.roe@example.com>", "john.roe@example.com", "")]
    [InlineData("Bcc: eve@example.com", "", "Bcc: eve@example.com")]
    [InlineData("Bcc: Eve <eve@example.com>", "", "Bcc: Eve <eve@example.com>")]
    [InlineData("ann@", "", "ann@")]
    [InlineData("ann@exam ple.com", "", "ann@exam ple.com")]
    [InlineData("\"a b\"@example.com", "", "\"a b\"@example.com")]
    public void Addresses_are_read_as_people_paste_them(string typed, string known, string wrong)
    {
        Addresses addresses = Addresses.Read(typed);
        string.Join(' ', addresses.Known).ShouldBe(known);
        string.Join(' ', addresses.Wrong).ShouldBe(wrong);
    }

    [Theory]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com", "INSIGHTS_MAIL_FROM is not set")]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com INSIGHTS_MAIL_FROM=nobody", "INSIGHTS_MAIL_FROM is no mail address")]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com INSIGHTS_MAIL_FROM=a@b.c INSIGHTS_SMTP_PORT=70000", "INSIGHTS_SMTP_PORT")]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com INSIGHTS_MAIL_FROM=a@b.c INSIGHTS_SMTP_TLS=yes",
        "INSIGHTS_SMTP_TLS is on, implicit or off")]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com INSIGHTS_MAIL_FROM=a@b.c INSIGHTS_SMTP_USER=a", "belong together")]
    [InlineData("INSIGHTS_SMTP_HOST=mail.example.com INSIGHTS_MAIL_FROM=a@b.c INSIGHTS_SMTP_USER=a INSIGHTS_SMTP_PASSWORD=s3cret " +
        "INSIGHTS_SMTP_TLS=off", "in the open")]
    [InlineData("INSIGHTS_GRAPH_TENANT=x INSIGHTS_MAIL_FROM=a@b.c", "belong together")]
    [InlineData("INSIGHTS_TEAMS_WORKFLOW=http://example.com/?sig=s3cret", "INSIGHTS_TEAMS_WORKFLOW is no address")]
    [InlineData("INSIGHTS_PUBLIC_URL=insights.example.com", "INSIGHTS_PUBLIC_URL is no address")]
    public void A_configuration_that_cannot_be_is_told_in_a_sentence_without_its_secrets(string set, string said)
    {
        Dictionary<string, string> values = set.Split(' ').Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        string problem = ShareSettings.Read(values.GetValueOrDefault).Problems.ShouldHaveSingleItem();
        problem.ShouldContain(said);
        problem.ShouldNotContain("s3cret");
    }

    [Fact]
    public void Every_setting_is_explained_and_none_that_is_not_there()
    {
        string[] told = [.. System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Path.Combine(HouseTests.Root, "docs", "sharing.md")), @"^\| `(INSIGHTS_\w+)`", System.Text.RegularExpressions.RegexOptions.Multiline).Select(m => m.Groups[1].Value)];
        told.ShouldBe(ShareSettings.All.Select(s => s.Name).Distinct(), ignoreOrder: true);
    }

    private static (string, string?)[] Smtp(int port) =>
        [(ShareSettings.SmtpHost, "127.0.0.1"), (ShareSettings.SmtpPort, port.ToString(CultureInfo.InvariantCulture)),
            (ShareSettings.SmtpTls, "off"), (ShareSettings.From, "insights@example.com")];

    private static string Written(string key, decimal? value) => value is not { } number ? "–"
        : key.EndsWith("win_rate", StringComparison.Ordinal) ? number.ToString("0.0", CultureInfo.InvariantCulture) + "%"
        : key.StartsWith("revenue", StringComparison.Ordinal) ? "USD\u00a0" + number.ToString("#,0.00", CultureInfo.InvariantCulture)
        : number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Moved(JsonNode? change)
    {
        if ((decimal?)change?["percent"] is not { } amount) return change is null ? "" : "–";
        string number = Math.Abs(amount).ToString("#,0.0", CultureInfo.InvariantCulture);
        return (amount > 0 ? "+" : "−") + number + ((string?)change["unit"] == "points" ? "\u00a0pp" : "%");
    }

    // The reader leaves out what is as it would be anyway, and writes the names of values its own way.
    private static JsonNode WithoutDefaults(JsonNode node) => node switch
    {
        JsonObject o => new JsonObject(o.Where(p => p.Value is not JsonValue v || !(v.ToJsonString() is "\"Default\"" or "false"))
            .Where(p => p.Key != "$schema").OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)WithoutDefaults(p.Value!)))),
        JsonArray a => new JsonArray([.. a.Select(i => WithoutDefaults(i!))]),
        _ => node.DeepClone(),
    };
}

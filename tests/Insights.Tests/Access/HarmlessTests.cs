using System.Net;
using AngleSharp.Html.Dom;
using Insights.Cli;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Insights.Web;

namespace Insights.Tests.Access;

/// <summary>Whatever somebody wrote into a referral stays a text: on every page, in every file and mail. And what the answers forbid a
/// browser.</summary>
[Trait("Category", "Slow")]
public sealed class HarmlessTests
{
    /// <summary>What has broken pages before: tags, attributes, addresses, templates, comments, formulas, direction marks.</summary>
    private static readonly string[] Corpus =
    [
        "<script>window.hurt=1</script>", "\"><img src=x onerror=window.hurt=1>", "'><svg/onload=window.hurt=1>",
            "javascript:window.hurt=1", "</title><script>window.hurt=1</script>",
        "--><script>window.hurt=1</script>", "]]><script>window.hurt=1</script>", "</style><script>window.hurt=1</script>",
            "{{constructor.constructor('window.hurt=1')()}}",
        "<a href=javascript:window.hurt=1>x</a>", "<iframe srcdoc='<script>parent.hurt=1</script>'>",
            "=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
        "\u202Etxt.exe", "\u0000null", "&lt;script&gt;window.hurt=1&lt;/script&gt;", "<base href=//evil.example/>",
            "<meta http-equiv=refresh content='0;url=//evil.example'>",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Pages =
    [
        "/insights/summary?range=12m", "/referrals/summary?range=12m&lang=nl",
        "/insights/leads?range=12m", "/insights/leads?tab=qualified&range=12m", "/insights/leads?tab=contact_me&range=12m&by=country",
            "/insights/cosell?range=12m", "/insights/cosell?tab=deal_registration&range=12m",
        "/insights/list?of=referrals.all&range=12m", "/settings", "/feedback", "/share/log", "/share", "/share/links", "/access",
            "/access/audit", "/sign-in",
    ];

    [Fact, Trait("Category", "Browser")]
    public async Task What_was_imported_runs_on_no_page_and_in_no_file()
    {
        await using var temporary = new TemporaryStore();
        ReferralStore store = await temporary.OpenAsync();
        await using (ImportSession session = await store.BeginImportAsync(null, Corpus[1], Corpus[0], false, null, Cancel))
        {
            for (int i = 0; i < Corpus.Length; i++)
            {
                string evil = Corpus[i];
                DateTimeOffset made = temporary.Clock.Now.AddDays(-10 - i);
                session.Add(new ReferralObservation
                {
                    ReferralId = $"r{i}{evil}",
                    Type = i % 2 == 0 ? ReferralType.Qualified : ReferralType.Inbound,
                    State = i % 3 == 0 ? ObservedState.Won : i % 3 == 1 ? ObservedState.Declined : ObservedState.Active,
                    Created = made,
                    Accepted = made.AddDays(1),
                    Closed = i % 3 == 2 ? null : made.AddDays(3),
                    DealValue = 1000,
                    Currency = "USD",
                    Country = evil,
                    City = evil,
                    CustomerName = evil,
                    DealName = evil,
                    Program = evil,
                    StatusReason = evil,
                    Solutions = [new NamedId(evil, evil)],
                    Team = [evil],
                    EngagementId = evil,
                    ApiType = evil,
                    Qualification = evil,
                    Direction = evil,
                    InvitedBy = evil,
                    Details = new Dictionary<string,
                        string>
                    {
                        [DetailKeys.OfferId] = evil,
                        [DetailKeys.OfferName] = evil,
                        [DetailKeys.LeadSource] = evil,
                        [DetailKeys.CallToAction] = evil,
                        [DetailKeys.PartnerRole] = evil,
                        [evil] = evil
                    },
                });
                session.Add(new RegistrationObservation
                {
                    ReferralId = $"r{i}{evil}",
                    RegistrationId = evil,
                    Type = evil,
                    Status = evil,
                    Registered = made,
                    Currency = "USD"
                });
                session.Add(new SolutionObservation { SolutionId = evil, Name = evil, Class = SolutionClass.CoSellReady, Status = evil });
                session.Add(new PageViewObservation
                {
                    Day = DateOnly.FromDateTime(made.Date),
                    Source = evil,
                    Country = evil,
                    Listing = evil,
                    PageViews = 5,
                    CtaClicks = 1
                });
            }
            await session.CommitAsync([new FileReceipt(Corpus[0], Corpus[1], 1, 1, 0, 0, 0)], Cancel);
        }
        var scope = new Scope(1, Person: Corpus[0]);
        await store.FeedbackBox.PutAsync(scope, new FeedbackGiven(new string('a', 32), "/insights/summary?x=" + Corpus[1], null, false,
            ["other"], Corpus[0]), null, Cancel);
        await store.SetAsync(scope, "reporting_time_zone", "Europe/Amsterdam", Cancel);
        await store.ApiTokens.PutAsync(scope, "hash", Corpus[0], "numbers", temporary.Clock.Now.AddDays(9), Cancel);
        store.Audit.Note(scope, Corpus[1], Corpus[0]);
        await store.SharedLinks.PutAsync(scope, "hash", Corpus[1], "/insights/summary", temporary.Clock.Now.AddDays(9), null, null, Cancel);

        KeyValuePair<string, string?>[] settings = [new(ShareSettings.SmtpHost, "127.0.0.1"), new(ShareSettings.SmtpPort, "9"),
            new(ShareSettings.SmtpTls, "off"), new(ShareSettings.From, "insights@example.com")];
        await using WebApplication app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0", settings);
        await app.StartAsync(Cancel);
        string address = app.Urls.First();
        System.Net.Cookie session2 = await Admission.OfAsync(store, temporary.Clock, address);
        using HttpClient client = session2.Client(address);

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync();
        await page.AdmitAsync(session2);
        var wrong = new List<string>();
        page.Dialog += (_, dialog) => { wrong.Add("a dialog: " + dialog.Message); _ = dialog.DismissAsync(); };
        page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith(address, StringComparison.Ordinal)
            && !request.Url.StartsWith("data:", StringComparison.Ordinal)) wrong.Add("a request to " + request.Url);
            };
        // An address with a null in it is no address.
        foreach (string path in Pages.Concat(Enumerable.Range(0, Corpus.Length).Where(i => Corpus[i][0] != '\0')
            .Select(i => "/insights/referral?id=" + Uri.EscapeDataString($"r{i}{Corpus[i]}"))))
        {
            IResponse? answer = await page.GotoAsync(address + path);
            if (answer!.Status >= 500) wrong.Add($"{path}: {answer.Status}");
            if (await page.EvaluateAsync<bool>("'hurt' in window")) wrong.Add($"{path}: it ran");
            IHtmlDocument drawn = WidgetTests.Parse(await answer.TextAsync());
            wrong.AddRange(Suspect(drawn).Select(what => $"{path}: {what}"));
        }
        string csv = await client.GetStringAsync("/api/v1/list.csv?of=referrals.all&range=12m", Cancel);
        foreach (string formula in Corpus.Where(c => c[0] is '=' or '+' or '@' or '-')) csv.ShouldNotContain("," + formula, Case.Sensitive);
        (await client.GetAsync("/api/v1/summary.csv?range=12m", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        IHtmlDocument form = WidgetTests.Parse(await client.GetStringAsync("/share?at=%2Finsights%2Fsummary", Cancel));
        using var sent = new MultipartFormDataContent();
        foreach (IHtmlInputElement hidden in form.QuerySelectorAll(".share form input[type=hidden]").Cast<IHtmlInputElement>())
            sent.Add(new StringContent(hidden.Value), hidden.Name!);
        foreach ((string name, string value) in new[] { ("way", "mail"), ("to", "ann@example.com"), ("message", Corpus[0] + Corpus[1]) })
            sent.Add(new StringContent(value), name);
        (await client.PostAsync("/share", sent, Cancel)).IsSuccessStatusCode.ShouldBeTrue();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={temporary.Path}"))
        {
            await connection.OpenAsync(Cancel);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT rich, subject FROM share ORDER BY share_id DESC LIMIT 1";
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            (await reader.ReadAsync(Cancel)).ShouldBeTrue();
            wrong.AddRange(Suspect(WidgetTests.Parse(reader.GetString(0))).Select(what => "the mail: " + what));
            reader.GetString(1).ShouldNotContain("\n");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answers_forbid_a_browser_what_no_page_of_ours_needs()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        foreach (string path in Pages.Append("/assets/none").Append("/api/v1/summary").Append("/health/live").Append("/nowhere"))
        {
            HttpResponseMessage answer = await client.GetAsync(path, Cancel);
            string Header(string name) => answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : "";
            string policy = Header("Content-Security-Policy");
            policy.ShouldStartWith("default-src 'none'", Case.Sensitive, path);
            policy.ShouldContain("base-uri 'none'", Case.Sensitive, path);
            policy.ShouldContain("frame-ancestors", Case.Sensitive, path);
            policy.ShouldNotContain("unsafe-eval", Case.Sensitive, path);
            System.Text.RegularExpressions.Regex.IsMatch(policy, "script-src[^;]*unsafe").ShouldBeFalse(path);
            (Header("X-Content-Type-Options"), Header("Referrer-Policy"), Header("Cross-Origin-Opener-Policy"))
                .ShouldBe(("nosniff", "same-origin", "same-origin"), path);
            Header("Server").ShouldBe("", path);
            Header("Strict-Transport-Security").ShouldBe("", "there is no TLS here");
        }
    }

    [Fact]
    public async Task Behind_a_proxy_that_was_named_TLS_is_believed_and_remembered()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, ("INSIGHTS_PROXIES", "127.0.0.1"));
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/insights/summary");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "insights.example");
        request.Headers.Accept.ParseAdd("text/html");
        HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        answer.Headers.GetValues("Strict-Transport-Security").Single().ShouldContain("max-age=31536000");
        // The session came without TLS, so it counts for nothing here; the page to sign in has its form's cookie.
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("Set-Cookie").ShouldAllBe(c => c.StartsWith("__Host-", StringComparison.Ordinal)
            && c.Contains("secure", StringComparison.OrdinalIgnoreCase));

        await using LiveSite alone = await LiveSite.OpenAsync(sample: false);
        using HttpClient liar = alone.Session.Client(alone.Address, follow: false);
        using var lie = new HttpRequestMessage(HttpMethod.Get, "/insights/summary");
        lie.Headers.Add("X-Forwarded-Proto", "https");
        lie.Headers.Add("X-Forwarded-Host", "insights.example");
        (await liar.SendAsync(lie, Cancel)).Headers.Contains("Strict-Transport-Security").ShouldBeFalse("nobody named a proxy");
    }

    /// <summary>What in a page could run or lead away and is not ours.</summary>
    private static IEnumerable<string> Suspect(IHtmlDocument page)
    {
        foreach (var script in page.QuerySelectorAll("script")
            .Where(s => s.GetAttribute("src")?.StartsWith("/assets/", StringComparison.Ordinal) != true)) yield return "a script: " +
            script.OuterHtml;
        foreach (var element in page.QuerySelectorAll("iframe, object, embed, base, meta[http-equiv]"))
            yield return "a " + element.OuterHtml;
        foreach (var element in page.All)
            foreach (var attribute in element.Attributes)
            {
                if (attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
                    yield return $"{element.TagName} has {attribute.Name}";
                if (attribute.Name is "href" or "src" or "action" or "formaction"
                    && attribute.Value.TrimStart()
                    .StartsWith("javascript:",
                    StringComparison.OrdinalIgnoreCase)) yield return $"{element.TagName} leads to {attribute.Value}";
            }
    }
}

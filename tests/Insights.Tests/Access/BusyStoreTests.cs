using System.Net;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Access.OpenId;
using Insights.Store;
using Insights.Tests.Access.OpenId;
using Insights.Tests.Cli;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Insights.Tests.Widgets;
using Insights.Vocabulary;

namespace Insights.Tests.Access;

/// <summary>What becomes of those who come while an import holds the store: strangers, readers, and who wants to change
/// something.</summary>
[Trait("Category", "Slow")]
public sealed class BusyStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_a_stranger_sends_waits_for_an_import_or_writes_a_row_and_who_reads_reads_on()
    {
        var clock = new StoppedClock(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        await using FakeProvider provider = await FakeProvider.StartAsync(clock);
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, (OpenIdSettings.AuthorityName, provider.Address),
            (OpenIdSettings.ClientName, "insights"), (OpenIdSettings.OrganizationsName, "contoso=us"));
        var word = Secret.New(1);
        await site.Store.SharedLinks.PutAsync(site.Scope, word.Hash, "For the board", "/insights/summary", clock.Now.AddDays(9),
            Password.Hash("right"), [1], Cancel);
        using HttpClient reader = site.Session.Client(site.Address), stranger = new(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer()
        })
        { BaseAddress = new Uri(site.Address) };
        (await reader.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        string[] hidden = [.. WidgetTests.Parse(await stranger.GetStringAsync("/s/" + word.Word,
            Cancel)).QuerySelectorAll("form input[type=hidden]").Cast<IHtmlInputElement>().SelectMany(i => new[] { i.Name!, i.Value })];
        const string Rows = "SELECT (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM " +
            "used_logout_token) + (SELECT COUNT(*) FROM shared_link_opening) + (SELECT COUNT(*) FROM protection_key)";
        long rows = await HeldStore.CountAsync(site.Store.Location, Rows);

        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
        {
            Task<HttpResponseMessage>[] sent = [.. Enumerable.Range(0, 500).Select(i => Task.Run(() => (i % 5) switch
            {
                0 => stranger.PostAsync("/sign-in", new FormUrlEncodedContent([KeyValuePair.Create("key", Secret.New(1).Word)]), Cancel),
                1 => WithTokenAsync(stranger, Secret.New(1).Word),
                2 => stranger.GetAsync($"/s/{Secret.New(1).Word}", Cancel),
                3 => stranger.PostAsync("/s/" + word.Word, new FormUrlEncodedContent([KeyValuePair.Create(hidden[0], hidden[1]),
                    KeyValuePair.Create("password", $"wrong {i}")]), Cancel),
                _ => stranger.GetAsync($"{OpenIdSignIn.FrontChannelPath}?iss={Uri.EscapeDataString(provider.Address)}&sid=guess{i}",
                    Cancel),
            }, Cancel))];
            for (int i = 0; i < 5; i++)
            {
                (await reader.GetAsync("/health/ready", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
                (await reader.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
            // The import ends only when everybody has their answer: who had waited for it would wait for ever.
            HttpResponseMessage[] answers = await Task.WhenAll(sent).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
            answers.Select(a => (int)a.StatusCode).Where(s => s is >= 500 or (>= 300 and < 400)).ShouldBeEmpty();
            answers.Where((_, i) => i % 5 == 0).Count(a =>
                a.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(Insights.Page.Panels.Gate.PerMinute,
                "the rest are told to wait a minute");
            answers.Where((_, i) => i % 5 == 3).Count(a =>
                a.StatusCode == HttpStatusCode.Forbidden).ShouldBe(Insights.Page.Panels.Gate.PerMinute);
        }
        (await site.Store.SettleAsync(TimeSpan.FromMinutes(1), Cancel)).Left.ShouldBeEmpty();
        (await HeldStore.CountAsync(site.Store.Location, Rows)).ShouldBe(rows);
    }

    private static async Task<HttpResponseMessage> WithTokenAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/summary")
        {
            Headers = { Authorization = new("Bearer",
            token) }
        };
        return await client.SendAsync(request, Cancel);
    }

    [Fact]
    public async Task Who_changes_something_during_an_import_is_told_soon_that_it_was_not_kept_and_nothing_of_it_is()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        site.Store.Patience = TimeSpan.FromMilliseconds(100);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Accept-Language", "nl");
        IHtmlDocument page = WidgetTests.Parse(await client.GetStringAsync("/settings", Cancel));
        string link = await Insights.Cli.LinkVerb.NewAsync(site.Store, site.Clock, 1, site.Address, Cancel);
        HttpResponseMessage[] answers;
        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
            answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("/settings/reporting", Form(page, ("zone",
                "Europe/Amsterdam"), ("currency", "EUR")), Cancel)));
        foreach (HttpResponseMessage answer in answers)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
            WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel))
                .Body!.TextContent.ShouldContain("Er worden op dit moment gegevens geïmporteerd");
        }
        (await site.Store.SettingsAsync(site.Scope, Cancel)).ShouldBeEmpty();
        (await client.PostAsync("/settings/reporting", Form(page, ("zone", "Europe/Amsterdam"), ("currency", "EUR")),
            Cancel)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await Admission.OpenAsync(link);
    }

    [Fact]
    public async Task A_one_time_link_is_not_used_up_by_who_comes_while_the_store_is_busy()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        site.Store.Patience = TimeSpan.FromMilliseconds(100);
        var secret = Secret.New(1);
        await site.Store.OneTimeLinks.PutAsync(1, secret.Hash, site.Clock.Now.AddHours(1), Cancel);
        var session = new StoredSession(1, "hash", site.Clock.Now.AddHours(1), "", "", "machine", [1]);
        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
            (await Should.ThrowAsync<StoreException>(() => site.Store.Sessions.BeginAsync(session, Cancel, new SignIn(site.Scope, "link",
                secret.Hash)))).Trouble.ShouldBe(StoreTrouble.Busy);
        (await site.Store.Sessions.BeginAsync(session, Cancel, new SignIn(site.Scope, "link", secret.Hash))).ShouldBeTrue();
        (await site.Store.Sessions.BeginAsync(session, Cancel, new SignIn(site.Scope, "link",
            secret.Hash))).ShouldBeFalse("it is used up now");
    }

    [Fact]
    public async Task What_leaves_during_an_import_is_in_the_trail_when_the_import_is_done_and_so_are_openings_and_uses()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        var word = Secret.New(1);
        var token = Secret.New(1);
        await site.Store.SharedLinks.PutAsync(site.Scope, word.Hash, "For the board", "/insights/summary", site.Clock.Now.AddDays(9), null,
            null, Cancel);
        await site.Store.ApiTokens.PutAsync(site.Scope, token.Hash, "nightly", "numbers", site.Clock.Now.AddDays(9), Cancel);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        site.Clock.Now += TimeSpan.FromMinutes(3);
        DateTimeOffset left = site.Clock.Now;
        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
        {
            (await client.GetAsync("/api/v1/summary.csv?range=6m", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetAsync("/s/" + word.Word, Cancel)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            for (int i = 0; i < 3; i++) (await WithTokenAsync(client, token.Word)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await site.Store.SettleAsync(TimeSpan.Zero, Cancel)).Left.Count.ShouldBe(2);
            (await site.Store.Audit.ListAsync(site.Scope, 9, null, Cancel)).Select(e => e.Action).ShouldNotContain("export");
        }
        site.Clock.Now += TimeSpan.FromMinutes(3);
        (await site.Store.SettleAsync(TimeSpan.FromMinutes(1), Cancel)).Left.ShouldBeEmpty();
        IReadOnlyList<AuditEntry> trail = await site.Store.Audit.ListAsync(site.Scope, 2, null, Cancel);
        trail.Select(e => (e.Action, e.Subject, e.At)).ShouldBe([("opened", "For the board", left), ("export",
            "/api/v1/summary.csv?range=6m", left)]);
        (await site.Store.SharedLinks.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Openings.ShouldBe(1);
        (await site.Store.ApiTokens.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().UsedAt.ShouldBe(left);
    }

    [Fact]
    public async Task What_can_no_longer_be_noted_does_not_leave()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        await using (HeldStore import = await HeldStore.HoldAsync(site.Store.Location))
        {
            for (int i = 0; i < LaterWrites.Most; i++) site.Store.Audit.Note(site.Scope, "export", "/");
            (await client.GetAsync("/api/v1/summary.csv", Cancel)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await client.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, "what leaves no line is read on");
        }
        (await site.Store.SettleAsync(TimeSpan.FromMinutes(2), Cancel)).Left.ShouldBeEmpty();
        (await client.GetAsync("/api/v1/summary.csv", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await HeldStore.CountAsync(site.Store.Location,
            "SELECT COUNT(*) FROM audit WHERE action = 'export'")).ShouldBeGreaterThanOrEqualTo(LaterWrites.Most);
    }

    [Fact]
    public async Task A_program_that_is_asked_to_stop_waits_for_the_import_and_loses_no_line()
    {
        using var program = new RealProgram();
        await using ServingProgram serving = await ServingProgram.StartAsync(program);
        using HttpClient client = (await Admission.OpenAsync(serving.Link)).Client(serving.Address);
        Task<int> stopped;
        await using (HeldStore import = await HeldStore.HoldAsync(program.Store))
        {
            // An empty store has nothing to give away; that somebody asked is written down all the same.
            (await client.GetAsync("/api/v1/summary.csv", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            stopped = serving.StopAsync();
            (await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(4), Cancel))).ShouldNotBe(stopped, "it waits for the import");
        }
        await stopped.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        (await HeldStore.CountAsync(program.Store, "SELECT COUNT(*) FROM audit WHERE action = 'export'")).ShouldBe(1);
        serving.Talk.ShouldNotContain("audit trail");
    }

    [Fact]
    public async Task Changes_of_a_moment_come_one_after_the_other_and_all_are_kept()
    {
        await using var files = new TemporaryStore();
        await files.ImportAsync();
        ReferralStore store = await files.OpenAsync();
        var scope = new Scope(1);
        long[] given = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => store.FeedbackBox.PutAsync(scope, new FeedbackGiven("s", "/",
            null, null, [], $"{i}"), null, Cancel)));
        given.Order().ShouldBe(Enumerable.Range(1, 200).Select(i => (long)i));
    }

    private static FormUrlEncodedContent Form(IHtmlDocument page, params (string Name, string Value)[] fields)
    {
        var token = (IHtmlInputElement)page.QuerySelector("input[name^=__RequestVerificationToken]")!;
        return new FormUrlEncodedContent(fields.Append((token.Name!, token.Value)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
    }
}

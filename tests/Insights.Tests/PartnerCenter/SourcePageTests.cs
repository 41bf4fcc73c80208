using System.Diagnostics;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;

namespace Insights.Tests.PartnerCenter;

/// <summary>Partner Center on the page Sources (docs/live.md 6), as a browser without script uses it.</summary>
[Trait("Category", "Slow")]
public sealed class SourcePageTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PartnerCenterServer server = null!;
    private LiveSite site = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        (server, site) = await StartAsync();
        client = site.Session.Client(site.Address);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await site.DisposeAsync();
        await server.DisposeAsync();
    }

    /// <summary>The whole program over an empty store, beside a server with 120 records.</summary>
    internal static async Task<(PartnerCenterServer Server, LiveSite Site)> StartAsync()
    {
        PartnerCenterServer server = await PartnerCenterServer.StartAsync(TimeProvider.System);
        server.Directory.Interval = 1;
        LiveSite site = await LiveSite.OpenEmptyAsync(settings:
            [(LiveSettings.ReferralsName, server.Referrals.OriginalString), (LiveSettings.LoginName, server.Login.OriginalString)]);
        server.Skew = site.Clock.Now - TimeProvider.System.GetUtcNow();
        server.Put(ReferralRecords.Make(new Random(4), 120, ConnectedStore.Organization, site.Clock.Now));
        return (server, site);
    }

    [Fact]
    public async Task Connected_by_a_code_read_paused_taken_back_resumed_and_disconnected()
    {
        IHtmlDocument page = await SendAsync(client, await PageAsync(client), "/connect", ("tenant", "contoso.example"),
            ("client", ConnectedStore.Client));
        string code = page.QuerySelector(".sign-in-code")!.TextContent;
        code.Length.ShouldBeGreaterThan(5);
        page.QuerySelector("meta[http-equiv=refresh]").ShouldNotBeNull("the page looks by itself");
        server.Approve();
        page = await UntilAsync(client, "Up to date");
        Card(page).ShouldContain("120 read, 120 new");
        Card(page).ShouldContain(EntraDirectory.Account);
        Text(await ReadAsync(client, "/referrals/summary"), ".moment").ShouldStartWith("Data as of 10 Mar 2026, 12:00");

        site.Clock.Now = site.Clock.Now.AddMinutes(40);
        page = await SendAsync(client, page, "/sync");
        await UntilAsync(client, "0 min ago");
        Text(await ReadAsync(client, "/referrals/summary"), ".moment").ShouldStartWith("Data as of 10 Mar 2026, 12:40");
        (await site.Store.ImportsAsync(new Scope(1), Cancel)).Count.ShouldBe(1, "nothing was new");

        page = await SendAsync(client, await PageAsync(client), "/pause");
        Card(page).ShouldContain("Paused");
        site.Clock.Now = site.Clock.Now.AddHours(3);
        IElement moment = (await ReadAsync(client, "/referrals/summary")).QuerySelector(".moment")!;
        (moment.ClassName, moment.TextContent).ShouldBe(("moment late",
            "Data as of 10 Mar 2026, 12:40 (UTC). Partner Center should have been read since"));
        page = await SendAsync(client, page, "/resume");
        await UntilAsync(client, "Up to date");
        await SendAsync(client, await ReadAsync(client, "/sources/imports/1"), "/undo");
        Card(page = await PageAsync(client)).ShouldContain("one of its imports was taken back");
        await SendAsync(client, page, "/resume");
        page = await UntilAsync(client, "Up to date");
        Card(page).ShouldContain("Everything, for the first time");

        page = await SendAsync(client, page, "/disconnect");
        page.QuerySelector("input[name=tenant]").ShouldNotBeNull();
        Text(page, "table.figures").ShouldContain("live, Partner Center", Case.Sensitive, "what was read stays");
        string audit = await client.GetStringAsync("/access/audit.csv", Cancel);
        foreach (string action in (string[])["1 connect", "1 pause", "1 resume", "1 disconnect"]) audit.ShouldContain(action);
        foreach (string secret in server.Secrets.Append(ReferralRecords.Contact))
            (page.DocumentElement.OuterHtml + audit).Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse();
        server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_signed_in_to_is_said_beside_its_field_and_what_was_written_stays()
    {
        IHtmlDocument page = await PageAsync(client);
        foreach ((string tenant, string id, string wrong) in new[]
        {
            ("common", ConnectedStore.Client, "tenant"), ("con toso.com", ConnectedStore.Client, "tenant"), ("../x.y", "1", "tenant"),
            ("contoso.com", "my app", "client"),
        })
        {
            IHtmlDocument answer = await SendAsync(client, page, "/connect", ("tenant", tenant), ("client", id));
            var field = (IHtmlInputElement)answer.QuerySelector($"input[name={wrong}]")!;
            field.GetAttribute("aria-invalid").ShouldBe("true");
            ((IHtmlInputElement)answer.QuerySelector("input[name=tenant]")!).Value.ShouldBe(tenant);
            answer.GetElementById(field.GetAttribute("aria-describedby")!)!.TextContent.ShouldContain(wrong == "tenant"
                ? "This is no directory" : "This is no application ID");
        }
        server.SignIns.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_that_refuses_is_told_in_words_with_its_number_in_both_languages()
    {
        IHtmlDocument page = await SendAsync(client, await PageAsync(client), "/connect", ("tenant", "contoso.example"),
            ("client", ConnectedStore.Client));
        server.Approve();
        page = await UntilAsync(client, "Up to date");
        server.Directory.RefusesWith = 53003;
        server.KillTokens();
        await SendAsync(client, page, "/sync");
        page = await UntilAsync(client, "Sign-in needed");
        Card(page).ShouldContain("HTTP 400, 53003");
        Card(page).ShouldContain("A policy of the directory keeps the account out.");
        Text(await ReadAsync(client, "/sources?lang=nl"), ".live").ShouldContain("Een beleid van de adreslijst");
    }

    [Fact]
    public async Task A_source_that_needs_a_person_says_since_when_and_what_to_do_and_gives_the_request()
    {
        await SendAsync(client, await PageAsync(client), "/connect", ("tenant", "contoso.example"), ("client", ConnectedStore.Client));
        server.Approve();
        IHtmlDocument page = await UntilAsync(client, "Up to date");
        server.Faults.At(server.Requests + 1, Fault.Error(403), 100);
        await SendAsync(client, page, "/sync");
        page = await UntilAsync(client, "Role missing");
        Card(page).ShouldContain("Give it the role Referrals admin");
        Card(page).ShouldContain("Since 10 Mar 2026, 12:00.");
        Card(page).ShouldContain($"HTTP 403");
        Card(page).ShouldContain(server.Received[^1].RequestId);
        foreach (Language language in Language.All)
            foreach (SourceTroubleKind kind in Enum.GetValues<SourceTroubleKind>())
                language.Has("live.trouble." + kind).ShouldBeTrue($"{kind} in {language.Code}");
        foreach (SourceState state in Enum.GetValues<SourceState>()) Language.English.Has("live.state." + state).ShouldBeTrue();
        foreach (RunKind kind in Enum.GetValues<RunKind>()) Language.English.Has("live.kind." + kind).ShouldBeTrue();
    }

    private static string Card(IHtmlDocument page) => Text(page, ".live");

    private static string Text(IHtmlDocument page, string selector) => string.Join(' ', string.Join(' ',
        page.QuerySelectorAll(selector).Select(e => e.TextContent)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Task<IHtmlDocument> PageAsync(HttpClient client) => ReadAsync(client, "/sources");

    private static async Task<IHtmlDocument> ReadAsync(HttpClient client, string address) =>
        WidgetTests.Parse(await client.GetStringAsync(address, Cancel));

    private static async Task<IHtmlDocument> UntilAsync(HttpClient client, string text)
    {
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            IHtmlDocument page = await PageAsync(client);
            if (Card(page).Contains(text, StringComparison.Ordinal)) return page;
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(30), Card(page));
            await Task.Delay(50, Cancel);
        }
    }

    private static async Task<IHtmlDocument> SendAsync(HttpClient client, IHtmlDocument page, string action,
        params (string Name, string Value)[] fields)
    {
        var form = (IHtmlFormElement)page.QuerySelector($"form[action*='{action}']")!;
        IEnumerable<KeyValuePair<string, string>> hidden = form.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>()
            .Select(i => KeyValuePair.Create(i.Name!, i.Value));
        using HttpResponseMessage answer = await client.PostAsync(form.GetAttribute("action"), new FormUrlEncodedContent(
            [.. hidden, .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]), Cancel);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        return WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Insights.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

[Trait("Category", "Slow")]
public sealed class ChangesOnSqlite() : ChangesTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class ChangesOnPostgres() : ChangesTests(StoreEngine.Postgres);

/// <summary>A page that is open hears of newer data, whichever process brought it.</summary>
public abstract class ChangesTests(StoreEngine engine)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_open_in_one_process_hears_of_an_import_in_another_within_two_seconds()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(Seen("a"));
        ReferralStore here = await store.OpenAsync();
        await using WebApplication program = WebProgram.Build(here, store.Clock, null, "http://127.0.0.1:0");
        await program.StartAsync(Cancel);
        string address = program.Urls.First();
        using HttpClient client = (await Admission.OfAsync(here, store.Clock, address)).Client(address);
        for (int round = 0; round < 3; round++)
        {
            long shown = (await here.FindAsync(1, Cancel))!.ChangeNumber;
            using HttpResponseMessage answer = await client.GetAsync($"/changes?since={shown}", HttpCompletionOption.ResponseHeadersRead, Cancel);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            using var events = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
            (await NextAsync(events)).ShouldBe("waiting");
            Task<string?> next = NextAsync(events);
            // Somebody else's process: a store of its own over the same place.
            await store.ImportAsync(Seen($"b{round}"));
            long began = Stopwatch.GetTimestamp();
            (await next).ShouldBe("newer");
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
            (await NextAsync(events)).ShouldBeNull("it has been said");
        }
    }

    [Fact]
    public async Task What_is_newer_already_is_said_at_once_and_nonsense_is_not_answered()
    {
        await using LiveSite site = await LiveSite.OpenAsync(engine, sample: false);
        using HttpClient client = site.Session.Client(site.Address);
        string said = await client.GetStringAsync("/changes?since=0", Cancel);
        said.ShouldContain("event: newer");
        said.ShouldContain("data: " + site.Clock.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        foreach (string since in (string[])["", "x", "-1", "1e9"])
            (await client.GetAsync("/changes?since=" + since, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static ReferralObservation Seen(string id) => new() { ReferralId = id, Type = ReferralType.Qualified, State = ObservedState.New };

    private static async Task<string?> NextAsync(StreamReader events)
    {
        while (await events.ReadLineAsync(Cancel) is { } line)
            if (line.StartsWith("event: ", StringComparison.Ordinal)) return line["event: ".Length..];
        return null;
    }
}

[Trait("Category", "Browser")]
public sealed class ChangesBrowserTests
{
    [Fact]
    public async Task A_page_says_quietly_that_it_has_aged_and_moves_only_when_its_reader_does()
    {
        await using var browser = new BrowserPages();
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        foreach (string path in (string[])["/insights/summary", "/insights/leads", "/insights/list?of=referrals.all&range=12m",
            "/insights/referral?id=r1"])
        {
            IPage page = await browser.NewPageAsync();
            await page.AdmitAsync(site.Session);
            await page.GotoAsync(site.Address + path);
            ILocator line = page.Locator(".newer");
            await Assertions.Expect(line).ToBeHiddenAsync();
            await site.Store.SetAsync(site.Scope, "reporting_currency", path.Contains("leads", StringComparison.Ordinal) ? "EUR" : "USD",
                TestContext.Current.CancellationToken);
            await site.Store.SetAsync(site.Scope, "x", path, TestContext.Current.CancellationToken);
            await Assertions.Expect(line).ToContainTextAsync("Newer data since");
            await line.GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(line).ToBeHiddenAsync();
        }
    }
}

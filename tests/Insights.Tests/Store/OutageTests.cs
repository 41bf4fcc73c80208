using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Insights.Cli;
using Insights.Facts;
using Insights.Metrics;
using Insights.Page;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Cli;
using Insights.Tests.Laws;
using Insights.Tests.Plain;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Insights.Web;

namespace Insights.Tests.Store;

/// <summary>Nothing wrong is shown and nothing confirmed is lost when the database, or the program, is killed at work.</summary>
[Trait("Category", "Slow")]
public sealed class OutageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Query Year = Query.Last("12m", "2026-03-15");

    [Fact]
    public async Task A_database_restarted_under_load_shows_no_wrong_number_and_loses_nothing_it_confirmed()
    {
        await using PrivatePostgres server = await PrivatePostgres.StartAsync();
        var clock = new StoppedClock(new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero));
        ReferralStore store = await ReferralStore.OpenAsync(server.PlaceOf(await server.NewDatabaseAsync()), clock, Cancel);
        await SampleVerb.LoadAsync(store, 1_000, 5, clock.Now, Cancel);
        var scope = new Scope((await store.OrganizationsAsync(Cancel))[0].Id);
        string expected = await ReadAsync(store, scope);
        await using WebApplication app = WebProgram.Build(store, clock, scope.OrganizationId, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        using HttpClient client = (await Admission.OfAsync(store, clock, app.Urls.First(), scope.OrganizationId)).Client(app.Urls.First());
        string page = await client.GetStringAsync("/api/v1/summary?range=12m", Cancel);

        var sent = new ConcurrentBag<string>();
        var told = new ConcurrentBag<string>();
        long reads = 0, imports = 0, pages = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] load =
        [
            .. Enumerable.Range(0, 3).Select(_ => LoopAsync(async () =>
            {
                (await ReadAsync(store, scope)).ShouldBe(expected);
                Interlocked.Increment(ref reads);
            })),
            .. Enumerable.Range(0, 2).Select(_ => LoopAsync(async () =>
            {
                using HttpResponseMessage answer = await client.GetAsync("/api/v1/summary?range=12m", Cancel);
                string said = await answer.Content.ReadAsStringAsync(Cancel);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    said.ShouldContain("The data cannot be reached at this moment.");
                    said.ShouldNotContain("127.0.0.1", customMessage: "where the store is, is nobody's business");
                    return;
                }
                (answer.StatusCode, said).ShouldBe((HttpStatusCode.OK, page));
                Interlocked.Increment(ref pages);
            })),
            .. Enumerable.Range(0, 3).Select(_ => LoopAsync(async () =>
            {
                string details = Guid.NewGuid().ToString();
                await store.FeedbackBox.PutAsync(scope, new FeedbackGiven("s", "/", null, null, [], details), null, Cancel);
                sent.Add(details);
            })),
            LoopAsync(async () =>
            {
                await using ImportSession session = await store.BeginImportAsync(null, "another", "another", false, null, Cancel);
                long number = Interlocked.Read(ref imports);
                for (int i = 0; i < 50; i++)
                    session.Add(new ReferralObservation { ReferralId = $"{number}-{i}", Type = ReferralType.Qualified,
                        State = ObservedState.New });
                await session.CommitAsync([new FileReceipt("test", "api", 50, 50, 0, 0, 0)], Cancel);
                Interlocked.Increment(ref imports);
            }),
        ];
        for (int restart = 0; restart < 3; restart++)
        {
            await EverythingGoesOnAsync();
            await server.RestartAsync();
        }
        await EverythingGoesOnAsync();
        await stop.CancelAsync();
        await Task.WhenAll(load);

        HashSet<string> kept = [.. (await store.FeedbackBox.ListAsync(scope, Cancel)).Select(f => f.Feedback.Details)];
        sent.Where(s => !kept.Contains(s)).ShouldBeEmpty("what was answered as sent is there");
        told.ShouldAllBe(message => message.StartsWith("The store t1 at ") && message.EndsWith('.'), "what went wrong is a sentence");
        Organization another = (await store.OrganizationsAsync(Cancel)).Single(o => !o.IsSample);
        ((await new FactsCache(store).ReadAsync(new Scope(another.Id), Cancel)).Count % 50)
            .ShouldBe(0, "an import is there as a whole or not at all");

        async Task LoopAsync(Func<Task> work)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await Task.Run(work, Cancel);
                }
                catch (StoreException e)
                {
                    told.Add(e.Message);
                }
            }
        }

        long[] Counts() => [Interlocked.Read(ref reads), Interlocked.Read(ref pages), Interlocked.Read(ref imports), sent.Count];

        async Task EverythingGoesOnAsync()
        {
            long began = Stopwatch.GetTimestamp();
            long[] before = Counts();
            while (Counts().Zip(before, (now, then) => now - then).Any(more => more < 2))
            {
                if (load.FirstOrDefault(t => t.IsFaulted) is { } broken) await broken;
                Stopwatch.GetElapsedTime(began)
                    .ShouldBeLessThan(TimeSpan.FromMinutes(1), $"it must recover; last told: {told.LastOrDefault()}");
                await Task.Delay(20, Cancel);
            }
        }
    }

    [Fact]
    public async Task Who_reads_while_the_database_is_away_gets_a_page_with_its_style()
    {
        PrivatePostgres server = await PrivatePostgres.Shared;
        string database = await server.NewDatabaseAsync();
        var clock = new StoppedClock(new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero));
        ReferralStore store = await ReferralStore.OpenAsync(server.PlaceOf(database), clock, Cancel);
        await using WebApplication app = WebProgram.Build(store, clock, null, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        using HttpClient client = (await Admission.OfAsync(store, clock, app.Urls.First())).Client(app.Urls.First());
        await server.DropAsync(database);

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/insights/summary?lang=nl") { Headers = { { "Accept", "text/html" } } };
        using HttpResponseMessage page = await client.SendAsync(asked, Cancel);
        (page.StatusCode, page.Content.Headers.ContentType?.MediaType).ShouldBe((HttpStatusCode.ServiceUnavailable, "text/html"));
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain(PageFiles.CssAddress);
        using HttpResponseMessage style = await client.GetAsync(PageFiles.CssAddress, Cancel);
        style.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_migration_whose_connections_are_cut_at_random_moments_is_finished_by_the_next_start_on_PostgreSQL()
    {
        PrivatePostgres server = await PrivatePostgres.Shared;
        await using var whole = new TemporaryStore(StoreEngine.Postgres);
        await whole.PlaceAsync();
        long began = Stopwatch.GetTimestamp();
        string[] expected = await ColumnsAsync(await whole.OpenAsync());
        // As long as it takes on this machine today: so some cuts come in the middle.
        TimeSpan takes = Stopwatch.GetElapsedTime(began);
        var random = new Random(7);
        long struck = 0;
        for (int run = 0; run < 12; run++)
        {
            string database = await server.NewDatabaseAsync(empty: true), place = server.PlaceOf(database);
            // Two programs start together, as they do behind a load balancer.
            Task<bool>[] opening = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => OpensAsync(place)))];
            await Task.Delay(takes * (run + random.NextDouble()) / 20, Cancel);
            // Until one strikes: how long a start takes differs with what else the machine does.
            long cut;
            bool starting;
            do (starting, cut) = (!opening.All(program => program.IsCompleted), await server.CutAsync(database));
            while (cut == 0 && starting);
            if (starting) struck += cut;
            await Task.WhenAll(opening);
            (await ColumnsAsync(await ReferralStore.OpenAsync(place, TimeProvider.System, Cancel))).ShouldBe(expected, $"run {run}");
            await server.DropAsync(database);
        }
        struck.ShouldBeGreaterThan(0, "some of the cuts must have struck");
    }

    [Fact]
    public async Task A_migration_killed_at_random_moments_is_finished_by_the_next_start_on_SQLite()
    {
        await using var whole = new TemporaryStore();
        string[] expected = await ColumnsAsync(await whole.OpenAsync());
        using var program = new RealProgram();
        program.Write("leads.csv", "nothing");
        var random = new Random(7);
        for (int run = 0; run < 8; run++)
        {
            string store = $"run{run}.db";
            using Process process = program.Start("import", "leads.csv", "--store", store);
            // The file is there as soon as the first connection is: what follows is the migration.
            while (!File.Exists(program.At(store)) && !process.HasExited) await Task.Delay(1, Cancel);
            await Task.Delay(random.Next(12), Cancel);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(Cancel);
            (await ColumnsAsync(await ReferralStore.OpenAsync(program.At(store), TimeProvider.System, Cancel)))
                .ShouldBe(expected, $"run {run}");
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task What_one_process_imports_another_shows_within_a_second()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        string place = await temporary.PlaceAsync();
        var cache = new FactsCache(await temporary.OpenAsync());
        using var program = new RealProgram();
        program.Write("leads.csv", "Referral ID,Type,State,Created\nr1,qualified,pending,2026-02-01T00:00:00Z\n");
        program.Write("more.csv",
            "Referral ID,Type,State,Created\nr2,qualified,pending,2026-02-02T00:00:00Z\nr3,qualified,pending,2026-02-03T00:00:00Z\n");
        (await program.RunAsync("import", "leads.csv", "--organization", "us", "--store", place)).Ended(0);
        Scope scope = new((await (await temporary.OpenAsync()).OrganizationsAsync(Cancel))[0].Id);
        (await cache.ReadAsync(scope, Cancel)).Count.ShouldBe(1);
        (await program.RunAsync("import", "more.csv", "--organization", "us", "--store", place)).Ended(0);
        long began = Stopwatch.GetTimestamp();
        while ((await cache.ReadAsync(scope, Cancel)).Count != 3) Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static async Task<bool> OpensAsync(string place)
    {
        try
        {
            await ReferralStore.OpenAsync(place, TimeProvider.System, Cancel);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private static async Task<string[]> ColumnsAsync(ReferralStore store) =>
        [.. (await store.TablesAsync(Cancel)).OrderBy(t => t.Name, StringComparer.Ordinal)
        .Select(t => $"{t.Name}: {string.Join(' ', t.Columns)}")];

    private static async Task<string> ReadAsync(ReferralStore store, Scope scope) =>
        ProgramReading.Print(await new FactsCache(store).ReadAsync(scope, Cancel), Year).ToJsonString();
}

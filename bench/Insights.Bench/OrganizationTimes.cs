using System.Diagnostics;
using System.Globalization;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Page;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Bench;

/// <summary>Many organisations in one store: how long a page of any of them takes when few of them fit into memory, when all do, and while
/// others are being imported; and what memory that is. The store is SQLite, or the PostgreSQL database that INSIGHTS_STORE names.</summary>
internal static class OrganizationTimes
{
    public static async Task RunAsync(int count, int each)
    {
        string folder = Directory.CreateTempSubdirectory("insights-organizations-").FullName;
        try
        {
            string csv = Path.Combine(folder, "world.csv");
            string place = Environment.GetEnvironmentVariable("INSIGHTS_STORE") is { Length: > 0 } named ? named
                : Path.Combine(folder, "store.db");
            WorldFile.Write(csv, each);
            ReferralStore store = await ReferralStore.OpenAsync(place, TimeProvider.System, CancellationToken.None);
            Console.WriteLine($"| {count} organisations of {each} referrals, {store.Location} | |\n| --- | ---: |");
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < count; i++) await ImportAsync(store, csv, i);
            Say("imports, each", watch.Elapsed.TotalMilliseconds / count, "ms");

            Scope[] scopes = [.. (await store.OrganizationsAsync(CancellationToken.None)).Select(o => new Scope(o.Id))];
            foreach ((string name, int capacity) in new[] { ("a tenth of them fits into memory", count * each / 10),
                ("all fit", count * each) })
            {
                GC.Collect(2, GCCollectionMode.Aggressive, true, true);
                long before = GC.GetTotalMemory(true);
                var cache = new FactsCache(store, capacity);
                if (capacity == count * each)
                    foreach (Scope scope in scopes) await cache.ReadAsync(scope, CancellationToken.None);
                await PagesAsync(store, cache, scopes, csv, name + ": page, p50 / p95", importing: false);
                await PagesAsync(store, cache, scopes, csv, name + ", while others are imported: page, p50 / p95", importing: true);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name}: referrals held, of which may be held | {cache.Held:N0} of {capacity:N0} |"));
                Say(name + ": memory they take", (GC.GetTotalMemory(true) - before) / 1e6, "MB");
                GC.KeepAlive(cache);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<Receipt> ImportAsync(ReferralStore store, string csv, int number) =>
        Importer.RunAsync(store,
            new ImportRequest { Files = [csv], OrganizationId = new Guid(number, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7).ToString() }, null, null,
            CancellationToken.None);

    private static async Task PagesAsync(ReferralStore store, FactsCache cache, Scope[] scopes, string csv, string name, bool importing)
    {
        using var stop = new CancellationTokenSource();
        Task others = Task.Run(async () =>
        {
            // Organisations beyond those that are looked at.
            for (int i = 0; importing && !stop.IsCancellationRequested; i++) await ImportAsync(store, csv, 1_000_000 + i);
        });
        var random = new Random(7);
        var times = new List<double>();
        for (int i = 0; i < 600; i++)
        {
            Scope scope = scopes[random.Next(scopes.Length)];
            var watch = Stopwatch.StartNew();
            Reading reading = Summary.Read(await cache.ReadAsync(scope, CancellationToken.None), new SummaryQuestion(), WorldFile.Now);
            await Html.PageAsync<SummaryPage>(new Dictionary<string,
                object?> { ["View"] = new WidgetView(reading, Language.English, new SummaryQuery()) });
            if (i >= 100) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        await stop.CancelAsync();
        await others;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {times[times.Count / 2]:0.0} / {times[times.Count * 95 / 100]:0.0} ms |"));
    }

    private static void Say(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:0.0} {unit} |"));
}

using System.Diagnostics;
using System.Globalization;
using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;
using Npgsql;

namespace Insights.Bench;

/// <summary>What comes first when organisations are many and of very different sizes (Zipf: the n-th has an n-th of the largest), in the
/// one PostgreSQL database that INSIGHTS_STORE names: disk, memory, the largest one's first reading, what is asked of all,
/// writers.</summary>
internal static class ClusterTimes
{
    private const int Smallest = 3, Readers = 8, Writers = 8;

    public static async Task RunAsync(int count, int largest)
    {
        string place = Environment.GetEnvironmentVariable("INSIGHTS_STORE")
            ?? throw new InvalidOperationException("INSIGHTS_STORE names the PostgreSQL database.");
        ReferralStore store = await ReferralStore.OpenAsync(place, TimeProvider.System, CancellationToken.None);
        Console.WriteLine($"| {count:N0} organisations, the largest of {largest:N0} referrals, {store.Location} | |\n| --- | ---: |");
        var sizes = Enumerable.Range(1, count).Select(n => Math.Max(Smallest, largest / n)).ToArray();
        IReadOnlyList<Organization> there = await store.OrganizationsAsync(CancellationToken.None);
        if (there.Count == 0)
        {
            var filling = Stopwatch.StartNew();
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, cancel) =>
                await ImportAsync(store, null, n, 0, sizes[n]));
            Say("filled, by the store's own imports, four at a time", filling.Elapsed.TotalSeconds, "s");
            Say("rows a second", sizes.Sum(s => (long)s) / filling.Elapsed.TotalSeconds, "");
            there = await store.OrganizationsAsync(CancellationToken.None);
        }
        Dictionary<string, long> numbers = there.ToDictionary(o => o.PartnerCenterId!, o => o.Id);
        Scope Of(int n) => new(numbers[$"org{n}"]);
        Say("referrals", sizes.Sum(s => (long)s), "");
        long versions = await AskAsync(place, "SELECT pg_total_relation_size('referral_version')"),
            all = await AskAsync(place, "SELECT pg_database_size(current_database())");
        Say("a referral's version with its indexes", (double)versions / sizes.Sum(s => (long)s), "bytes");
        Say("the database", all / 1e6, "MB");

        Say("opening the store", await MeanAsync(5, _ => ReferralStore.OpenAsync(place, TimeProvider.System, CancellationToken.None)),
            "ms");
        Say("listing all organisations", await MeanAsync(20, _ => store.OrganizationsAsync(CancellationToken.None)), "ms");
        Say("which organisation is served", await MeanAsync(200, _ => store.ServedAsync(null, CancellationToken.None)), "ms");
        Say("what is due, over all", await MeanAsync(50, _ => store.Outbox.DueAsync(TimeSpan.FromMinutes(1), CancellationToken.None)),
            "ms");
        foreach (int n in new[] { 0, 9, 99, 999, count - 1 }.Where(n => n < count))
        {
            var cache = new FactsCache(store);
            var watch = Stopwatch.StartNew();
            OrganizationFacts facts = await cache.ReadAsync(Of(n), CancellationToken.None);
            Say($"first reading of number {n + 1}, {facts.Count:N0} referrals", watch.Elapsed.TotalMilliseconds, "ms");
        }

        var shared = new FactsCache(store);
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        await LatenciesAsync($"{Readers} readers, each of an organisation as often as it is large", async random =>
            Summary.Read(await shared.ReadAsync(Of(Zipf(random, sizes)), CancellationToken.None), new SummaryQuestion(), WorldFile.Now),
                Readers, 2_000);
        await LatenciesAsync($"{Readers} readers, each of any organisation", async random =>
            Summary.Read(await shared.ReadAsync(Of(random.Next(count)), CancellationToken.None), new SummaryQuestion(), WorldFile.Now),
                Readers, 2_000);
        Say("referrals in memory", shared.Held, "");
        Say("memory of the process", Environment.WorkingSet / 1e6, "MB");

        int next = 0;
        var writing = Stopwatch.StartNew();
        await LatenciesAsync($"{Writers} writers, 100 new referrals into any organisation", async random =>
        {
            int n = random.Next(count);
            await ImportAsync(store, numbers[$"org{n}"], n, 1_000_000 + Interlocked.Add(ref next, 100), 100);
        }, Writers, 50);
        Say("such imports a second", Writers * 50 / writing.Elapsed.TotalSeconds, "");
        Say("connections at the end", await AskAsync(place, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"),
            "");
        Say("dead rows of turn, of organization_state",
            await AskAsync(place, "SELECT COALESCE(SUM(n_dead_tup), 0)::bigint FROM pg_stat_user_tables WHERE relname IN ('turn', " +
            "'organization_state')"), "");
    }

    private static async Task ImportAsync(ReferralStore store, long? organization, int n, int from, int size)
    {
        await using ImportSession session =
            await store.BeginImportAsync(organization, $"org{n}", $"Organisation {n}", false, null, CancellationToken.None);
        var random = new Random(n + from);
        for (int i = 0; i < size; i++)
            session.Add(new ReferralObservation
            {
                ReferralId = new Guid(n, (short)(from >> 16), (short)from, 1, 2, 3, 4, (byte)(i >> 24), (byte)(i >> 16), (byte)(i >> 8),
                    (byte)i).ToString(),
                Type = (ReferralType)random.Next(3), State = (ObservedState)random.Next(6),
                    Created = WorldFile.Now.AddHours(-random.Next(24 * 365)), Country = "NL", CustomerName = "Customer " +
                    random.Next(5000),
                DealName = "Deal " + i, EngagementId = Guid.NewGuid().ToString(), DealValue = random.Next(100_000), Currency = "EUR",
            });
        await session.CommitAsync([new FileReceipt("made", "api", size, size, 0, 0, 0)], CancellationToken.None);
    }

    private static int Zipf(Random random, int[] sizes)
    {
        // An n-th as often: the logarithm of the place is even.
        int n = (int)Math.Exp(random.NextDouble() * Math.Log(sizes.Length + 1)) - 1;
        return Math.Clamp(n, 0, sizes.Length - 1);
    }

    private static async Task LatenciesAsync(string what, Func<Random, Task> work, int workers, int each)
    {
        var times = new List<double>();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            for (int i = 0; i < each; i++)
            {
                var watch = Stopwatch.StartNew();
                await work(random);
                lock (times) times.Add(watch.Elapsed.TotalMilliseconds);
            }
        })));
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what}: p50 / p95 / p99 / longest | {times[times.Count / 2]:0.0} / {times[times.Count * 95 / 100]:0.0} / " +
            $"{times[times.Count * 99 / 100]:0.0} / {times[^1]:0} ms |"));
    }

    private static async Task<double> MeanAsync(int times, Func<int, Task> work)
    {
        await work(0);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++) await work(i);
        return watch.Elapsed.TotalMilliseconds / times;
    }

    private static async Task<long> AskAsync(string place, string sql)
    {
        await using var connection = new NpgsqlConnection(place);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static void Say(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:N1} {unit} |"));
}

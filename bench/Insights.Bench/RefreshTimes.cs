using System.Diagnostics;
using System.Globalization;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Bench;

/// <summary>How long after a commit of fifty changed referrals the new numbers are there: by folding anew what was touched, and by reading
/// everything, in turn and in one run.</summary>
internal static class RefreshTimes
{
    private const int Changed = 50, Rounds = 7;

    public static async Task RunAsync(params int[] sizes)
    {
        Console.WriteLine("| referrals | facts, touched | facts, all | first reading after | touched to numbers | all to numbers | ratio |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (int size in sizes)
        {
            string folder = Directory.CreateTempSubdirectory("insights-refresh-").FullName;
            try
            {
                await MeasureAsync(folder, size);
            }
            finally
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task MeasureAsync(string folder, int size)
    {
        ReferralStore store = await WorldFile.StoreAsync(folder, size);
        var scope = new Scope((await store.OrganizationsAsync(CancellationToken.None))[0].Id);
        var cache = new FactsCache(store, int.MaxValue);
        Read(await cache.ReadAsync(scope, CancellationToken.None));
        List<double> touched = [], all = [], reading = [];
        for (int round = 0; round < Rounds; round++)
        {
            string csv = Path.Combine(folder, $"changed-{round}.csv");
            await File.WriteAllLinesAsync(csv, File.ReadLines(Path.Combine(folder, "world.csv")).Take(1 + Changed * (round + 1))
                .Where((_, i) => i == 0 || i > Changed * round).Select(line => line.Replace("Utrecht", $"Delft {round}", StringComparison.Ordinal)));
            await Importer.RunAsync(store, new ImportRequest { Files = [csv] }, null, null, CancellationToken.None);
            GC.Collect();
            var watch = Stopwatch.StartNew();
            OrganizationFacts facts = await cache.ReadAsync(scope, CancellationToken.None);
            double folded = watch.Elapsed.TotalMilliseconds;
            Read(facts);
            touched.Add(folded);
            reading.Add(watch.Elapsed.TotalMilliseconds - folded);
            GC.Collect();
            watch.Restart();
            await new FactsCache(store, int.MaxValue).ReadAsync(scope, CancellationToken.None);
            all.Add(watch.Elapsed.TotalMilliseconds);
        }
        (double t, double a, double r) = (Median(touched), Median(all), Median(reading));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {size:N0} | {t:0} ms | {a:0} ms | {r:0} ms | {t + r:0} ms | {a + r:0} ms | {(a + r) / (t + r):0.0} |"));
    }

    private static void Read(OrganizationFacts facts) => Summary.Read(facts, new SummaryQuestion(), WorldFile.Now);

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

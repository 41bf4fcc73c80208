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

/// <summary>The bars of DESIGN.md, measured in one run on one machine: import, cold and warm reading, HTML, memory, and the same
/// counts asked of plain SQL on the same file. Prints a Markdown table; compare ratios, not milliseconds.</summary>
internal static class Bars
{
    public static async Task RunAsync(int[] sizes)
    {
        if (sizes.Length == 0) sizes = [10_000, 100_000, 1_000_000];
        var columns = new List<Dictionary<string, string>>();
        foreach (int size in sizes) columns.Add(await MeasureAsync(size));

        Console.WriteLine($"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET " +
            $"{Environment.Version}\n");
        Console.WriteLine($"| what | {string.Join(" | ", sizes.Select(s => s.ToString("N0", CultureInfo.InvariantCulture)))} | bar |");
        Console.WriteLine($"| --- |{string.Concat(sizes.Select(_ => " ---: |"))} --- |");
        foreach (string row in columns[0].Keys)
            Console.WriteLine($"| {row} | {string.Join(" | ", columns.Select(c => c[row]))} | {Bar(row)} |");
    }

    private static string Bar(string row) => row switch
    {
        "import of a CSV" => "15 s at a million",
        "process start to first page" => "4 s at a million",
        "reading, warm, 3 months" or "reading, warm, 12 months" => "5 ms of one core at a million",
        "HTML in process, p95" => "15 ms",
        "HTML over loopback, p95" => "15 ms",
        "peak memory of the server" => "600 MB at a million",
        _ => "",
    };

    private static async Task<Dictionary<string, string>> MeasureAsync(int size)
    {
        string folder = Directory.CreateTempSubdirectory("insights-bars-").FullName;
        try
        {
            var row = new Dictionary<string, string>();
            string csv = Path.Combine(folder, "world.csv"), db = Path.Combine(folder, "store.db");
            WorldFile.Write(csv, size);
            ReferralStore store = await ReferralStore.OpenAsync(db, TimeProvider.System, CancellationToken.None);

            var watch = Stopwatch.StartNew();
            Receipt receipt = await Importer.RunAsync(store, new ImportRequest { Files = [csv] }, null, null, CancellationToken.None);
            row["import of a CSV"] = Seconds(watch);
            if (receipt.New != size) throw new InvalidOperationException($"{receipt.New} of {size} rows were taken.");
            watch.Restart();
            await Importer.RunAsync(store, new ImportRequest { Files = [csv] }, null, null, CancellationToken.None);
            row["the same CSV again, nothing new"] = Seconds(watch);

            watch.Restart();
            OrganizationFacts facts = await new FactsCache(store).ReadAsync(new Scope(1), CancellationToken.None);
            row["facts from the store"] = Seconds(watch);
            watch.Restart();
            Reading reading = Summary.Read(facts, new SummaryQuestion(), WorldFile.Now);
            row["first reading"] = Milliseconds(watch.Elapsed.TotalMilliseconds);
            row["reading, warm, 3 months"] = Milliseconds(Median(() => Summary.Read(facts, new SummaryQuestion(), WorldFile.Now)));
            row["reading, warm, 12 months"] =
                Milliseconds(Median(() => Summary.Read(facts, new SummaryQuestion(Preset.TwelveMonths), WorldFile.Now)));
            row["HTML in process, p95"] = Milliseconds(await HtmlAsync(reading));

            await ServerAsync(db, row);
            await SqlAsync(db, reading, row, "plain SQL, same file, 3 months");
            string copy = Path.Combine(folder, "indexed.db");
            // The last connection to go folds the write-ahead log into the file.
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Copy(db, copy);
            await PlainSql.AddIndexesAsync(copy);
            await SqlAsync(copy, reading, row, "plain SQL with three covering indexes");
            return row;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> HtmlAsync(Reading reading)
    {
        var times = new List<double>();
        for (int i = 0; i < 300; i++)
        {
            var watch = Stopwatch.StartNew();
            await Html.PageAsync<SummaryPage>(new Dictionary<string,
                object?> { ["View"] = new WidgetView(reading, Language.English, new SummaryQuery()) });
            if (i >= 100) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Percentile(times, 0.95);
    }

    private static async Task ServerAsync(string db, Dictionary<string, string> row)
    {
        await using ServedProgram served = await ServedProgram.StartAsync(db);
        row["process start to first page"] = string.Create(CultureInfo.InvariantCulture, $"{served.FirstPage.TotalSeconds:0.00} s");
        var times = new List<double>();
        for (int i = 0; i < 400; i++)
        {
            (double time, _) = await served.AskAsync("/insights/summary");
            if (i >= 100) times.Add(time);
        }
        row["HTML over loopback, p95"] = Milliseconds(Percentile(times, 0.95));
        row["peak memory of the server"] = string.Create(CultureInfo.InvariantCulture, $"{served.Memory().Peak / 1e6:0} MB");
    }

    private static async Task SqlAsync(string db, Reading reading, Dictionary<string, string> row, string name)
    {
        DateTimeOffset At(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
        var times = new List<double>();
        long[] counts = [];
        for (int i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            counts = await PlainSql.AskAsync(db, At(reading.ComparedWith!.From), At(reading.Period.From), At(reading.Period.To));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        if (counts[0] != reading.Metrics["leads.received"] || counts[6] != reading.Metrics["cosell.won"]
            || counts[18] != reading.Distribution.Sum(l => l.Count))
            throw new InvalidOperationException("Plain SQL and the reading do not agree: one of them is wrong.");
        row[name] = Milliseconds(Percentile(times, 0.5));
    }

    private static double Median(Action action)
    {
        var times = new List<double>();
        for (int i = 0; i < 300; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            if (i >= 100) times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return Percentile(times, 0.5);
    }

    private static double Percentile(List<double> times, double part)
    {
        times.Sort();
        return times[(int)Math.Min(times.Count - 1, times.Count * part)];
    }

    private static string Seconds(Stopwatch watch) => string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.00} s");

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ms");
}

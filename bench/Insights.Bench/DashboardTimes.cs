using System.Diagnostics;
using System.Globalization;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Bench;

/// <summary>How long a dashboard takes: the columns it asks for, the first one, and each tab with and without filters, warm. The bar is 100
/// ms at a million referrals.</summary>
internal static class DashboardTimes
{
    public static async Task RunAsync(int size)
    {
        string folder = Directory.CreateTempSubdirectory("insights-dashboards-").FullName;
        try
        {
            ReferralStore store = await WorldFile.StoreAsync(folder, size);

            Console.WriteLine("| what | ms |\n| --- | ---: |");
            var watch = Stopwatch.StartNew();
            Records records = (await new FactsCache(store).OpenAsync(new Scope(1), CancellationToken.None))!;
            Say("facts from the store", watch);
            Summary.Read(records.Facts, new SummaryQuestion(), WorldFile.Now);
            watch.Restart();
            Facets facets = await records.FacetsAsync(CancellationToken.None);
            Say("the dashboards' columns from the store", watch);

            watch.Restart();
            Dashboards.Read(records.Facts, facets, new DashboardQuestion(DashboardTab.All[^3], DashboardTab.All[^3].Preset,
                new SummaryQuestion()), WorldFile.Now);
            Say("first dashboard", watch);
            // Machines have other work too: beside the time a reader waits stands what it takes of one core.
            foreach (DashboardTab tab in DashboardTab.All)
                foreach (Preset preset in new[] { Preset.ThreeMonths, Preset.TwelveMonths })
                    foreach ((string name, Filters filters) in new[] { ("as it opens", tab.Preset),
                        ("one country and a customer", tab.Preset.With(Dimension.Country, "NL", "DE")
                        .With(Dimension.Customer, "Customer 42")) })
                    {
                        var question = new DashboardQuestion(tab, filters, new SummaryQuestion(preset));
                        using var self = Process.GetCurrentProcess();
                        TimeSpan spent = self.TotalProcessorTime;
                        double[] times = [.. Enumerable.Range(0, 11).Select(_ =>
                        {
                            watch.Restart();
                            Dashboards.Read(records.Facts, facets, question, WorldFile.Now);
                            return watch.Elapsed.TotalMilliseconds;
                        }).Order()];
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"| {tab.Dashboard} {tab.Key}, {preset.Key()}, {name}, median, and of one core | " +
                            $"{times[times.Length / 2]:0.0}, {(Spent(self) - spent).TotalMilliseconds / times.Length:0.0} |"));
                    }
            foreach ((string name, ListQuestion question) in new[]
            {
                ("all referrals of a solution, by value",
                    new ListQuestion(new Population(Population.All), Filters.None.With(Dimension.Solution, "SOL-1", "SOL-2"),
                    Period.Of(Preset.TwelveMonths, WorldFile.Now, TimeZoneInfo.Utc), new ListSort("value", true)) { Facets = facets }),
                ("a link of a flow", new ListQuestion(new Population(Population.CoSellFlow) { Step = "past-accepted" }, Filters.None,
                    Period.Of(Preset.TwelveMonths, WorldFile.Now, TimeZoneInfo.Utc), ListSort.Newest) { Facets = facets }),
            })
            {
                Listings.Read(records.Facts, question, WorldFile.Now);
                watch.Restart();
                int rows = Listings.Read(records.Facts, question, WorldFile.Now).Count;
                Say($"list: {name}, {rows} rows", watch);
            }
            using Process process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| peak memory of all this, MB | {process.PeakWorkingSet64 / 1e6:0} |"));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Spent(Process self)
    {
        self.Refresh();
        return self.TotalProcessorTime;
    }

    private static void Say(string what, Stopwatch watch) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {watch.Elapsed.TotalMilliseconds:0.0} |"));
}

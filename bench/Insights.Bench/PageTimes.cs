using System.Globalization;
using Insights.Store;

namespace Insights.Bench;

/// <summary>What a reader waits for, over loopback and signed in: pages, lists, filters, downloads, PDFs, and the memory they take. The
/// bars: 100 ms for the first page of any list and for a filter, at a million; 15 ms for the Summary; downloads at constant
/// memory.</summary>
internal static class PageTimes
{
    private const int Warm = 10, Asked = 60;

    /// <summary>Each with addresses asked in turn, so that no answer is the one before it.</summary>
    private static readonly (string Name, string[] Addresses)[] Pages =
    [
        ("Summary", ["/insights/summary?range=3m", "/insights/summary?range=6m", "/insights/summary?range=12m"]),
        ("Leads, 3 months; another country each time", [.. Each("/insights/leads?range=3m&country=")]),
        ("Leads, 12 months", ["/insights/leads?range=12m", "/insights/leads?range=12m&tab=qualified"]),
        ("Co-sell, 3 months; another country each time", [.. Each("/insights/cosell?range=3m&country=")]),
        ("Co-sell, 12 months, as it opens", ["/insights/cosell?range=12m"]),
        ("Co-sell, 12 months; another country each time", [.. Each("/insights/cosell?range=12m&country=")]),
        ("Co-sell, 12 months, a customer",
            ["/insights/cosell?range=12m&customer=Customer%2042", "/insights/cosell?range=12m&customer=Customer%2043"]),
        ("List: leads received, 12 months", ["/insights/list?of=leads.received&range=12m"]),
        ("List: all referrals, by moment", ["/insights/list?of=referrals.all"]),
        ("List: all referrals, by value", ["/insights/list?of=referrals.all&sort=-value"]),
        ("List: all referrals, by customer", ["/insights/list?of=referrals.all&sort=customer"]),
        ("List: all referrals, page 100 by value", ["/insights/list?of=referrals.all&sort=-value&page=100"]),
        ("List: all referrals, another country each time", [.. Each("/insights/list?of=referrals.all&country=")]),
        ("List: a word in customer, deal or id",
            ["/insights/list?of=referrals.all&q=Customer%204711", "/insights/list?of=referrals.all&q=Deal%2099"]),
        ("Customer suggestions", ["/api/v1/customers?q=Cust", "/api/v1/customers?q=Customer%2047"]),
    ];

    private static readonly (string Name, string Address)[] Files =
    [
        ("all referrals as CSV", "/api/v1/list.csv?of=referrals.all"),
        ("all referrals as CSV, once more", "/api/v1/list.csv?of=referrals.all"),
        ("won of 12 months as CSV", "/api/v1/list.csv?of=cosell.won&range=12m"),
        ("won of 12 months as Excel", "/api/v1/list.xlsx?of=cosell.won&range=12m"),
        ("PDF of the Summary, cold", "/api/v1/summary.pdf?range=12m"),
        ("PDF of the Summary, warm", "/api/v1/summary.pdf?range=6m"),
        ("PDF of the Summary, warm, Dutch", "/api/v1/summary.pdf?range=6m&lang=nl"),
        ("the same PDF again", "/api/v1/summary.pdf?range=6m&lang=nl"),
    ];

    public static async Task RunAsync(int size)
    {
        string folder = Directory.CreateTempSubdirectory("insights-pages-").FullName;
        try
        {
            ReferralStore store = await WorldFile.StoreAsync(folder, size);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

            await using ServedProgram served = await ServedProgram.StartAsync(store.Location);
            Console.WriteLine($"| {size:N0} referrals, over loopback | first, ms | p50, ms | p95, ms | KB |\n| --- | ---: | ---: | ---: " +
                "| ---: |");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| process start to first page | {served.FirstPage.TotalMilliseconds:0} | | | |"));
            foreach ((string name, string[] addresses) in Pages)
            {
                (double first, long bytes) = await served.AskAsync(addresses[0]);
                for (int i = 0; i < Warm; i++) await served.AskAsync(addresses[i % addresses.Length]);
                var times = new double[Asked];
                for (int i = 0; i < Asked; i++) (times[i], _) = await served.AskAsync(addresses[i % addresses.Length]);
                Array.Sort(times);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {first:0} | {times[Asked / 2]:0.0} | {times[Asked * 95 / 100]:0.0} | {bytes / 1e3:0} |"));
            }
            Console.WriteLine("\n| | seconds | MB | memory before and after, MB | peak so far, MB |\n| --- | ---: | ---: | ---: | ---: |");
            foreach ((string name, string address) in Files)
            {
                long before = served.Memory().Now;
                (double time, long bytes) = await served.AskAsync(address);
                (long after, long peak) = served.Memory();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {name} | {time / 1e3:0.00} | {bytes / 1e6:0.0} | {before / 1e6:0}, {after / 1e6:0} | {peak / 1e6:0} |"));
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Each(string address) => "US DE NL FR GB JP BR IN".Split(' ').Select(country => address + country);
}

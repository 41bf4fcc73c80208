using BenchmarkDotNet.Running;

namespace Insights.Bench;

// Not top-level statements: the program under measure has a class Program of its own.
internal static class Benchmarks
{
    /// <summary><c>bars [SIZE…]</c> walks the bars of DESIGN.md once and prints a table, <c>pages [SIZE]</c> times pages, lists and
    /// downloads, <c>dashboards [SIZE]</c> the dashboards without the page, <c>organizations [COUNT] [SIZE]</c> many of them in one store,
    /// <c>refresh [SIZE…]</c> the numbers after fifty changes, <c>cluster [COUNT] [LARGEST]</c> many of very different sizes in one PostgreSQL; anything else goes to BenchmarkDotNet.</summary>
    private static async Task Main(string[] args)
    {
        if (args is ["pages", ..])
            await PageTimes.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
        else if (args is ["dashboards", ..])
            await DashboardTimes.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)
                : 1_000_000);
        else if (args is ["organizations", ..])
            await OrganizationTimes.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)
                : 1_000, args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1_000);
        else if (args is ["cluster", ..])
            await ClusterTimes.RunAsync(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)
                : 10_000, args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 300_000);
        else if (args is ["refresh", ..]) await RefreshTimes.RunAsync([.. args.Skip(1).Select(int.Parse)]);
        else if (args is ["bars", ..]) await Bars.RunAsync([.. args.Skip(1).Select(int.Parse)]);
        else BenchmarkSwitcher.FromAssembly(typeof(Benchmarks).Assembly).Run(args);
    }
}

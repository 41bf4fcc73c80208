using System.Diagnostics;
using Insights.Tests.Cli;

namespace Insights.Tests.PartnerCenter;

/// <summary>A first read of many records. Run by hand, for it takes as long as a first read does: <c>--explicit only --filter-class
/// "*LargeSyncTests"</c>.</summary>
public sealed class LargeSyncTests
{
    private const int Records = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_records_are_read_in_less_than_512_megabytes()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync(start: DateTimeOffset.UtcNow);
        using var program = new RealProgram();
        foreach ((string name, string value) in site.Settings) program.Environment[name] = value;
        site.Server.Organization = ConnectedStore.Organization;
        site.Server.Put(ReferralRecords.Make(new Random(3), Records, ConnectedStore.Organization, site.Clock.GetUtcNow()));
        long peak = 0, started = Stopwatch.GetTimestamp();
        using Process process = program.Start("sync", "--store", site.Temporary.Path);
        while (!process.HasExited)
        {
            process.Refresh();
            if (!process.HasExited) peak = Math.Max(peak, process.PeakWorkingSet64);
            await Task.Delay(200, Cancel);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{peak >> 20} MB, {Stopwatch.GetElapsedTime(started)}");
        process.ExitCode.ShouldBe(0);
        (await site.FactsAsync()).Count.ShouldBeGreaterThan(Records / 2);
        (peak >> 20).ShouldBeLessThan(512);
    }
}

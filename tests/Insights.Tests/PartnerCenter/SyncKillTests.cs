using System.Diagnostics;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Cli;
using Microsoft.Data.Sqlite;

namespace Insights.Tests.PartnerCenter;

/// <summary>A program that reads Partner Center is killed, really, before each page and while it imports
/// (docs/live.md 4.6).</summary>
[Trait("Category", "Slow")]
public sealed class SyncKillTests
{
    private const int Pages = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_every_page_and_while_it_imports_nothing_is_lost_and_nothing_is_there_twice()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync(start: DateTimeOffset.UtcNow);
        using var program = new RealProgram();
        foreach ((string name, string value) in site.Settings) program.Environment[name] = value;
        site.Server.Organization = ConnectedStore.Organization;
        site.Server.Put(ReferralRecords.Make(new Random(3), 100 * Pages - 50, ConnectedStore.Organization, site.Clock.GetUtcNow()));

        int answered = 0;
        for (int page = 1; page <= Pages; page++)
        {
            using Process process = program.Start("sync", "--store", site.Temporary.Path);
            int last = page;
            site.Server.BeforeRequest = _ => { if (++answered >= last) process.Kill(); };
            answered = page == 1 ? 0 : page - 2;
            await process.WaitForExitAsync(Cancel);
            process.ExitCode.ShouldNotBe(0, $"before page {page}");
            await LapseAsync(site);
            ((await site.SourceAsync()).Run?.Pages ?? 0).ShouldBe(page - 1);
        }
        site.Server.BeforeRequest = null;
        // The import itself: struck later and later, until it was quick enough.
        for (int delay = 0; (await site.SourceAsync()).Watermark is null; delay += 25)
        {
            delay.ShouldBeLessThan(5000);
            using Process process = program.Start("sync", "--store", site.Temporary.Path);
            await Task.WhenAny(process.WaitForExitAsync(Cancel), UntilReadAsync(site, delay));
            process.Kill();
            await process.WaitForExitAsync(Cancel);
            await LapseAsync(site);
        }
        (await site.Store.ImportsAsync(site.Scope, Cancel)).Count.ShouldBe(1);
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());
        (await program.RunAsync("sync", "--full", "--store", site.Temporary.Path)).Ended(0).Out.ShouldContain("1150 unchanged, 0 refused.");
        (await site.Store.ImportsAsync(site.Scope, Cancel)).Count.ShouldBe(1);
        site.PagesAsked.ShouldBeLessThan(3 * Pages + 3);
    }

    /// <summary>As if two minutes had passed.</summary>
    private static async Task LapseAsync(ConnectedStore site)
    {
        await using var connection = new SqliteConnection($"Data Source={site.Temporary.Path};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "UPDATE source SET lease_until = 1";
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task UntilReadAsync(ConnectedStore site, int delay)
    {
        while ((await site.SourceAsync()).Run?.Pages < Pages) await Task.Delay(5, Cancel);
        await Task.Delay(delay, Cancel);
    }
}

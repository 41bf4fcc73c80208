using System.Diagnostics;
using Insights.Cli;
using Insights.Exports;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Data.Sqlite;
using Insights.Web;

namespace Insights.Tests.Store;

/// <summary>Whatever happens to a store's file: the numbers are those of the whole store, or it is said that it is damaged.</summary>
[Trait("Category", "Slow")]
public sealed class DamageTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("insights-damage-").FullName;
    private readonly StoppedClock clock = new(Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A run outside the suite asks for more.</summary>
    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("DAMAGED_STORES"), out int asked) ? asked : 120;

    [Fact]
    public async Task A_damaged_store_gives_the_numbers_of_the_whole_one_or_says_that_it_is_damaged() =>
        await TryAsync(Seeds, NumbersAsync);

    [Fact]
    public async Task What_is_imported_into_a_damaged_store_or_undone_or_moved_comes_out_as_from_the_whole_one_or_it_is_said() =>
        await TryAsync(Seeds / 3, async path =>
    {
        ReferralStore store = await ReferralStore.OpenAsync(path, clock, Cancel);
        Organization us = (await store.OrganizationsAsync(Cancel))[0];
        await ImportAsync(store, us, Enumerable.Range(50, 60));
        await store.UndoAsync(us.Scope(), 2, Cancel);
        await store.SetAsync(us.Scope(), "rhythm_days.solutions", "4", Cancel);
        await ReferralStore.MoveAsync(store, await ReferralStore.OpenAsync(path + "-moved", clock, Cancel), _ => { }, Cancel);
        return await NumbersAsync(path + "-moved") + await NumbersAsync(path);
    });

    /// <summary>Damages the store once for each seed; what is asked must come out as from the whole store, or as the sentence, within ten
    /// seconds.</summary>
    private async Task TryAsync(int seeds, Func<string, Task<string>> ask)
    {
        (byte[] whole, byte[] older) = await WorldAsync();
        string expected = await ask(await PutAsync("whole.db", whole));
        List<string> wrong = [];
        int told = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            string path = await PutAsync($"{seed}.db", Damage.Of(whole, older, seed));
            long began = Stopwatch.GetTimestamp();
            try
            {
                if (await ask(path) != expected) wrong.Add($"{Damage.Said(seed)}: other numbers");
            }
            catch (StoreException e) when (e.Trouble == StoreTrouble.Damaged
                && e.Message.StartsWith($"The store {path}", StringComparison.Ordinal)
                && e.Message.Contains(" is damaged (", StringComparison.Ordinal))
            {
                told++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                wrong.Add($"{Damage.Said(seed)}: {e.GetType().Name}: " +
                    $"{e.Message}{(e is StoreException or UsageException ? "" : e.StackTrace)}");
            }
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(10))
                wrong.Add($"{Damage.Said(seed)}: took {Stopwatch.GetElapsedTime(began)}");
            SqliteConnection.ClearAllPools();
            foreach (string file in Directory.GetFiles(folder, $"{seed}.db*")) File.Delete(file);
        }
        wrong.ShouldBeEmpty();
        // Most of what chance does is seen; a bit of an unused place is not.
        told.ShouldBeGreaterThan(seeds / 2);
    }

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await Task.Run(() => Directory.Delete(folder, recursive: true));
    }

    /// <summary>A store with what numbers rest on: the sample, an import that told some of it again, one that was undone, settings; and the
    /// file as it was before the last of it.</summary>
    private async Task<(byte[] Whole, byte[] Older)> WorldAsync()
    {
        string path = Path.Combine(folder, "made.db");
        ReferralStore store = await ReferralStore.OpenAsync(path, clock, Cancel);
        await SampleVerb.LoadAsync(store, 300, 7, Now, Cancel);
        Organization us = (await store.OrganizationsAsync(Cancel))[0];
        await ImportAsync(store, us, Enumerable.Range(0, 60));
        SqliteConnection.ClearAllPools();
        byte[] older = await File.ReadAllBytesAsync(path, Cancel);
        long undone = await ImportAsync(store, us, Enumerable.Range(40, 40));
        await ImportAsync(store, us, Enumerable.Range(70, 30));
        await store.UndoAsync(us.Scope(), undone, Cancel);
        await store.SetAllAsync(us.Scope(), new Dictionary<string,
            string?>
        { [ReportingSettings.ZoneName] = "America/New_York", ["rhythm_days.solutions"] = "9" }, Cancel);
        SqliteConnection.ClearAllPools();
        return (await File.ReadAllBytesAsync(path, Cancel), older);
    }

    private static async Task<long> ImportAsync(ReferralStore store, Organization us, IEnumerable<int> numbers)
    {
        await using ImportSession session = await store.BeginImportAsync(us.Id, us.PartnerCenterId, us.Name, us.IsSample, null, Cancel);
        foreach (int n in numbers)
            session.Add(new ReferralObservation
            {
                ReferralId = $"r{n}",
                EngagementId = $"e{n}",
                Type = (ReferralType)(n % 6),
                Direction = n % 3 == 0 ? "Incoming" : "Outgoing",
                State = (ObservedState)(n % 4),
                Created = Now.AddDays(-n),
                Country = "NL",
                CustomerName = $"Customer {n}",
                DealValue = 1000 + n,
                Currency = "EUR",
                Team = ["ann@example.com"],
            });
        await session.CommitAsync([new FileReceipt("test", "api", 1, 1, 0, 0, 0)], Cancel);
        return session.ImportId;
    }

    private async Task<string> PutAsync(string name, byte[] file)
    {
        string path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, file, Cancel);
        return path;
    }

    /// <summary>What the Summary, the dashboards and a list would show.</summary>
    private async Task<string> NumbersAsync(string path)
    {
        ReferralStore store = await StoreOption.OpenExistingAsync(path, clock, Cancel);
        Scope scope = (await StoreOption.ChooseAsync(store, null, Cancel)).Scope();
        OrganizationFacts facts = await new FactsCache(store).ReadAsync(scope, Cancel);
        var said = new MemoryStream();
        SummaryJson.Write(said, Summary.Read(facts, new SummaryQuestion(Preset.TwelveMonths), Now), Language.English);
        var records = new Records(store, scope, facts);
        foreach (DashboardTab tab in DashboardTab.All)
            DashboardJson.Write(said, Insights.Metrics.Dashboards.Dashboards.Read(facts, await records.FacetsAsync(Cancel),
                new DashboardQuestion(tab, Filters.None, new SummaryQuestion(Preset.TwelveMonths)), Now), Language.English);
        foreach (ReferralRecord record in (await records.ReadAsync([.. facts.VersionId], Cancel)).OrderBy(r => r.Key).Select(r => r.Value))
            said.Write(System.Text.Encoding.UTF8.GetBytes($"{record.Known.ReferralId} {record.Known.State} {record.Known.CustomerName} " +
                $"{record.Known.DealValue}\n"));
        return System.Text.Encoding.UTF8.GetString(said.ToArray());
    }
}

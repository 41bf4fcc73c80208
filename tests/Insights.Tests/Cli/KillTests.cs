using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Insights.Exports;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Plain;
using Insights.Vocabulary;

namespace Insights.Tests.Cli;

/// <summary>Nothing is lost and nothing is half: an import is killed at twenty moments, and importing again ends in the same facts. Only
/// what is killed is a process: what it left is looked at from here, where no program has to start for it.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests : IDisposable
{
    private const int Kills = 20;
    private const string Now = "2026-03-15T00:00:00Z";
    private static readonly DateTimeOffset Moment = DateTimeOffset.Parse(Now, CultureInfo.InvariantCulture);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly RealProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task An_import_killed_at_any_moment_leaves_all_or_nothing_and_importing_again_ends_in_the_same_facts()
    {
        string[] files = (await program.RunAsync("sample", "--size", "4000", "--seed", "11", "--now", Now, "--out", "made")).Ended(0)
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        files = [.. files.Select(program.At)];
        // The sample tells some states without their moment: they are dated by --observed, so that it does not matter when the test runs.
        string[] import = ["import", .. files, "--observed", Now];

        long started = Stopwatch.GetTimestamp();
        (await program.RunAsync([.. import, "--db", "clean.db"])).Ended(0);
        TimeSpan whole = Stopwatch.GetElapsedTime(started);
        string reference = await FactsAsync("clean.db");

        // Half of the kills strike a store that already holds something: what was there must stay as it was.
        (await program.RunAsync("import", files[1], files[2], "--observed", Now, "--organization", "5a3b1e00-c057-4050-8a11-000000c0de01",
            "--db", "begun.db")).Ended(0);
        string begun = await FactsAsync("begun.db");

        var random = new Random(20);
        int killed = 0, half = 0;
        for (int run = 0; killed < Kills; run++)
        {
            run.ShouldBeLessThan(3 * Kills, "an import can be struck while it runs");
            string store = $"run{run}.db";
            bool wasBegun = run % 2 == 1;
            if (wasBegun) File.Copy(program.At("begun.db"), program.At(store));
            // One kill in every twentieth of the import's duration, somewhere in it; before the first fifth the program is only starting.
            double share = 0.2 + 0.8 * (run % Kills + random.NextDouble()) / Kills;
            TimeSpan? ended = await EndedOrKilledAfterAsync(whole * share, [.. import, "--db", store]);
            if (ended is null) killed++;
            else if (ended < whole) whole = ended.Value;

            long[] left = [.. await ImportsAsync(store)];
            long[] before = wasBegun ? [1] : [];
            bool everything = left.Length > before.Length;
            if (!everything) half++;
            string said = $"kill {run}, {(everything ? "after" : "before")} the import was kept";
            left.ShouldBe(everything ? [.. before.Select(_ => 2L), 1L] : before, said);
            if (everything) Same(await FactsAsync(store), reference, said);
            else if (wasBegun) Same(await FactsAsync(store), begun, said);

            await Importer.RunAsync(await OpenAsync(store), new ImportRequest { Files = [.. files], Observed = Moment }, _ => { }, null, Cancel);
            Same(await FactsAsync(store), reference, said);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            foreach (string part in Directory.GetFiles(program.Folder, store + "*")) File.Delete(part);
        }
        half.ShouldBeGreaterThanOrEqualTo(Kills / 2, "most kills must have struck before the import was kept");
    }

    /// <summary>How long the program took; null when it was still at it when its moment had come, and was killed.</summary>
    private async Task<TimeSpan?> EndedOrKilledAfterAsync(TimeSpan moment, string[] words)
    {
        long started = Stopwatch.GetTimestamp();
        using Process process = program.Start(words);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(moment);
        Task drained = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None),
            process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            process.ExitCode.ShouldBe(0);
            return Stopwatch.GetElapsedTime(started);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return null;
        }
        finally
        {
            await process.WaitForExitAsync(CancellationToken.None);
            await drained;
        }
    }

    private static void Same(string facts, string expected, string said)
    {
        // Byte for byte; but a failure names the places and not fifty thousand characters.
        if (facts == expected) return;
        Assert.Fail($"{said}:\n{string.Join('\n', JsonAssert.Differences(JsonNode.Parse(expected)!.AsObject(), JsonNode.Parse(facts)!.AsObject()).Take(10))}");
    }

    private Task<ReferralStore> OpenAsync(string store) => ReferralStore.OpenAsync(program.At(store), TimeProvider.System, Cancel);

    private async Task<IEnumerable<long>> ImportsAsync(string place)
    {
        ReferralStore store = await OpenAsync(place);
        IReadOnlyList<Organization> known = await store.OrganizationsAsync(Cancel);
        return known.Count == 0 ? [] : (await store.ImportsAsync(new Scope(known[0].Id), Cancel)).Select(import => import.Id);
    }

    /// <summary>Every number of a year, as the program prints them; when it was imported is left out.</summary>
    private async Task<string> FactsAsync(string place)
    {
        ReferralStore store = await OpenAsync(place);
        OrganizationFacts facts = await new FactsCache(store).ReadAsync(new Scope((await store.OrganizationsAsync(Cancel))[0].Id), Cancel);
        using var written = new MemoryStream();
        SummaryJson.Write(written, Summary.Read(facts, new SummaryQuestion(Preset.TwelveMonths), Moment), Language.English);
        JsonObject document = JsonNode.Parse(written.ToArray())!.AsObject();
        document.Remove("freshness").ShouldBeTrue();
        return document.ToJsonString();
    }
}

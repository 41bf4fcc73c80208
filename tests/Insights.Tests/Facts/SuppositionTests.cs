using System.Text.Json.Nodes;
using Insights.Facts;
using Insights.Ingest;
using Insights.Store;
using Insights.Tests.Laws;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

[Trait("Category", "Slow")]
public sealed class SuppositionOnSqlite() : SuppositionTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class SuppositionOnPostgres() : SuppositionTests(StoreEngine.Postgres);

/// <summary>What an import, an undo or bringing one back would move is told before it is done, exactly as it then comes about.</summary>
public abstract class SuppositionTests(StoreEngine engine)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly int worlds = engine == StoreEngine.Sqlite ? 25 : 6;

    [Fact]
    public async Task A_trial_gives_the_receipt_and_the_reading_of_the_import_that_follows_and_keeps_nothing()
    {
        for (int seed = 1; seed <= worlds; seed++)
        {
            await using var store = new TemporaryStore(engine);
            ReferralStore opened = await store.OpenAsync();
            var (world, query) = WorldGen.Create(seed, murky: seed % 2 == 0);
            string folder = Directory.CreateDirectory(store.Path + ".files").FullName;
            // The same things told twice and in pieces, and one of the imports taken back: all that a version's life can be.
            List<string> files = [.. WorldFiles.Write(world, folder, new Writing((ReferralLayout)(seed % 3), 1 + seed % 4, seed)).All];
            List<ImportRequest> imports =
            [
                .. files.Concat(files.Take(2)).Select((file, i) => new ImportRequest
                {
                    Files = [file],
                    OrganizationId = world.OrganizationId,
                    Observed = world.Observed.AddHours(seed % 2 == 0 ? i : -i),
                }),
            ];
            for (int i = 0; i < imports.Count; i++)
            {
                string before = await ContentsAsync(opened);
                string path = Path.Combine(folder, $"trial-{i}");
                JsonObject? foretold;
                Receipt receipt;
                await using (var trial = new TrialStore(opened, path, store.Clock))
                {
                    receipt = await Importer.RunAsync(trial, imports[i], null, null, Cancel);
                    // Where nothing could be taken there is nothing to foretell.
                    foretold = receipt.ImportId is null ? null : await PrintAsync(trial, trial.Scope!, query);
                }
                Directory.GetFiles(folder, "trial-*").ShouldBeEmpty();
                (await ContentsAsync(opened)).ShouldBe(before, "a trial writes nothing");
                Receipt kept = await Importer.RunAsync(opened, imports[i], null, null, Cancel);
                receipt.Files.ShouldBe(kept.Files, $"seed {seed}, import {i}");
                receipt.ImportId.ShouldBe(kept.ImportId);
                if (foretold is not null)
                    JsonAssert.Same(await PrintAsync(opened, new Scope(1), query), foretold, $"seed {seed}, import {i}");
                if (i == 1 && kept.ImportId is not null) await opened.UndoAsync(new Scope(1), 1, Cancel);
            }
        }
    }

    [Fact]
    public async Task What_an_undo_and_a_return_would_show_is_what_they_show_then()
    {
        for (int seed = 1; seed <= worlds; seed++)
        {
            await using var store = new TemporaryStore(engine);
            ReferralStore opened = await store.OpenAsync();
            var (world, query) = WorldGen.Create(seed, murky: seed % 2 == 0);
            string folder = Directory.CreateDirectory(store.Path + ".files").FullName;
            List<string> files = [.. WorldFiles.Write(world, folder, new Writing((ReferralLayout)(seed % 3), 1 + seed % 4, seed)).All];
            foreach (string file in files.Concat(files.Take(2)))
                await Importer.RunAsync(opened,
                    new ImportRequest { Files = [file], OrganizationId = world.OrganizationId, Observed = world.Observed }, null, null, Cancel);
            var scope = new Scope(1);
            JsonObject asItIs = await PrintAsync(opened, scope, query);
            foreach (long import in (await opened.ImportsAsync(scope, Cancel)).Select(i => i.Id))
            {
                JsonObject without = await PrintAsync(new SupposedStore(opened, import, undone: true), scope, query);
                await opened.UndoAsync(scope, import, Cancel);
                JsonAssert.Same(await PrintAsync(opened, scope, query), without, $"seed {seed}, without {import}");
                JsonObject back = await PrintAsync(new SupposedStore(opened, import, undone: false), scope, query);
                JsonAssert.Same(asItIs, back, $"seed {seed}, {import} brought back");
                await opened.RedoAsync(scope, import, Cancel);
                JsonAssert.Same(asItIs, await PrintAsync(opened, scope, query), $"seed {seed}, {import} back");
            }
        }
    }

    [Fact]
    public async Task Only_what_was_taken_back_can_be_brought_back()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation { ReferralId = "a", State = ObservedState.New });
        ReferralStore opened = await store.OpenAsync();
        (await Should.ThrowAsync<StoreException>(opened.RedoAsync(new Scope(1), 1, Cancel))).Message.ShouldContain("import 1");
        (await Should.ThrowAsync<StoreException>(opened.RedoAsync(new Scope(1), 2, Cancel))).Message.ShouldContain("import 2");
        await opened.UndoAsync(new Scope(1), 1, Cancel);
        (await store.FactsAsync()).Count.ShouldBe(0);
        await opened.RedoAsync(new Scope(1), 1, Cancel);
        (await store.FactsAsync()).Count.ShouldBe(1);
        (await opened.Audit.ListAsync(new Scope(1), 1, null, Cancel))[0].Action.ShouldBe("redo");
        (await opened.CheckAsync(Cancel)).Faults.ShouldBeEmpty();
    }

    private static async Task<JsonObject> PrintAsync(IFactSource source, Scope scope, Query query)
    {
        JsonObject printed = ProgramReading.Print(await new FactsReader(source, scope, Cancel).ReadAsync(), query);
        // A count of changes of the store, and no number.
        printed.Remove("changeNumber");
        return printed;
    }

    private static async Task<string> ContentsAsync(ReferralStore store)
    {
        IReadOnlyList<Organization> organizations = await store.OrganizationsAsync(Cancel);
        return organizations.Count == 0 ? "" : string.Join("; ", (await store.ImportsAsync(new Scope(1), Cancel)).Select(i => i.Id))
            + (await store.FindAsync(1, Cancel))!.ChangeNumber;
    }
}

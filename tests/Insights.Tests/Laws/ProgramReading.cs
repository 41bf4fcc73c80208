using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Insights.Exports;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Laws;

/// <summary>The real program as a reader of worlds, on one engine: the world is written as files, imported into a store, folded into facts
/// and printed as the document of metrics.md 7. Nothing is shortened.</summary>
internal sealed class ProgramReading(StoreEngine engine)
{
    private readonly ConditionalWeakTable<World, OrganizationFacts> known = [];

    public static ProgramReading Sqlite { get; } = new(StoreEngine.Sqlite);

    public static ProgramReading Postgres { get; } = new(StoreEngine.Postgres);

    /// <summary>Everything in one import.</summary>
    public JsonObject Read(World world, Query query) =>
        Print(Facts(world), query);

    /// <summary>The facts of a world, imported once.</summary>
    public OrganizationFacts Facts(World world) => known.GetValue(world, w => Import(w, new Writing()));

    /// <summary>Split over several imports, shuffled, some of them twice, the organisation told from the data: law 3.</summary>
    public JsonObject ReadInPieces(World world, Query query, int seed) =>
        Print(Import(world, new Writing((ReferralLayout)(seed % 3), 1 + seed % 4, seed), oneByOne: true), query);

    public static JsonObject Print(OrganizationFacts facts, Query query)
    {
        Reading reading = Reading(facts, query);
        using var json = new MemoryStream();
        SummaryJson.Write(json, reading, Language.English);
        json.Position = 0;
        return OnlyWhatSection7Asks(JsonNode.Parse(json)!.AsObject());
    }

    public static Reading Reading(OrganizationFacts facts, Query query) => Summary.Read(facts, new SummaryQuestion(
        query.From is null ? PeriodWords.ParsePreset(query.Preset)!.Value : Preset.Custom, query.From, query.To,
        PeriodWords.ParseComparison(query.Comparison)!.Value, PeriodWords.ParseGranularity(query.Granularity)!.Value), query.Now);

    /// <summary>The program prints a little more than metrics.md 7 shows; the plain reading does not.</summary>
    private static JsonObject OnlyWhatSection7Asks(JsonObject document)
    {
        foreach (string key in (string[])["organizationName", "comparison", "granularity", "currency", "observed",
            "amountsLeftOut"]) document.Remove(key);
        foreach ((_, JsonNode? change) in document["changes"]!.AsObject())
            foreach (string key in (string[])["unit", "value", "observed"]) change!.AsObject().Remove(key);
        foreach ((_, JsonNode? points) in document["trends"]!.AsObject())
            foreach (JsonNode? point in points!.AsArray()) point!.AsObject().Remove("observed");
        return document;
    }

    private OrganizationFacts Import(World world, Writing writing, bool oneByOne = false) => Task.Run(async () =>
    {
        await using var temporary = new TemporaryStore(engine);
        string folder = Directory.CreateDirectory(temporary.Path + ".files").FullName;
        WrittenWorld written = WorldFiles.Write(world, folder, writing);
        ReferralStore store = await temporary.OpenAsync();
        List<string> files = [.. written.All];
        List<IReadOnlyList<string>> imports = oneByOne
            ? [.. files.Concat(files.Take(1)).Select(f => (IReadOnlyList<string>)[f])]
            : [files];
        foreach (IReadOnlyList<string> import in imports)
            await Importer.RunAsync(store,
                new ImportRequest { Files = [.. import], OrganizationId = world.OrganizationId, Observed = world.Observed }, null, null,
                CancellationToken.None);
        Organization organization = (await store.OrganizationsAsync(CancellationToken.None))[0];
        if (world.TimeZone != "UTC")
            await store.SetAsync(new Scope(organization.Id), ReportingSettings.ZoneName, world.TimeZone, CancellationToken.None);
        return await new FactsCache(store).ReadAsync(new Scope(organization.Id), CancellationToken.None);
    }).GetAwaiter().GetResult();
}

using System.Text.Json.Nodes;
using Insights.Facts;
using Insights.Ingest;
using Insights.Tests.Access;
using Insights.Tests.Laws;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Tests.Lists;

/// <summary>What was downloaded can be imported again: every number the file can carry is then the same.</summary>
[Trait("Category", "Slow")]
public sealed class RoundTripTests
{
    /// <summary>What a file of referrals does not carry: its words are not about one referral of ours.</summary>
    private static readonly string[] NotCarried =
    [
        "solutions.",                               // the list of solutions
        "leads.page_views", "leads.cta_clicks",     // views of pages
        "revenue.ip_cosell_approved_value",         // registrations
        "cosell.accepted_by_microsoft",             // dated by Microsoft's own record of the engagement
    ];

    [Theory, InlineData("csv", "en"), InlineData("csv", "nl"), InlineData("tsv", "en")]
    public async Task All_referrals_of_the_sample_survive_download_and_import(string ending, string language)
    {
        await using Served site = await Served.SampleAsync(600);
        string file = await site.TextAsync($"/api/v1/list.{ending}?of=referrals.all&lang={language}");
        await using Served again = await Import(file, null);
        await SameNumbers(site, again);
        // And once more: what a file carries, it carries for good.
        (await again.TextAsync($"/api/v1/list.{ending}?of=referrals.all&lang={language}")).Split("\r\n").Order()
            .ShouldBe(file.Split("\r\n").Order());
    }

    [Theory, InlineData(2), InlineData(5), InlineData(11)]
    public async Task All_referrals_of_a_generated_world_do_too(int seed)
    {
        (World world, Query query) = WorldGen.Create(seed, murky: true);
        // Settings and own rates are other things than referrals, and are not in their file.
        world = world with { TimeZone = "UTC", OwnRates = [] };
        await using Served site = await Served.WorldAsync(world, query.Now);
        await using Served again = await Import(await site.TextAsync("/api/v1/list.csv?of=referrals.all"), query.Now);
        await SameNumbers(site, again);
    }

    [Fact]
    public async Task A_cell_that_a_spreadsheet_would_run_comes_back_as_it_was()
    {
        string[] names = ["=1+1", "+31 6", "-5", "@x", "'=1", "''", "a\"b,c;d", "two\nlines", "'quoted'", "＝1+1", "－5", "＠x", "'＋1"];
        await using var temporary = new TemporaryStore();
        await temporary.ImportAsync([.. names.Select((name, i) =>
            new ReferralObservation { ReferralId = i == 0 ? "=id" : $"r{i}", Type = ReferralType.Private, State = ObservedState.Active,
            Created = When.OnDay(new DateOnly(2026, 1, 1 + i)), CustomerName = name })]);
        ReferralStore store = await temporary.OpenAsync();
        await using var app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = (await Admission.OfAsync(store, temporary.Clock, app.Urls.First())).Client(app.Urls.First());
        string file = await client.GetStringAsync("/api/v1/list.csv?of=referrals.all&sort=created", TestContext.Current.CancellationToken);
        file.ShouldContain("'=1+1");
        file.ShouldContain("'=id");
        file.ShouldContain("'＝1+1");
        await using Served again = await Import(file, null);
        Records records = (await new FactsCache(again.Store).OpenAsync(new Scope(1), CancellationToken.None))!;
        for (int i = 0; i < names.Length; i++)
            (await records.FindAsync(i == 0 ? "=id" : $"r{i}", CancellationToken.None))!.Known.CustomerName.ShouldBe(names[i]);
    }

    private static async Task<Served> Import(string file, DateTimeOffset? now)
    {
        Served served = await Served.EmptyAsync(now);
        string path = Path.Combine(Directory.CreateTempSubdirectory("insights-download-").FullName, "list.csv");
        await File.WriteAllTextAsync(path, file, TestContext.Current.CancellationToken);
        Receipt receipt = await Importer.RunAsync(served.Store, new ImportRequest { Files = [path], Observed = now }, null, null,
            TestContext.Current.CancellationToken);
        receipt.Refused.ShouldBe(0, string.Join('\n', receipt.Refusals.Select(r => r.Reason)));
        receipt.Files[0].Format.ShouldBe("own_referrals");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        return served;
    }

    private static async Task SameNumbers(Served one, Served other)
    {
        foreach (string range in new[] { "", "?range=12m&granularity=week", "?from=2020-01-01&to=2026-12-31" })
        {
            JsonObject before = Carried(await one.TextAsync("/api/v1/summary" + range)),
                after = Carried(await other.TextAsync("/api/v1/summary" + range));
            JsonAssert.Differences(before, after).ShouldBeEmpty(string.Join('\n', JsonAssert.Differences(before, after).Take(10)));
        }
    }

    private static JsonObject Carried(string text)
    {
        JsonObject document = JsonNode.Parse(text)!.AsObject();
        // Whose it is, when it was imported and what was observed rather than told are of the store, not of the file.
        foreach (string key in new[] { "organization", "organizationName", "freshness", "notes", "observed" }) document.Remove(key);
        foreach ((_, JsonNode? change) in document["changes"]!.AsObject()) change!.AsObject().Remove("observed");
        foreach ((_, JsonNode? points) in document["trends"]!.AsObject())
            foreach (JsonNode? point in points!.AsArray()) point!.AsObject().Remove("observed");
        foreach (string part in new[] { "metrics", "changes", "trends", "amountsLeftOut" }.Where(document.ContainsKey))
            foreach (string key in document[part]!.AsObject().Select(m => m.Key)
                .Where(k => NotCarried.Any(n => k.StartsWith(n, StringComparison.Ordinal))).ToArray())
                document[part]!.AsObject().Remove(key);
        return document;
    }
}

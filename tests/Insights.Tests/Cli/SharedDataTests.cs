using System.Text.Json.Nodes;
using Insights.Tests.Ingest;

namespace Insights.Tests.Cli;

/// <summary>The program on data other people made: a foreign CSV with gaps, and the API's examples as they were printed.
/// Skipped where that data is not.</summary>
[Trait("Category", "Slow")]
public sealed class SharedDataTests : IDisposable
{
    private const string Us = "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d";
    private readonly RealProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task The_olist_funnel_has_its_published_figures()
    {
        string mapping = Path.Combine(HouseTests.Root, "mappings", "olist.json");
        Ran import = (await program.RunAsync("import", Places.Shared("olist/olist_closed_deals_dataset.csv"),
            Places.Shared("olist/olist_marketing_qualified_leads_dataset.csv"), "--mapping", mapping)).Ended(0);
        import.Rows[^1].ShouldBe(["all", "8842", "8000", "842", "0", "0"]);

        JsonObject won = await SummaryAsync("2017-12-01", "2018-11-30");
        won["metrics"]!["leads.won"]!.GetValue<int>().ShouldBe(842);
        won["trends"]!["leads.won"]!.AsArray().Select(p => p!["value"]!.GetValue<int>())
            .ShouldBe([3, 73, 113, 147, 207, 122, 57, 37, 33, 23, 21, 6]);
        JsonNode early = won["notes"]!.AsArray().Single(n => n!["code"]!.GetValue<string>() == "won_before_created")!;
        early["count"]!.GetValue<int>().ShouldBe(1);

        JsonObject received = await SummaryAsync("2017-06-01", "2018-05-31");
        received["metrics"]!["leads.received"]!.GetValue<int>().ShouldBe(8000);
        received["metrics"]!["leads.accepted"]!.GetValue<int>().ShouldBe(0, "the source tells no acceptance");
    }

    [Theory]
    [InlineData("get-a-list-of-referrals.response.json.txt", 72)]
    [InlineData("get-a-referral-by-id.examples.txt", 30)]
    [InlineData("create-a-referral.examples.txt", 1)]
    [InlineData("update-a-referral.examples.txt", 1)]
    public async Task A_printed_example_is_refused_with_line_and_reason(string example, int line)
    {
        string path = Places.Shared("partner-center-api/" + example);
        Ran import = (await program.RunAsync("import", path)).Ended(3);
        import.Rows[^1][^1].ShouldBe("1");
        import.Talk.ShouldContain($"{path}:{line}: ");
    }

    [Fact]
    public async Task The_mended_examples_are_imported_into_the_organisation_they_name()
    {
        program.Write("list.json", File.ReadAllText(Places.Shared("partner-center-api/get-a-list-of-referrals.response.json.txt"))
            .ReplaceOnce("            }\n            \"links\"", "            },\n            \"links\"")
            .ReplaceOnce("            },\n        },\n        {", "            }\n        },\n        {"));
        program.Write("one.json", File.ReadAllText(Places.Shared("partner-center-api/get-a-referral-by-id.examples.txt"))
            .ReplaceOnce("\"country\": \"US\"\n", "\"country\": \"US\",\n"));
        // The printed list says that it is one page of a hundred referrals, and shows two.
        Ran import = (await program.RunAsync("import", "list.json", "one.json")).Ended(3);
        import.Talk.ShouldContain("list.json: The answer from line 1 on is not the whole list: its '@odata.count' is 100, and 2 records " +
            "are in it.");
        import.Talk.ShouldContain($"Contoso Company ({Us})");
        import.Rows[^1].ShouldBe(["all", "3", "2", "1", "0", "0"], "the single example is one of the list");
        (await SummaryAsync("2018-10-01", "2018-11-30"))["metrics"]!["referrals.total"]!.GetValue<int>().ShouldBe(2);
    }

    private async Task<JsonObject> SummaryAsync(string from, string to) =>
        JsonNode.Parse((await program.RunAsync("summary", "--json", "--from", from, "--to", to)).Ended(0).Out)!.AsObject();
}

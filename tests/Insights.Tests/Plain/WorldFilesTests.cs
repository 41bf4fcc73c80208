using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>What is written is the world and nothing else, whatever the layout.</summary>
public sealed class WorldFilesTests
{
    [Theory]
    [InlineData(ReferralLayout.ListResponse, 1, null)]
    [InlineData(ReferralLayout.ListResponse, 3, 17)]
    [InlineData(ReferralLayout.BareArray, 2, 4)]
    [InlineData(ReferralLayout.JsonLines, 5, null)]
    public void Every_record_is_written_once(ReferralLayout layout, int pieces, int? shuffle)
    {
        var (world, _) = WorldGen.Create(7);
        var folder = Directory.CreateTempSubdirectory("plain-world-").FullName;
        try
        {
            var written = WorldFiles.Write(world, folder, new Writing(layout, pieces, shuffle));
            written.Referrals.Count.ShouldBe(pieces);
            var records = written.Referrals.SelectMany(path => Records(File.ReadAllText(path), layout)).ToList();
            records.Select(record => record["id"]!.ToString()).ShouldBe(world.Referrals.Select(r => r.Id), ignoreOrder: true);
            Rows(written.PageViews).ShouldBe(world.PageViews.Count);
            Rows(written.Solutions).ShouldBe(world.Solutions.Count);
            Rows(written.Rates).ShouldBe(world.OwnRates.Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_moment_keeps_its_seven_decimals()
    {
        var body = ReferralJson.Body(World.Of(Made.QualifiedLead("2022-02-28 23:59:59.9999999")).Referrals[0]);
        body["createdDateTime"]!.ToString().ShouldBe("2022-02-28T23:59:59.9999999Z");
        body["closedDateTime"].ShouldBeNull();
    }

    [Fact]
    public void Tables_are_quoted_where_they_must_be()
    {
        WorldFiles.SolutionText([new("s", "a, \"b\"", "In market")])
            .ShouldBe("Solution ID,Name,Co-sell status\r\ns,\"a, \"\"b\"\"\",In market\r\n");
        WorldFiles.RateText([new("EUR", Made.Day("2022-01-01"), 1.0873m)])
            .ShouldBe("CurrencyCode,USDPerUnit,Month\r\nEUR,1.0873,202201\r\n");
        WorldFiles.PageViewText([new(Made.Day("2022-01-09"), "profile", "", 12, 3)])
            .ShouldBe("Date,Source,Country,Page views,CTA clicks\r\n2022-01-09,profile,,12,3\r\n");
    }

    [Fact]
    public void The_same_seed_makes_the_same_world()
    {
        var (one, asked) = WorldGen.Create(42, murky: true);
        var (other, askedAgain) = WorldGen.Create(42, murky: true);
        asked.ShouldBe(askedAgain);
        JsonAssert.Same(PlainReading.Read(one, asked), PlainReading.Read(other, asked));
        WorldFiles.ReferralText(one.Referrals, ReferralLayout.JsonLines)
            .ShouldBe(WorldFiles.ReferralText(other.Referrals, ReferralLayout.JsonLines));
    }

    private static IEnumerable<JsonNode> Records(string text, ReferralLayout layout) => layout switch
    {
        ReferralLayout.JsonLines => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
        ReferralLayout.BareArray => JsonNode.Parse(text)!.AsArray().Select(record => record!),
        _ => JsonNode.Parse(text)!["value"]!.AsArray().Select(record => record!),
    };

    private static int Rows(IReadOnlyList<string> paths) => paths.Sum(path => File.ReadAllLines(path).Length - 1);
}

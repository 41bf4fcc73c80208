using System.Net;
using System.Text.Json.Nodes;
using Insights.Tests.Lists;

namespace Insights.Tests.Dashboards;

/// <summary>The dashboards' documents over HTTP, with the sample organisation: what they say, their lists say too.</summary>
public sealed class DashboardApiTests
{
    [Fact]
    public async Task A_documents_numbers_are_the_lengths_of_the_lists_of_the_same_address()
    {
        await using Served site = await Served.SampleAsync(600);
        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/cosell?country=US&country=DE&range=12m"))!;
        document["filters"]!["country"]!.AsArray().Select(c => (string)c!).ShouldBe(["DE", "US"]);
        int deals = (int)document["figures"]![0]!["metrics"]!["cosell.deals"]!;
        deals.ShouldBeGreaterThan(10);
        const string within = "&country=US&country=DE&deal_type=co_sell&deal_type=partner_led&range=12m";
        (await Listed(site, "of=cosell.deals" + within)).ShouldBe(deals);

        JsonNode solution = document["breakdowns"]!.AsArray().First(b => (string)b!["breakdown"]! == "solutions")!["rows"]![0]!;
        (await Listed(site, $"of=cosell.deals&solution={solution["value"]}{within}")).ShouldBe((int)solution["cells"]!["cosell.deals"]!);
        JsonNode link = document["flows"]!.AsArray().First(f => (string)f!["flow"]! == "cosell")!["links"]![0]!;
        (await Listed(site, $"of=cosell.flow&step={link["from"]}-{link["to"]}{within}")).ShouldBe((int)link["count"]!);
    }

    [Fact]
    public async Task Every_tab_of_the_sample_has_figures_tables_and_funnels()
    {
        await using Served site = await Served.SampleAsync(600);
        foreach (string address in new[] { "leads", "leads?tab=qualified", "cosell", "cosell?tab=ip", "cosell?tab=services" })
        {
            JsonNode document = JsonNode.Parse(await site.TextAsync($"/api/v1/{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}range=12m"))!;
            foreach (JsonNode? table in document["breakdowns"]!.AsArray().Where(b => (string)b!["breakdown"]! != "programs"
                || address == "leads?tab=qualified").Where(b => (string)b!["pivot"]! == "all"))
                table!["rows"]!.AsArray().Count.ShouldBeGreaterThan(0, $"{address} {table["breakdown"]}");
            foreach (JsonNode? flow in document["flows"]!.AsArray())
                flow!["links"]!.AsArray().Count.ShouldBeGreaterThan(1, $"{address} {flow["flow"]}");
            document["compare"]!["series"]!.AsArray().Count.ShouldBeGreaterThan(1, address);
        }
    }

    [Fact]
    public async Task An_address_that_is_not_understood_is_refused_with_the_reason()
    {
        await using Served site = await Served.SampleAsync(50);
        using HttpResponseMessage answer = await site.GetAsync("/api/v1/leads?tab=qualified&offer=x");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .ShouldContain("offer = x: this tab has no such filter");
    }

    private static async Task<int> Listed(Served site, string query) =>
        (int)JsonNode.Parse(await site.TextAsync("/api/v1/list?" + query))!["count"]!;
}

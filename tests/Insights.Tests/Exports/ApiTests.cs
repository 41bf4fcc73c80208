using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Metrics.Dashboards;
using Insights.Tests.Lists;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Tests.Exports;

/// <summary>What is said of the API is what it does: its table, its OpenAPI document and its page are one.</summary>
[Trait("Category", "Slow")]
public sealed class ApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void The_table_names_every_address_programs_may_open_and_no_other() =>
        ApiAddress.All.Select(address => address.Path).Order(StringComparer.Ordinal).ShouldBe(EndpointRules.All
            .Where(rule => rule.Programs && rule.Pattern != "/api/v1/openapi.json").Select(rule => rule.Pattern).Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_names_everything_the_addresses_read_and_nothing_else()
    {
        // What belongs to the page as a page, and means nothing to a program.
        string[] ofPages = ["theme", "keep"];
        foreach (ApiAddress address in ApiAddress.All)
        {
            var asked = new HashSet<string>(StringComparer.Ordinal);
            string? Ask(string name)
            {
                asked.Add(name);
                return null;
            }
            IEnumerable<string?> AskAll(string name)
            {
                asked.Add(name);
                return [];
            }
            if (address.Key.StartsWith("summary", StringComparison.Ordinal)) AddressReader.Read(Workspace.Insights, Ask);
            else if (address.Key.StartsWith("list", StringComparison.Ordinal)) ListAddress.Read(Workspace.Insights, AskAll);
            else
                foreach (DashboardTab tab in DashboardTab.Of(address.Key.StartsWith("leads", StringComparison.Ordinal) ? Dashboard.Leads
                    : Dashboard.CoSell))
                    DashboardAddress.Read(Workspace.Insights, tab.Dashboard, name => name == "tab" ? [tab.Key] : AskAll(name));
            string[] told = [.. address.Parameters.Select(parameter => parameter.Name)];
            told.ShouldBeUnique(address.Path);
            // Choices of cards draw a page; the QRP table is in files alone.
            string[] beside = ["tab", "page", "size", "paper", "orientation", .. DashboardTab.All.SelectMany(tab => CardChoices.Of(tab)).Select(c => c.Name)];
            // A dashboard reads the filters of others only to refuse them.
            IEnumerable<string> dimensions = Insights.Metrics.Lists.Dimensions.All.Select(d => Insights.Metrics.Lists.Dimensions.Key(d));
            if (address.Key[0] != 'l' || address.Key.StartsWith("leads", StringComparison.Ordinal)) asked.ExceptWith(dimensions.Except(told));
            asked.Except(ofPages).Except(beside).Except(address.ContentType == "application/json" && address.Key == "summary"
                ? ["program", "country", "sort"] : []).Except(told).ShouldBeEmpty($"{address.Path} takes more than is told");
            told.Except(beside).Except(asked).Except(Insights.Metrics.Lists.Dimensions.All.Select(d => Insights.Metrics.Lists.Dimensions.Key(d)))
                .ShouldBeEmpty($"{address.Path} is told to take more than it does");
        }
    }

    [Fact]
    public async Task Every_value_that_is_told_is_understood_and_another_is_not()
    {
        await using Served site = await Served.SampleAsync(60);
        foreach (ApiAddress address in ApiAddress.All.Where(a => a.ContentType == "application/json"))
            foreach (ApiParameter parameter in address.Parameters)
            {
                foreach (string value in parameter.Values)
                {
                    string days = parameter.Name == "range" && value == "custom" ? "&from=2026-01-01&to=2026-02-01" : "";
                    HttpStatusCode said = await AskAsync(address, $"{parameter.Name}={Uri.EscapeDataString(value)}{days}");
                    // A filter or a measure belongs to some tabs of a dashboard.
                    if (said != HttpStatusCode.OK && address.Key is "leads" or "cosell")
                        foreach (string tab in address.Parameters.Single(p => p.Name == "tab").Values)
                            if (said != HttpStatusCode.OK) said = await AskAsync(address, $"tab={tab}&{parameter.Name}={Uri.EscapeDataString(value)}");
                    said.ShouldBe(HttpStatusCode.OK, $"{address.Path}: {parameter.Name}={value}");
                }
                if (parameter.Values.Count > 0)
                    (await AskAsync(address, $"{parameter.Name}=nonsense")).ShouldBe(HttpStatusCode.BadRequest, $"{address.Path}: {parameter.Name}");
            }

        async Task<HttpStatusCode> AskAsync(ApiAddress address, string query) => (await site.GetAsync($"{address.Path}?{query}")).StatusCode;
    }

    [Fact]
    public async Task The_document_and_the_page_say_what_the_table_says()
    {
        await using Served site = await Served.SampleAsync(60);
        JsonObject document = JsonNode.Parse(await site.TextAsync("/api/v1/openapi.json"))!.AsObject();
        ((string)document["openapi"]!).ShouldStartWith("3.");
        JsonObject paths = document["paths"]!.AsObject();
        paths.Select(path => path.Key).Order(StringComparer.Ordinal).ShouldBe(ApiAddress.All.Select(a => a.Path).Order(StringComparer.Ordinal));
        document["components"]!["securitySchemes"]!["token"]!["scheme"]!.GetValue<string>().ShouldBe("bearer");
        foreach (ApiAddress address in ApiAddress.All)
        {
            JsonObject get = paths[address.Path]!["get"]!.AsObject();
            get["parameters"]!.AsArray().Select(p => (string)p!["name"]!).ShouldBe(address.Parameters.Select(p => p.Name), address.Path);
            get["parameters"]!.AsArray().ShouldAllBe(p => (string)p!["in"]! == "query" && ((string)p!["description"]!).Length > 5);
            get["responses"]!["200"]!["content"]!.AsObject().Single().Key.ShouldBe(address.ContentType);
        }
        foreach (Language language in Language.All)
        {
            IHtmlDocument page = await site.PageAsync("/api/v1?lang=" + language.Code);
            page.QuerySelectorAll("h2 code").Select(code => code.TextContent).ShouldBe(ApiAddress.All.Select(a => "GET " + a.Path));
            page.QuerySelectorAll("tbody tr").Length.ShouldBe(ApiAddress.All.Sum(a => a.Parameters.Count));
            page.Body!.TextContent.ShouldNotContain("[");
        }
        (await site.GetAsync("/api/v1/openapi.json")).Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Tests.Plain;
using Insights.Vocabulary;

namespace Insights.Tests.Lists;

/// <summary>Law 9 as a reader meets it: every number of the page that leads to a list leads to one that says the same number.</summary>
[Trait("Category", "Slow")]
public sealed partial class CrawlTests
{
    [Theory, InlineData("en", ""), InlineData("nl", "&range=12m&granularity=week&compare=year"),
        InlineData("en", "&range=6m&compare=months&program=digital_sales_opportunity")]
    public async Task Every_number_of_the_sample_has_its_list(string language, string more)
    {
        await using Served site = await Served.SampleAsync(400);
        int followed = await Follow(site, $"/insights/summary?lang={language}{more}", language);
        followed.ShouldBeGreaterThan(60);
    }

    [Theory]
    [InlineData("en", "leads", "range=12m"), InlineData("nl", "leads", "tab=qualified&range=12m&flows=value&compare=months"),
        InlineData("en", "cosell", "range=12m&compare=year&measure=revenue.won_value.co_sell&by=country")]
    [InlineData("nl", "cosell", "tab=ip&deal_type=all&range=6m&countries=private&country=US&country=GB"),
        InlineData("en", "cosell", "range=12m&granularity=week&capabilities=programs&by=solution&flows=value")]
    public async Task Every_number_of_the_samples_dashboards_has_its_list(string language, string dashboard, string more)
    {
        await using Served site = await Served.SampleAsync(400);
        int followed = await Follow(site, $"/insights/{dashboard}?lang={language}&{more}", language);
        followed.ShouldBeGreaterThan(dashboard == "leads" ? 60 : 30);
    }

    [Theory, InlineData(3), InlineData(8), InlineData(15)]
    public async Task Every_number_of_a_generated_world_has_its_list(int seed)
    {
        (World world, Query query) = WorldGen.Create(seed, murky: true);
        await using Served site = await Served.WorldAsync(world, query.Now);
        await Follow(site, "/referrals/summary?lang=nl&range=12m", "nl");
        await Follow(site, "/insights/summary?lang=en&range=6m", "en");
        await Follow(site, "/insights/leads?lang=en&range=12m", "en");
        await Follow(site, "/referrals/leads?lang=nl&tab=qualified&range=6m", "nl");
        await Follow(site, "/insights/cosell?lang=en&range=12m&deal_type=all", "en");
    }

    private static async Task<int> Follow(Served site, string address, string language)
    {
        CultureInfo culture = Language.Find(language)!.Culture;
        IHtmlDocument page = await site.PageAsync(address);
        var wrong = new List<string>();
        var lists = new Dictionary<string, IElement>(StringComparer.Ordinal);
        IElement[] links = [.. page.QuerySelectorAll("a[href*='/list?'], a[href*='/list?of']")];
        foreach (IElement link in links)
        {
            string href = link.GetAttribute("href")!;
            if (!lists.TryGetValue(href, out IElement? list))
                lists[href] = list = (await site.PageAsync(href)).QuerySelector("[data-figure]").ShouldNotBeNull(href);
            decimal figure = decimal.Parse(list.GetAttribute("data-figure")!, CultureInfo.InvariantCulture);
            string said = link.GetAttribute("aria-label") ?? link.GetAttribute("title")!;
            decimal number = Number(said, culture);
            bool isMoney = said.Contains("USD", StringComparison.Ordinal);
            if (isMoney ? Math.Abs(Math.Round(figure, 2, MidpointRounding.AwayFromZero) - number) > 0.01m : figure != number)
                wrong.Add($"{said}: {href} says {figure}");
        }
        wrong.ShouldBeEmpty($"{wrong.Count} of {links.Length} links of {address}:\n{string.Join('\n', wrong.Take(10))}");
        page.QuerySelectorAll(".number .figure:not(.none)").ShouldAllBe(f => f.TextContent.Trim() == "0" || f.TextContent.StartsWith("0.0%")
            || f.TextContent.StartsWith("0,0%") || f.LocalName == "a" || f.QuerySelector("a") != null, "every big figure is a link");
        return links.Length;
    }

    // "10.39K, exactly 10,390, show the list"; "43%, 3 of 7, show the list"; "Accepted, March 2026: 318" of a mark in a chart.
    private static decimal Number(string said, CultureInfo culture)
    {
        Match exact = Exactly().Match(said), parts = OutOf().Match(said), mark = AtTheEnd().Match(said);
        string text = exact.Success ? exact.Groups[1].Value : parts.Success ? parts.Groups[1].Value : mark.Success ? mark.Groups[1].Value
            : said[..said.LastIndexOf(',')];
        return decimal.Parse(text.Replace("USD", "", StringComparison.Ordinal).Trim(' ', '\u00a0'), NumberStyles.Number, culture);
    }

    [GeneratedRegex(@"(?:exactly|precies) (.*), (?:show|toon)")]
    private static partial Regex Exactly();

    [GeneratedRegex(@"%, \S+ (?:of|van) (\S+), (?:show|toon)")]
    private static partial Regex OutOf();

    [GeneratedRegex(@": ([^:]*)$")]
    private static partial Regex AtTheEnd();
}

using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Tests.Lists;
using Insights.Tests.Plain;
using Insights.Widgets;

namespace Insights.Tests.Page;

/// <summary>What a page says of itself where its numbers rest on the day of an import, on no rate, on rounding, or on nothing at
/// all.</summary>
[Trait("Category", "Slow")]
public sealed class UncertainTests
{
    private const string Head = "Referral ID,Creation Date,Status,Lead Type,Lead value,Lead currency,Customer Name,Customer Country\n";
    private static readonly DateTimeOffset Now = Made.At("2026-03-10 12:00:00");
    private static readonly string EightAccepted = Head
        + string.Concat(Enumerable.Range(1, 8).Select(i => $"A{i},2026-0{1 + i % 2}-0{i},Active,Qualified,10,USD,C{i},NL\n"));

    [Fact]
    public async Task A_first_download_without_moments_says_so_on_the_cards_it_concerns()
    {
        await using Served site = await Served.ImportsAsync(Now, null, EightAccepted
            + "W1,2026-01-05,Won,Qualified,100,USD,X,NL\nN1,2026-02-01,New,Qualified,5,USD,Y,NL\n");
        IHtmlDocument page = await site.PageAsync("/insights/summary");
        foreach (string card in new[] { "referrals", "leads" })
            page.QuerySelector($"#{card} .observed")!.TextContent.ShouldContain("Accepted 8 of 8; Won 1 of 1", customMessage: card);
        page.QuerySelector("#revenue .observed")!.TextContent.ShouldContain("1 of 1");
        page.QuerySelector("#acceptance_time .observed")!.TextContent.ShouldContain("8 of 8");
        page.QuerySelector("#win_time .observed")!.TextContent.ShouldContain("1 of 1");
        page.QuerySelector("#cosell .observed").ShouldBeNull("nothing of co-sell was imported");
        foreach (string way in new[] { "--observed", "API",
            "mapping" }) page.QuerySelector("#leads .observed")!.TextContent.ShouldContain(way);
        (await site.PageAsync("/insights/summary?lang=nl"))
            .QuerySelector("#leads .observed")!.TextContent.ShouldContain("Geaccepteerd 8 van 8; Gewonnen 1 van 1");

        // No change where base or value rests on it; received is told by the source and keeps its own.
        page.QuerySelectorAll("#leads .number").Where(n => n.QuerySelector(".change") is not null)
            .Select(n => n.QuerySelector("dt")!.TextContent).ShouldBe(["Received"]);
        // The point of March is dashed, in the drawing, the legend, and the table under it.
        page.QuerySelectorAll("#leads .plot .marker.observed").Length.ShouldBe(2);
        page.QuerySelector("#leads .legend .observed").ShouldNotBeNull();
        IElement table = page.QuerySelector("table[data-table='leads-trend']")!;
        table.QuerySelectorAll("td").Where(td => td.TextContent.Contains('†', StringComparison.Ordinal)).Select(td => td.TextContent.Trim())
            .ShouldBe(["8 †", "1 †"]);
        table.Closest("details")!.TextContent.ShouldContain("† Rests on the day of an import");

        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/summary"))!;
        document["observed"]!["leads.accepted"]!.ToJsonString().ShouldBe("""{"count":8,"of":8}""");
        document["observed"]!["leads.received"].ShouldBeNull();
        ((bool?)document["changes"]!["leads.won"]!["observed"]).ShouldBe(true);
        document["changes"]!["leads.received"]!["observed"].ShouldBeNull();
        ((int?)document["trends"]!["leads.accepted"]!.AsArray()[^1]!["observed"]).ShouldBe(8);

        IHtmlDocument leads = await site.PageAsync("/insights/leads?tab=qualified&flows=value");
        leads.QuerySelector("#overview .observed")!.TextContent.ShouldContain("Accepted 8 of 8");
        leads.QuerySelector("#overview .sparkline.observed").ShouldNotBeNull();
        leads.QuerySelector("#flow_qualified .observed")!.TextContent.ShouldContain("Accepted 8 of 8");
        leads.QuerySelector("#by_country .observed")!.TextContent.ShouldContain("Won 1 of 1");
        JsonNode.Parse(await site.TextAsync("/api/v1/leads?tab=qualified"))!["figures"]![0]!["observed"]!["leads.won"]!.ToJsonString().ShouldBe("""{"count":1,"of":1}""");
    }

    [Fact]
    public async Task The_distribution_says_how_many_stand_there_by_the_day_of_an_import()
    {
        await using Served site = await Served.ImportsAsync(Now, null, EightAccepted);
        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/summary?from=2026-03-01&to=2026-03-31"))!;
        document["observed"]!["distribution"]!.ToJsonString().ShouldBe("""{"count":8,"of":8}""");
        (await site.PageAsync("/insights/summary?from=2026-03-01&to=2026-03-31"))
            .QuerySelector("#distribution .observed")!.TextContent.ShouldContain("8 of 8");
    }

    [Fact]
    public async Task A_point_of_an_import_is_marked_where_others_are_not_and_where_two_are_compared()
    {
        // Of an earlier day: today's point is marked in any case.
        await using Served site = await Served.FilesAsync("UTC", Now, Now.AddDays(-5),
            EightAccepted + "W1,2026-01-05,Won,Qualified,100,USD,X,NL\n");
        IHtmlDocument page = await site.PageAsync("/insights/summary?granularity=day");
        page.QuerySelectorAll("#leads .plot .marker.observed").Length.ShouldBe(2);
        JsonNode compared = JsonNode.Parse(await site.TextAsync(
            "/api/v1/leads?tab=qualified&measure=revenue.won_value.leads&by=country&with=NL"))!;
        compared["compare"]!["series"]![0]!["points"]!.AsArray().Sum(p => (int?)p!["observed"] ?? 0).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_of_page_views_without_a_row_says_that_there_were_none()
    {
        await using Served site = await Served.ImportsAsync(Now, null, EightAccepted, "Date,Source,Country,Page views,CTA clicks\n");
        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/summary"))!;
        ((int?)document["metrics"]!["leads.page_views"]).ShouldBe(0);
    }

    [Fact]
    public async Task Once_the_base_rests_on_an_import_the_next_period_has_no_change_either()
    {
        await using Served site = await Served.ImportsAsync(Now, null, EightAccepted);
        IHtmlDocument page = await site.PageAsync("/insights/summary?from=2026-03-11&to=2026-03-20");
        page.QuerySelector("#leads .observed").ShouldBeNull("no figure of these days rests on it");
        page.QuerySelectorAll("#leads .number").Single(n => n.QuerySelector("dt")!.TextContent == "Accepted").QuerySelector(".change")
            .ShouldBeNull();
        page.QuerySelectorAll("#leads .plot .marker.observed").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_source_dates_is_as_sure_as_ever()
    {
        await using Served site = await Served.ImportsAsync(Now, null,
            "Referral ID,Type,State,Created,Accepted\nA,qualified,accepted,2026-02-01,2026-02-02\n");
        IHtmlDocument page = await site.PageAsync("/insights/summary");
        page.QuerySelector("#referrals .figure")!.TextContent.ShouldBe("1");
        page.QuerySelectorAll(".observed").ShouldBeEmpty();
        page.QuerySelectorAll("[data-note]").ShouldBeEmpty();
        page.Body!.TextContent.ShouldNotContain("†");
    }

    [Fact]
    public async Task What_was_never_imported_is_a_dash_with_the_reason_and_what_was_and_is_nothing_is_0()
    {
        await using Served site = await Served.ImportsAsync(Now, null, EightAccepted);
        IHtmlDocument page = await site.PageAsync("/insights/summary");
        foreach ((string card, int index) in new[] { ("solutions", 0), ("solutions", 1), ("leads", 0), ("leads", 1) })
            page.QuerySelectorAll($"#{card} .number")[index].QuerySelector("dd")!.TextContent.ShouldContain("not imported yet");
        page.QuerySelector("#solutions .figure")!.TextContent.ShouldBe(Figures.Dash);
        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/summary"))!;
        foreach (string key in new[] { "solutions.total", "solutions.co_sell_ready", "leads.page_views", "leads.cta_clicks" })
            document["metrics"]!.AsObject().Single(m => m.Key == key).Value.ShouldBeNull(key);
        document["trends"]!["leads.page_views"]!.AsArray().ShouldAllBe(p => p!["value"] == null);
        document["changes"]!["leads.page_views"]!["percent"].ShouldBeNull();
        (await site.TextAsync("/api/v1/summary.csv?lang=en")).Split("\r\n")
            .Single(l => l.StartsWith("metrics,leads.page_views,", StringComparison.Ordinal))
            .ShouldContain(",Page views,,,count,", Case.Sensitive);

        await using Served told = await Served.ImportsAsync(Now, null, EightAccepted,
            "Solution ID,Name,Co-sell status\nS,Idle,Not published\n",
            "Date,Source,Country,Page views,CTA clicks\n2026-02-10,profile,NL,0,0\n");
        JsonNode zero = JsonNode.Parse(await told.TextAsync("/api/v1/summary"))!;
        foreach (string key in new[] { "solutions.total", "leads.page_views", "leads.cta_clicks" }) ((int?)zero["metrics"]![key])
            .ShouldBe(0, key);
        // Before the first day told nothing is known: no value, no base.
        ((int?)zero["trends"]!["leads.page_views"]!.AsArray()[^2]!["value"]).ShouldBe(0);
        zero["trends"]!["leads.page_views"]!.AsArray()[0]!["value"].ShouldBeNull("of December nobody told");
        zero["changes"]!["leads.page_views"]!["base"].ShouldBeNull("of the months before nobody told");
        JsonNode.Parse(await told.TextAsync("/api/v1/summary?from=2025-01-01&to=2025-12-31"))!["metrics"]!["leads.page_views"]
            .ShouldBeNull();
        (await told.PageAsync("/insights/summary?from=2025-01-01&to=2025-12-31"))
            .QuerySelectorAll("#leads .number")[0].TextContent.ShouldContain("not imported for these days");
        // Of offers nobody told, also where the profile's views are known.
        JsonNode leads = JsonNode.Parse(await told.TextAsync("/api/v1/leads"))!;
        decimal? Views(string pivot) =>
            (decimal?)leads["figures"]!.AsArray().Single(f => (string)f!["pivot"]! == pivot)!["metrics"]!["leads.page_views"];
        (Views("all"), Views("profile"), Views("offer")).ShouldBe((0, 0, null));
    }

    [Fact]
    public async Task Without_a_rate_to_the_reporting_currency_money_is_a_dash_and_says_so()
    {
        var francs = new Dictionary<string, string> { [ReportingSettings.CurrencyName] = "XAF" };
        await using Served site = await Served.ImportsAsync(Now, francs, Head
            + "W1,2026-01-05,Won,Qualified,100,USD,X,NL\nL1,2026-01-05,Lost,Qualified,40,USD,Y,NL\n");
        IHtmlDocument page = await site.PageAsync("/insights/summary");
        IElement revenue = page.QuerySelector("#revenue")!;
        revenue.QuerySelector(".figure")!.TextContent.ShouldBe(Figures.Dash);
        revenue.QuerySelector(".caveat:not(.observed)")!.TextContent.ShouldContain("no exchange rate to XAF is known for these days");
        revenue.QuerySelector(".caveat:not(.observed)")!.TextContent.ShouldContain("1 left out, no exchange rate known (USD\u00a0100)");
        string[] Row(string name) =>
            [.. revenue.QuerySelectorAll(".as-table tr").Single(r => r.QuerySelector("th")!.TextContent == name).QuerySelectorAll("td")
            .Select(td => td.TextContent.Trim())];
        (Row("Referrals won value")[0], Row("Leads won value")[0], Row("Co-sell won value")[0])
            .ShouldBe((Figures.Dash, Figures.Dash, "XAF\u00a00"));
        revenue.QuerySelectorAll(".split").Length.ShouldBe(1, "of values there is nothing to split");
        JsonNode document = JsonNode.Parse(await site.TextAsync("/api/v1/summary"))!;
        foreach (string key in new[] { "revenue.won_value", "revenue.won_value.leads" }) document["metrics"]![key].ShouldBeNull(key);
        ((int?)document["metrics"]!["revenue.won_value.co_sell"]).ShouldBe(0, "no deal was won, in whatever currency");
        document["amountsLeftOut"]!["revenue.won_value"]!["leftOut"]!.ToJsonString().ShouldBe("""{"USD":100}""");
        JsonNode leads = JsonNode.Parse(await site.TextAsync("/api/v1/leads?tab=qualified"))!;
        leads["figures"]![0]!["metrics"]!["revenue.won_value.leads"].ShouldBeNull();
        leads["breakdowns"]!.AsArray().First(b => (string)b!["breakdown"]! == "countries")!["totals"]!["revenue.won_value.leads"]
            .ShouldBeNull();
        leads["flows"]![0]!["nodes"]!.AsArray().Single(n => (string)n!["node"]! == "won")!["value"].ShouldBeNull();
        JsonNode list = JsonNode.Parse(await site.TextAsync("/api/v1/list?of=revenue.won_value"))!;
        (list["figure"], (int?)list["count"]).ShouldBe((null, 1));
        (await site.PageAsync("/insights/leads?tab=qualified&flows=value"))
            .QuerySelector("#flow_qualified")!.TextContent.ShouldNotContain("XAF\u00a00");

        // Rates that begin later are none for these days.
        await using Served later = await Served.ImportsAsync(Now, francs, Head + "W1,2026-01-05,Won,Qualified,100,USD,X,NL\n",
            "CurrencyCode,USDPerUnit,Month\nXAF,0.0016,2027-01\n");
        JsonNode.Parse(await later.TextAsync("/api/v1/summary"))!["metrics"]!["revenue.won_value"].ShouldBeNull();

        // What is in that currency needs no rate.
        await using Served own = await Served.ImportsAsync(Now, francs, Head
            + "W1,2026-01-05,Won,Qualified,100,USD,X,NL\nW2,2026-01-05,Won,Qualified,70,XAF,Y,NL\n");
        ((int?)JsonNode.Parse(await own.TextAsync("/api/v1/summary"))!["metrics"]!["revenue.won_value"]).ShouldBe(70);
    }

    [Fact]
    public async Task A_printed_sum_whose_printed_parts_are_not_it_says_that_it_is_rounded()
    {
        // 0.333 + 0.333 is 0.666: printed 0.33 and 0.33, and 0.67.
        await using Served site = await Served.ImportsAsync(Now, null,
            "Referral ID,Type,State,Created,Closed,Deal " +
                "value,Currency,Country\nA,qualified,won,2026-02-01,2026-02-02,0.333,USD,NL\nB,inbound,won,2026-02-01,2026-02-02,0.333,USD,DE\n");
        IElement revenue = (await site.PageAsync("/insights/summary")).QuerySelector("#revenue")!;
        revenue.QuerySelectorAll("code.formula").Select(c => c.TextContent).ShouldContain("0.33 + 0.33 = USD\u00a00.67 (rounded)");
        revenue.QuerySelector(".as-table .rounded").ShouldNotBeNull();
        (await site.PageAsync("/insights/list?of=revenue.won_value"))
            .QuerySelector(".list-head")!.TextContent.ShouldContain("Amounts are rounded");
        (await site.PageAsync("/insights/summary?lang=nl")).QuerySelector("#revenue")!.TextContent.ShouldContain("(afgerond)");

        await using Served even = await Served.ImportsAsync(Now, null,
            "Referral ID,Type,State,Created,Closed,Deal " +
                "value,Currency\nA,qualified,won,2026-02-01,2026-02-02,0.33,USD\nB,inbound,won,2026-02-01,2026-02-02,0.33,USD\n");
        (await even.PageAsync("/insights/summary")).QuerySelector("#revenue .as-table")!.TextContent.ShouldNotContain("rounded");
    }

    [Fact]
    public async Task A_table_of_whole_units_says_so_too()
    {
        await using Served site = await Served.ImportsAsync(Now, null,
            "Referral ID,Type,State,Created,Closed,Deal " +
                "value,Currency,Country\nA,qualified,won,2026-02-01,2026-02-02,0.5,USD,NL\nB,qualified,won,2026-02-01,2026-02-02,0.5,USD,DE\nC,qualified,won,2026-02-01,2026-02-02,7,USD,BE\n");
        (await site.PageAsync("/insights/leads?tab=qualified")).QuerySelector("#by_country .rounded")
            .ShouldNotBeNull("1 + 1 + 7 is printed over 8");
    }
}

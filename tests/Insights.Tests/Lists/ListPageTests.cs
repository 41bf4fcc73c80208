using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Tests.Lists;

[Trait("Category", "Slow")]
public sealed class ListPageTests
{
    [Fact]
    public void An_address_holds_the_whole_list()
    {
        var query = new ListQuery(new SummaryQuery { Range = Preset.SixMonths, Language = "nl", Workspace = Workspace.Referrals },
            new Population(Population.Qrp) { Kpi = "win_rate", Month = new DateOnly(2026, 3, 1), Part = RatePart.Numerator },
            new Filters
            {
                Group = ReferralGroup.Leads,
                Type = ReferralType.Marketplace,
                State = State.Won,
                Country = "NL",
                Program = "contact_request"
            })
        { Sort = new ListSort("value", true), Page = 3, Search = "a & b" };
        Read(ListLinks.List(query), Workspace.Referrals).Query.ShouldBe(query);
        Read("/insights/list?of=nobody&state=x&sort=y&page=0", Workspace.Insights).NotUnderstood.Select(n => n.Name)
            .ShouldBe(["of", "state", "sort", "page"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_head_is_answered_like_a_get_without_its_body_and_pages_are_packed_for_who_can_unpack_them()
    {
        await using Served site = await Served.SampleAsync(60);
        HttpClient client = site.Client;
        foreach (string path in new[] { "/insights/summary", "/insights/list?of=referrals.all", "/api/v1/summary",
            "/api/v1/list.csv?of=referrals.all" })
        {
            using HttpResponseMessage got = await client.GetAsync(path, TestContext.Current.CancellationToken),
                head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestContext.Current.CancellationToken);
            (head.StatusCode, head.Content.Headers.ContentType).ShouldBe((got.StatusCode, got.Content.Headers.ContentType), path);
            (await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        }
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/nowhere"), TestContext.Current.CancellationToken))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var asking = new HttpRequestMessage(HttpMethod.Get, "/insights/summary");
        asking.Headers.Add("Accept-Encoding", "br");
        using HttpResponseMessage packed = await client.SendAsync(asking, TestContext.Current.CancellationToken);
        packed.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        using var page = new StreamReader(new System.IO.Compression.BrotliStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), System.IO.Compression.CompressionMode.Decompress));
        (await page.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldEndWith("</html>", customMessage: "the whole page");
    }

    [Fact]
    public async Task Filters_wait_for_the_way_back_while_their_reader_is_on_the_summary()
    {
        await using Served site = await Served.SampleAsync(60);
        static string Link(IHtmlDocument page, string path) => page.QuerySelector($".navigation a[href^='{path}']")!.GetAttribute("href")!;
        IHtmlDocument summary = await site.PageAsync(Link(await site.PageAsync("/insights/cosell?tab=ip&country=NL&customer=A%26B&range=6m"), "/insights/summary"));
        summary.QuerySelectorAll(".kept .chips span").Select(s => s.TextContent)
            .ShouldBe(["Country: Netherlands", "Deal type: Co-sell", "Deal type: Partner-led", "Customer: A&B"], ignoreOrder: true);
        summary.QuerySelector("#cosell .figure")!.TextContent.ShouldBe((await site.PageAsync("/insights/summary?range=6m"))
            .QuerySelector("#cosell .figure")!.TextContent, "the Summary counts everything");
        Link(summary, "/insights/cosell").ShouldBe("/insights/cosell?tab=ip&customer=A%26B&country=NL&range=6m");
        Link(summary, "/insights/leads").ShouldBe("/insights/leads?customer=A%26B&country=NL&range=6m");
        summary.QuerySelector("#cosell .card-foot a")!.GetAttribute("href").ShouldBe(Link(summary, "/insights/cosell"));
        IHtmlDocument dropped = await site.PageAsync(summary.QuerySelector(".kept .all a")!.GetAttribute("href")!);
        dropped.QuerySelectorAll(".kept").ShouldBeEmpty();
        Link(dropped, "/insights/cosell").ShouldBe("/insights/cosell?range=6m");
    }

    [Fact]
    public async Task A_list_is_sorted_searched_paged_and_filtered_by_its_address()
    {
        await using Served site = await Served.SampleAsync(400);
        IHtmlDocument first = await site.PageAsync("/insights/list?of=referrals.all");
        first.QuerySelectorAll(".rows tbody tr").Length.ShouldBe(ListQuery.RowsOnPage);
        int count = int.Parse(first.QuerySelector("[data-rows]")!.GetAttribute("data-rows")!,
            System.Globalization.CultureInfo.InvariantCulture);

        var ids = new HashSet<string>();
        for (IHtmlDocument page = first; ; page = await site.PageAsync(page.QuerySelector("a[rel=next]")!.GetAttribute("href")!))
        {
            foreach (IElement link in page.QuerySelectorAll(".rows tbody th a")) ids.Add(link.GetAttribute("href")!).ShouldBeTrue();
            if (page.QuerySelector("a[rel=next]") is null) break;
        }
        ids.Count.ShouldBe(count);

        foreach (string column in ListSort.Columns)
            (await site.PageAsync($"/insights/list?of=referrals.all&sort={column}")).QuerySelectorAll("th[aria-sort=ascending]")
                .Length.ShouldBe(1, column);
        string[] customers = [.. (await site.PageAsync("/insights/list?of=referrals.all&sort=customer")).QuerySelectorAll(".rows tbody th")
            .Select(h => h.TextContent)];
        customers.ShouldBe(customers.Order(StringComparer.InvariantCultureIgnoreCase));

        string someone = customers[^1];
        IHtmlDocument found = await site.PageAsync("/insights/list?of=referrals.all&q=" + Uri.EscapeDataString(someone.ToUpperInvariant()));
        found.QuerySelectorAll(".rows tbody th").ShouldAllBe(h => h.TextContent.Contains(someone, StringComparison.OrdinalIgnoreCase));
        (await site.PageAsync("/insights/list?of=referrals.all&q=nobody+at+all")).QuerySelector(".empty").ShouldNotBeNull();

        IHtmlDocument filtered = await site.PageAsync("/insights/list?of=distribution&type=inbound&state=won&range=12m");
        filtered.QuerySelectorAll(".chips a").Length.ShouldBe(2);
        filtered.QuerySelector(".chips a")!.GetAttribute("href")!.ShouldNotContain("type=");
    }

    [Fact]
    public async Task A_referral_tells_everything_and_an_unknown_one_is_not_found()
    {
        await using Served site = await Served.SampleAsync(200);
        IHtmlDocument list = await site.PageAsync("/referrals/list?of=cosell.won&range=12m&lang=nl");
        IHtmlDocument page = await site.PageAsync(list.QuerySelector(".rows tbody th a")!.GetAttribute("href")!);
        page.QuerySelector("#counted ~ ul")!.TextContent.ShouldContain(Language.Find("nl")!["metric.cosell.won"]);
        page.QuerySelectorAll("#events ~ .table-box tbody tr").Length.ShouldBeGreaterThan(1);
        page.Body!.TextContent.ShouldNotContain("[");
        HttpResponseMessage missing = await site.GetAsync("/insights/referral/nobody");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("nobody");
    }

    [Fact]
    public async Task The_api_pages_and_refuses_what_it_does_not_understand()
    {
        await using Served site = await Served.SampleAsync(200);
        JsonObject list = JsonNode.Parse(await site.TextAsync("/api/v1/list?of=referrals.total&range=12m&size=7&page=2"))!.AsObject();
        list["rows"]!.AsArray().Count.ShouldBe(7);
        list["count"]!.GetValue<int>().ShouldBe((int)list["figure"]!.GetValue<decimal>());
        (await site.GetAsync("/api/v1/list?of=nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (string of in new[] { "solutions.total", "leads.page_views", "revenue.ip_cosell_approved_value" })
            JsonNode.Parse(await site.TextAsync($"/api/v1/list?of={of}&range=12m"))!["rows"]!.AsArray().Count.ShouldBeGreaterThan(0, of);
    }

    private static ListReading Read(string address, Workspace workspace)
    {
        var parts = System.Web.HttpUtility.ParseQueryString(address[address.IndexOf('?')..]);
        return ListAddress.Read(workspace, name => parts.GetValues(name) ?? []);
    }
}

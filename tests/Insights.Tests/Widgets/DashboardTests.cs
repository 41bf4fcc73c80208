using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Page;
using Insights.Tests.Access;
using Insights.Tests.Exports;
using Insights.Tests.Page;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Conversion;

namespace Insights.Tests.Widgets;

/// <summary>The cards of the dashboards; a new card is tested the moment it is listed.</summary>
[Trait("Category", "Slow")]
public sealed class DashboardTests
{
    [Theory]
    [InlineData(Dashboard.Leads, "marketplace", "overview"), InlineData(Dashboard.Leads, "marketplace", "flow_profile"),
        InlineData(Dashboard.Leads, "marketplace", "by_offer"), InlineData(Dashboard.Leads, "qualified", "declined")]
    [InlineData(Dashboard.CoSell, "all", "flow_registrations"), InlineData(Dashboard.CoSell, "all", "by_solution"),
        InlineData(Dashboard.CoSell, "all", "compare")]
    public async Task A_card_is_drawn_as_agreed(Dashboard dashboard, string tab, string card) =>
        Golden.ShouldBe(await Draw(DashboardReadings.View(dashboard, tab, Readings.Full), card), $"dashboard.{card}");

    public static TheoryData<Dashboard, string, string> Tabs()
    {
        var cases = new TheoryData<Dashboard, string, string>();
        foreach (DashboardTab tab in DashboardTab.All)
            foreach (Language language in Language.All) cases.Add(tab.Dashboard, tab.Key, language.Code);
        return cases;
    }

    [Theory, MemberData(nameof(Tabs))]
    public async Task Every_word_and_every_target_of_a_tab_is_there(Dashboard dashboard, string tab, string language)
    {
        foreach (Reading reading in new[] { Readings.Full, Readings.Quiet with { Notes = [] }, Readings.Empty })
        {
            IHtmlDocument page = await Page(DashboardReadings.View(dashboard, tab, reading with { Notes = [] }, language));
            page.Body!.TextContent.ShouldNotContain("[");
            page.All.SelectMany(e => e.Attributes).Where(a => a.Name is "aria-label" or "title" or "placeholder")
                .ShouldAllBe(a => !a.Value.Contains('['));
            string[] ids = [.. page.QuerySelectorAll("[id]").Select(e => e.Id!)];
            ids.ShouldBeUnique();
            foreach (IElement pointer in page.QuerySelectorAll("[aria-labelledby],[popovertarget]"))
                ids.ShouldContain(pointer.GetAttribute("aria-labelledby") ?? pointer.GetAttribute("popovertarget"));
            foreach (IElement link in page.QuerySelectorAll("a[href*='#']").Where(a => a.ClassName != "skip"))
                ids.ShouldContain(link.GetAttribute("href")!.Split('#')[1]);
        }
    }

    [Fact]
    public async Task More_lost_is_worse_and_fewer_lost_is_better()
    {
        DashboardView view = DashboardReadings.View(Dashboard.CoSell, "all", Readings.Full);
        async Task<string> Badge(string metric, decimal amount)
        {
            PivotFigures figures = view.Answer.Figures[0] with
            {
                Changes = new Dictionary<string,
                Change>
                { [metric] = new(10, 10 + amount, 10 * amount, false) }
            };
            IHtmlDocument card = WidgetTests.Parse(await Draw(view with { Answer = view.Answer with { Figures = [figures] } }, "overview"));
            return card.QuerySelectorAll(".change").ShouldHaveSingleItem().ClassName!;
        }
        (await Badge("cosell.lost", 2)).ShouldBe("change bad");
        (await Badge("cosell.lost", -2)).ShouldBe("change good");
        (await Badge("registrations.failed", 2)).ShouldBe("change bad");
        (await Badge("cosell.won", 2)).ShouldBe("change good");
    }

    [Fact]
    public async Task An_empty_card_says_whether_it_is_the_data_the_days_or_the_filters()
    {
        async Task<string> Empty(DashboardView view) =>
            WidgetTests.Parse(await Draw(view, "flow_qualified")).QuerySelector(".empty")!.TextContent;
        DashboardView nothing = DashboardReadings.View(Dashboard.Leads, "qualified", Readings.Quiet);
        (await Empty(nothing)).ShouldContain("nothing of this kind");
        DashboardView all = nothing with
        {
            Answer = nothing.Answer with
            {
                Options = new Dictionary<Dimension,
            IReadOnlyList<FilterOption>>
                { [Dimension.Country] = [new("NL", null, 7)] }
            }
        };
        string days = await Empty(all),
            filtered = await Empty(all with { Asked = all.Asked with { Filters = Filters.None.With(Dimension.Country, "DE") } });
        days.ShouldContain("Nothing in this period (");
        days.ShouldContain("last 12 months");
        filtered.ShouldContain("with these filters");
        filtered.ShouldContain("Remove the filters");
        (await Empty(DashboardReadings.View(Dashboard.Leads, "qualified", Readings.Empty))).ShouldContain("Not imported yet");
    }

    [Fact]
    public async Task A_table_is_sorted_and_searched_as_its_address_says()
    {
        async Task<string[]> Names(Func<DashboardQuery, DashboardQuery> choose) =>
            [.. WidgetTests.Parse(await Draw(DashboardReadings.View(Dashboard.CoSell, "all", Readings.Full, choose: choose), "by_country"))
                .QuerySelectorAll("tbody th").Select(th => th.TextContent)];
        (await Names(q => q)).Take(2).ShouldBe(["United States", "Netherlands"]);
        (await Names(q => q.Choose("countries.sort", "name"))).Take(2).ShouldBe(["Australia", "Belgium"]);
        (await Names(q => q.Choose("countries.sort", "cosell.won"))).Take(2)
            .ShouldBe(["Belgium", "No country"], "rows that are equal stand by name");
        (await Names(q => q.Choose("countries.find", "ü").Choose("countries.sort", "-name")))
            .ShouldBe(["United States", "United Kingdom", "South Africa", "No country", "Belgium", "Australia"],
            "accents and capitals do not matter in a search");
    }

    [Fact]
    public void What_is_chosen_travels_in_the_address_and_what_is_not_known_is_named()
    {
        DashboardTab tab = DashboardTab.Find(Dashboard.CoSell, "ip")!;
        DashboardQuery asked = new DashboardQuery(new SummaryQuery { Range = Preset.TwelveMonths }, tab,
            Filters.None.With(Dimension.Country, "NL", "DE"))
        { CompareBy = Dimension.Solution, CompareValues = ["a&b"] }
            .Choose(CardChoices.Flows, CardChoices.ByValue).Choose("solutions", "private").Choose("countries.sort", "-cosell.won")
                .Choose("countries.find", "a+b").Choose("capabilities", "programs");
        DashboardAddressReading read = Read(Dashboard.CoSell, Links.Detail(asked));
        read.NotUnderstood.ShouldBeEmpty();
        Links.Detail(read.Query).ShouldBe(Links.Detail(asked));
        read.Query.Choices.ShouldBe(asked.Choices, ignoreOrder: true);
        read.Query.Filters.ShouldBe(asked.Filters);

        DashboardAddressReading wrong = Read(Dashboard.CoSell, "/insights/cosell?flows=euros&countries.sort=leads.won&solutions=galaxy");
        wrong.Query.Choices.ShouldBeEmpty();
        wrong.NotUnderstood.Select(n => n.Name).ShouldBe(["flows", "countries.sort", "solutions"], ignoreOrder: true);
    }

    [Fact]
    public void No_box_of_a_funnel_lies_over_another_and_every_ribbon_ends_in_its_boxes()
    {
        var dice = new Random(7);
        for (int turn = 0; turn < 300; turn++)
        {
            Flow flow = Made(dice);
            foreach (bool byValue in new[] { false, true })
            {
                FlowLayout layout = FlowLayout.Of(flow, byValue);
                foreach (IReadOnlyList<FlowBox> column in layout.Columns)
                {
                    column.ShouldAllBe(b => b.Height >= 40 && b.Top >= -0.001 && b.Top + b.Height <= layout.Height + 0.001);
                    foreach ((FlowBox above, FlowBox below) in column.Zip(column.Skip(1)))
                        (above.Top + above.Height).ShouldBeLessThan(below.Top);
                }
                Dictionary<string, FlowBox> boxes = layout.Columns.SelectMany(c => c).ToDictionary(b => b.Node.Key);
                FlowRibbon[] ribbons = [.. layout.Gaps.SelectMany(g => g)];
                ribbons.Length.ShouldBe(flow.Links.Count);
                // A ribbon is never thinner than a hair, so many hairs may take a little more than their share.
                double hairs = ribbons.Length;
                foreach (FlowRibbon r in ribbons)
                    (Inside(boxes[r.Link.From], r.From, r.Width, hairs) && Inside(boxes[r.Link.To], r.To, r.Width, hairs))
                        .ShouldBeTrue(r.ToString());
                foreach (IGrouping<string, FlowRibbon> leaving in ribbons.GroupBy(r => r.Link.From))
                    Apart(leaving.Select(r => (r.From, r.Width)));
                foreach (IGrouping<string, FlowRibbon> coming in ribbons.GroupBy(r => r.Link.To))
                    Apart(coming.Select(r => (r.To, r.Width)));
            }
        }
        static bool Inside(FlowBox box, double at, double width, double hairs) => at >= box.Top - 0.001 && at + width <= box.Top +
            box.Height + hairs;
        static void Apart(IEnumerable<(double At, double Width)> ends)
        {
            (double At, double Width)[] sorted = [.. ends.OrderBy(e => e.At)];
            foreach ((var a, var b) in sorted.Zip(sorted.Skip(1))) (a.At + a.Width).ShouldBeLessThanOrEqualTo(b.At + 0.001);
        }
    }

    /// <summary>Random numbers on the steps of a real funnel; what goes into a node goes out of it or stays.</summary>
    private static Flow Made(Random dice)
    {
        string of = dice.Next(3) switch { 0 => Population.LeadsFlow, 1 => Population.CoSellFlow, _ => Population.RegistrationsFlow };
        IReadOnlyList<IReadOnlyList<string>> columns = FlowSteps.Of(of);
        var links = new List<FlowLink>();
        foreach (string from in columns[0])
            foreach (string to in columns[1])
                if (dice.Next(3) == 0) links.Add(new FlowLink(from, to, 1 + dice.Next(dice.Next(2) == 0 ? 4 : 4_000),
                    dice.Next(2) * dice.Next(900_000)));
        foreach (string from in columns[1])
        {
            int left = links.Where(l => l.To == from).Sum(l => l.Count);
            decimal worth = links.Where(l => l.To == from).Sum(l => l.Value);
            foreach (string to in columns[2])
            {
                int count = dice.Next(left + 1);
                if (count == 0) continue;
                decimal value = Math.Floor(worth * count / left);
                links.Add(new FlowLink(from, to, count, value));
                (left, worth) = (left - count, worth - value);
            }
        }
        FlowNode[] nodes =
        [
            .. from column in columns.Select((keys, i) => (keys, i))
               from key in column.keys
               let through = links.Where(l => column.i == 0 ? l.From == key : l.To == key).ToArray()
               where through.Length > 0
               select new FlowNode(key, column.i, through.Sum(l => l.Count), through.Sum(l => l.Value), 0, 0),
        ];
        return new Flow(new FlowPlan("made", of, Filters.None), Filters.None, nodes, links, 0, new(null, 0), new(null, 0));
    }

    [Fact]
    public async Task What_stands_around_the_cards_knows_the_dashboard_it_stands_on()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using LiveSite site = await LiveSite.OpenAsync();
        using HttpClient client = site.Session.Client(site.Address);
        async Task<IHtmlDocument> Get(string address) => WidgetTests.Parse(await client.GetStringAsync(address, cancel));
        IHtmlDocument page = await Get("/referrals/leads?tab=qualified&country=US&range=12m&lang=nl");

        IHtmlDocument form = await Get(page.QuerySelector("a[data-feedback=by_country][data-thumb=up]")!.GetAttribute("href")!);
        form.QuerySelector("input[name=widget]")!.GetAttribute("value").ShouldBe("by_country");
        form.QuerySelector("input[name=at]")!.GetAttribute("value")
            .ShouldBe("/referrals/leads?tab=qualified&country=US&range=12m&lang=nl#by_country");
        foreach (IElement card in page.QuerySelectorAll(".cards > .card"))
            page.GetElementById("refresh-" + card.Id)!.TextContent.ShouldContain("10 mrt 2026");
        page.QuerySelector(".range form")!.GetAttribute("action").ShouldBe("/referrals/leads");
        page.QuerySelector(".range input[name=country]")!.GetAttribute("value").ShouldBe("US");
        page.QuerySelector(".preferences a[lang=en]")!.GetAttribute("href")
            .ShouldBe("/referrals/leads?tab=qualified&country=US&range=12m&lang=en");
        page.QuerySelector(".navigation a[href^='/insights/cosell']")!.GetAttribute("href")
            .ShouldBe("/insights/cosell?country=US&range=12m&lang=nl");

        string Download(string ending) => page.QuerySelector($".commands a[href*='list{ending}']")!.GetAttribute("href")!;
        List<Dictionary<string, string>> csv = Opened.Csv(await client.GetByteArrayAsync(Download(".csv"), cancel), ',');
        csv.ShouldNotBeEmpty();
        csv.ShouldAllBe(row => row["Land"] == "US" && row["Soort"] == "qualified");
        List<string[]> sheet = Opened.Workbook(await client.GetByteArrayAsync(Download(".xlsx"), cancel)).ShouldHaveSingleItem().Value;
        sheet.Skip(1).Select(row => row[0]).ShouldBe(csv.Select(row => row["Verwijzings-ID"]));

        IHtmlDocument list = await Get(page.QuerySelector("#overview a.to-list")!.GetAttribute("href")!);
        list.QuerySelector(".commands a[href^='/referrals/leads']")!.GetAttribute("href")
            .ShouldBe("/referrals/leads?tab=qualified&country=US&range=12m&lang=nl");
    }

    private static DashboardAddressReading Read(Dashboard dashboard, string address)
    {
        var parts = System.Web.HttpUtility.ParseQueryString(address[address.IndexOf('?', StringComparison.Ordinal)..]);
        return DashboardAddress.Read(Workspace.Insights, dashboard, name => parts.GetValues(name) ?? []);
    }

    private static async Task<IHtmlDocument> Page(DashboardView view) =>
        WidgetTests.Parse(await Html.PageAsync<DashboardPage>(new Dictionary<string, object?> { ["View"] = view }));

    private static Task<string> Draw(DashboardView view, string card)
    {
        Widget widget = view.Cards.Single(w => w.Key == card);
        return Html.DrawAsync(widget.Component, new Dictionary<string, object?> { ["View"] = view, ["Widget"] = widget });
    }
}

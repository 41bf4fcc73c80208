using System.Collections.Concurrent;
using Insights.Exports;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Referral = Insights.Tests.Plain.Referral;

namespace Insights.Tests.Dashboards;

/// <summary>The dashboards over generated worlds: against a plain second implementation, and against their own lists (metrics.md
/// 8).</summary>
[Trait("Category", "Slow")]
public sealed class DashboardLaws
{
    private const int Worlds = 36;
    private static readonly ConcurrentDictionary<int, (OrganizationFacts, Facets)> Imported = new();

    private sealed record Case(World World, Plain.Days Days, DashboardReading Reading, OrganizationFacts Facts, Facets Facets,
        DashboardTab Tab)
    {
        /// <summary>What the plain reading narrows by, besides the pivot or the row.</summary>
        public static Dictionary<string, string[]> Of(Filters filters) =>
            filters.Narrowed.ToDictionary(d => d.Key(), d => filters[d].ToArray());

        public decimal? Plain(string metric, Filters filters, Plain.Days? days = null) =>
            PlainDashboards.Value(World, days ?? Days, metric, Of(filters));

        public Listing List(Population population, Filters filters, Plain.Days? days = null) => Listings.Read(Facts,
            new ListQuestion(population, filters, days is null ? Reading.Reading.Period
                : new Period(days.From, days.To, Reading.Reading.Period.Zone), ListSort.Newest)
            { Facets = Facets }, Reading.Reading.Now);
    }

    [Fact]
    public void Figures_trends_and_changes_are_those_of_the_plain_reading() => ForAll((c, say) =>
    {
        foreach (PivotFigures figures in c.Reading.Figures)
            foreach (string metric in c.Tab.Figures)
            {
                string what = $"{figures.Pivot.Key} {metric}";
                Same(say, what, c.Plain(metric, figures.Filters), figures.Metrics[metric]);
                if (figures.Trends.TryGetValue(metric, out IReadOnlyList<TrendPoint>? points))
                {
                    Same(say, $"{what}: its trend", figures.Metrics[metric], points.Sum(p => p.Value));
                    foreach ((TrendPoint point, Plain.Days days) in Pieces(c, points)) Same(say, $"{what} {point.Start}",
                        c.Plain(metric, figures.Filters, days), point.Shown);
                }
                if (c.Reading.Reading.ComparedWith is { } before)
                    Same(say, $"{what} before", c.Plain(metric, figures.Filters, new(before.From, before.To)), figures.Changes[metric]
                        .Base);
            }
    });

    [Fact]
    public void Every_cell_of_every_table_is_the_number_of_that_smaller_world() => ForAll((c, say) =>
    {
        foreach (Breakdown table in c.Reading.Breakdowns)
        {
            string name = $"{table.Plan.Key} {table.Pivot.Key}";
            string[] values = [.. PlainClassification.Referrals(c.World)
                .SelectMany(r => PlainDashboards.Values(c.World, r, table.Plan.Dimension.Key())).Append("-")
                .Concat(c.World.PageViews.Select(v => v.Country)).Where(v => v.Length > 0).Distinct()];
            Dictionary<string, BreakdownRow> rows = table.Rows.ToDictionary(r => r.Value);
            foreach (string extra in rows.Keys.Except(values)) say($"{name} has a row {extra} that nobody has");
            for (int i = 0; i < table.Plan.Metrics.Count; i++)
            {
                string metric = table.Plan.Metrics[i];
                Same(say, $"{name} total {metric}", c.Plain(metric, table.Filters), table.Totals[i]);
                foreach (string value in values)
                {
                    // Under a filter by the same dimension only what was chosen is told apart.
                    if (table.Filters[table.Plan.Dimension] is { Count: > 0 } chosen && !chosen.Contains(value)) continue;
                    decimal? plain = table.Filters.And(Filters.None.With(table.Plan.Dimension, value)) is { } one ? c.Plain(metric, one)
                        : 0;
                    Same(say, $"{name} {value} {metric}", plain ?? 0, rows.TryGetValue(value, out BreakdownRow? row) ? row.Cells[i] ?? 0
                        : 0);
                }
                if (!table.Overlaps && table.Totals[i] is { } total && table.Rows.All(r => r.Cells[i] is not null))
                    Same(say, $"{name} adds up {metric}", total, table.Rows.Sum(r => r.Cells[i]!.Value));
            }
            if (!table.Rows.Select(r => -(r.Cells[0] ?? 0)).SequenceEqual(table.Rows.Select(r => -(r.Cells[0] ?? 0)).Order()))
                say($"{name} is not in order");
        }
    });

    [Fact]
    public void Flows_are_those_of_the_plain_reading_and_lose_nobody() => ForAll((c, say) =>
    {
        foreach (Flow flow in c.Reading.Flows)
        {
            World world = PlainDashboards.Narrowed(c.World, Case.Of(flow.Filters));
            bool ofLeads = flow.Plan.Of == Population.LeadsFlow;
            Referral[] among = [.. PlainClassification.Referrals(world).Where(r => PlainClassification.IsLead(world, r) == ofLeads)];
            (string Source, string? Stage, string? Outcome)[] ways = flow.Plan.Of == Population.RegistrationsFlow
                ? [.. PlainDashboards.Registrations(world).Select(r => PlainDashboards.Way(world, c.Days, r))
                .OfType<(string, string?, string?)>()]
                : [.. among.Select(r => PlainDashboards.Way(world, c.Days, r)).OfType<(string, string?, string?)>()];
            Same(say, $"{flow.Plan.Key} pending", ways.Count(w => w.Stage is null), flow.Pending);
            ways = [.. ways.Where(w => w.Stage is not null)];
            foreach (string node in FlowSteps.Of(flow.Plan.Of).SelectMany(column => column))
                Same(say, $"{flow.Plan.Key} {node}", ways.Count(w => w.Source == node || w.Stage == node || w.Outcome == node),
                    flow.Nodes.FirstOrDefault(n => n.Key == node)?.Count ?? 0);
            foreach ((string from, string? to) in ways.SelectMany(w => new[] { (w.Source, w.Stage), (w.Stage!, w.Outcome) })
                .Where(l => l.Item2 is not null).Distinct())
                Same(say, $"{flow.Plan.Key} {from} → {to}", ways.Count(w => (w.Source, w.Stage) == (from, to)
                    || (w.Stage, w.Outcome) == (from, to)), flow.Links.FirstOrDefault(l => l.From == from && l.To == to)?.Count ?? 0);
            if (flow.Plan.Of != Population.RegistrationsFlow)
            {
                foreach (FlowNode node in flow.Nodes)
                    Same(say, $"{flow.Plan.Key} {node.Key} value",
                        among.Where(r => PlainDashboards.Way(world, c.Days, r) is { Stage: not null } w
                        && (w.Source == node.Key || w.Stage == node.Key || w.Outcome == node.Key)).Sum(r =>
                        PlainDashboards.ValueOf(world, r)), node.Value);
                Same(say, $"{flow.Plan.Key} days to accept", PlainDashboards.AverageDays(world, c.Days, among, PlainEvents.AcceptedAt),
                    flow.ToAccept.Days);
                Same(say, $"{flow.Plan.Key} days to win", PlainDashboards.AverageDays(world, c.Days, among, PlainEvents.WonAt),
                    flow.ToWin.Days);
            }

            foreach (FlowNode node in flow.Nodes)
            {
                int goingIn = flow.Links.Where(l => l.To == node.Key).Sum(l => l.Count),
                    goingOut = flow.Links.Where(l => l.From == node.Key).Sum(l => l.Count);
                if (node.Column > 0) Same(say, $"into {node.Key}", node.Count, goingIn);
                Same(say, $"out of {node.Key}", node.Count, goingOut + node.Staying);
                Same(say, $"worth out of {node.Key}", node.Value, flow.Links.Where(l => l.From == node.Key).Sum(l => l.Value) +
                    node.StayingValue);
            }
        }
    });

    [Fact]
    public void What_is_compared_is_what_each_smaller_world_has() => ForAll((c, say) =>
    {
        foreach (string metric in c.Tab.CompareMetrics)
            foreach (Dimension by in c.Tab.CompareDimensions)
            {
                Comparing compare = Read(c, q => q with { CompareMetric = metric, CompareBy = by }).Compare;
                decimal least = compare.Series.Count == 0 ? 0 : compare.Series.Min(s => s.Total);
                foreach (CompareSeries series in compare.Series)
                {
                    Same(say, $"{metric} by {by} {series.Value}", c.Plain(metric, series.Filters), series.Total);
                    Same(say, $"{metric} by {by} {series.Value} adds up", series.Total, series.Points.Sum(p => p.Value));
                    foreach ((TrendPoint point, Plain.Days days) in Pieces(c, series.Points))
                        Same(say, $"{metric} by {by} {series.Value} {point.Start}", c.Plain(metric, series.Filters, days), point.Value);
                }
                if (compare.Series.Count < Comparing.Most) continue;
                foreach (FilterOption option in c.Reading.Options.GetValueOrDefault(by, [])
                    .Where(o => compare.Series.All(s => s.Value != o.Value)))
                    if (c.Reading.Within.And(Filters.None.With(by, option.Value)) is { } other && c.Reading.Within[by].Count == 0
                        && c.Plain(metric, other) > least) say($"{metric} by {by}: {option.Value} is larger than those shown");
            }
    });

    [Fact]
    public void Law_9_every_number_has_its_list() => ForAll((c, say) =>
    {
        foreach (PivotFigures figures in c.Reading.Figures)
            foreach (string metric in c.Tab.Figures)
                if (figures.Metrics[metric] is { } value)
                    Same(say, $"{figures.Pivot.Key} {metric}", value, c.List(new Population(metric), figures.Filters).Figure);
        foreach (Breakdown table in c.Reading.Breakdowns)
            foreach (BreakdownRow row in table.Rows)
                for (int i = 0; i < row.Cells.Count; i++)
                    if (row.Cells[i] is { } cell)
                        Same(say, $"{table.Plan.Key} {row.Value} {table.Plan.Metrics[i]}", cell,
                            c.List(new Population(table.Plan.Metrics[i]), table.FiltersOf(row)).Figure);
        foreach (Flow flow in c.Reading.Flows)
        {
            Same(say, $"{flow.Plan.Key} pending", flow.Pending, c.List(flow.OfPending, flow.Filters).Count);
            foreach (FlowNode node in flow.Nodes) Rows(node.Key, flow.Of(node), node.Count, node.Value);
            foreach (FlowLink link in flow.Links) Rows(link.Key, flow.Of(link), link.Count, link.Value);

            void Rows(string step, Population population, int count, decimal value)
            {
                population.IsKnown.ShouldBeTrue(step);
                Listing list = c.List(population, flow.Filters);
                Same(say, $"{flow.Plan.Key} {step}", count, list.Listed);
                Same(say, $"{flow.Plan.Key} {step} value", value, list.Kind == ListKind.Registrations ? list.Sum
                    : list.Rows.Sum(row => DealAmounts.Of(c.Facts)[row]));
            }
        }
        foreach (Note note in c.Reading.Reading.Notes.Where(n => n.List is not null)) Same(say, note.Code, note.Count,
            c.List(note.List!, note.Within).Listed);
        foreach (CompareSeries series in c.Reading.Compare.Series)
            Same(say, $"compared {series.Value}", series.Total, c.List(new Population(c.Reading.Compare.Metric), series.Filters).Figure);
    });

    [Fact]
    public void Law_1_a_referral_closed_as_error_changes_no_number()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            (World world, Query query) = DashboardWorlds.Create(seed);
            World with = world with
            {
                Referrals = [.. world.Referrals,
                DashboardWorlds.Dressed(new World { Referrals = [WorldGen.ClosedAsError(seed, world, query.Now)] }, seed).Referrals[0]]
            };
            (OrganizationFacts facts, Facets facets) = Import(world);
            (OrganizationFacts more, Facets moreFacets) = Import(with);
            foreach (DashboardTab tab in DashboardTab.All)
                Printed(Ask(more, moreFacets, tab, tab.Preset, query))
                    .ShouldBe(Printed(Ask(facts, facets, tab, tab.Preset, query)), $"world {seed}, {tab.Key}");
        }
    }

    [Fact]
    public void Law_3_shuffling_splitting_and_repeating_imports_changes_nothing()
    {
        for (int seed = 1; seed <= 12; seed++)
        {
            (World world, Query query) = DashboardWorlds.Create(seed);
            (OrganizationFacts facts, Facets facets) = Import(world);
            (OrganizationFacts other, Facets otherFacets) =
                Import(world, new Writing((ReferralLayout)(seed % 3), 1 + seed % 4, seed), oneByOne: true);
            foreach (DashboardTab tab in DashboardTab.All)
                Printed(Ask(other, otherFacets, tab, tab.Preset, query))
                    .ShouldBe(Printed(Ask(facts, facets, tab, tab.Preset, query)), $"world {seed}, {tab.Key}");
        }
    }

    private static IEnumerable<(TrendPoint, Plain.Days)> Pieces(Case c, IReadOnlyList<TrendPoint> points)
    {
        for (int i = 0; i < points.Count; i++)
            yield return (points[i], new Plain.Days(points[i].Start, i + 1 < points.Count ? points[i + 1].Start : c.Days.To));
    }

    // Money is summed in different orders; a count is exact far below this.
    private static void Same(Action<string> say, string what, decimal? expected, decimal? actual)
    {
        if (expected is null != actual is null || (expected is { } e && Math.Abs(e - actual!.Value) > 0.000001m * Math.Max(1, Math.Abs(e))))
            say($"{what}: expected {Said(expected)}, is {Said(actual)}");
    }

    private static string Said(decimal? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";

    private static void ForAll(Action<Case, Action<string>> check)
    {
        var wrong = new List<string>();
        for (int seed = 1; seed <= Worlds; seed++)
        {
            (World world, Query query) = DashboardWorlds.Create(seed);
            // Day by day says no more than week by week here, and is slow to check.
            if (query.Granularity == "day") query = query with { Granularity = "week" };
            (OrganizationFacts facts, Facets facets) = Imported.GetOrAdd(seed, _ => Import(world));
            DashboardTab tab = DashboardTab.All[seed % DashboardTab.All.Count];
            Dictionary<string, string[]> chosen =
                DashboardWorlds.Filters(world, seed / 2, [.. tab.FilterBy.Where(d => d != Dimension.Macc).Select(d => d.Key())],
                tab.Preset.Narrowed.ToDictionary(d => d.Key(), d => tab.Preset[d].ToArray()));
            Filters filters = chosen.Aggregate(Filters.None, (all, f) => all.With(Dimensions.Parse(f.Key)!.Value, f.Value));
            if (tab.Within.And(filters) is null) continue;
            var question = Ask(facts, facets, tab, filters, query);
            check(new Case(world, PlainPeriod.PeriodOf(world, query), question, facts, facets, tab), wrongness =>
                wrong.Add($"world {seed}, {tab.Dashboard} {tab.Key}, {filters}, {query}: {wrongness}"));
        }
        wrong.ShouldBeEmpty($"{wrong.Count} differences:\n{string.Join('\n', wrong.Take(12))}");
    }

    private static DashboardReading Read(Case c, Func<DashboardQuestion, DashboardQuestion> with) =>
        Insights.Metrics.Dashboards.Dashboards.Read(c.Facts, c.Facets,
        with(new DashboardQuestion(c.Tab, c.Reading.Filters, new SummaryQuestion(Preset.Custom, c.Reading.Reading.Period.From,
            c.Reading.Reading.Period.Last, c.Reading.Reading.Comparison, c.Reading.Reading.Granularity))), c.Reading.Reading.Now);

    internal static DashboardReading Ask(OrganizationFacts facts, Facets facets, DashboardTab tab, Filters filters, Query query) =>
        Insights.Metrics.Dashboards.Dashboards.Read(facts, facets, new DashboardQuestion(tab, filters, new SummaryQuestion(
        query.From is null ? PeriodWords.ParsePreset(query.Preset)!.Value : Preset.Custom, query.From, query.To,
            PeriodWords.ParseComparison(query.Comparison)!.Value, PeriodWords.ParseGranularity(query.Granularity)!.Value)), query.Now);

    internal static string Printed(DashboardReading reading, bool notes = false)
    {
        using var json = new MemoryStream();
        DashboardJson.Write(json,
            reading with
            {
                Reading = reading.Reading with
                {
                    Organization = "",
                    Freshness = [],
                    Notes = notes ? reading.Reading.Notes
            : []
                }
            }, Language.English);
        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }

    internal static (OrganizationFacts, Facets) Import(World world, Writing? writing = null, bool oneByOne = false,
        StoreEngine engine = StoreEngine.Sqlite) => Task.Run(async () =>
    {
        await using var temporary = new TemporaryStore(engine);
        WrittenWorld written = WorldFiles.Write(world, Directory.CreateDirectory(temporary.Path + ".files").FullName, writing
            ?? new Writing());
        ReferralStore store = await temporary.OpenAsync();
        List<IReadOnlyList<string>> imports = oneByOne
            ? [.. written.All.Concat(written.All.Take(1)).Select(f => (IReadOnlyList<string>)[f])] : [written.All];
        foreach (IReadOnlyList<string> files in imports)
            await Importer.RunAsync(store,
                new ImportRequest { Files = [.. files], OrganizationId = world.OrganizationId, Observed = world.Observed }, null, null,
                CancellationToken.None);
        Organization organization = (await store.OrganizationsAsync(CancellationToken.None))[0];
        if (world.TimeZone != "UTC")
            await store.SetAsync(new Scope(organization.Id), ReportingSettings.ZoneName, world.TimeZone, CancellationToken.None);
        Records records = (await new FactsCache(store).OpenAsync(new Scope(organization.Id), CancellationToken.None))!;
        return (records.Facts, await records.FacetsAsync(CancellationToken.None));
    }).GetAwaiter().GetResult();
}

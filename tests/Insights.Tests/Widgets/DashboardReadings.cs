using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Tests.Widgets;

/// <summary>Finished readings of dashboards to draw, shaped like the published screenshots (domain.md 3, 4). No number is computed by the
/// code under test.</summary>
internal static class DashboardReadings
{
    /// <summary>What a dashboard's address asks for, over the organisation of <paramref name="reading"/>.</summary>
    public static DashboardReading Of(DashboardQuery query, Reading reading)
    {
        DashboardTab tab = query.Tab;
        bool any = reading.Metrics.Values.Any(v => v > 0);
        Filters within = tab.Within.And(query.Filters) ?? tab.Within;
        PivotFigures[] figures =
            [.. tab.Pivots.Select((pivot, i) => Figures(tab, pivot, within.And(pivot.Within) ?? within, reading.Period, any ? 5 - i : 0))];
        return new DashboardReading
        {
            Reading = reading with
            {
                Metrics = figures[0].Metrics,
                Changes = figures[0].Changes,
                Trends = figures[0].Trends,
                Distribution = [],
                AcceptanceTime = [],
                WinTime = [],
                Qrp = []
            },
            Tab = tab,
            Filters = query.Filters,
            Within = within,
            Figures = figures,
            Flows = [.. tab.Flows.Select(plan => FlowOf(plan, within.And(plan.Within) ?? within, any))],
            Breakdowns = [.. tab.Breakdowns.SelectMany(plan =>
                plan.Pivots.Select((pivot, i) => Table(plan, pivot, within.And(pivot.Within) ?? within, any ? 3 - Math.Min(i, 2) : 0)))],
            Compare = Compare(query, within, reading.Period, any),
            Options = tab.FilterBy.ToDictionary(d => d, d =>
                (IReadOnlyList<FilterOption>)[.. (any && d != Dimension.Customer ? Values(d) : [])
                .Select((v, i) => new FilterOption(v.Value, v.Name, 400 / (i + 1)))]),
        };
    }

    public static DashboardView View(Dashboard dashboard, string? tab, Reading reading, string language = "en", Func<DashboardQuery,
        DashboardQuery>? choose = null)
    {
        DashboardTab of = DashboardTab.Find(dashboard, tab) ?? DashboardTab.Of(dashboard).First();
        var query = new DashboardQuery(new SummaryQuery(), of, of.Preset);
        query = choose?.Invoke(query) ?? query;
        return new DashboardView(Of(query, reading), Language.Find(language)!, query);
    }

    private static PivotFigures Figures(DashboardTab tab, Pivot pivot, Filters filters, Period period, int size)
    {
        var trends = tab.Figures.Select((metric, i) =>
            (metric, Points: Points(period, IsMoney(metric) ? 125_000m * size : 70m * size / (i + 1), i))).ToDictionary(p => p.metric, p =>
            p.Points);
        return new PivotFigures(pivot, filters, trends.ToDictionary(t => t.Key, t => (decimal?)t.Value.Sum(p => p.Value)),
            trends.ToDictionary(t => t.Key, t =>
                new Change(100, 110 - t.Value.Count, t.Key.Length % 3 == 0 ? null : 40 - 3m * t.Key.Length, false)), trends)
        {
            MoneyCaveats = tab.Figures.Where(key => size > 0 && key.StartsWith("revenue.won_value", StringComparison.Ordinal))
                .ToDictionary(key => key, _ => new MoneyCaveat(2, [new(12_000, "BRL"), new(40_000, "ARS")], 3)),
        };
    }

    private static Breakdown Table(BreakdownPlan plan, Pivot pivot, Filters filters, int size)
    {
        (string Value, string? Name)[] values = size == 0 ? [] : [.. Values(plan.Dimension)];
        decimal Cell(int row, int column) => IsMoney(plan.Metrics[column])
            ? (row * 7 + column) % 3 == 0 ? 0 : 182_905.5m * size / (row + 1)
            : Math.Floor(size * 120m / ((row + 1) * (column + 1) * (column + 1)));
        decimal[] totals = [.. plan.Metrics.Select((_, c) => values.Select((_, r) => Cell(r, c)).Sum())];
        bool overlaps = plan.Dimension is Dimension.Solution or Dimension.Role && size > 0;
        return new Breakdown(plan, pivot, filters,
            [.. values.Select((v, r) => new BreakdownRow(v.Value, v.Name, [.. totals.Select((_, c) => (decimal?)Cell(r, c))],
                [.. totals.Select((t, c) => t == 0 ? null : (decimal?)(100 * Cell(r, c) / t))]))],
            [.. totals.Select(t => (decimal?)Math.Floor(overlaps ? t * 0.8m : t))], overlaps);
    }

    private static Comparing Compare(DashboardQuery query, Filters within, Period period, bool any)
    {
        string metric = query.CompareMetric ?? query.Tab.CompareMetrics[0];
        Dimension by = query.CompareBy ?? query.Tab.CompareDimensions[0];
        (string Value, string? Name)[] values = [.. (query.CompareValues.Count > 0 ? query.CompareValues.Select(v => (v, (string?)null))
            : Values(by)).Take(any ? Comparing.Most : 0)];
        IReadOnlyList<TrendPoint>[] points =
            [.. values.Select((_, i) => Points(period, IsMoney(metric) ? 90_000m / (i + 1) : 120m / (i + 1), i))];
        decimal whole = points.Sum(p => p.Sum(x => x.Value));
        return new Comparing(metric, by,
            [.. values.Select((v, i) => new CompareSeries(v.Value, v.Name, within.With(by, v.Value), points[i], points[i].Sum(p => p.Value),
            100 * points[i].Sum(p => p.Value) / whole))], by == Dimension.Solution);
    }

    private static Flow FlowOf(FlowPlan plan, Filters filters, bool any)
    {
        (string From, string To, int Count)[] links = !any ? [] : plan.Of switch
        {
            Population.CoSellFlow =>
            [
                ("inbound", "accepted", 96), ("inbound", "declined", 1), ("inbound", "expired", 1), ("outbound", "created", 101),
                    ("partner_led", "created", 2), ("past", "accepted_past", 5), ("past", "created_past", 8),
                ("accepted", "won", 1), ("created", "lost", 3), ("accepted_past", "won", 1), ("accepted_past", "lost", 1),
                    ("created_past", "won", 2), ("created_past", "lost", 6),
            ],
            Population.RegistrationsFlow =>
                [("registered", "review", 7), ("registered", "approved", 3), ("registered_past", "review", 2), ("review", "passed", 4),
                ("review", "failed", 1)],
            _ => [(plan.Key, "accepted", 235), (plan.Key, "declined", 72), (plan.Key, "expired", 55), ("past", "accepted_past", 13),
                ("accepted", "won", 1), ("accepted", "lost", 5), ("accepted_past", "lost", 13)],
        };
        var nodes = new List<FlowNode>();
        foreach ((IReadOnlyList<string> column, int i) in FlowSteps.Of(plan.Of).Select((c, i) => (c, i)))
            foreach (string key in column)
            {
                int comes = links.Where(l => l.To == key).Sum(l => l.Count), goes = links.Where(l => l.From == key).Sum(l => l.Count),
                    count = Math.Max(comes, goes);
                if (count > 0) nodes.Add(new FlowNode(key, i, count, count * 5_250m, count - goes, (count - goes) * 5_250m));
            }
        return new Flow(plan, filters, nodes, [.. links.Select(l => new FlowLink(l.From, l.To, l.Count, l.Count * 5_250m))], any ? 12
            : 0, new(any ? 4.24m : null, any ? 235 : 0), new(any ? 135.5m : null, any ? 4 : 0));
    }

    private static IEnumerable<(string Value, string? Name)> Values(Dimension dimension) => dimension.Values() is { Count: > 0 } ours
        ? ours.Select(v => (v, (string?)null)) : dimension switch
        {
            Dimension.Country => new[] { "US", "NL", "DE", "GB", "FR", "BR", "MX", "JP", "IN", "ZA", "AU", "CA", "BE",
            Dimensions.NotSaid }.Select(v => (v, (string?)null)),
            Dimension.Program => new[] { "contact_request", "digital_sales_opportunity", "Azure Migrate", Dimensions.NotSaid }.Select(v =>
                (v, (string?)null)),
            Dimension.Solution => [("sol-1", "Contoso Data Factory Accelerator for Manufacturing and Logistics"),
            ("sol-2", "Fabrikam Identity Guard"), ("sol-3", "Retail Insights"), (Dimensions.NotSaid, null)],
            Dimension.Offer => [("offer-1", "Fabrikam Identity Guard: 4-week assessment"), ("offer-2", "Retail Insights"),
            ("offer-3", "Data Factory Accelerator")],
            Dimension.Reason => new[] { "Customer did not respond", "Other", "Customer chose another vendor", "Proposed timeline too short",
            Dimensions.NotSaid }.Select(v => (v, (string?)null)),
            _ => new[] { "First of these", "Second of these", Dimensions.NotSaid }.Select(v => (v, (string?)null)),
        };

    private static IReadOnlyList<TrendPoint> Points(Period period, decimal size, int turn) =>
        [.. period.TouchedMonths()
            .Select((month, i) => new TrendPoint(month, Math.Floor(size * (1 + (i + turn) % 3) / 4), month.AddMonths(1) > period.To))];

    private static bool IsMoney(string metric) => Catalogue.Get(metric).Unit == Unit.Money;
}

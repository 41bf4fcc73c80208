using System.Collections.Concurrent;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What every widget of one reading is counted with.</summary>
internal sealed class TabCounts(Selection selection, Numbers numbers, Reading frame, IReadOnlyList<Trends.Piece> pieces)
{
    private const int MostCells = 20_000;
    private readonly Days period = new(frame.Period.From, frame.Period.To);
    private readonly Lazy<MoneyCaveats> caveats = new(() => new MoneyCaveats(selection, new Days(frame.Period.From, frame.Period.To)));

    public List<PivotFigures> Figures(DashboardTab tab)
    {
        Happenings wanted = Wanted.By(tab.Figures);
        Counts[] counts = new Counts[pieces.Count];
        Parallel.For(0, counts.Length, i => counts[i] = Between(pieces[i].From, pieces[i].To, wanted));
        var total = new Counts();
        foreach (Counts piece in counts) total.Add(piece);
        var others = new Dictionary<(DateOnly, DateOnly), Counts>();
        Counts Other(DateOnly from, DateOnly to) => others.TryGetValue((from, to), out Counts? known) ? known
            : others[(from, to)] = Between(from, to, wanted);

        var figures = new List<PivotFigures>();
        foreach ((Pivot pivot, Filters within, bool[]? classes) in Within(tab.Pivots))
        {
            Figure Of(Metric metric, Counts of, DateOnly from, DateOnly to) =>
                numbers.FigureOf(metric, of.Of(classes, selection.KnownViews(new Days(from, to))));
            var metrics = new Dictionary<string, decimal?>(StringComparer.Ordinal);
            var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
            var trends = new Dictionary<string, IReadOnlyList<TrendPoint>>(StringComparer.Ordinal);
            var observed = new Dictionary<string, Observed>(StringComparer.Ordinal);
            foreach (Metric metric in tab.Figures.Select(Catalogue.Get))
            {
                Figure figure = Of(metric, total, frame.Period.From, frame.Period.To);
                metrics[metric.Key] = figure.Value;
                if (figure.IsObserved) observed[metric.Key] = figure.Observed;
                if (metric.HasTrend && figure.Value is not null)
                    trends[metric.Key] = [.. pieces.Select((p, i) => Summary.PointOf(p, Of(metric, counts[i], p.From, p.To)))];
                Change? change = Summary.ChangeOf(frame, metric, figure, (from, to) => Of(metric, Other(from, to), from, to));
                if (change is not null) changes[metric.Key] = change;
            }
            figures.Add(new PivotFigures(pivot, within, metrics, changes, trends)
            {
                MoneyCaveats = caveats.Value.Of(tab.Figures, classes),
                Observed = observed,
            });
        }
        return figures;
    }

    /// <summary>Tables by one dimension, each once for each of its pivots that the filters leave anything of.</summary>
    public void Breakdowns(IGrouping<Dimension, BreakdownPlan> plans, ConcurrentDictionary<BreakdownPlan, List<Breakdown>> breakdowns)
    {
        DimensionColumn column = DimensionColumn.Of(selection.Facts, selection.Facets, plans.Key);
        ValueCells cells = ValueCells.Count(selection, period, Wanted.By(plans.SelectMany(plan => plan.Metrics)), plans.Key,
            new ValueSets(column, Rows(selection, plans.Key, column)));
        ViewKinds views = cells.KnowVisits ? selection.KnownViews(period) : ViewKinds.None;
        foreach (BreakdownPlan plan in plans)
        {
            Metric[] metrics = [.. plan.Metrics.Select(Catalogue.Get)];
            breakdowns[plan] = [];
            foreach ((Pivot pivot, Filters within, bool[]? classes) in Within(plan.Pivots))
            {
                decimal?[] totals = [.. metrics.Select(m => numbers.Of(m, cells.Total.Of(classes, views)))];
                IEnumerable<BreakdownRow> rows =
                    from value in Enumerable.Range(0, column.Values.Count)
                    let cell = cells[value]
                    where cell is not null
                    let row = metrics.Select(m => numbers.Of(m, cell.Of(classes, views))).ToArray()
                    where row.Any(c => c is not null and not 0)
                    orderby row[0] ?? 0 descending, column.Values[value].Key
                    select new BreakdownRow(column.Values[value].Key, column.Values[value].Name, row,
                        [.. row.Select((c, i) => Share(c, totals[i]))]);
                breakdowns[plan].Add(new Breakdown(plan, pivot, within, [.. rows], totals, column.Overlaps)
                {
                    MoneyCaveats = caveats.Value.Of(plan.Metrics, classes),
                    Observed = Seen(plan.Metrics, cells.Total.Of(classes, views)),
                });
            }
        }
    }

    public Comparing Compare(DashboardQuestion question)
    {
        string key = question.CompareMetric ?? question.Tab.CompareMetrics[0];
        Dimension by = question.CompareBy ?? question.Tab.CompareDimensions[0];
        Metric metric = Catalogue.Get(key);
        Happenings wanted = Wanted.By([key]);
        // Kinds of lead are compared over both tabs: on one of them there would be nothing to compare.
        Selection among = by == Dimension.LeadKind
            ? new Selection(selection.Facts, selection.Facets, question.Filters.And(new Filters { Group = ReferralGroup.Leads })!, period)
            : selection;
        DimensionColumn column = DimensionColumn.Of(among.Facts, among.Facets, by);
        decimal Of(Counts? cell) => cell is null ? 0 : numbers.Of(metric, cell.Of(null, ViewKinds.None)) ?? 0;
        int SeenIn(Counts? cell) => cell is null ? 0 : numbers.FigureOf(metric, cell.Of(null, ViewKinds.None)).Observed.Count;

        int[]? rows = Rows(among, by, column);
        (string Value, int Index)[] chosen = [.. question.CompareValues.Take(Comparing.Most).Select(v => (v, column.IndexOf(v)))];
        // One walk for both, which are the largest and when, unless that were too many cells.
        bool named = chosen.Length > 0, together = !named && column.Sets * pieces.Count <= MostCells;
        ValueCells[] cells = together ? ByPiece(rows) : [];
        if (!named)
        {
            ValueCells[] all = together ? cells : [ValueCells.Count(among, period, wanted, by, new ValueSets(column, rows))];
            chosen = [.. Enumerable.Range(0, column.Values.Count).Select(i => (Index: i, Total: all.Sum(cell => Of(cell[i]))))
                .Where(v => v.Total > 0)
                .OrderByDescending(v => v.Total).ThenBy(v => column.Values[v.Index].Key, StringComparer.Ordinal).Take(Comparing.Most)
                .Select(v => (column.Values[v.Index].Key, v.Index))];
        }
        if (!together) cells = ByPiece([.. chosen.Select(c => c.Index).Where(i => rows is null || rows.Contains(i))]);
        decimal[][] points = [.. chosen.Select(c => cells.Select(cell => c.Index < 0 ? 0 : Of(cell[c.Index])).ToArray())];
        decimal sum = points.Sum(p => p.Sum());
        var whole = new Counts();
        foreach (ValueCells piece in cells) whole.Add(piece.Total);
        return new Comparing(key, by,
            [.. chosen.Select((c, i) => new CompareSeries(c.Value, c.Index < 0 ? null
                : column.Values[c.Index].Name, among.Filters.With(by, c.Value),
                [.. pieces.Select((p, at) =>
                    new TrendPoint(p.From, points[i][at], p.Partial) { Observed = c.Index < 0 ? 0 : SeenIn(cells[at][c.Index]) })],
                    points[i].Sum(), Share(points[i].Sum(), sum)))], column.Overlaps)
        {
            MoneyCaveats = (among == selection ? caveats.Value : new MoneyCaveats(among, period)).Of([key], null),
            Observed = Seen([key], whole.Of(null, ViewKinds.None)),
        };

        ValueCells[] ByPiece(int[]? only)
        {
            var sets = new ValueSets(column, only);
            return [.. pieces.Select(p => ValueCells.Count(among, new Days(p.From, p.To), wanted, by, sets))];
        }
    }

    public Flow Flow(FlowPlan plan, List<int> odd)
    {
        Flow flow = Flows.Read(selection, plan, frame.Period, odd);
        if (flow.Nodes.Count == 0 || plan.Of == Population.RegistrationsFlow
            || !Summary.TotalsOf(selection.Facts).Noted.HasObserved) return flow;
        string group = plan.Of == Population.LeadsFlow ? "leads" : "cosell";
        string cameIn = group == "leads" ? "received" : "deals";
        string[] drawn = [.. new[] { cameIn, "accepted", "won", "lost", "declined", "expired" }.Select(what => $"{group}.{what}")];
        bool[]? classes = null;
        foreach (Dimension dimension in plan.Within.Narrowed) classes = DimensionColumn.ClassesOf(dimension, plan.Within[dimension]);
        return flow with
        {
            Observed = Seen(drawn, Between(frame.Period.From, frame.Period.To, Wanted.By(drawn))
            .Of(classes, ViewKinds.None))
        };
    }

    /// <summary>What must be known to trust the numbers that are shown: of those of the dashboard's group that pass.</summary>
    public IReadOnlyList<Note> Notes(DailyTotals totals, DashboardTab tab, IEnumerable<List<int>> oddOfFlows)
    {
        ReferralGroup group = tab.Dashboard == Dashboard.Leads ? ReferralGroup.Leads : ReferralGroup.CoSell;
        OrganizationFacts facts = selection.Facts;
        string[] metrics = [.. tab.Figures.Concat(tab.Breakdowns.SelectMany(plan => plan.Metrics)).Concat(tab.CompareMetrics)
            .Distinct()];
        bool registered = metrics.Any(key => Catalogue.Get(key).Formula is Formula.Registrations);
        var scope = new NoteScope(row => facts.Class[row].Group() == group && selection.Passes(row),
            selection.Filters.And(new Filters { Group = group }) ?? selection.Filters);
        return DataQuality.Notes(totals, frame.Period, scope, caveats.Value.OfNotes(metrics, oddOfFlows.SelectMany(rows => rows)),
            registered ? facts.Registrations.Index().Count(r => r.Item.Undated && selection.PassesRegistration(r.Index)) : 0);
    }

    private Dictionary<string, Observed> Seen<T>(IEnumerable<string> metrics, T counts) where T : ICounts => metrics
        .Select(key => (key, numbers.FigureOf(Catalogue.Get(key), counts).Observed)).Where(m => m.Observed.Count > 0)
            .ToDictionary(m => m.key, m => m.Observed, StringComparer.Ordinal);

    private Counts Between(DateOnly from, DateOnly to, Happenings wanted)
    {
        var counts = new Counts[] { new() };
        selection.Count(new Days(from, to), wanted, new OneCell(counts));
        return counts[0];
    }

    /// <summary>Under a filter by the dimension itself only the chosen values are told apart: a deal that has another one too is among
    /// theirs. Null is every value.</summary>
    private static int[]? Rows(Selection among, Dimension dimension, DimensionColumn column) =>
        among.Filters[dimension] is { Count: > 0 } chosen ? [.. chosen.Select(column.IndexOf).Where(i => i >= 0)] : null;

    /// <summary>The pivots the filters leave anything of, with the classes each is of; null is every class.</summary>
    private IEnumerable<(Pivot Pivot, Filters Within, bool[]? Classes)> Within(IReadOnlyList<Pivot> pivots)
    {
        foreach (Pivot pivot in pivots)
        {
            if (selection.Filters.And(pivot.Within) is not { } within) continue;
            bool[]? classes = null;
            foreach (Dimension dimension in pivot.Within.Narrowed) classes = DimensionColumn.ClassesOf(dimension, pivot.Within[dimension]);
            yield return (pivot, within, classes);
        }
    }

    private static decimal? Share(decimal? part, decimal? of) => part is null || of is null or 0 ? null : 100m * part / of;
}

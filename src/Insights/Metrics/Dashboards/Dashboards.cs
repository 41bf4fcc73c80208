using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Makes a <see cref="DashboardReading"/> of facts and facets: the only place where a number of a dashboard comes about. The days of
/// the period are walked once for each widget, side by side on the cores.</summary>
public static class Dashboards
{
    private static readonly ConditionalWeakTable<Facets, ConcurrentDictionary<DashboardTab, IReadOnlyDictionary<Dimension, IReadOnlyList<FilterOption>>>> KnownOptions = [];

    /// <exception cref="ArgumentException">A custom period ends before it begins.</exception>
    public static DashboardReading Read(OrganizationFacts facts, Facets facets, DashboardQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(facets);
        ArgumentNullException.ThrowIfNull(question);
        DashboardTab tab = question.Tab;
        Tally tally = Summary.TallyOf(facts);
        Reading frame = Summary.Frame(tally, question.Time, now);
        // The two narrow different things, so something is always left; an address cannot ask otherwise.
        Filters within = tab.Within.And(question.Filters) ?? throw new ArgumentException("The filters contradict what the tab is of.", nameof(question));
        var selection = new Selection(facts, facets, within, new Days(frame.Period.From, frame.Period.To));
        var work = new Work(selection, new Numbers(facts, tally.Settings), frame, Trends.Cut(frame.Period, question.Time.Granularity, now));

        List<PivotFigures> figures = [];
        IReadOnlyDictionary<string, MoneyCaveat> caveats = new Dictionary<string, MoneyCaveat>();
        Flow[] flows = new Flow[tab.Flows.Count];
        var breakdowns = new ConcurrentDictionary<BreakdownPlan, List<Breakdown>>();
        Comparing? compare = null;
        IReadOnlyDictionary<Dimension, IReadOnlyList<FilterOption>> options = new Dictionary<Dimension, IReadOnlyList<FilterOption>>();
        // Tables by the same dimension are counted together.
        IGrouping<Dimension, BreakdownPlan>[] tables = [.. tab.Breakdowns.GroupBy(plan => plan.Dimension)];
        Parallel.Invoke(
        [
            () => figures = work.Figures(tab),
            () => compare = work.Compare(question),
            .. Enumerable.Range(0, flows.Length).Select(i => (Action)(() => flows[i] = Flows.Read(selection, tab.Flows[i], frame.Period))),
            .. tables.Select(plans => (Action)(() => work.Breakdowns(plans, breakdowns))),
            () => caveats = MoneyCaveats.Of(selection, new Days(frame.Period.From, frame.Period.To)),
            () => options = KnownOptions.GetOrCreateValue(facets).GetOrAdd(tab, t => Options(facts, facets, t)),
        ]);

        return new DashboardReading
        {
            Reading = frame with { Metrics = figures[0].Metrics, Changes = figures[0].Changes, Trends = figures[0].Trends, MoneyCaveats = caveats },
            Tab = tab,
            Filters = question.Filters,
            Within = within,
            Figures = figures,
            Flows = flows,
            Breakdowns = [.. tab.Breakdowns.SelectMany(plan => breakdowns[plan])],
            Compare = compare!,
            Options = options,
        };
    }

    private static Dictionary<Dimension, IReadOnlyList<FilterOption>> Options(OrganizationFacts facts, Facets facets, DashboardTab tab)
    {
        Filters all = tab.Within.And(new Filters { Group = tab.Dashboard == Dashboard.Leads ? ReferralGroup.Leads : ReferralGroup.CoSell })!;
        Func<int, bool> passes = Populations.Passes(facts, facets, all)!;
        Dimension[] dimensions = [.. tab.FilterBy.Where(d => d != Dimension.Customer)];
        var columns = dimensions.Select(d => (Column: DimensionColumn.Of(facts, facets, d), Sets: Array.Empty<int>())).Select(c => (c.Column, Sets: new int[c.Column.Sets])).ToArray();
        for (int row = 0; row < facts.Count; row++)
        {
            if (!passes(row)) continue;
            foreach ((DimensionColumn column, int[] sets) in columns) sets[column.SetOf(row)]++;
        }
        var options = tab.FilterBy.ToDictionary(d => d, _ => (IReadOnlyList<FilterOption>)[]);
        for (int i = 0; i < dimensions.Length; i++)
        {
            (DimensionColumn column, int[] sets) = columns[i];
            int[] counts = new int[column.Values.Count];
            for (int set = 0; set < sets.Length; set++)
                foreach (int value in column.Members(set)) counts[value] += sets[set];
            options[dimensions[i]] = [.. counts.Select((count, value) => new FilterOption(column.Values[value].Key, column.Values[value].Name, count)).Where(o => o.Count > 0)
                .OrderByDescending(o => o.Count).ThenBy(o => o.Value, StringComparer.Ordinal)];
        }
        return options;
    }

    /// <summary>What every widget of one reading is counted with.</summary>
    private sealed class Work(Selection selection, Numbers numbers, Reading frame, IReadOnlyList<Trends.Piece> pieces)
    {
        private const int MostCells = 20_000;
        private readonly Days period = new(frame.Period.From, frame.Period.To);

        public List<PivotFigures> Figures(DashboardTab tab)
        {
            Happenings wanted = Wanted.By(tab.Figures);
            Counts[] counts = new Counts[pieces.Count];
            Parallel.For(0, counts.Length, i => counts[i] = Between(pieces[i].From, pieces[i].To, wanted));
            var total = new Counts();
            foreach (Counts piece in counts) total.Add(piece);
            var others = new Dictionary<(DateOnly, DateOnly), Counts>();
            Counts Other(DateOnly from, DateOnly to) => others.TryGetValue((from, to), out Counts? known) ? known : others[(from, to)] = Between(from, to, wanted);

            var figures = new List<PivotFigures>();
            foreach ((Pivot pivot, Filters within, bool[]? classes) in Within(tab.Pivots))
            {
                decimal? Of(Metric metric, Counts of) => numbers.Of(metric, of.Of(classes, selection.KnowsVisits));
                var metrics = new Dictionary<string, decimal?>(StringComparer.Ordinal);
                var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
                var trends = new Dictionary<string, IReadOnlyList<TrendPoint>>(StringComparer.Ordinal);
                foreach (Metric metric in tab.Figures.Select(Catalogue.Get))
                {
                    metrics[metric.Key] = Of(metric, total);
                    if (metric.HasTrend && metrics[metric.Key] is not null)
                        trends[metric.Key] = [.. pieces.Select((p, i) => new TrendPoint(p.From, Of(metric, counts[i]) ?? 0, p.Partial))];
                    if (Summary.ChangeOf(frame, metric, metrics[metric.Key], (from, to) => Of(metric, Other(from, to))) is { } change) changes[metric.Key] = change;
                }
                figures.Add(new PivotFigures(pivot, within, metrics, changes, trends));
            }
            return figures;
        }

        /// <summary>Tables by one dimension, each once for each of its pivots that the filters leave anything of.</summary>
        public void Breakdowns(IGrouping<Dimension, BreakdownPlan> plans, ConcurrentDictionary<BreakdownPlan, List<Breakdown>> breakdowns)
        {
            DimensionColumn column = DimensionColumn.Of(selection.Facts, selection.Facets, plans.Key);
            ValueCells cells = ValueCells.Count(selection, period, Wanted.By(plans.SelectMany(plan => plan.Metrics)), plans.Key, new ValueSets(column, Rows(selection, plans.Key, column)));
            bool visitsByValue = selection.KnowsVisits && cells.KnowVisits;
            foreach (BreakdownPlan plan in plans)
            {
                Metric[] metrics = [.. plan.Metrics.Select(Catalogue.Get)];
                breakdowns[plan] = [];
                foreach ((Pivot pivot, Filters within, bool[]? classes) in Within(plan.Pivots))
                {
                    decimal?[] totals = [.. metrics.Select(m => numbers.Of(m, cells.Total.Of(classes, visitsByValue)))];
                    IEnumerable<BreakdownRow> rows =
                        from value in Enumerable.Range(0, column.Values.Count)
                        let cell = cells[value]
                        where cell is not null
                        let row = metrics.Select(m => numbers.Of(m, cell.Of(classes, visitsByValue))).ToArray()
                        where row.Any(c => c is not null and not 0)
                        orderby row[0] ?? 0 descending, column.Values[value].Key
                        select new BreakdownRow(column.Values[value].Key, column.Values[value].Name, row, [.. row.Select((c, i) => Share(c, totals[i]))]);
                    breakdowns[plan].Add(new Breakdown(plan, pivot, within, [.. rows], totals, column.Overlaps));
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
            Selection among = by == Dimension.LeadKind ? new Selection(selection.Facts, selection.Facets, question.Filters.And(new Filters { Group = ReferralGroup.Leads })!, period) : selection;
            DimensionColumn column = DimensionColumn.Of(among.Facts, among.Facets, by);
            decimal Of(Counts? cell) => cell is null ? 0 : numbers.Of(metric, cell.Of(null, false)) ?? 0;

            int[]? rows = Rows(among, by, column);
            (string Value, int Index)[] chosen = [.. question.CompareValues.Take(Comparing.Most).Select(v => (v, column.IndexOf(v)))];
            // One walk for both, which are the largest and when, unless that were too many cells.
            bool named = chosen.Length > 0, together = !named && column.Sets * pieces.Count <= MostCells;
            ValueCells[] cells = together ? ByPiece(rows) : [];
            if (!named)
            {
                ValueCells[] all = together ? cells : [ValueCells.Count(among, period, wanted, by, new ValueSets(column, rows))];
                chosen = [.. Enumerable.Range(0, column.Values.Count).Select(i => (Index: i, Total: all.Sum(cell => Of(cell[i])))).Where(v => v.Total > 0)
                    .OrderByDescending(v => v.Total).ThenBy(v => column.Values[v.Index].Key, StringComparer.Ordinal).Take(Comparing.Most).Select(v => (column.Values[v.Index].Key, v.Index))];
            }
            if (!together) cells = ByPiece([.. chosen.Select(c => c.Index).Where(i => rows is null || rows.Contains(i))]);
            decimal[][] points = [.. chosen.Select(c => cells.Select(cell => c.Index < 0 ? 0 : Of(cell[c.Index])).ToArray())];
            decimal sum = points.Sum(p => p.Sum());
            return new Comparing(key, by,
                [.. chosen.Select((c, i) => new CompareSeries(c.Value, c.Index < 0 ? null : column.Values[c.Index].Name, among.Filters.With(by, c.Value),
                    [.. pieces.Select((p, at) => new TrendPoint(p.From, points[i][at], p.Partial))], points[i].Sum(), Share(points[i].Sum(), sum)))], column.Overlaps);

            ValueCells[] ByPiece(int[]? only)
            {
                var sets = new ValueSets(column, only);
                return [.. pieces.Select(p => ValueCells.Count(among, new Days(p.From, p.To), wanted, by, sets))];
            }
        }

        private Counts Between(DateOnly from, DateOnly to, Happenings wanted)
        {
            var counts = new Counts[] { new() };
            selection.Count(new Days(from, to), wanted, new OneCell(counts));
            return counts[0];
        }

        /// <summary>Under a filter by the dimension itself only the chosen values are told apart: a deal that has another one too is among theirs. Null is every value.</summary>
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
}

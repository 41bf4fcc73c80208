using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Makes a <see cref="DashboardReading"/> of facts and facets: the only place where a number of a dashboard comes about. The days
/// of the period are walked once for each widget, side by side on the cores.</summary>
public static class Dashboards
{
    private static readonly ConditionalWeakTable<Facets, ConcurrentDictionary<DashboardTab, IReadOnlyDictionary<Dimension,
        IReadOnlyList<FilterOption>>>> KnownOptions = [];

    /// <exception cref="ArgumentException">A custom period ends before it begins.</exception>
    public static DashboardReading Read(OrganizationFacts facts, Facets facets, DashboardQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(facets);
        ArgumentNullException.ThrowIfNull(question);
        DashboardTab tab = question.Tab;
        DailyTotals totals = Summary.TotalsOf(facts);
        Reading frame = Summary.Frame(totals, question.Time, now);
        // The two narrow different things, so something is always left; an address cannot ask otherwise.
        Filters within = tab.Within.And(question.Filters)
            ?? throw new ArgumentException("The filters contradict what the tab is of.", nameof(question));
        var selection = new Selection(facts, facets, within, new Days(frame.Period.From, frame.Period.To));
        var work = new TabCounts(selection, new Numbers(totals), frame, Trends.Cut(frame.Period, question.Time.Granularity, now));

        List<PivotFigures> figures = [];
        Flow[] flows = new Flow[tab.Flows.Count];
        List<int>[] odd = [.. flows.Select(_ => new List<int>())];
        var breakdowns = new ConcurrentDictionary<BreakdownPlan, List<Breakdown>>();
        Comparing? compare = null;
        IReadOnlyDictionary<Dimension, IReadOnlyList<FilterOption>> options = new Dictionary<Dimension, IReadOnlyList<FilterOption>>();
        // Tables by the same dimension are counted together.
        IGrouping<Dimension, BreakdownPlan>[] tables = [.. tab.Breakdowns.GroupBy(plan => plan.Dimension)];
        Parallel.Invoke(
        [
            () => figures = work.Figures(tab),
            () => compare = work.Compare(question),
            .. Enumerable.Range(0, flows.Length).Select(i => (Action)(() => flows[i] = work.Flow(tab.Flows[i], odd[i]))),
            .. tables.Select(plans => (Action)(() => work.Breakdowns(plans, breakdowns))),
            () => options = KnownOptions.GetOrCreateValue(facets).GetOrAdd(tab, t => Options(facts, facets, t)),
        ]);

        return new DashboardReading
        {
            Reading = frame with
            {
                Metrics = figures[0].Metrics,
                Changes = figures[0].Changes,
                Trends = figures[0].Trends,
                MoneyCaveats = figures[0].MoneyCaveats,
                Observed = figures[0].Observed,
                Notes = work.Notes(totals, tab, odd)
            },
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
        Filters all = tab.Within.And(new Filters
        {
            Group = tab.Dashboard == Dashboard.Leads ? ReferralGroup.Leads
            : ReferralGroup.CoSell
        })!;
        Func<int, bool> passes = Populations.Passes(facts, facets, all)!;
        Dimension[] dimensions = [.. tab.FilterBy.Where(d => d != Dimension.Customer)];
        var columns = dimensions.Select(d => (Column: DimensionColumn.Of(facts, facets, d), Sets: Array.Empty<int>()))
            .Select(c => (c.Column, Sets: new int[c.Column.Sets])).ToArray();
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
            options[dimensions[i]] =
                [.. counts.Select((count, value) => new FilterOption(column.Values[value].Key, column.Values[value].Name, count))
                .Where(o => o.Count > 0)
                .OrderByDescending(o => o.Count).ThenBy(o => o.Value, StringComparer.Ordinal)];
        }
        return options;
    }
}

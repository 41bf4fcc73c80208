using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Widgets.Breakdowns;
using Insights.Widgets.Compare;
using Insights.Widgets.Conversion;
using Insights.Widgets.Overview;

namespace Insights.Widgets;

/// <summary>The cards of the dashboards. What a tab has is the tab's own (<see cref="DashboardTab"/>); how it is put on cards is
/// here.</summary>
public static class DashboardWidgets
{
    /// <summary>The cards of tables, in order. A card is on a tab that has all of its tables; a table is on the first such card.</summary>
    private static readonly (string Key, CardWidth Width, string[] Tables)[] OfTables =
    [
        ("by_offer", CardWidth.Full, ["offers"]),
        ("by_country", CardWidth.Full, ["countries"]),
        ("by_solution", CardWidth.Full, ["solutions"]),
        ("capabilities", CardWidth.Full, ["roles", "programs"]),
        ("by_program", CardWidth.Full, ["programs"]),
        ("declined", CardWidth.Half, ["declined"]),
        ("lost", CardWidth.Half, ["lost"]),
    ];

    private static readonly Dictionary<DashboardTab, IReadOnlyList<Widget>> Made =
        DashboardTab.All.ToDictionary(tab => tab, tab => (IReadOnlyList<Widget>)[.. Make(tab)]);

    /// <summary>The cards of a tab: order here is order there.</summary>
    public static IReadOnlyList<Widget> Of(DashboardTab tab) => Made[tab];

    /// <summary>Every card of any tab, once.</summary>
    public static IEnumerable<Widget> All => Made.Values.SelectMany(cards => cards).DistinctBy(card => card.Key);

    private static IEnumerable<Widget> Make(DashboardTab tab)
    {
        string source = tab.Dashboard == Dashboard.Leads ? "leads" : "cosell";
        yield return new Widget("overview", CardWidth.Full, typeof(OverviewWidget), tab.Figures) { RestsOn = source };
        foreach (FlowPlan flow in tab.Flows)
            yield return new Widget("flow_" + flow.Key, tab.Flows.Count(f => f.Of == flow.Of) > 1 ? CardWidth.Half
                : CardWidth.Full, typeof(FlowWidget))
            {
                RestsOn = flow.Of == Population.RegistrationsFlow ? "revenue" : source,
                Of = [flow.Key],
            };
        HashSet<string> left = [.. tab.Breakdowns.Select(plan => plan.Key)];
        foreach ((string key, CardWidth width, string[] tables) in OfTables)
        {
            if (!left.IsSupersetOf(tables)) continue;
            left.ExceptWith(tables);
            yield return new Widget(key, width, typeof(BreakdownWidget), [.. tab.Breakdowns.Where(plan => tables.Contains(plan.Key))
                .SelectMany(plan => plan.Metrics).Distinct()])
            { RestsOn = source, Of = tables };
        }
        yield return new Widget("compare", CardWidth.Full, typeof(CompareWidget), tab.CompareMetrics) { RestsOn = source };
    }
}

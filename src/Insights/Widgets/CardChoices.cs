using Insights.Metrics.Dashboards;

namespace Insights.Widgets;

/// <summary>What a reader can choose of how the cards of a tab are drawn, as names and values of its address: a table for what an address
/// may say, so that reading it needs no case for any card.</summary>
public static class CardChoices
{
    /// <summary>Which part of the tab the figures at the top are of: the key of a <see cref="Pivot"/>.</summary>
    public const string Figures = "figures";

    /// <summary>What the conversion funnels are drawn by: <see cref="ByValue"/>, else by count.</summary>
    public const string Flows = "flows", ByValue = "value";

    /// <summary>Of a table: the column it is sorted by, text its rows must have, and whether all of them are shown.</summary>
    public static string Sort(string table) => table + ".sort";

    /// <inheritdoc cref="Sort"/>
    public static string Find(string table) => table + ".find";

    /// <inheritdoc cref="Sort"/>
    public static string Rows(string table) => table + ".rows";

    /// <summary>Every name, with what its value may be. A table's own name chooses its pivot; a card's, which of its tables is
    /// shown.</summary>
    public static IEnumerable<(string Name, Func<string, bool> May)> Of(DashboardTab tab)
    {
        ArgumentNullException.ThrowIfNull(tab);
        yield return (Figures, word => tab.Pivots.Any(p => p.Key == word));
        yield return (Flows, word => word == ByValue);
        foreach (BreakdownPlan plan in tab.Breakdowns)
        {
            yield return (plan.Key, word => plan.Pivots.Any(p => p.Key == word));
            yield return (Sort(plan.Key), word => TableSort.Parse(word, plan) is not null);
            yield return (Find(plan.Key), static _ => true);
            yield return (Rows(plan.Key), static word => word == "all");
        }
        foreach (Widget card in DashboardWidgets.Of(tab).Where(c => c.Of.Count > 1))
            yield return (card.Key, card.Of.Contains);
    }
}

/// <summary>The column a table of a dashboard is sorted by; <c>-cosell.won</c> in the address is most won first.</summary>
/// <param name="Column">A metric of the table, or <see cref="Name"/>.</param>
public readonly record struct TableSort(string Column, bool Descending)
{
    /// <summary>The column of the names.</summary>
    public const string Name = "name";

    /// <summary>As a table is when nobody chose: by its first metric, largest first.</summary>
    public static TableSort Of(BreakdownPlan plan) =>
        new((plan ?? throw new ArgumentNullException(nameof(plan))).Metrics[0], Descending: true);

    public string Key => Descending ? "-" + Column : Column;

    /// <summary>Null when the table has no such column.</summary>
    public static TableSort? Parse(string? word, BreakdownPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string column = (word ?? "").TrimStart('-');
        return column == Name || plan.Metrics.Contains(column) ? new TableSort(column, word![0] == '-') : null;
    }
}

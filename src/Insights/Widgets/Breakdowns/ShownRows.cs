using Insights.Metrics.Dashboards;

namespace Insights.Widgets.Breakdowns;

/// <summary>The rows of a table as the address asks for them: those with the text looked for, in the order chosen.</summary>
/// <param name="Found">All with the text.</param>
/// <param name="Shown">The first of them, or all.</param>
public sealed record ShownRows(IReadOnlyList<(BreakdownRow Row, string Name)> Found, int Shown)
{
    /// <summary>More rows than this are asked for by a link.</summary>
    public const int Most = 50;

    public static ShownRows Of(DashboardView view, Breakdown table)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(table);
        string key = table.Plan.Key;
        string? text = view.Asked.Chosen(CardChoices.Find(key));
        var names = StringComparer.Create(view.Language.Culture, ignoreCase: true);
        TableSort sort = TableSort.Parse(view.Asked.Chosen(CardChoices.Sort(key)), table.Plan) ?? TableSort.Of(table.Plan);
        IEnumerable<(BreakdownRow Row, string Name)> rows =
            table.Rows.Select(row => (row, view.NameOf(table.Plan.Dimension, row.Value, row.Name)));
        if (text is not null) rows =
            rows.Where(r => view.Language.Culture.CompareInfo.IndexOf(r.Name, text,
            System.Globalization.CompareOptions.IgnoreCase | System.Globalization.CompareOptions.IgnoreNonSpace) >= 0);
        int column = table.Plan.Metrics.ToList().IndexOf(sort.Column);
        // What has no value stands last either way; rows that are equal stand by name.
        rows = column < 0
            ? sort.Descending ? rows.OrderByDescending(r => r.Name, names) : rows.OrderBy(r => r.Name, names)
            : rows.OrderBy(r => r.Row.Cells[column] is null).ThenBy(r => sort.Descending ? -r.Row.Cells[column] : r.Row.Cells[column])
            .ThenBy(r => r.Name, names);
        (BreakdownRow, string)[] found = [.. rows];
        return new ShownRows(found, view.Asked.Chosen(CardChoices.Rows(key)) is null && !view.OnPaper ? Math.Min(Most, found.Length)
            : found.Length);
    }
}

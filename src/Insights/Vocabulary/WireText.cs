using System.Globalization;
using System.Text;

namespace Insights.Vocabulary;

/// <summary>How values are written for machines, the same in every language.</summary>
public static class WireText
{
    /// <summary>ISO 8601 with every decimal the store keeps; a day without a time stays one.</summary>
    public static string? Moment(When? moment) => moment?.ToString();

    public static string? Amount(decimal? amount) => amount?.ToString("0.############", CultureInfo.InvariantCulture);
}

/// <summary>Several things in one cell: <c>id|name; id|name</c>, with a backslash before a mark that belongs to the text.</summary>
public static class CellLists
{
    public static string Write(IEnumerable<NamedId> things) =>
        string.Join("; ", things.Select(thing => Escaped(thing.Id) + (thing.Name is null ? "" : "|" + Escaped(thing.Name))));

    public static string Write(IEnumerable<string> words) => string.Join("; ", words.Select(Escaped));

    public static IReadOnlyList<NamedId> ReadNamed(string cell)
    {
        var things = new List<NamedId>();
        foreach (List<string> parts in Parts(cell))
            if (parts is [var id, ..] && (id.Length > 0 || parts.Count > 1))
                things.Add(new NamedId(id.Length == 0 ? null : id, parts.Count > 1 ? parts[1] : null));
        return things;
    }

    public static IReadOnlyList<string> ReadWords(string cell) => [.. Parts(cell).Select(parts => parts[0]).Where(word => word.Length > 0)];

    private static string Escaped(string? text) => text is null ? "" : text.Replace("\\", "\\\\").Replace("|", "\\|").Replace(";", "\\;");

    private static List<List<string>> Parts(string cell)
    {
        List<List<string>> things = [[]];
        var part = new StringBuilder();
        for (int i = 0; i < cell.Length; i++)
        {
            char c = cell[i];
            if (c == '\\' && i + 1 < cell.Length) part.Append(cell[++i]);
            else if (c is '|' or ';')
            {
                things[^1].Add(part.ToString().Trim());
                part.Clear();
                if (c == ';') things.Add([]);
            }
            else part.Append(c);
        }
        things[^1].Add(part.ToString().Trim());
        return things;
    }
}

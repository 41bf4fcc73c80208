using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Collects the remaining fields of a record; nothing at all when there are none.</summary>
internal struct Details
{
    private Dictionary<string, string>? kept;

    public void Add(string key, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) (kept ??= new Dictionary<string, string>(StringComparer.Ordinal))[key] = value;
    }

    public void Add(string key, When? moment) => Add(key, moment?.ToString());

    /// <summary>A date that a source writes as its midnight.</summary>
    public void AddDate(string key, When? moment) =>
        Add(key, moment is { Instant.TimeOfDay.Ticks: 0 } midnight ? When.OnDay(midnight.WrittenDay) : moment);

    public void Add(string key, decimal? amount)
    {
        if (amount is decimal known) Add(key, Spelling.Invariant(known));
    }

    public void Add(string key, bool? flag)
    {
        if (flag is bool known) Add(key, known ? "true" : "false");
    }

    public readonly IReadOnlyDictionary<string, string>? Kept => kept;
}

/// <summary>Cells that hold several things.</summary>
internal static class Lists
{
    private static readonly char[] IdMarks = [';', ',', '|', '\n'];
    private static readonly char[] NameMarks = [';', '|', '\n'];

    /// <summary>The solutions of a pair of cells "list of ids", "list of names" (domain.md 8.1). Names hold commas, ids do not: when
    /// the two cannot be matched one to one, the ids are kept and the names are kept whole on the first.</summary>
    public static IReadOnlyList<NamedId>? Solutions(string? ids, string? names)
    {
        if (ids is null && names is null) return null;
        string[] id = Split(ids, IdMarks), name = Split(names, NameMarks);
        if (id.Length > 1 && name.Length == 1 && Split(names, IdMarks) is { } commas && commas.Length == id.Length) name = commas;
        for (int i = 0; i < id.Length; i++) id[i] = Legible.Id(id[i]) ?? id[i];
        if (id.Length == 0) return [.. name.Select(n => new NamedId(null, n))];
        if (id.Length == name.Length) return [.. id.Zip(name, (i, n) => new NamedId(i, n))];
        return [.. id.Select((one, i) => new NamedId(one, i == 0 ? names : null))];
    }

    /// <summary>The mail addresses found in a cell, lower case.</summary>
    public static IEnumerable<string> Mails(string? cell)
    {
        if (cell is null || !cell.Contains('@')) yield break;
        foreach (string part in cell.Split([';', ',', '|', ' ', '\t', '\n', '<', '>', '(', ')', '"', '\r'],
            StringSplitOptions.RemoveEmptyEntries))
            if (part.IndexOf('@') > 0) yield return part.ToLowerInvariant();
    }

    public static string[] Split(string? cell, params ReadOnlySpan<char> marks) =>
        cell is null ? [] : cell.Split(marks.ToArray(), StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

namespace Insights.Ingest;

/// <summary>Which rows of a mapped file are read: those its <c>only</c> and <c>except</c> let through, up to its footer. What is left
/// out is counted and said.</summary>
internal sealed class RowFilter
{
    private const int MostNamed = 3;

    private readonly List<Rule> rules = [];
    private readonly IReadOnlyList<string> footer;

    public RowFilter(FileMapping file, Header header)
    {
        footer = [.. file.Footer.Select(Spelling.Exact)];
        foreach ((string key, IReadOnlyList<string> words) in file.Only) rules.Add(Of(file, header, true, key, words));
        foreach ((string key, IReadOnlyList<string> words) in file.Except) rules.Add(Of(file, header, false, key, words));
    }

    /// <summary>Why the row is left out; null when it is read.</summary>
    public string? LeavesOut(Row row)
    {
        foreach (Rule rule in rules)
        {
            string? text = rule.Places.Select(row.Text)
                .FirstOrDefault(told => told is not null && rule.Empty?.Contains(Spelling.Exact(told)) != true);
            if (rule.Words.Contains(Spelling.Exact(text ?? "")) != rule.Only) return rule.Reason;
        }
        return null;
    }

    /// <summary>Whether the table ends before this row.</summary>
    public bool Ends(Row row)
    {
        if (footer.Count == 0 || row.First() is not string first) return false;
        string said = Spelling.Exact(first);
        foreach (string word in footer)
            if (word.EndsWith('*') ? said.StartsWith(word[..^1], StringComparison.OrdinalIgnoreCase)
                : said.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    // A field is what its column says; any other name is a column itself.
    private static Rule Of(FileMapping file, Header header, bool only, string key, IReadOnlyList<string> words)
    {
        Place[] places = [.. (file.Fields.TryGetValue(key, out IReadOnlyList<string>? columns) ? columns : [key]).Select(header.Find)
            .Where(place => place.Exists)];
        string named = Spelling.Few([.. words.Select(word => Spelling.Quoted(word))], MostNamed, ", ");
        return new Rule(only, places, words.Select(Spelling.Exact).ToHashSet(StringComparer.OrdinalIgnoreCase), file.EmptyOf(key),
            $"the mapping reads {(only ? "only" : "all except")} rows whose {Spelling.Quoted(key)} is {named}");
    }

    private sealed record Rule(bool Only, Place[] Places, HashSet<string> Words, IReadOnlySet<string>? Empty, string Reason);
}

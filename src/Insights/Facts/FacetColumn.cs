namespace Insights.Facts;

/// <summary>From words as they were told to sets of values: a word may name several values, and several words the same one.</summary>
internal sealed class FacetColumn
{
    private readonly Dictionary<string, int> byKey = new(StringComparer.OrdinalIgnoreCase), setByMembers = new(StringComparer.Ordinal);
    private readonly List<FacetValue> values = [];
    private readonly List<int[]> sets = [];
    private readonly int[] ofWord;

    /// <param name="read">The values a word names; none when it says nothing.</param>
    public FacetColumn(Coder words, Func<string, IEnumerable<FacetValue>> read) =>
        ofWord = [.. words.Words.Select(word => Set(read(word).Select(Index)))];

    /// <summary>The set of a word's code; -1 for -1 and for words that say nothing.</summary>
    public int SetOf(int word) => word < 0 ? -1 : ofWord[word];

    public int Union(int a, int b) => a == b ? a : Set(sets[a].Concat(sets[b]));

    /// <param name="names">Better names than the sources', by key.</param>
    public Facet Facet(int[] rows, IReadOnlyDictionary<string, string>? names = null) =>
        new(new Codes(rows), sets,
            [.. values.Select(v => names is not null && names.TryGetValue(v.Key, out string? name) ? new FacetValue(v.Key, name) : v)]);

    private int Index(FacetValue value)
    {
        if (!byKey.TryGetValue(value.Key, out int at))
        {
            byKey.Add(value.Key, at = values.Count);
            values.Add(value);
        }
        // Whichever order they came in, the same name stands.
        else if (value.Name is not null && (values[at].Name is not { } name || string.CompareOrdinal(value.Name, name) < 0))
            values[at] = new FacetValue(values[at].Key, value.Name);
        return at;
    }

    private int Set(IEnumerable<int> members)
    {
        int[] sorted = [.. members.Distinct().Order()];
        if (sorted.Length == 0) return -1;
        string key = string.Join(',', sorted);
        if (setByMembers.TryGetValue(key, out int set)) return set;
        sets.Add(sorted);
        return setByMembers[key] = sets.Count - 1;
    }
}

/// <summary>Offers, which sources name by id, by name or by both: a name that was once told with an id means that offer.</summary>
internal sealed class OfferColumn(Coder ids, Coder names)
{
    private readonly Dictionary<(int Id, int Name), int> pairs = [];
    private readonly Dictionary<string, int> byKey = new(StringComparer.OrdinalIgnoreCase), byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FacetValue> values = [];

    /// <summary>The offer of each row; -1 where neither id nor name is known.</summary>
    public int[] Join(int[] id, int[] name)
    {
        // Those with an id first: only then is it known which names have one.
        foreach ((int Id, int Name) pair in Enumerable.Range(0, id.Length).Select(row => (Id: id[row], Name: name[row]))
            .Where(p => p.Id >= 0 || p.Name >= 0).Distinct()
            .OrderBy(p => p.Id < 0).ThenBy(p => ids[p.Id], StringComparer.Ordinal).ThenBy(p => names[p.Name], StringComparer.Ordinal))
            pairs[pair] = pair.Id >= 0 ? Index(ids[pair.Id]!, names[pair.Name]) : IndexOf(names[pair.Name]!);
        int[] joined = new int[id.Length];
        for (int row = 0; row < joined.Length; row++) joined[row] = id[row] < 0 && name[row] < 0 ? -1 : pairs[(id[row], name[row])];
        return joined;
    }

    /// <summary>The offer of a name; a new one when nobody told of it with a lead.</summary>
    public int IndexOf(string name) => byName.TryGetValue(name, out int known) ? known : Index(name, null);

    public Facet Facet(int[] rows) => new(new Codes(rows), [.. values.Select((_, i) => new[] { i })], values);

    private int Index(string key, string? name)
    {
        if (!byKey.TryGetValue(key, out int at))
        {
            byKey.Add(key, at = values.Count);
            values.Add(new FacetValue(key, name));
        }
        byName.TryAdd(name ?? key, at);
        return at;
    }
}

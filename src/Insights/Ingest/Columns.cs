namespace Insights.Ingest;

/// <summary>A column as a format knows it: the name it has in messages, and the other names it goes by. Compared by
/// <see cref="Spelling"/>, so aliases are only written down when the letters differ.</summary>
internal sealed record Column(string Name, params string[] Aliases);

/// <summary>Where a column stands in one file, and how that file spells it.</summary>
internal readonly record struct Place(int Index, string Name)
{
    public bool Exists => Index >= 0;
}

/// <summary>The header line of one file. A column spelled exactly as asked goes before one that is only spelled alike.</summary>
internal sealed class Header
{
    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal), alike = new(StringComparer.Ordinal),
        other = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int First, int Second)> twice = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> askedTwice = [];

    public Header(IReadOnlyList<string> names)
    {
        Names = names;
        for (int i = 0; i < names.Count; i++)
        {
            string spelled = Spelling.Exact(names[i]), key = Spelling.Key(names[i]);
            if (spelled.Length == 0) continue;
            if (!exact.TryAdd(spelled, i)) twice.TryAdd(spelled, (exact[spelled], i));
            else if (!alike.TryAdd(key, i)) other.TryAdd(key, i);
        }
        alike.Remove("");
        Width = names.Count;
        while (Width > 0 && string.IsNullOrWhiteSpace(names[Width - 1])) Width--;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of columns, nameless ones at the end left out.</summary>
    public int Width { get; }

    /// <summary>Why a column that was asked for cannot be told from another; null when all could.</summary>
    public string? Doubt { get; private set; }

    /// <summary>What to say about columns that were asked for and stand twice under the very same name: the first is read.</summary>
    public IEnumerable<string> Notes => askedTwice.Select(pair =>
        $"The column '{At(pair.Key).Name}' stands twice, as column {pair.Key + 1} and column {pair.Value + 1}; the first was read.");

    public bool Has(Column column) => Has(column.Name) || column.Aliases.Any(Has);
    public bool Has(string name) => exact.ContainsKey(Spelling.Exact(name)) || alike.ContainsKey(Spelling.Key(name));

    public Place Find(string name) => Sought(name) ?? new Place(-1, name);

    public Place Find(Column column)
    {
        if (Sought(column.Name) is Place found) return found;
        foreach (string alias in column.Aliases)
            if (Sought(alias) is Place also) return also;
        return new Place(-1, column.Name);
    }

    private Place? Sought(string name)
    {
        string spelled = Spelling.Exact(name), key = Spelling.Key(name);
        if (!exact.TryGetValue(spelled, out int index))
        {
            if (!alike.TryGetValue(key, out index)) return null;
            if (other.TryGetValue(key, out int second))
                Doubt ??= $"The columns '{At(index).Name}' and '{At(second).Name}' are spelled alike, so which of them is "
                    + $"'{Spelling.Shown(name)}' cannot be told; "
                    + "rename one of them in the file, or name the column in a mapping exactly as it is written there.";
            spelled = Spelling.Exact(Names[index]);
        }
        if (twice.TryGetValue(spelled, out (int First, int Second) places)) askedTwice[places.First] = places.Second;
        return At(index);
    }

    /// <summary>Every column named like <c>Solution 1</c>, <c>Solution 2</c> …, in the order of the file.</summary>
    public IReadOnlyList<Place> Numbered(string stem)
    {
        string key = Spelling.Key(stem);
        var places = new List<Place>();
        for (int i = 0; i < Names.Count; i++)
        {
            string name = Spelling.Key(Names[i]).Replace("#", "");
            if (name.Length > key.Length && name.StartsWith(key, StringComparison.Ordinal)
                && name.AsSpan(key.Length).IndexOfAnyExceptInRange('0', '9') < 0)
                places.Add(At(i));
        }
        return places;
    }

    private Place At(int index) => new(index, Spelling.Shown(Names[index].Trim()));
}

/// <summary>A kind of table we know: how it is recognised, and who reads it.</summary>
/// <param name="Key">The wire word, as the receipt names it.</param>
/// <param name="Title">What it is called in a sentence.</param>
/// <param name="Needed">Columns it must have.</param>
/// <param name="Marks">Columns that no other kind has; one of them is enough to recognise it. Empty: the needed ones suffice.</param>
internal sealed record TableFormat(string Key, string Title, Column[] Needed, Column[] Marks, Func<Header, ITable> Open)
{
    /// <summary>What such a file tells in one row each; null where several rows may tell of one.</summary>
    public string? Each { get; init; }

    public bool Fits(Header header) => Needed.All(header.Has) && (Marks.Length == 0 || Marks.Any(header.Has));
}

/// <summary>Reads the rows of one file of one format.</summary>
internal interface ITable
{
    /// <summary>What the row tells. What is wrong with it goes to the row's findings; the result is then not looked at.</summary>
    Told Read(Row row);

    /// <summary>Whether the table ends before this row: what follows is no row of it.</summary>
    bool Ends(Row row) => false;

    /// <summary>Why the row is not wanted; null when it is to be read.</summary>
    string? LeavesOut(Row row) => null;

    /// <summary>What is to be said when the last row was read.</summary>
    IEnumerable<string> Notes => [];

    /// <summary>The columns of amounts: together they show how the file writes its decimals.</summary>
    IReadOnlyList<Place> Amounts => [];

    /// <summary>What stands before the decimals, where that was said; null for a point unless the file shows otherwise.</summary>
    char? DecimalMark => null;
}

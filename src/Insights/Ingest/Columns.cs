namespace Insights.Ingest;

/// <summary>A column as a format knows it: the name it has in messages, and the other names it goes by. Compared by
/// <see cref="Spelling.Key"/>, so aliases are only written down when the letters differ.</summary>
internal sealed record Column(string Name, params string[] Aliases);

/// <summary>Where a column stands in one file, and how that file spells it.</summary>
internal readonly record struct Place(int Index, string Name)
{
    public bool Exists => Index >= 0;
}

/// <summary>The header line of one file.</summary>
internal sealed class Header
{
    private readonly Dictionary<string, int> byKey = new(StringComparer.Ordinal);

    public Header(IReadOnlyList<string> names)
    {
        Names = names;
        for (int i = 0; i < names.Count; i++) byKey.TryAdd(Spelling.Key(names[i]), i);
        byKey.Remove("");
        Width = names.Count;
        while (Width > 0 && string.IsNullOrWhiteSpace(names[Width - 1])) Width--;
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of columns, nameless ones at the end left out.</summary>
    public int Width { get; }

    public bool Has(Column column) => Find(column).Exists;
    public bool Has(string name) => byKey.ContainsKey(Spelling.Key(name));

    public Place Find(string name) => byKey.TryGetValue(Spelling.Key(name), out int index) ? At(index) : new Place(-1, name);

    public Place Find(Column column)
    {
        if (byKey.TryGetValue(Spelling.Key(column.Name), out int index)) return At(index);
        foreach (string alias in column.Aliases)
            if (byKey.TryGetValue(Spelling.Key(alias), out index)) return At(index);
        return new Place(-1, column.Name);
    }

    /// <summary>Every column named like <c>Solution 1</c>, <c>Solution 2</c> …, in the order of the file.</summary>
    public IReadOnlyList<Place> Numbered(string stem)
    {
        string key = Spelling.Key(stem);
        var places = new List<Place>();
        for (int i = 0; i < Names.Count; i++)
        {
            string name = Spelling.Key(Names[i]);
            if (name.Length > key.Length && name.StartsWith(key, StringComparison.Ordinal) && name.AsSpan(key.Length).IndexOfAnyExceptInRange('0', '9') < 0)
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
    public bool Fits(Header header) => Needed.All(header.Has) && (Marks.Length == 0 || Marks.Any(header.Has));
}

/// <summary>Reads the rows of one file of one format.</summary>
internal interface ITable
{
    /// <summary>What the row tells. What is wrong with it goes to the row's findings; the result is then not looked at.</summary>
    Told Read(Row row);
}

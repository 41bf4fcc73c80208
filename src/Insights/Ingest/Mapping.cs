using System.Text;
using System.Text.Json;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>A mapping file that cannot be used; the message is a sentence for the person who wrote it.</summary>
public sealed class MappingRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a person wrote about CSV files we do not know (docs/mapping.md): one mapping may describe several files, each
/// recognised by the columns it requires.</summary>
public sealed class Mapping
{
    private const int MostFiles = 100;

    private Mapping(IReadOnlyList<FileMapping> files) => Files = files;

    public IReadOnlyList<FileMapping> Files { get; }

    /// <summary>Mappings as one, the first before the others; null when there is none.</summary>
    public static Mapping? Of(IReadOnlyList<Mapping> mappings)
    {
        ArgumentNullException.ThrowIfNull(mappings);
        return mappings.Count == 0 ? null : new Mapping([.. mappings.SelectMany(mapping => mapping.Files)]);
    }

    /// <exception cref="MappingRefusedException">The file is missing, is no JSON, or says something we do not understand.</exception>
    public static Mapping Read(string path) => Parse(MappingText.Read(path));

    /// <exception cref="MappingRefusedException">The text is no JSON, or says something we do not understand.</exception>
    public static Mapping Parse(string json)
    {
        MappingNode root = MappingText.Parse(json);
        if (root.Kind != JsonTokenType.StartObject)
            throw MappingText.Misunderstood(root.Line, $"it is {root.Called}; a mapping is an object with a list 'files'.");
        MappingNode? files = null;
        foreach ((string name, MappingNode value) in root.Members)
            if (name.Equals("files", StringComparison.OrdinalIgnoreCase))
                files = files is null ? value
                    : throw MappingText.Misunderstood(value.Line, $"'{name}' is told twice; delete one of the two.");
            else if (!name.Equals("about", StringComparison.OrdinalIgnoreCase))
                throw MappingText.Misunderstood(value.Line,
                    $"there is no property {Spelling.Quoted(name)}{MappingEntry.End(Nearest.Property(name, ["files", "about"]))} "
                    + (MappingEntry.Properties.Contains(name, StringComparer.OrdinalIgnoreCase)
                    ? "It belongs to an entry of the list 'files'." : "A mapping is an object with a list 'files'."));
        if (files is null or { Kind: JsonTokenType.StartArray, Items.Count: 0 })
            throw new MappingRefusedException("The mapping describes no file; it needs a list 'files'. See docs/mapping.md.");
        if (files.Kind != JsonTokenType.StartArray)
            throw MappingText.Misunderstood(files.Line, $"'files' is {files.Called}; it is a list with an entry for each kind of file.");
        if (files.Items.Count > MostFiles)
            throw MappingText.Misunderstood(files.Line,
                $"'files' has {files.Items.Count} entries; a mapping describes at most {MostFiles} kinds of files.");
        return new Mapping([.. files.Items.Select(MappingReader.Read)]);
    }
}

/// <summary>How one kind of file is read. Fields are named by the keys of <see cref="ReferralFields"/>.</summary>
public sealed record FileMapping
{
    internal const string EveryField = "*";
    private const int MostNamed = 8;

    /// <summary>What the receipt calls the file.</summary>
    public string Name { get; init; } = "";
    public string? About { get; init; }
    /// <summary>The columns a file must have to be read this way.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];
    /// <summary>Our field to their column; of several the first that is not empty, but an id is made of all of them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>Our field to a word that holds for every row that says nothing else: <c>"state": "won"</c> for a file of won
    /// deals.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();
    /// <summary>Per field, their words to ours.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Words { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();
    /// <summary>Per field, or <c>*</c> for every field, their words for nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Empty { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>.NET patterns of the dates, tried in order; without it, ISO 8601.</summary>
    public IReadOnlyList<string>? Dates { get; init; }
    /// <summary>IANA name of the zone of dates without an offset.</summary>
    public string TimeZone { get; init; } = "UTC";
    /// <summary>The decimal mark of amounts, point or comma; without it, a point unless the file shows otherwise.</summary>
    public string? DecimalMark { get; init; }
    /// <summary>Amounts that mean nothing when they are zero or less.</summary>
    public IReadOnlyList<string> PositiveOnly { get; init; } = [];
    /// <summary>How many lines stand before the header; null when the header is looked for.</summary>
    public int? SkipLines { get; init; }
    /// <summary>What the first cell of the first row after the table says; a <c>*</c> at its end stands for anything.</summary>
    public IReadOnlyList<string> Footer { get; init; } = [];
    /// <summary>The encoding of a file without a byte order mark; null when it is told from the bytes.</summary>
    public Encoding? Encoding { get; init; }
    /// <summary>Per field or column the words of the rows that are read.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Only { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
    /// <summary>Per field or column the words of the rows that are left out.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Except { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    internal bool Fits(Header header) => Requires.All(header.Has);

    /// <summary>Whether a line that is not the first may be the header: it must name more than it needs to.</summary>
    internal bool IsHeader(Header header) =>
        Fits(header) && Fields["id"].All(header.Has) && Fields.Values.All(columns => columns.Any(header.Has));

    /// <param name="typed">The numbers and dates of the file are written by us (<see cref="SourceFile.Typed"/>).</param>
    internal KeyedReferral Open(Header header, bool typed = false) => new(new KeyedReading
    {
        Places = column => Fields.TryGetValue(column.Key, out IReadOnlyList<string>? names)
            ? [.. names.Select(header.Find).Where(place => place.Exists)] : [],
        Constants = Constants,
        Words = Words.ToDictionary(pair => pair.Key, pair => new Wordbook(pair.Value), StringComparer.Ordinal),
        Empty = EmptyOf,
        PositiveOnly = PositiveOnly.ToHashSet(StringComparer.Ordinal),
        Dates = new DateStyle(false, Dates is null ? null : [.. Dates], TimeZoneInfo.FindSystemTimeZoneById(TimeZone)) { Typed = typed },
        DecimalMark = DecimalMark?[0],
        Rows = new RowFilter(this, header),
        TypeIsSaid = false,
    });

    /// <summary>The words that mean nothing in a field; null when there are none.</summary>
    internal IReadOnlySet<string>? EmptyOf(string field)
    {
        IEnumerable<string> meant = Words.TryGetValue(field, out IReadOnlyDictionary<string, string>? words) ? words.Keys : [];
        IEnumerable<string> said = new[] { field, EveryField }.SelectMany(key =>
            Empty.TryGetValue(key, out IReadOnlyList<string>? of) ? of : []);
        string[] nothing = [.. said, .. FieldWords.Nothing(field).Where(word => !meant.Any(other => FieldWords.Same(word, other)))];
        return nothing.Length == 0 ? null : nothing.Select(Spelling.Exact).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Why a file with this header cannot be read although it fits; null when it can.</summary>
    internal string? Unreadable(Header header)
    {
        if (Fields["id"].FirstOrDefault(column => !header.Has(column)) is string id)
            return $"The mapping takes the id from the column {Missing(header, id)}, which this file does not have; without it no row "
                + $"can be told from others.";
        string? filter = Only.Keys.Concat(Except.Keys)
            .FirstOrDefault(key => !(Fields.TryGetValue(key, out IReadOnlyList<string>? of) ? of : [key]).Any(header.Has));
        return filter is null ? null : $"The mapping chooses rows by {Missing(header, filter)}, which this file does not have.";
    }

    /// <summary>What to say about columns the mapping names and the file does not have; null when it has them all.</summary>
    internal string? Lacking(Header header)
    {
        string[] lacking = [.. Fields.SelectMany(field =>
            field.Value.Where(column => !header.Has(column)).Select(column => $"{Missing(header, column)} for '{field.Key}'"))];
        return lacking.Length == 0 ? null
            : $"The mapping names columns this file does not have, so it says nothing of them: {Spelling.Few(lacking, MostNamed, ", ")}.";
    }

    private static string Missing(Header header, string column)
    {
        string meant = Nearest.Column(column, header.Names);
        return $"{Spelling.Quoted(column)}{(meant.Length == 0 ? "" : $" ({meant[2..]})")}";
    }
}

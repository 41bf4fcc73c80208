using System.Text.Json;
using System.Text.Json.Serialization;
using Insights.Store;

namespace Insights.Ingest;

/// <summary>A mapping file that cannot be used; the message is a sentence for the person who wrote it.</summary>
public sealed class MappingRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a person wrote about CSV files we do not know (docs/mapping.md): one mapping may describe several files, each
/// recognised by the columns it requires.</summary>
public sealed class Mapping
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    private Mapping(IReadOnlyList<FileMapping> files) => Files = files;

    public IReadOnlyList<FileMapping> Files { get; }

    /// <exception cref="MappingRefusedException">The file is missing, is no JSON, or says something we do not understand.</exception>
    public static Mapping Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MappingRefusedException($"The mapping {path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="MappingRefusedException">The text is no JSON, or says something we do not understand.</exception>
    public static Mapping Parse(string json)
    {
        Document? document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(json, Strict);
        }
        catch (JsonException e)
        {
            // .NET's own sentence names our types, which says nothing to who wrote the file.
            string said = e.Message.StartsWith("The JSON property '", StringComparison.Ordinal) ? $"there is no property '{e.Message.Split('\'')[1]}'." : JsonSurvey.Sentence(e);
            throw new MappingRefusedException($"The mapping is not understood, line {(e.LineNumber ?? 0) + 1}: {said} See docs/mapping.md for what it may say.", e);
        }
        if (document?.Files is not { Count: > 0 } files) throw new MappingRefusedException("The mapping describes no file; it needs a list 'files'. See docs/mapping.md.");
        foreach (FileMapping file in files) Check(file ?? throw new MappingRefusedException("The list 'files' has an empty entry."));
        return new Mapping(files);
    }

    internal FileMapping? For(Header header) => Files.FirstOrDefault(file => file.Requires.All(header.Has));

    private static void Check(FileMapping file)
    {
        void Refuse(string what) => throw new MappingRefusedException($"The mapping '{file.Name}': {what}");
        string Known(string key) => OwnColumns.Find(key) is null ? throw new MappingRefusedException($"The mapping '{file.Name}': there is no field '{key}'. See docs/mapping.md for the list.") : key;

        if (string.IsNullOrWhiteSpace(file.Name)) Refuse("a file needs a 'name'.");
        if (file.Requires is not { Count: > 0 }) Refuse("'requires' names no column, so every file would fit.");
        if (file.Fields is null || !file.Fields.ContainsKey("id")) Refuse("'fields' must name the column of 'id'.");
        foreach ((string key, string column) in file.Fields!)
            if (string.IsNullOrWhiteSpace(column)) Refuse($"the field '{Known(key)}' names no column.");
            else Known(key);
        foreach ((string key, string value) in file.Constants)
        {
            OwnKind kind = OwnColumns.Find(Known(key))!.Kind;
            if (kind is OwnKind.Moment or OwnKind.Amount or OwnKind.List or OwnKind.Flag || key == "id") Refuse($"'{key}' cannot be the same for every row.");
            if (!Understood(key, value)) Refuse($"'{value}' is no {key}.");
        }
        foreach ((string key, Dictionary<string, string> words) in file.Words)
            foreach ((string theirs, string ours) in words ?? throw new MappingRefusedException($"The mapping '{file.Name}': the words of '{key}' are empty."))
                if (!Understood(Known(key), ours)) Refuse($"'{theirs}' is said to mean '{ours}', which is no {key}.");
        foreach (string key in file.PositiveOnly)
            if (OwnColumns.Find(Known(key))!.Kind != OwnKind.Amount) Refuse($"'{key}' is no amount, so it cannot be in 'positiveOnly'.");
        if (file.DecimalMark is not ("." or ",")) Refuse("'decimalMark' is '.' or ','.");
        if (file.Dates is { Count: 0 } || file.Dates?.Any(string.IsNullOrWhiteSpace) == true) Refuse("'dates' has no pattern.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(file.TimeZone, out _)) Refuse($"there is no time zone '{file.TimeZone}'; write one such as Europe/Amsterdam or UTC.");
    }

    private static bool Understood(string key, string word) => key switch
    {
        "type" => SourceWords.Types.ContainsKey(Spelling.Key(word)),
        "lead_kind" => SourceWords.LeadKinds.ContainsKey(Spelling.Key(word)),
        "state" or "microsoft_state" => SourceWords.States.ContainsKey(Spelling.Key(word)),
        "side" => SourceWords.Sides.ContainsKey(Spelling.Key(word)),
        "currency" => word.Length == 3 && word.All(char.IsAsciiLetterUpper),
        _ => !string.IsNullOrWhiteSpace(word),
    };

    private sealed record Document
    {
        public string? About { get; init; }
        public List<FileMapping> Files { get; init; } = [];
    }
}

/// <summary>How one kind of file is read. Fields are named by the keys of <see cref="OwnColumns"/>.</summary>
public sealed record FileMapping
{
    /// <summary>What the receipt calls the file.</summary>
    public string Name { get; init; } = "";
    public string? About { get; init; }
    /// <summary>The columns a file must have to be read this way.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];
    /// <summary>Our field to their column.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
    /// <summary>Our field to a word that holds for every row: <c>"state": "won"</c> for a file of won deals.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();
    /// <summary>Per field, their words to ours.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Words { get; init; } = new Dictionary<string, Dictionary<string, string>>();
    /// <summary>.NET patterns of the dates, tried in order; without it, ISO 8601.</summary>
    public IReadOnlyList<string>? Dates { get; init; }
    /// <summary>IANA name of the zone of dates without an offset.</summary>
    public string TimeZone { get; init; } = "UTC";
    /// <summary>The decimal mark of amounts, point or comma.</summary>
    public string DecimalMark { get; init; } = ".";
    /// <summary>Amounts that mean nothing when they are zero or less.</summary>
    public IReadOnlyList<string> PositiveOnly { get; init; } = [];

    internal ITable Open(Header header) => new KeyedReferral(new KeyedReading
    {
        Place = column => Fields.TryGetValue(column.Key, out string? name) ? header.Find(name) : new Place(-1, column.English),
        Constants = Constants,
        Words = Words.ToDictionary(pair => pair.Key, pair => Spelled(pair.Value), StringComparer.Ordinal),
        PositiveOnly = PositiveOnly.ToHashSet(StringComparer.Ordinal),
        Dates = new DateStyle(false, Dates is null ? null : [.. Dates], TimeZoneInfo.FindSystemTimeZoneById(TimeZone)),
        DecimalMark = DecimalMark[0],
    });

    private static Dictionary<string, string> Spelled(Dictionary<string, string> words)
    {
        var spelled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string theirs, string ours) in words) spelled[Spelling.Key(theirs)] = ours;
        return spelled;
    }
}

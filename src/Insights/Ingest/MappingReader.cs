using System.Text;
using System.Text.Json;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Reads one entry of a mapping's list of files, and refuses what would be of no effect or cannot be meant.</summary>
internal sealed class MappingReader : MappingEntry
{
    private const int LongestPattern = 80, MostPatterns = 50, MostForOneField = 20, MostWords = 10_000;

    private int words;

    private MappingReader(MappingNode node) : base(node)
    {
    }

    public static FileMapping Read(MappingNode node)
    {
        var reader = new MappingReader(node);
        var file = new FileMapping
        {
            Name = reader.Name,
            About = reader.Text("about"),
            Requires = reader.Requires(),
            Fields = reader.Fields(),
            DecimalMark = reader.OneOf("decimalMark", ".", ","),
            Dates = reader.Dates(),
            TimeZone = reader.Zone(),
            SkipLines = reader.Number("skipLines"),
            Footer = reader.Texts("footer", "words the first row after the table begins with"),
            Encoding = reader.Encoding(),
        };
        file = file with
        {
            Constants = reader.Constants(),
            Words = reader.Words(),
            Empty = reader.Empty(),
            PositiveOnly = reader.PositiveOnly(),
            Only = reader.Filter("only"),
            Except = reader.Filter("except"),
        };
        reader.Agree(file);
        return file;
    }

    private List<string> Requires()
    {
        List<string> columns = Texts("requires", "columns the file must have");
        if (columns.Count == 0) throw Refuse("'requires' names no column, so every file would fit.");
        if (columns.Find(string.IsNullOrWhiteSpace) is not null) throw Refuse("'requires' has a column without a name.");
        return columns;
    }

    private Dictionary<string, IReadOnlyList<string>> Fields()
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string key, MappingNode value) in Members("fields", "our field: their column"))
        {
            List<string> columns = Texts(Known(key), value, "a column, or a list of columns");
            if (columns.Count == 0 || columns.Exists(string.IsNullOrWhiteSpace)) throw Refuse($"the field '{key}' names no column.");
            if (columns.Count > MostForOneField)
                throw Refuse($"the field '{key}' names {columns.Count} columns; at most {MostForOneField} can be.");
            if (columns.Select(Spelling.Exact).Distinct(StringComparer.Ordinal).Count() < columns.Count)
                throw Refuse($"the field '{key}' names a column twice.");
            fields[key] = columns;
        }
        return fields.ContainsKey("id") ? fields : throw Refuse("'fields' must name the column of 'id'.");
    }

    private Dictionary<string, string> Constants()
    {
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, MappingNode value) in Members("constants", "our field: a word"))
        {
            FieldKind kind = ReferralFields.Find(Known(key))!.Kind;
            if (kind is FieldKind.Moment or FieldKind.Amount or FieldKind.List or FieldKind.Flag || key == "id")
                throw Refuse($"'{key}' cannot be the same for every row.");
            string word = Text(key, value);
            if (FieldWords.Wrong(key, word) is string wrong) throw Refuse(wrong);
            constants[key] = word;
        }
        return constants;
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Words()
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach ((string key, MappingNode value) in Members("words", "our field: an object with their words and ours"))
        {
            if (value.Kind != JsonTokenType.StartObject)
                throw Refuse($"the words of '{Known(key)}' are {(value.Kind == JsonTokenType.Null ? "empty" : value.Called)}; they are "
                + $"an object, their word: our word.");
            if (key == "id") throw Refuse("an 'id' has no words; it is taken as it is written.");
            Count(value.Members.Count);
            var book = new Wordbook([]);
            var ours = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string theirs, MappingNode meant) in value.Members)
            {
                string word = Text(theirs, meant);
                if (string.IsNullOrWhiteSpace(theirs))
                    throw Refuse($"the words of '{key}' have one that is empty; a constant says what an empty cell means.");
                if (string.IsNullOrWhiteSpace(word))
                    throw Refuse($"the word '{Spelling.Shown(theirs)}' of '{key}' means nothing; name it in 'empty'.");
                if (FieldWords.Wrong(key, word) is string wrong)
                    throw Refuse($"'{Spelling.Shown(theirs)}' is said to mean {Spelling.Quoted(word)}: {wrong}");
                if (book.Add(theirs, word) is string earlier)
                    throw Refuse($"the words '{Spelling.Shown(earlier)}' and '{Spelling.Shown(theirs)}' of '{key}' are spelled alike and "
                        + $"mean two things; a cell written a little otherwise could be either. Delete one.");
                ours[theirs] = word;
            }
            all[key] = ours;
        }
        return all;
    }

    private Dictionary<string, IReadOnlyList<string>> Empty()
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (!Tells("empty", out MappingNode? node)) return all;
        const string what = "words that mean nothing";
        if (node.Kind != JsonTokenType.StartObject) all[FileMapping.EveryField] = Texts("empty", node, what);
        foreach ((string key, MappingNode value) in node.Members)
            all[key == FileMapping.EveryField ? key : Known(key)] = Texts(key, value, what);
        return all;
    }

    private List<string> PositiveOnly()
    {
        List<string> keys = Texts("positiveOnly", "amounts");
        foreach (string key in keys)
            if (ReferralFields.Find(Known(key))!.Kind != FieldKind.Amount)
                throw Refuse($"'{key}' is no amount, so it cannot be in 'positiveOnly'.");
        return keys;
    }

    private Dictionary<string, IReadOnlyList<string>> Filter(string property)
    {
        var filter = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach ((string key, MappingNode value) in Members(property, "a field or column: its words"))
        {
            if (string.IsNullOrWhiteSpace(key)) throw Refuse($"'{property}' has a column without a name.");
            filter[key] = Texts(key, value, "the words of the rows");
            if (filter[key].Count == 0) throw Refuse($"'{property}' names no word of '{Spelling.Shown(key)}'.");
        }
        return filter;
    }

    private List<string>? Dates()
    {
        if (!Tells("dates", out _)) return null;
        List<string> patterns = Texts("dates", ".NET patterns");
        if (patterns.Count == 0 || patterns.Exists(string.IsNullOrWhiteSpace)) throw Refuse("'dates' has no pattern.");
        if (patterns.Count > MostPatterns)
            throw Refuse($"'dates' has {patterns.Count} patterns; at most {MostPatterns} can be, each is tried for every date.");
        foreach (string pattern in patterns)
            if (pattern.Length > LongestPattern)
                throw Refuse($"the date pattern {Spelling.Quoted(pattern)} is longer than {LongestPattern} characters.");
            else if (DatePattern.Wrong(pattern) is string wrong) throw Refuse($"the date pattern {wrong}");
        return DatePattern.Clash(patterns) is var (one, other, text)
            ? throw Refuse($"the date patterns '{one}' and '{other}' read '{text}' as two different moments; which was meant cannot be "
            + $"told, so name one.")
            : patterns;
    }

    private string Zone()
    {
        string zone = Text("timeZone") ?? "UTC";
        return zone.Length <= LongestName && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone
            : throw Refuse($"there is no time zone {Spelling.Quoted(zone)}; write one such as Europe/Amsterdam or UTC.");
    }

    private Encoding? Encoding()
    {
        if (Text("encoding") is not string named) return null;
        return Encodings.Find(named) ?? throw Refuse($"there is no encoding {Spelling.Quoted(named)} of text that tables are written in; "
            + $"write one such as utf-8, windows-1252, windows-1250, shift_jis, gb18030 or utf-16.");
    }

    // What is said in one place and undone in another.
    private void Agree(FileMapping file)
    {
        foreach ((string key, IReadOnlyList<string> empties) in file.Empty)
            foreach ((string field, IReadOnlyDictionary<string, string> meanings) in file.Words)
                if (key == field || key == FileMapping.EveryField)
                    foreach (string empty in empties)
                        if (meanings.Keys.Any(word => FieldWords.Same(word, empty)))
                            throw Refuse($"'{Spelling.Shown(empty)}' is both a word of '{field}' and in 'empty'.");
        foreach (string key in file.Words.Keys)
            if (!file.Fields.ContainsKey(key))
                throw Refuse($"there are words of '{key}', of which 'fields' names no column; they would do nothing.");
        foreach (string key in file.Empty.Keys)
            if (key != FileMapping.EveryField && !file.Fields.ContainsKey(key))
                throw Refuse($"'empty' names '{key}', of which 'fields' names no column.");
        foreach (string key in file.PositiveOnly)
            if (!file.Fields.ContainsKey(key)) throw Refuse($"'positiveOnly' names '{key}', of which 'fields' names no column.");
    }

    private string Known(string key) => ReferralFields.Find(key) is not null ? key
        : throw Refuse($"there is no field {Spelling.Quoted(key)}"
            + $"{End(Nearest.Field(key, ReferralFields.InFile.Select(column => column.Key)))} "
            + "See docs/mapping.md for the list.");

    private void Count(int more)
    {
        words += more;
        if (words > MostWords) throw Refuse($"it has more than {MostWords} words.");
    }
}

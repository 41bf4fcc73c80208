using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Insights.Ingest;

/// <summary>One entry of a mapping's list of files as properties with values: which there may be, how large, each told once.</summary>
internal class MappingEntry
{
    public static readonly string[] Properties =
    [
        "name", "about", "requires", "fields", "constants", "words", "empty", "dates", "timeZone", "decimalMark", "positiveOnly",
        "skipLines", "footer", "encoding", "only", "except",
    ];

    /// <summary>The end of a sentence that may end in a suggestion.</summary>
    public static string End(string hint) => hint.Length == 0 ? "." : hint;

    protected const int LongestName = 100;
    private const int LongestText = 500, MostEntries = 200, MostLines = 1000;

    private readonly Dictionary<string, MappingNode> told = new(StringComparer.OrdinalIgnoreCase);

    protected MappingEntry(MappingNode node)
    {
        if (node.Kind == JsonTokenType.Null) throw new MappingRefusedException("The list 'files' has an empty entry.");
        if (node.Kind != JsonTokenType.StartObject)
            throw MappingText.Misunderstood(node.Line,
                $"an entry of 'files' is {node.Called}; it is an object with name, requires and fields.");
        foreach ((string property, MappingNode value) in node.Members)
        {
            if (!Properties.Contains(property, StringComparer.OrdinalIgnoreCase))
                throw MappingText.Misunderstood(value.Line,
                    $"there is no property {Spelling.Quoted(property)}{End(Nearest.Property(property, Properties))}");
            if (!told.TryAdd(property, value))
                throw MappingText.Misunderstood(value.Line, $"'{property}' is told twice; delete one of the two.");
        }
        Name = Text("name")?.Trim() ?? "";
        if (Name.Length == 0) throw Refuse("a file needs a 'name'.");
        if (Name.Length > LongestName || Name.Any(char.IsControl))
            throw Refuse($"the name is longer than {LongestName} characters, or has a line break or other control character.");
    }

    /// <summary>What the entry is called.</summary>
    protected string Name { get; } = "";

    protected bool Tells(string property, [NotNullWhen(true)] out MappingNode? value) => told.TryGetValue(property, out value);

    protected MappingRefusedException Refuse(string what) =>
        new($"The mapping{(Name.Length > 0 ? $" '{Spelling.Shown(Name)}'" : "")}: {what}");

    protected string? Text(string property) =>
        told.TryGetValue(property, out MappingNode? node) && !(node.Kind == JsonTokenType.Null && property == "about")
        ? Text(property, node) : null;

    protected static string Text(string what, MappingNode node)
    {
        if (node.Kind != JsonTokenType.String)
            throw MappingText.Misunderstood(node.Line, $"'{Spelling.Shown(what)}' is {node.Called}; it is a text, in quotes.");
        if (node.Text.Length > LongestText && what != "about")
            throw MappingText.Misunderstood(node.Line, $"the text {Spelling.Quoted(node.Text)} is longer than {LongestText} characters.");
        return node.Text;
    }

    protected List<string> Texts(string property, string what) =>
        told.TryGetValue(property, out MappingNode? node) ? Texts(property, node, what) : [];

    protected static List<string> Texts(string property, MappingNode node, string what)
    {
        if (node.Kind == JsonTokenType.String) return [Text(property, node)];
        if (node.Kind != JsonTokenType.StartArray)
            throw MappingText.Misunderstood(node.Line, $"'{Spelling.Shown(property)}' is {node.Called}; it is a list: {what}.");
        if (node.Items.Count > MostEntries)
            throw MappingText.Misunderstood(node.Line,
                $"'{Spelling.Shown(property)}' has {node.Items.Count} entries; at most {MostEntries} can be.");
        return [.. node.Items.Select(item => Text(property, item))];
    }

    protected IReadOnlyList<(string Name, MappingNode Value)> Members(string property, string what)
    {
        if (!told.TryGetValue(property, out MappingNode? node)) return [];
        if (node.Kind != JsonTokenType.StartObject)
            throw MappingText.Misunderstood(node.Line, $"'{property}' is {node.Called}; it is an object, {what}.");
        if (node.Members.FirstOrDefault(member => member.Name.Length > LongestText).Value is { } tooLong)
            throw MappingText.Misunderstood(tooLong.Line, $"a name in '{property}' is longer than {LongestText} characters.");
        return node.Members;
    }

    protected string? OneOf(string property, params string[] choices)
    {
        if (Text(property) is not string chosen) return null;
        return choices.Contains(chosen) ? chosen
            : throw Refuse($"'{property}' is {string.Join(" or ", choices.Select(choice => $"'{choice}'"))}, not "
            + $"{Spelling.Quoted(chosen)}.");
    }

    protected int? Number(string property)
    {
        if (!told.TryGetValue(property, out MappingNode? node)) return null;
        return node.Kind == JsonTokenType.Number
            && int.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MostLines ? number
            : throw MappingText.Misunderstood(node.Line, $"'{property}' is {node.Called}; it is a whole number from 0 to {MostLines}.");
    }
}

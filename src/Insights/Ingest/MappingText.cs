using System.Text;
using System.Text.Json;

namespace Insights.Ingest;

/// <summary>A value of a mapping file and the line it stands on. Read by hand, because .NET's own reader keeps the last of two
/// values with one name and says what is wrong in the names of our types.</summary>
internal sealed record MappingNode(long Line, JsonTokenType Kind, string Text, IReadOnlyList<MappingNode> Items,
    IReadOnlyList<(string Name, MappingNode Value)> Members)
{
    /// <summary>What a person would call it.</summary>
    public string Called => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => $"the text {Spelling.Quoted(Text)}",
        JsonTokenType.Null => "nothing (null)",
        _ => Spelling.Shown(Text),
    };
}

/// <summary>The text of a mapping file as a tree: bounded in size and depth, no name told twice.</summary>
internal static class MappingText
{
    public const int Largest = 1 << 20;
    private const int Deepest = 8;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <exception cref="MappingRefusedException">The file is missing, too large, or no text.</exception>
    public static string Read(string path)
    {
        byte[] bytes = new byte[Largest + 1];
        int length;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MappingRefusedException($"The mapping {path} cannot be read: {e.Message}", e);
        }
        if (length > Largest) throw TooLarge();
        ReadOnlySpan<byte> text = bytes.AsSpan(0, length);
        try
        {
            if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new UnicodeEncoding(false, false, true).GetString(text[2..]);
            if (text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new UnicodeEncoding(true, false, true).GetString(text[2..]);
            return Strict.GetString(text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + text[..Math.Clamp(e.Index, 0, length)].Count((byte)'\n');
            throw new MappingRefusedException($"The mapping is no UTF-8 text, line {line}; save it as UTF-8.", e);
        }
    }

    /// <exception cref="MappingRefusedException">The text is no JSON, is too large or deep, or tells a name twice.</exception>
    public static MappingNode Parse(string json)
    {
        if (json.Length > Largest) throw TooLarge();
        if (string.IsNullOrWhiteSpace(json)) throw Misunderstood(1, "it is empty.");
        byte[] utf8;
        try
        {
            utf8 = Strict.GetBytes(json);
        }
        catch (EncoderFallbackException e)
        {
            throw Misunderstood(1, "it has half a character.", e);
        }
        var reader = new Utf8JsonReader(utf8,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = Deepest });
        var lines = new Lines(utf8);
        try
        {
            reader.Read();
            MappingNode root = Value(ref reader, lines);
            // Reading on finds what stands after the end.
            while (reader.Read()) { }
            return root;
        }
        catch (JsonException e)
        {
            bool deep = e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase);
            throw Misunderstood((e.LineNumber ?? 0) + 1, deep ? $"it is nested deeper than {Deepest} levels." : JsonSurvey.Sentence(e), e);
        }
        catch (InvalidOperationException e)
        {
            // A text with half of a surrogate pair, written as an escape.
            throw Misunderstood(lines.At(reader.TokenStartIndex), "a text has half a character.", e);
        }
    }

    public static MappingRefusedException Misunderstood(long line, string what, Exception? inner = null) =>
        new($"The mapping is not understood, line {line}: {what} See docs/mapping.md for what it may say.", inner);

    private static MappingRefusedException TooLarge() =>
        new("The mapping is larger than 1 MB; this is no mapping, or its words are a table of their own.");

    private static MappingNode Value(ref Utf8JsonReader reader, Lines lines)
    {
        long line = lines.At(reader.TokenStartIndex);
        JsonTokenType kind = reader.TokenType;
        if (kind == JsonTokenType.String) return new MappingNode(line, kind, reader.GetString()!, [], []);
        if (kind == JsonTokenType.StartArray)
        {
            var items = new List<MappingNode>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Value(ref reader, lines));
            return new MappingNode(line, kind, "", items, []);
        }
        if (kind != JsonTokenType.StartObject) return new MappingNode(line, kind, Encoding.UTF8.GetString(reader.ValueSpan), [], []);

        var members = new List<(string, MappingNode)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            if (!names.Add(Spelling.Exact(name)))
                throw Misunderstood(lines.At(reader.TokenStartIndex), $"{Spelling.Quoted(name)} is told twice; delete one of the two.");
            reader.Read();
            members.Add((name, Value(ref reader, lines)));
        }
        return new MappingNode(line, kind, "", [], members);
    }

    // Asked in the order of the text, so no byte is counted twice.
    private sealed class Lines(byte[] text)
    {
        private long line = 1;
        private int counted;

        public long At(long index)
        {
            int until = (int)Math.Min(index, text.Length);
            if (until > counted)
            {
                line += text.AsSpan(counted, until - counted).Count((byte)'\n');
                counted = until;
            }
            return line;
        }
    }
}

using System.Text.Json;

namespace Insights.Ingest;

/// <summary>The records of a JSON document, one at a time: the elements of a bare array, of the array <c>value</c> of a list
/// response, or the one object. Reading to the end proves the document valid.</summary>
/// <param name="file">The text.</param>
/// <param name="whole">True when the root object itself is the record.</param>
internal sealed class JsonRecords(TextFile file, bool whole = false) : IDisposable
{
    private const int PropertiesRemembered = 200;

    private readonly JsonBytes bytes = new(file);
    private JsonReaderState state = new(JsonBytes.Options);
    private string rootProperty = "";
    private bool inList, ended;

    public bool RootIsObject { get; private set; }
    public bool HasList { get; private set; }
    public HashSet<string> RootProperties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True when another object follows on a later line: these are JSON lines.</summary>
    public bool GoesOnAsLines { get; private set; }

    public long Position => bytes.Consumed;

    /// <summary>The next record, to be disposed of, and the line it begins on.</summary>
    /// <exception cref="JsonException">The document is not valid here.</exception>
    public bool Next([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? record, out long line)
    {
        (record, line) = (null, 0);
        while (!ended)
        {
            var reader = new Utf8JsonReader(bytes.Unread, bytes.AtEnd, state);
            for (; ; )
            {
                Utf8JsonReader before = reader;
                if (!reader.Read()) break;
                if (BeginsRecord(in reader))
                {
                    line = bytes.Line + bytes.Unread[..(int)reader.TokenStartIndex].Count((byte)'\n');
                    if (!JsonDocument.TryParseValue(ref reader, out record))
                    {
                        reader = before;
                        break;
                    }
                    ended = whole;
                    Keep(in reader);
                    if (ended) End();
                    return true;
                }
                if (Follow(in reader)) continue;
                ended = true;
                Keep(in reader);
                End();
                return false;
            }
            Keep(in reader);
            if (!bytes.Fill()) throw At(bytes.Line, "A single value or record of this document is longer than 16 MB.");
        }
        return false;
    }

    public void Dispose() => bytes.Dispose();

    private bool BeginsRecord(in Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) return false;
        return reader.CurrentDepth switch
        {
            0 => whole,
            1 => !whole && !RootIsObject,
            2 => !whole && inList,
            _ => false,
        };
    }

    // Keeps track of where in the root we are; false when the root has ended.
    private bool Follow(in Utf8JsonReader reader)
    {
        JsonTokenType token = reader.TokenType;
        if (reader.CurrentDepth == 0)
        {
            if (token is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return false;
            RootIsObject = token == JsonTokenType.StartObject;
        }
        else if (reader.CurrentDepth == 1 && RootIsObject)
        {
            if (token == JsonTokenType.PropertyName)
            {
                // Only the names we look for matter: they are short and have no escapes.
                rootProperty = reader.ValueIsEscaped || reader.ValueSpan.Length > 64 ? "" : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                if (RootProperties.Count < PropertiesRemembered) RootProperties.Add(rootProperty);
            }
            else
            {
                inList = token == JsonTokenType.StartArray && rootProperty.Equals("value", StringComparison.OrdinalIgnoreCase);
                HasList |= inList;
            }
        }
        return true;
    }

    private void Keep(in Utf8JsonReader reader)
    {
        state = reader.CurrentState;
        bytes.Consume((int)reader.BytesConsumed);
    }

    // After the root only blanks may follow.
    private void End()
    {
        long endLine = bytes.Line;
        for (; ; )
        {
            int blanks = bytes.Unread.IndexOfAnyExcept(" \t\r\n\u001A"u8);
            if (blanks < 0) bytes.Consume(bytes.Unread.Length);
            else
            {
                bytes.Consume(blanks);
                GoesOnAsLines = bytes.Unread[0] == '{' && bytes.Line > endLine && RootIsObject;
                if (!GoesOnAsLines) throw At(bytes.Line, "There is text after the end of the document.");
                return;
            }
            if (bytes.AtEnd) return;
            bytes.Fill();
        }
    }

    private static JsonException At(long line, string message) => new(message, null, line - 1, null);
}

/// <summary>The lines of a JSON-lines text that are not blank.</summary>
internal sealed class JsonLines(TextFile file) : IDisposable
{
    private readonly JsonBytes bytes = new(file);

    public long Position => bytes.Consumed;

    /// <summary>The next line; <paramref name="line"/> is valid until the next call.</summary>
    public bool Next(out ReadOnlyMemory<byte> line, out long number, out string? wrong)
    {
        (line, number, wrong) = (default, 0, null);
        for (int searched = 0; ;)
        {
            int end = bytes.Unread[searched..].IndexOf((byte)'\n');
            if (end < 0 && !bytes.AtEnd)
            {
                searched = bytes.Unread.Length;
                if (bytes.Fill()) continue;
                wrong = "The line is longer than 16 MB; nothing after it was read.";
                number = bytes.Line;
                bytes.Consume(bytes.Unread.Length);
                while (!bytes.AtEnd && bytes.Fill()) bytes.Consume(bytes.Unread.Length);
                return true;
            }
            int length = end < 0 ? bytes.Unread.Length : searched + end + 1;
            if (length == 0) return false;
            number = bytes.Line;
            line = bytes.UnreadMemory[..length];
            bool blank = line.Span.IndexOfAnyExcept(" \t\r\n\u001A"u8) < 0;
            bytes.Consume(length);
            if (!blank) return true;
            searched = 0;
        }
    }

    public void Dispose() => bytes.Dispose();
}

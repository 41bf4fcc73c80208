using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Insights.Ingest;

/// <summary>The records of a JSON text, one at a time: the elements of a bare array, of the array <c>value</c> of a list
/// response, or the object itself; of one document or of several, one after the other. Reading to the end proves the text valid.</summary>
/// <param name="file">The text.</param>
/// <param name="whole">True when the root objects themselves are the records.</param>
/// <param name="ended">Is called after each document, before the next is begun.</param>
internal sealed class JsonRecords(TextFile file, bool whole = false, Action<JsonRecords>? ended = null) : IDisposable
{
    private const int PropertiesRemembered = 200, LongestNumber = 18, LongestName = 64, DeepestSign = 3;

    private readonly JsonBytes bytes = new(file);
    private readonly string[] path = new string[DeepestSign + 1];
    private JsonReaderState state = new(JsonBytes.Options);
    private bool inList, atEnd, begun;

    public bool RootIsObject { get; private set; }
    public bool HasList { get; private set; }
    public HashSet<string> RootProperties { get; } = new(StringComparer.OrdinalIgnoreCase);
    /// <summary>What the document says about pages beside its list.</summary>
    public JsonPageSigns Signs { get; private set; } = new();

    /// <summary>The number of the document, from 1, and the lines on which it begins and ends.</summary>
    public long Documents { get; private set; }
    public long FirstLine { get; private set; }
    public long LastLine { get; private set; }

    /// <summary>The number of the last record in the list of its document, from 1.</summary>
    public long Position { get; private set; }

    public long Consumed => bytes.Consumed;

    /// <summary>The next record, to be disposed of, and the line it begins on.</summary>
    /// <exception cref="JsonException">The text is not valid here.</exception>
    public bool Next([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? record, out long line)
    {
        (record, line) = (null, 0);
        while (!atEnd)
        {
            if (!begun) Begin();
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
                    Position++;
                    Keep(in reader);
                    if (whole) End();
                    return true;
                }
                if (Follow(in reader)) continue;
                Keep(in reader);
                End();
                break;
            }
            if (!begun) continue;
            Keep(in reader);
            if (!bytes.Fill()) throw At(bytes.Line, "A single value or record of this document is longer than 16 MB.");
        }
        return false;
    }

    public void Dispose() => bytes.Dispose();

    private void Begin()
    {
        (begun, inList, HasList, RootIsObject, Position, Signs) = (true, false, false, false, 0, new JsonPageSigns());
        (state, FirstLine) = (new JsonReaderState(JsonBytes.Options), bytes.Line);
        RootProperties.Clear();
        Documents++;
    }

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
        int depth = reader.CurrentDepth;
        if (depth == 0)
        {
            if (token is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return false;
            RootIsObject = token == JsonTokenType.StartObject;
            return true;
        }
        if (!RootIsObject || depth > DeepestSign) return true;
        if (token == JsonTokenType.PropertyName)
        {
            // Only the names we look for matter: they are short and have no escapes.
            path[depth] = reader.ValueIsEscaped || reader.ValueSpan.Length > LongestName ? "" : Encoding.UTF8.GetString(reader.ValueSpan);
            if (depth == 1 && RootProperties.Count < PropertiesRemembered) RootProperties.Add(path[1]);
            return true;
        }
        if (depth == 1)
        {
            inList = token == JsonTokenType.StartArray && path[1].Equals("value", StringComparison.OrdinalIgnoreCase);
            HasList |= inList;
        }
        // An array's elements have no names of their own: what stands in one is no sign.
        if (token == JsonTokenType.StartArray) path[depth] = "";
        else if (token is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False) Note(in reader, depth);
        return true;
    }

    private void Note(in Utf8JsonReader reader, int depth)
    {
        for (int i = 1; i <= depth; i++)
            if (string.IsNullOrEmpty(path[i])) return;
        bool text = reader.TokenType == JsonTokenType.String;
        ReadOnlySpan<byte> digits = text && reader.ValueSpan.Length <= LongestNumber ? reader.ValueSpan : [];
        bool counts = reader.TokenType == JsonTokenType.Number ? reader.TryGetInt64(out long value)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        long? number = counts ? value : null;
        bool? flag = reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
        Signs.Note(path.AsSpan(1, depth), flag ?? (text ? reader.ValueSpan.IndexOfAnyExcept((byte)' ') >= 0 : number > 0), flag, number);
    }

    private void Keep(in Utf8JsonReader reader)
    {
        state = reader.CurrentState;
        bytes.Consume((int)reader.BytesConsumed);
    }

    // After the root only blanks may follow, or another document.
    private void End()
    {
        (begun, LastLine) = (false, bytes.Line);
        ended?.Invoke(this);
        for (; ; )
        {
            int blanks = bytes.Unread.IndexOfAnyExcept(" \t\r\n\u001A"u8);
            if (blanks < 0) bytes.Consume(bytes.Unread.Length);
            else
            {
                bytes.Consume(blanks);
                if (bytes.Unread[0] is (byte)'{' or (byte)'[') return;
                throw At(bytes.Line, "There is text after the end of the document.");
            }
            if (bytes.AtEnd)
            {
                atEnd = true;
                return;
            }
            bytes.Fill();
        }
    }

    private static JsonException At(long line, string message) => new(message, null, line - 1, null);
}

using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>A row written once, as bytes: its digest is taken of them, and an engine binds them as they are.
/// Each value is a tag, then eight bytes of a number, or four bytes of length and UTF-8 or plain bytes.</summary>
public sealed class RowBuffer : IDisposable
{
    private const byte Null = 0, Number64 = 1, Utf8 = 2, Plain = 3;
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> jsonBytes = new(512);
    private readonly Utf8JsonWriter json;
    private byte[] bytes = new byte[1024];
    private int[] starts = new int[64];
    private int length, count;
    private IncrementalHash? sha256;

    public RowBuffer() => json = new Utf8JsonWriter(jsonBytes, JsonOptions);

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    /// <summary>How many values were written.</summary>
    public int Count => count;

    public void Clear() => (length, count) = (0, 0);

    public void Dispose()
    {
        json.Dispose();
        sha256?.Dispose();
    }

    /// <summary>The first 64 bits of the SHA-256 of what was written: equal rows always, different ones in practice never.</summary>
    /// <param name="from">The first value that is digested.</param>
    /// <param name="later">So many values at the end are left out as far as they say nothing: columns that came later than the digests of
    /// old rows.</param>
    public long Digest(int from = 0, int later = 0)
    {
        int end = length;
        for (int value = count - 1; later > 0 && value >= from && bytes[starts[value]] == Null; value--, later--) end = starts[value];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // One that is kept: made anew for each row, it costs more than a row's bytes.
        sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(from < count ? bytes.AsSpan(starts[from]..end) : []);
        sha256.GetHashAndReset(hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    public bool Says(int value) => bytes[starts[value]] != Null;

    /// <summary><see cref="Stored.None"/> when it is no number.</summary>
    public long NumberAt(int value)
    {
        int at = starts[value];
        return bytes[at] == Number64 ? BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 1)) : Stored.None;
    }

    /// <summary>UTF-8; empty when it is no text.</summary>
    public ReadOnlySpan<byte> TextAt(int value)
    {
        int at = starts[value];
        return bytes[at] == Utf8 ? bytes.AsSpan(at + 5, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 1))) : [];
    }

    /// <summary>Everything another buffer holds, behind what this one holds; to be handed on, not to be read here.</summary>
    public void Append(RowBuffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Written.CopyTo(Room(other.length));
    }

    /// <summary>A value as a database gives it.</summary>
    public void Value(object value)
    {
        if (value is DBNull) Number(null);
        else if (value is string text) Text(text);
        else if (value is byte[] plain) Bytes(plain);
        else Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    public void Number(long? value)
    {
        if (value is not { } number)
        {
            Room(1)[0] = Null;
            return;
        }
        Span<byte> room = Room(9);
        room[0] = Number64;
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], number);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Room(1)[0] = Null;
            return;
        }
        if (value.Contains('\0', StringComparison.Ordinal)) value = Stored.Text(value);
        int size = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, LongRoom(Utf8, size));
    }

    /// <summary>A text in UTF-8, or plain bytes, from where a database holds them.</summary>
    public void Raw(bool isText, IntPtr from, int size)
    {
        LongRoom(isText ? Utf8 : Plain, size);
        if (size > 0) Marshal.Copy(from, bytes, length - size, size);
    }

    public void Utf8Text(ReadOnlySpan<byte> utf8) => utf8.CopyTo(LongRoom(Utf8, utf8.Length));

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(LongRoom(Plain, value.Length));

    public void List(IReadOnlyList<string>? items)
    {
        if (items is null)
        {
            Number(null);
            return;
        }
        json.WriteStartArray();
        for (int i = 0; i < items.Count; i++) json.WriteStringValue(items[i]);
        json.WriteEndArray();
        TakeJson();
    }

    /// <summary>An array of <c>[id, name]</c>.</summary>
    public void Pairs(IReadOnlyList<NamedId>? items)
    {
        if (items is null)
        {
            Number(null);
            return;
        }
        json.WriteStartArray();
        for (int i = 0; i < items.Count; i++)
        {
            json.WriteStartArray();
            json.WriteStringValue(items[i].Id);
            json.WriteStringValue(items[i].Name);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        TakeJson();
    }

    /// <summary>An object, sorted by key, so that equal details are written equally; none when there are none.</summary>
    public void Map(IReadOnlyDictionary<string, string>? items)
    {
        if (items is null || items.Count == 0)
        {
            Number(null);
            return;
        }
        string[] keys = [.. items.Keys];
        Array.Sort(keys, StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (string key in keys) json.WriteString(key, items[key]);
        json.WriteEndObject();
        TakeJson();
    }

    /// <summary>Hands every value of rows written one after the other to an engine.</summary>
    public static void Read<TTaker>(ReadOnlySpan<byte> rows, TTaker taker) where TTaker : IValueTaker
    {
        while (!rows.IsEmpty)
        {
            switch (rows[0])
            {
                case Null:
                    taker.Null();
                    rows = rows[1..];
                    break;
                case Number64:
                    taker.Number(BinaryPrimitives.ReadInt64LittleEndian(rows[1..]));
                    rows = rows[9..];
                    break;
                case var tag:
                    int size = BinaryPrimitives.ReadInt32LittleEndian(rows[1..]);
                    if (tag == Utf8) taker.Text(rows.Slice(5, size));
                    else taker.Bytes(rows.Slice(5, size));
                    rows = rows[(5 + size)..];
                    break;
            }
        }
    }

    private void TakeJson()
    {
        json.Flush();
        jsonBytes.WrittenSpan.CopyTo(LongRoom(Utf8, jsonBytes.WrittenCount));
        jsonBytes.ResetWrittenCount();
        json.Reset();
    }

    private Span<byte> LongRoom(byte tag, int size)
    {
        Span<byte> room = Room(5 + size);
        room[0] = tag;
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], size);
        return room[5..];
    }

    private Span<byte> Room(int size)
    {
        if (length + size > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + size));
        if (count == starts.Length) Array.Resize(ref starts, count * 2);
        starts[count++] = length;
        Span<byte> room = bytes.AsSpan(length, size);
        length += size;
        return room;
    }
}

/// <summary>Takes the values of rows in column order; an engine's bulk path.</summary>
public interface IValueTaker
{
    void Null();

    void Number(long value);

    void Text(ReadOnlySpan<byte> utf8);

    void Bytes(ReadOnlySpan<byte> value);
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

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
    private int length;

    public RowBuffer() => json = new Utf8JsonWriter(jsonBytes, JsonOptions);

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Dispose() => json.Dispose();

    /// <summary>The first 64 bits of the SHA-256 of what was written: equal rows always, different ones in practice never.</summary>
    public long Digest()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Written, hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>Everything another buffer holds, behind what this one holds.</summary>
    public void Append(RowBuffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.Written.CopyTo(Room(other.length));
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

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(LongRoom(Plain, value.Length));

    public void List(IReadOnlyList<string>? items)
    {
        if (items is null)
        {
            Text(null);
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
            Text(null);
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
            Text(null);
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

using System.Text.Json;

namespace Insights.Ingest;

/// <summary>UTF-8 bytes of a JSON text, read in pieces: what was read stays until it is consumed, and grows when a single value does
/// not fit. Knows the line it is at.</summary>
internal sealed class JsonBytes : IDisposable
{
    public const int LongestRecord = 16 << 20;
    public const int Deepest = 64;

    private const int SmallestBuffer = 4 * 1024, LargestBuffer = 128 * 1024;

    private readonly Stream text;
    private byte[] buffer;
    private int start, length;

    public JsonBytes(TextFile file)
    {
        text = file.OpenUtf8(out FileStream bytes);
        buffer = new byte[Math.Clamp(bytes.Length + 1, SmallestBuffer, LargestBuffer)];
    }

    /// <summary>What was read and not consumed.</summary>
    public ReadOnlySpan<byte> Unread => buffer.AsSpan(start, length);
    public ReadOnlyMemory<byte> UnreadMemory => buffer.AsMemory(start, length);
    public bool AtEnd { get; private set; }

    /// <summary>Bytes consumed since the beginning.</summary>
    public long Consumed { get; private set; }
    /// <summary>The line, from 1, of the first unread byte.</summary>
    public long Line { get; private set; } = 1;

    public static JsonReaderOptions Options => new() { MaxDepth = Deepest };

    public void Consume(int count)
    {
        Line += Unread[..count].Count((byte)'\n');
        Consumed += count;
        start += count;
        length -= count;
    }

    /// <summary>Reads more, after the unread bytes. False when there is no more, or the unread bytes are beyond all measure.</summary>
    public bool Fill()
    {
        if (AtEnd) return false;
        if (start > 0)
        {
            Unread.CopyTo(buffer);
            start = 0;
        }
        if (length == buffer.Length)
        {
            if (length > LongestRecord) return false;
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        int got = text.Read(buffer, length, buffer.Length - length);
        length += got;
        AtEnd = got == 0;
        return true;
    }

    public void Dispose() => text.Dispose();
}

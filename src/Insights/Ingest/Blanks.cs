using System.Buffers;

namespace Insights.Ingest;

/// <summary>Tells files that hold nothing, however large they are.</summary>
internal static class Blanks
{
    private const int Block = 64 * 1024;

    private static readonly SearchValues<byte> Bytes = SearchValues.Create("\0 \t\r\n\f\x1A,;|\""u8);

    private static readonly SearchValues<char> Marks = SearchValues.Create(",;|\"");

    /// <summary>What to say of a file without any text; null when it has some.</summary>
    /// <param name="start">Its beginning, as text.</param>
    /// <param name="length">How many bytes that is.</param>
    public static string? Refuse(string start, FileStream stream, int length, CancellationToken ct)
    {
        bool zeros = start.Contains('\0', StringComparison.Ordinal), marks = start.AsSpan().ContainsAny(Marks);
        foreach (char c in start)
            if (!char.IsWhiteSpace(c) && (c > 0x7F || !Bytes.Contains((byte)c))) return null;
        if (!GoesOn(stream, length, ct)) return null;
        return zeros ? "This file holds nothing but zero bytes: it was not written to its end. Download or copy it again."
            : marks ? "There is no text in it, only marks between columns. Save or download it again, with its rows."
            : "This file is empty. Save or download it again, with its rows.";
    }

    private static bool GoesOn(FileStream stream, int from, CancellationToken ct)
    {
        byte[] block = new byte[Block];
        stream.Position = from;
        for (int got; (got = stream.Read(block)) > 0;)
        {
            ct.ThrowIfCancellationRequested();
            if (block.AsSpan(0, got).ContainsAnyExcept(Bytes)) return false;
        }
        return true;
    }
}

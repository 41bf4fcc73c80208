using System.Buffers;
using System.Text;

namespace Insights.Ingest;

/// <summary>Finds out whether a file can be in an encoding.</summary>
internal static class Decoding
{
    private const int Block = 64 * 1024;
    private const int Utf8Page = 65001;
    /// <summary>No character, so no text holds it: stands where bytes could not be decoded.</summary>
    private const char Undecoded = '\uFFFF';

    private static readonly SearchValues<char> Unknown =
        SearchValues.Create([Undecoded, .. Enumerable.Range(0x80, 0x20).Select(c => (char)c)]);

    /// <summary>Why the bytes are not written in the encoding, with the line of the first that cannot be; null when they may be.</summary>
    public static string? Undecodable(Stream stream, Encoding encoding, bool guessed, CancellationToken ct)
    {
        Decoder decoder = Strict(encoding).GetDecoder();
        bool unicode = encoding.CodePage is Utf8Page or 1200 or 1201 or 12000 or 12001;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Block);
        char[] chars = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(Block));
        try
        {
            stream.Position = 0;
            long line = 1;
            for (bool last = false; !last;)
            {
                ct.ThrowIfCancellationRequested();
                int got = stream.ReadAtLeast(bytes.AsSpan(0, Block), Block, throwOnEndOfStream: false);
                last = got < Block;
                ReadOnlySpan<char> text = chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, got), chars, last));
                // What a code page has no character for becomes a C1 control, which no text has.
                int wrong = unicode ? text.IndexOf(Undecoded) : text.IndexOfAny(Unknown);
                line += (wrong < 0 ? text : text[..wrong]).Count('\n');
                if (wrong >= 0)
                    return guessed
                        ? $"The text is neither UTF-8 nor Windows-1252: line {line} has a byte that neither knows. Save it as CSV UTF-8, "
                            + "or name its encoding with --encoding, such as windows-1250 or shift_jis."
                        : $"The text is not in the encoding {encoding.WebName}: line {line} has bytes that it has no character for. "
                            + "Name the right one, or save the file as CSV UTF-8.";
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback(Undecoded.ToString());
        return strict;
    }
}

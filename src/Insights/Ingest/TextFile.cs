using System.Buffers;
using System.Text;

namespace Insights.Ingest;

/// <summary>A file of text: in which encoding it is, what it begins with, and whether it is text at all.</summary>
/// <param name="Start">The first characters, without byte order mark; enough for a header line.</param>
/// <param name="Refused">Why this is no text we can read; null when it is.</param>
internal sealed record TextFile(string Path, Encoding Encoding, int MarkLength, string Start, string? Refused)
{
    private const int Sniffed = 256 * 1024;
    private const int Block = 1 << 20;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!, Utf8 = new UTF8Encoding(false);

    /// <summary>Bytes that no text has: C0 controls other than tab, line breaks, form feed and the old end-of-file mark.</summary>
    public static readonly SearchValues<byte> Controls =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0E, 0x0F, .. Enumerable.Range(0x10, 16).Where(b => b != 0x1A)
        .Select(b => (byte)b)]);

    private static readonly SearchValues<char> CellEnds = SearchValues.Create(",;\t|\"\r\n");

    private static readonly (byte[] Magic, string What)[] Binaries =
    [
        ([0x50, 0x4B, 0x03, 0x04], "This is an Excel workbook or a zip file; save the sheet as 'CSV UTF-8' and import that."),
        ([0xD0, 0xCF, 0x11, 0xE0], "This is an old Excel workbook; save the sheet as 'CSV UTF-8' and import that."),
        ([0x25, 0x50, 0x44, 0x46], "This is a PDF; import the CSV or JSON it was made from."),
        ([0x89, 0x50, 0x4E, 0x47], "This is a picture; import the CSV or JSON behind it."),
        ([0xFF, 0xD8, 0xFF], "This is a picture; import the CSV or JSON behind it."),
        ([0x1F, 0x8B], "This file is compressed with gzip; unpack it first."),
        ([0x53, 0x51, 0x4C, 0x69, 0x74, 0x65], "This is a database, not a file of rows; export it as CSV first."),
    ];

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], Utf8), ([0xFF, 0xFE, 0, 0], Encoding.UTF32), ([0, 0, 0xFE, 0xFF], new UTF32Encoding(true, true)),
        ([0xFF, 0xFE], Encoding.Unicode), ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    /// <summary>True when nothing said the encoding and it is no Unicode, so that it was guessed.</summary>
    public bool Guessed { get; private init; }

    /// <summary>True when it is refused only because its bytes are none of the encoding.</summary>
    public bool Undecodable { get; private init; }

    /// <inheritdoc cref="SourceFile.Typed"/>
    public bool Typed { get; init; }

    /// <summary>What is known not to be readable.</summary>
    public static TextFile Unread(string path, string reason) => new(path, Utf8, 0, "", reason);

    /// <summary>The first cell with a character beyond ASCII, by which a person sees whether the encoding was the right one.</summary>
    public string? Sample
    {
        get
        {
            int at = Start.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F');
            if (at < 0) return null;
            int from = Start.AsSpan(0, at).LastIndexOfAny(CellEnds) + 1, to = Start.AsSpan(at).IndexOfAny(CellEnds);
            return Start[from..(to < 0 ? Start.Length : at + to)].Trim();
        }
    }

    /// <param name="encoding">What the file is written in unless a mark at its beginning says so; null when that is told from its
    /// bytes.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TextFile Examine(string path, CancellationToken ct, Encoding? encoding = null)
    {
        using FileStream stream = OpenBytes(path);
        if (!stream.CanSeek) return new TextFile(path, Utf8, 0, "",
            "This is a pipe or device and can be read only once; save it to a file first.");
        var start = new byte[Math.Min(Sniffed, Math.Max(stream.Length, 1))];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> bytes = start.AsSpan(0, length);
        foreach ((byte[] magic, string what) in Binaries)
            if (bytes.StartsWith(magic)) return new TextFile(path, Utf8, 0, "", what);

        (Encoding? marked, int mark) = Marked(bytes);
        Encoding written = marked ?? encoding ?? Unmarked(bytes) ?? (IsUtf8(stream, ct) ? Utf8 : Windows1252);
        bool guessed = marked is null && encoding is null && written == Windows1252;
        string text = written.GetString(bytes[mark..]);
        if (Blanks.Refuse(text, stream, length, ct) is string nothing) return new TextFile(path, written, mark, "", nothing);
        if (LooksBinary(text))
            return new TextFile(path, written, mark, text, "This is not a text file; CSV, TSV and JSON can be imported.");
        string? undecodable = guessed || (marked is null && encoding is not null)
            ? Decoding.Undecodable(stream, written, guessed, ct) : null;
        return new TextFile(path, written, mark, text, undecodable) { Guessed = guessed, Undecodable = undecodable is not null };
    }

    /// <summary>The first characters after a number of lines; nothing when there are not as many.</summary>
    public string From(int skip, int most)
    {
        int at = 0;
        for (; skip > 0 && at < Start.Length; skip--)
        {
            int end = Start.AsSpan(at).IndexOfAny('\r', '\n');
            if (end < 0) return "";
            at += end + (Start.AsSpan(at + end).StartsWith("\r\n") ? 2 : 1);
        }
        return Start.Substring(at, Math.Min(most, Start.Length - at));
    }

    /// <summary>How many bytes a number of lines at the beginning take, the mark left out.</summary>
    public long Bytes(int skip)
    {
        if (skip == 0) return 0;
        using FileStream stream = OpenBytes(Path);
        stream.Position = MarkLength;
        var start = new byte[Sniffed];
        ReadOnlySpan<byte> bytes = start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        (int unit, int low) = Encoding is UnicodeEncoding ? (2, Encoding.GetBytes("\n")[0] == '\n' ? 0 : 1) : (1, 0);
        int at = 0;
        // Bytes and not characters are counted: what was no character of the encoding has another length there.
        for (; skip > 0 && at + unit <= bytes.Length; at += unit)
        {
            if (bytes[at + low] is not ((byte)'\r' or (byte)'\n') || (unit == 2 && bytes[at + 1 - low] != 0)) continue;
            if (bytes[at + low] == '\r' && at + 2 * unit <= bytes.Length && bytes[at + unit + low] == '\n'
                && (unit == 1 || bytes[at + unit + 1 - low] == 0)) at += unit;
            skip--;
        }
        return at;
    }

    /// <summary>The bytes as they are, from the beginning: for readers that know encodings themselves.</summary>
    public static FileStream OpenBytes(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);

    /// <summary>The text as UTF-8 without a mark, whatever the file is written in. <paramref name="bytes"/> is the open file,
    /// whose position tells the progress.</summary>
    public Stream OpenUtf8(out FileStream bytes)
    {
        bytes = OpenBytes(Path);
        bytes.Position = MarkLength;
        return Encoding is UTF8Encoding ? bytes : Encoding.CreateTranscodingStream(bytes, Encoding, Utf8);
    }

    // A program that writes a mark in front of a text that has one leaves two.
    private static (Encoding?, int) Marked(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] mark, Encoding encoding) in Marks)
        {
            int length = 0;
            while (bytes[length..].StartsWith(mark)) length += mark.Length;
            if (length > 0) return (encoding, length);
        }
        return (null, 0);
    }

    // UTF-16 of western text has a zero in every other byte, and a header or JSON begins with western characters whatever follows.
    private static Encoding? Unmarked(ReadOnlySpan<byte> start)
    {
        int pairs = Math.Min(start.Length, 4096) / 2, evenZeros = 0, oddZeros = 0;
        for (int i = 0; i < pairs; i++)
        {
            if (start[2 * i] == 0) evenZeros++;
            if (start[2 * i + 1] == 0) oddZeros++;
            if (i == 7 && (oddZeros, evenZeros) is (8, 0)) return Encoding.Unicode;
            if (i == 7 && (oddZeros, evenZeros) is (0, 8)) return Encoding.BigEndianUnicode;
        }
        if (pairs >= 4 && oddZeros > pairs * 0.6 && evenZeros < pairs * 0.1) return Encoding.Unicode;
        return pairs >= 4 && evenZeros > pairs * 0.6 && oddZeros < pairs * 0.1 ? Encoding.BigEndianUnicode : null;
    }

    private static bool IsUtf8(FileStream stream, CancellationToken ct)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            stream.Position = 0;
            bool accents = false;
            for (int kept = 0; ;)
            {
                ct.ThrowIfCancellationRequested();
                int got = stream.ReadAtLeast(block.AsSpan(kept), block.Length - kept, throwOnEndOfStream: false);
                int length = kept + got;
                bool last = length < block.Length;
                int whole = length - UnfinishedTail(block.AsSpan(0, length));
                if (!System.Text.Unicode.Utf8.IsValid(block.AsSpan(0, whole))) return false;
                accents |= !Ascii.IsValid(block.AsSpan(0, whole));
                // A download cut off inside a character still is UTF-8 when its other accents are; one lone é at the end is not.
                if (last) return accents || System.Text.Unicode.Utf8.IsValid(block.AsSpan(0, length));
                kept = length - whole;
                block.AsSpan(whole, kept).CopyTo(block);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // How many bytes at the end may be the beginning of a character that goes on in the next block.
    private static int UnfinishedTail(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            byte b = bytes[^back];
            if (b < 0x80) return 0;
            if (b >= 0xC0) return back;
        }
        return 0;
    }

    private static bool LooksBinary(string text)
    {
        ReadOnlySpan<char> first = text.AsSpan(0, Math.Min(text.Length, 4096));
        int controls = 0;
        foreach (char c in first)
            if (c < 0x20 && c is not ('\t' or '\r' or '\n' or '\f' or '\x1A')) controls++;
        return controls * 20 > first.Length;
    }
}

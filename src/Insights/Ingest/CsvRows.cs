using CsvHelper;

namespace Insights.Ingest;

/// <summary>The rows of a CSV or TSV file, one at a time, with the physical line each begins on. CsvHelper splits; what it would
/// silently mend (a quote never closed, text after a closing quote) is refused here instead.</summary>
internal sealed class CsvRows : IDisposable
{
    private const int LongestField = 1 << 20;
    private const int LongestRecord = 8 << 20;
    private const int SmallestBuffer = 4 * 1024, LargestBuffer = 256 * 1024;
    private const int RowsBetweenReports = 4096;
    private const string Footer = "the table ends before it, where the mapping's 'footer' begins";

    private const int LinesSearched = 50, LongestHeader = 64 * 1024;

    private readonly TextFile file;
    private readonly int skipped;
    private readonly char? delimiter;
    private readonly FileStream bytes;
    private readonly CsvReader csv;
    private readonly byte[] blanks;
    private CsvMalformedReason? malformed;

    private CsvRows(TextFile file, int skip, char? delimiter)
    {
        (this.file, skipped, this.delimiter) = (file, skip, delimiter);
        bytes = TextFile.OpenBytes(file.Path);
        bytes.Position = file.MarkLength + file.Bytes(skip);
        csv = CsvReader.Create(bytes, new CsvReaderOptions
        {
            Separator = delimiter,
            Encoding = file.Encoding is System.Text.UTF8Encoding ? null : file.Encoding,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRecord,
            BufferSize = (int)Math.Clamp(bytes.Length, SmallestBuffer, LargestBuffer),
            OnMalformedRecord = record =>
            {
                if (record.Reason is not CsvMalformedReason.StrayQuote) malformed = record.Reason;
            },
        });
        Header = new Header([]);
        blanks = [];
        try
        {
            csv.ReadHeader();
            if (malformed is not null) Broken = "The header line has a quote that is not closed properly.";
            else Header = new Header([.. csv.Headers]);
            blanks = [(byte)csv.Separator, (byte)' ', (byte)'\t', (byte)'"', (byte)'\r', 0x1A];
        }
        catch (CsvFormatException)
        {
            Broken = "The header line is longer than 8 MB; this is no table we can read.";
        }
    }

    public Header Header { get; }

    /// <summary>Why there is no header; null when there is one.</summary>
    public string? Broken { get; }

    public TextFile File => file;

    /// <summary>What stands between the cells.</summary>
    public char Separator => csv.Separator;

    /// <param name="skip">How many lines stand before the header.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvRows Open(TextFile file, int skip = 0) => new(file, skip, Delimiter(file.From(skip, LongestHeader)));

    /// <summary>The first lines after the very first, each read as if it were the header: titles or <c>#TYPE</c> may stand before
    /// it.</summary>
    public static IReadOnlyList<(int Skip, Header Header)> HeadersBelow(TextFile file)
    {
        var headers = new List<(int, Header)>();
        for (int skip = 1; skip < LinesSearched; skip++)
        {
            string line = file.From(skip, LongestHeader);
            if (line.Length == 0) break;
            if (line.AsSpan().TrimStart(" \t") is ['\r' or '\n', ..]) continue;
            using var csv = CsvReader.FromText(line, new CsvReaderOptions { Separator = Delimiter(line) });
            try
            {
                csv.ReadHeader();
            }
            catch (CsvFormatException)
            {
                continue;
            }
            headers.Add((skip, new Header([.. csv.Headers])));
        }
        return headers;
    }

    /// <summary>Reads the table once more, beside this reading, until <paramref name="visit"/> has seen enough.</summary>
    public void Survey(Func<CsvReader, long, bool> visit)
    {
        using var again = new CsvRows(file, skipped, delimiter);
        try
        {
            while (again.csv.Read() && visit(again.csv, again.Line)) { }
        }
        catch (CsvFormatException)
        {
            // The row is refused, with its reason, when it is read.
        }
    }

    /// <summary>Hands every row to the table and what it tells to the intake. Blank rows are no rows.</summary>
    public void ReadAll(ITable table, RowSink sink, IProgress<long>? progress, CancellationToken ct)
    {
        var row = new Row(csv, new AmountMarks(this, table, ct));
        bool ended = false;
        for (long number = 1; ; number++)
        {
            malformed = null;
            try
            {
                if (!csv.Read()) break;
            }
            catch (CsvFormatException e)
            {
                sink.Refuse(skipped + e.LineNumber, "",
                    "A row is longer than 8 MB, most likely because a quote was opened and never closed; " +
                    "nothing after this line was read.");
                break;
            }
            if (number % RowsBetweenReports == 0)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Report(bytes.Position);
            }
            if (csv.RawRecord.IndexOfAnyExcept(blanks) < 0) continue;
            long line = Line;
            if (ended |= malformed is null && table.Ends(row)) sink.LeaveOut(line, Footer);
            else if (Shape() is (string field, string reason)) sink.Refuse(line, field, reason);
            else if (table.LeavesOut(row) is string unwanted) sink.LeaveOut(line, unwanted);
            else
            {
                row.Problems.Clear();
                Told told = table.Read(row);
                row.Problems.Settle(sink, line, told);
            }
        }
        progress?.Report(bytes.Position);
        foreach (string note in Header.Notes.Concat(table.Notes)) sink.Notice(note);
        sink.NoticeLeftOut();
    }

    public void Dispose()
    {
        csv.Dispose();
        bytes.Dispose();
    }

    private long Line => skipped + csv.LineNumber;

    // What is wrong with the row as a row, before any field is looked at.
    private (string Field, string Reason)? Shape()
    {
        if (malformed is CsvMalformedReason reason)
            return ("", reason == CsvMalformedReason.UnterminatedQuote
                ? "A quote is opened in this row and never closed; the rest of the file was swallowed by it."
                : "There is text after a closing quote; write a quote inside a quoted field twice.");
        if (csv.FieldCount < Header.Width)
            return ("", $"The row has {csv.FieldCount} columns, the header has {Header.Width}; a delimiter is missing, a line break is " +
                "not quoted, "
                + "or this is a note below the table.");
        for (int i = Header.Names.Count; i < csv.FieldCount; i++)
            if (!csv.IsEmpty(i)) return ("",
                $"The row has {csv.FieldCount} columns, the header has {Header.Width}; a text with a delimiter in it must be quoted.");
        ReadOnlySpan<byte> raw = csv.RawRecord;
        if (raw.ContainsAny(TextFile.Controls))
            return ("", "The row contains control characters that no text has; the file is damaged here.");
        if (raw.Length > LongestField)
            for (int i = 0; i < csv.FieldCount; i++)
                if (csv.GetSpan(i).Length > LongestField)
                    return (i < Header.Names.Count ? Spelling.Shown(Header.Names[i]) : "", "The field is longer than 1 MB.");
        return null;
    }

    /// <summary>The delimiter of a header line: what stands most often outside quotes. Null when the file says it itself with
    /// Excel's <c>sep=</c>, which the splitter reads and skips.</summary>
    public static char? Delimiter(string start)
    {
        if (start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) return null;
        Span<int> counts = stackalloc int[4];
        ReadOnlySpan<char> candidates = [',', ';', '\t', '|'];
        bool quoted = false;
        foreach (char c in start.AsSpan().TrimStart("\r\n"))
        {
            if (c == '"') quoted = !quoted;
            if (quoted) continue;
            if (c is '\r' or '\n') break;
            int which = candidates.IndexOf(c);
            if (which >= 0) counts[which]++;
        }
        int best = 0;
        for (int i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best]) best = i;
        return candidates[best];
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;
using SpreadCheetah;
using SpreadCheetah.Metadata;
using SpreadCheetah.Worksheets;

namespace Insights.Exports.Data;

/// <summary>Sheets as an Excel workbook: numbers and dates are numbers and dates, the head is bold and stays in view, every
/// column has its filter. Text is text, so nothing a person imported is ever run as a formula.</summary>
public static class Workbook
{
    /// <summary>Excel's sheets end at 1,048,576 rows; what is longer goes on in another sheet.</summary>
    public const int RowsInSheet = 1_000_000;

    private const double WidestColumn = 60;
    /// <summary>How many rows decide how wide the columns are.</summary>
    private const int RowsMeasured = 1_000;

    /// <summary>Memory does not grow with the rows.</summary>
    /// <param name="output">Empty, and can be read again and moved in: a file or memory, not the network.</param>
    /// <param name="title">The workbook's title in its properties.</param>
    /// <param name="made">When the figures were read; written as the date of creation, so the same reading is the same file.</param>
    /// <param name="currency">ISO 4217 of the amounts.</param>
    /// <param name="rowsInSheet">How many rows a sheet takes under its head before the next begins.</param>
    public static async Task WriteAsync(Stream output, IReadOnlyList<Sheet> sheets, string title, DateTimeOffset made, string currency,
        CancellationToken cancel, int rowsInSheet = RowsInSheet)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        var options = new SpreadCheetahOptions
        {
            DocumentProperties = new DocumentProperties { Title = CellText.Plain(title), Author = "Referral Insights" },
            // Cells stand in order, the blank ones too: their references, which the format does not ask for, would double the file.
            WriteCellReferenceAttributes = false,
            CompressionLevel = SpreadCheetahCompressionLevel.Optimal,
            PreserveStringWhitespace = true,
        };
        await using (Spreadsheet book = await Spreadsheet.CreateNewAsync(output, options, cancel))
        {
            var styles = new CellStyles(book, currency);
            foreach (Sheet sheet in sheets)
            {
                await using IAsyncEnumerator<IReadOnlyList<Cell>> rows = sheet.Rows.GetAsyncEnumerator(cancel);
                bool more = await rows.MoveNextAsync();
                for (int part = 1, left = sheet.Count; part == 1 || more; part++, left -= rowsInSheet)
                    more = await WriteAsync(book, styles, sheet, part, Math.Min(left, rowsInSheet), rows, more, rowsInSheet, cancel);
            }
            await book.FinishAsync(cancel);
        }
        await StampAsync(output, made, cancel);
    }

    /// <summary>One part of a sheet; true when there are rows left for another.</summary>
    /// <param name="count">How many rows it will have.</param>
    private static async Task<bool> WriteAsync(
        Spreadsheet book, CellStyles styles, Sheet sheet, int part, int count, IAsyncEnumerator<IReadOnlyList<Cell>> rows, bool more,
            int most, CancellationToken cancel)
    {
        var measured = new List<IReadOnlyList<Cell>>();
        for (; more && measured.Count < Math.Min(most, RowsMeasured); more = await rows.MoveNextAsync()) measured.Add(rows.Current);

        var options = new WorksheetOptions
        {
            FrozenRows = 1,
            AutoFilter = new AutoFilterOptions(string.Create(CultureInfo.InvariantCulture,
                $"A1:{Column(sheet.Head.Count - 1)}{count + 1}")),
        };
        for (int i = 0; i < sheet.Head.Count; i++) options.Column(i + 1).Width = Width(sheet.Head[i], measured, i);
        string name = CellText.Plain(sheet.Name);
        await book.StartWorksheetAsync(part == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {part}"), options, cancel);
        await book.AddHeaderRowAsync([.. sheet.Head.Select(CellText.Of)], styles.Head, cancel);
        var written = new StyledCell[sheet.Head.Count];
        foreach (IReadOnlyList<Cell> row in measured) await AddAsync(row);
        for (int last = measured.Count; more && last < most; more = await rows.MoveNextAsync(), last++) await AddAsync(rows.Current);
        return more;

        ValueTask AddAsync(IReadOnlyList<Cell> row)
        {
            for (int i = 0; i < written.Length; i++) written[i] = i < row.Count ? styles.Of(row[i]) : default;
            return book.AddRowAsync(written, cancel);
        }
    }

    /// <summary>Dates the package by the moment of the figures: its writer knows only the clock of the machine.</summary>
    private static async Task StampAsync(Stream output, DateTimeOffset made, CancellationToken cancel)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Update, leaveOpen: true);
        foreach (ZipArchiveEntry entry in zip.Entries) entry.LastWriteTime = made.UtcDateTime;
        ZipArchiveEntry core = zip.GetEntry("docProps/core.xml")!;
        await using Stream content = await core.OpenAsync(cancel);
        using var reader = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
        string xml = await reader.ReadToEndAsync(cancel);
        const string begin = "W3CDTF\">", end = "</dcterms:created>";
        int from = xml.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        xml = string.Concat(xml.AsSpan(0, from), made.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            xml.AsSpan(xml.IndexOf(end, StringComparison.Ordinal)));
        content.SetLength(0);
        await content.WriteAsync(Encoding.UTF8.GetBytes(xml), cancel);
    }

    private static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString()
        : $"{(char)('A' + index / 26 - 1)}{(char)('A' + index % 26)}";

    private static double Width(string head, List<IReadOnlyList<Cell>> rows, int column)
    {
        int longest = Math.Max(head.Length + 4, rows.Select(r => r[column] switch
        {
            { Kind: CellKind.Text } text => text.Text!.Length,
            { Kind: CellKind.Money or CellKind.Moment } => 18,
            { Kind: CellKind.Empty } => 0,
            _ => 11,
        }).DefaultIfEmpty(0).Max());
        return Math.Min(WidestColumn, longest + 2);
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Security;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Insights.Exports.Data;

/// <summary>Sheets as an Excel workbook: numbers and dates are numbers and dates, the head is bold and stays in view, every
/// column has its filter. Text is text, so nothing a person imported is ever run as a formula.</summary>
/// <remarks>The package is put together here, part by part, because the SDK's keeps every part in memory until the last row.</remarks>
public static class Workbook
{
    /// <summary>Excel's sheets end at 1,048,576 rows; what is longer goes on in another sheet.</summary>
    public const int RowsInSheet = 1_000_000;

    private const double WidestColumn = 60;
    /// <summary>How many rows decide how wide the columns are.</summary>
    private const int RowsMeasured = 1_000;
    private const string Declaration = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""", Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", Package = "http://schemas.openxmlformats.org/package/2006";

    /// <summary>Memory does not grow with the rows.</summary>
    /// <param name="output">Written front to back, in small synchronous steps: a file or memory, not the network.</param>
    /// <param name="title">The workbook's title in its properties.</param>
    /// <param name="made">When the figures were read; written as the date of creation, so the same reading is the same file.</param>
    /// <param name="currency">ISO 4217 of the amounts.</param>
    /// <param name="rowsInSheet">How many rows a sheet takes under its head before the next begins.</param>
    public static async Task WriteAsync(Stream output, IReadOnlyList<Sheet> sheets, string title, DateTimeOffset made, string currency, CancellationToken cancel, int rowsInSheet = RowsInSheet)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var names = new List<string>();
        foreach (Sheet sheet in sheets)
        {
            await using IAsyncEnumerator<IReadOnlyList<Cell>> rows = sheet.Rows.GetAsyncEnumerator(cancel);
            bool more = await rows.MoveNextAsync();
            for (int part = 1; part == 1 || more; part++)
            {
                names.Add(part == 1 ? sheet.Name : string.Create(CultureInfo.InvariantCulture, $"{sheet.Name} {part}"));
                await using Stream entry = Part(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{names.Count}.xml"));
                more = await WriteAsync(entry, sheet.Head, rows, more, rowsInSheet);
            }
        }
        await using (Stream entry = Part("xl/styles.xml"))
        {
            using OpenXmlWriter styles = OpenXmlWriter.Create(entry);
            styles.WriteElement(CellStyles.Sheet(currency));
        }
        Write("xl/workbook.xml", $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{Office}"><sheets>{Each(i => $"""<sheet name="{SecurityElement.Escape(CellText.Plain(names[i]))}" sheetId="{i + 1}" r:id="rId{i + 1}"/>""")}</sheets></workbook>""");
        Write("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships">{Each(i => $"""<Relationship Id="rId{i + 1}" Type="{Office}/worksheet" Target="worksheets/sheet{i + 1}.xml"/>""")}<Relationship Id="styles" Type="{Office}/styles" Target="styles.xml"/></Relationships>""");
        Write("docProps/core.xml", $"""<cp:coreProperties xmlns:cp="{Package}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{SecurityElement.Escape(CellText.Plain(title))}</dc:title><dc:creator>Referral Insights</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">{made.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}</dcterms:created></cp:coreProperties>""");
        Write("_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="book" Type="{Office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="core" Type="{Package}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>""");
        const string type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        Write("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{type}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{Each(i => $"""<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="{type}.worksheet+xml"/>""")}</Types>""");

        Stream Part(string name)
        {
            ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
            entry.LastWriteTime = made.UtcDateTime;
            return entry.Open();
        }

        void Write(string name, string xml)
        {
            using var text = new StreamWriter(Part(name));
            text.Write(Declaration + xml);
        }

        string Each(Func<int, string> part) => string.Concat(Enumerable.Range(0, names.Count).Select(part));
    }

    /// <summary>One part of a sheet; true when there are rows left for another.</summary>
    private static async Task<bool> WriteAsync(Stream entry, IReadOnlyList<string> head, IAsyncEnumerator<IReadOnlyList<Cell>> rows, bool more, int most)
    {
        var measured = new List<IReadOnlyList<Cell>>();
        for (; more && measured.Count < Math.Min(most, RowsMeasured); more = await rows.MoveNextAsync()) measured.Add(rows.Current);

        using OpenXmlWriter writer = OpenXmlWriter.Create(entry);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(head.Select((_, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Width(head[i], measured, i), CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        writer.WriteElement(new Row(head.Select((word, i) => Text(word, $"{Column(i)}1", CellStyles.Head))) { RowIndex = 1 });
        int last = 1;
        void Add(IReadOnlyList<Cell> cells)
        {
            last++;
            writer.WriteElement(new Row(cells.Select((cell, i) => Written(cell, string.Create(CultureInfo.InvariantCulture, $"{Column(i)}{last}"))).OfType<OpenXmlElement>()) { RowIndex = (uint)last });
        }
        foreach (IReadOnlyList<Cell> row in measured) Add(row);
        for (; more && last <= most; more = await rows.MoveNextAsync()) Add(rows.Current);
        writer.WriteEndElement();
        writer.WriteElement(new AutoFilter { Reference = string.Create(CultureInfo.InvariantCulture, $"A1:{Column(head.Count - 1)}{last}") });
        writer.WriteEndElement();
        return more;
    }

    /// <summary>Null for a blank: a cell that is not there.</summary>
    private static DocumentFormat.OpenXml.Spreadsheet.Cell? Written(Cell cell, string at) => cell.Kind switch
    {
        CellKind.Empty => null,
        CellKind.Text => Text(cell.Text!, at, CellStyles.Of(cell)),
        CellKind.Day or CellKind.Month or CellKind.Moment => Number((decimal)cell.Moment.ToOADate(), at, CellStyles.Of(cell)),
        // A spreadsheet's percent is a part of one; percentage points stay points.
        CellKind.Percent => Number(cell.Number / 100, at, CellStyles.Of(cell)),
        _ => Number(cell.Number, at, CellStyles.Of(cell)),
    };

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Number(decimal value, string at, uint style) =>
        new() { CellReference = at, StyleIndex = style, CellValue = new CellValue(value.ToString(CultureInfo.InvariantCulture)), DataType = CellValues.Number };

    private static DocumentFormat.OpenXml.Spreadsheet.Cell Text(string text, string at, uint style) =>
        new(new InlineString(new Text(CellText.Of(text)) { Space = SpaceProcessingModeValues.Preserve })) { CellReference = at, StyleIndex = style, DataType = CellValues.InlineString };

    private static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : $"{(char)('A' + index / 26 - 1)}{(char)('A' + index % 26)}";

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

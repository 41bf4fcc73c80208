using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Insights.Exports.Data;

/// <summary>Sheets as an Excel workbook: numbers and dates are numbers and dates, the head is bold and stays in view, every
/// column has its filter. Text is text, so nothing a person imported is ever run as a formula.</summary>
public static class Workbook
{
    private const double WidestColumn = 60;

    /// <param name="title">The workbook's title in its properties.</param>
    /// <param name="made">When the figures were read; written as the date of creation, so the same reading is the same file.</param>
    /// <param name="currency">ISO 4217 of the amounts.</param>
    public static byte[] Of(IReadOnlyList<Sheet> sheets, string title, DateTimeOffset made, string currency)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        using var memory = new MemoryStream();
        using (var file = SpreadsheetDocument.Create(memory, SpreadsheetDocumentType.Workbook))
        {
            file.PackageProperties.Title = title;
            file.PackageProperties.Creator = "Referral Insights";
            file.PackageProperties.Created = made.UtcDateTime;
            WorkbookPart book = file.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = CellStyles.Sheet(currency);
            var list = new Sheets();
            foreach (Sheet sheet in sheets)
            {
                WorksheetPart part = book.AddNewPart<WorksheetPart>();
                Write(part, sheet);
                list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)list.ChildElements.Count + 1, Name = sheet.Name });
            }
            book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(list);
        }
        return memory.ToArray();
    }

    private static void Write(WorksheetPart part, Sheet sheet)
    {
        string last = $"{Column(sheet.Head.Count - 1)}{sheet.Rows.Count + 1}";
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        writer.WriteElement(new Columns(sheet.Head.Select((_, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Width(sheet, i), CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        writer.WriteElement(new Row(sheet.Head.Select((word, i) => Text(word, $"{Column(i)}1", CellStyles.Head))) { RowIndex = 1 });
        for (int r = 0; r < sheet.Rows.Count; r++)
            writer.WriteElement(new Row(sheet.Rows[r].Select((cell, i) => Written(cell, string.Create(CultureInfo.InvariantCulture, $"{Column(i)}{r + 2}"))).OfType<OpenXmlElement>()) { RowIndex = (uint)r + 2 });
        writer.WriteEndElement();
        writer.WriteElement(new AutoFilter { Reference = "A1:" + last });
        writer.WriteEndElement();
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
        new(new InlineString(new Text(Readable(text)) { Space = SpaceProcessingModeValues.Preserve })) { CellReference = at, StyleIndex = style, DataType = CellValues.InlineString };

    // XML has no place for control characters; Excel refuses the whole file for one of them.
    private static string Readable(string text) => string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar));

    private static string Column(int index) => index < 26 ? ((char)('A' + index)).ToString() : $"{(char)('A' + index / 26 - 1)}{(char)('A' + index % 26)}";

    private static double Width(Sheet sheet, int column)
    {
        int longest = Math.Max(sheet.Head[column].Length + 4, sheet.Rows.Select(r => r[column] switch
        {
            { Kind: CellKind.Text } text => text.Text!.Length,
            { Kind: CellKind.Money or CellKind.Moment } => 18,
            { Kind: CellKind.Empty } => 0,
            _ => 11,
        }).DefaultIfEmpty(0).Max());
        return Math.Min(WidestColumn, longest + 2);
    }
}

using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Insights.Exports.Data;

/// <summary>The number formats of the workbook, by the kind of cell.</summary>
internal static class CellStyles
{
    /// <summary>The head of a sheet: bold, on a quiet ground.</summary>
    public const uint Head = 1;

    private const uint FirstFormat = 164, Plain = 2, Wrapped = 3;
    private const int LongText = 60;

    private static readonly CellKind[] Formatted = [CellKind.Count, CellKind.Percent, CellKind.Points, CellKind.Money, CellKind.Day, CellKind.Month, CellKind.Moment, CellKind.Amount];

    public static uint Of(Cell cell) => cell.Kind switch
    {
        CellKind.Text => cell.Text!.Length > LongText ? Wrapped : Plain,
        _ => Wrapped + 1 + (uint)Array.IndexOf(Formatted, cell.Kind),
    };

    public static Stylesheet Sheet(string currency) => new(
        new NumberingFormats(Formatted.Select((kind, i) => new NumberingFormat { NumberFormatId = FirstFormat + (uint)i, FormatCode = Code(kind, currency) })),
        new Fonts(Font(bold: false), Font(bold: true)),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFF0F0F0" }) { PatternType = PatternValues.Solid })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats((IEnumerable<OpenXmlElement>)[
            new CellFormat(),
            new CellFormat { FontId = 1, FillId = 2, ApplyFont = true, ApplyFill = true },
            new CellFormat(Top(wrap: false)) { ApplyAlignment = true },
            new CellFormat(Top(wrap: true)) { ApplyAlignment = true },
            .. Formatted.Select((_, i) => new CellFormat(Top(wrap: false)) { NumberFormatId = FirstFormat + (uint)i, ApplyNumberFormat = true, ApplyAlignment = true }),
        ]));

    private static string Code(CellKind kind, string currency) => kind switch
    {
        CellKind.Percent => "0.0%",
        CellKind.Points => "+0.0;-0.0;0.0",
        CellKind.Money => $"\"{currency}\"\\ #,##0.00",
        CellKind.Amount => "#,##0.00",
        CellKind.Day => "yyyy\\-mm\\-dd",
        CellKind.Month => "yyyy\\-mm",
        CellKind.Moment => "yyyy\\-mm\\-dd\\ hh:mm",
        _ => "#,##0",
    };

    private static Font Font(bool bold)
    {
        var font = new Font();
        if (bold) font.Append(new Bold());
        font.Append(new FontSize { Val = 11 }, new FontName { Val = "Calibri" });
        return font;
    }

    private static Alignment Top(bool wrap) => new() { Vertical = VerticalAlignmentValues.Top, WrapText = wrap };
}

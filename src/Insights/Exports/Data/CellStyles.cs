using System.Drawing;
using SpreadCheetah;
using SpreadCheetah.Styling;

namespace Insights.Exports.Data;

/// <summary>The styles of a workbook, by the kind of cell.</summary>
internal sealed class CellStyles
{
    private const int LongText = 60;

    private readonly StyleId[] byKind;
    private readonly StyleId wrapped;

    /// <param name="currency">ISO 4217 of the amounts.</param>
    public CellStyles(Spreadsheet book, string currency)
    {
        Head = book.AddStyle(new Style { Font = new Font { Bold = true }, Fill = new Fill { Color = Color.FromArgb(0xF0, 0xF0, 0xF0) } });
        wrapped = book.AddStyle(new Style { Alignment = Top(wrap: true) });
        byKind = [.. Enum.GetValues<CellKind>()
            .Select(kind => book.AddStyle(new Style { Alignment = Top(wrap: false), Format = Format(kind, currency) }))];
    }

    /// <summary>The head of a sheet: bold, on a quiet ground.</summary>
    public StyleId Head { get; }

    /// <summary>The cell as it is written; blank for one that has no value.</summary>
    public StyledCell Of(Cell cell) => cell.Kind switch
    {
        CellKind.Empty => default,
        CellKind.Text => new StyledCell(CellText.Of(cell.Text!), cell.Text!.Length > LongText ? wrapped : Id(cell)),
        CellKind.Day or CellKind.Month or CellKind.Moment => new StyledCell(cell.Moment, Id(cell)),
        // A spreadsheet's percent is a part of one; percentage points stay points.
        CellKind.Percent => new StyledCell(cell.Number / 100, Id(cell)),
        _ => new StyledCell(cell.Number, Id(cell)),
    };

    private StyleId Id(Cell cell) => byKind[(int)cell.Kind];

    private static NumberFormat? Format(CellKind kind, string currency) => kind switch
    {
        CellKind.Empty or CellKind.Text => null,
        CellKind.Percent => NumberFormat.Custom("0.0%"),
        CellKind.Points => NumberFormat.Custom("+0.0;-0.0;0.0"),
        CellKind.Money => NumberFormat.Custom($"\"{currency}\"\\ #,##0.00"),
        CellKind.Amount => NumberFormat.Custom("#,##0.00"),
        CellKind.Day => NumberFormat.Custom("yyyy\\-mm\\-dd"),
        CellKind.Month => NumberFormat.Custom("yyyy\\-mm"),
        CellKind.Moment => NumberFormat.Custom("yyyy\\-mm\\-dd\\ hh:mm"),
        _ => NumberFormat.Custom("#,##0"),
    };

    private static Alignment Top(bool wrap) => new() { Vertical = VerticalAlignment.Top, WrapText = wrap };
}

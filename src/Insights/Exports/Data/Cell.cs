using Insights.Metrics;

namespace Insights.Exports.Data;

/// <summary>How a cell of a sheet is written.</summary>
public enum CellKind : byte { Empty, Text, Count, Percent, Points, Money, Day, Month, Moment, Amount }

/// <summary>One cell with its real value: numbers, days and moments stay what they are, a spreadsheet formats them.</summary>
/// <param name="Number">For <see cref="CellKind.Percent"/> in percent: 12.5 is 12.5 %.</param>
public readonly record struct Cell(CellKind Kind, string? Text = null, decimal Number = 0, DateTime Moment = default)
{
    /// <summary>Nothing: what has no value is blank, not zero.</summary>
    public static readonly Cell Empty;

    public static implicit operator Cell(string? text) => string.IsNullOrEmpty(text) ? Empty : new Cell(CellKind.Text, text);

    public static implicit operator Cell(int count) => new(CellKind.Count, Number: count);

    public static implicit operator Cell(long count) => new(CellKind.Count, Number: count);

    /// <summary>A metric's value, or blank.</summary>
    public static Cell Of(Unit unit, decimal? value) => value is not { } number ? Empty : new Cell(unit switch
    {
        Unit.Percent => CellKind.Percent,
        Unit.Money => CellKind.Money,
        _ => CellKind.Count,
    }, Number: number);

    /// <summary>How a metric moved, or blank.</summary>
    public static Cell Of(Change? change) => change?.Amount is not { } amount ? Empty
        : new Cell(change.InPoints ? CellKind.Points : CellKind.Percent, Number: amount);

    public static Cell Day(DateOnly day) => new(CellKind.Day, Moment: day.ToDateTime(TimeOnly.MinValue));

    public static Cell Month(DateOnly month) => new(CellKind.Month, Moment: month.ToDateTime(TimeOnly.MinValue));

    /// <summary>A moment on the clocks of a zone.</summary>
    public static Cell At(DateTimeOffset moment, TimeZoneInfo zone) =>
        new(CellKind.Moment, Moment: TimeZoneInfo.ConvertTime(moment, zone).DateTime);
}

/// <summary>A sheet of the workbook: a head and rows under it.</summary>
/// <param name="Count">How many rows there are.</param>
public sealed record Sheet(string Name, IReadOnlyList<string> Head, IAsyncEnumerable<IReadOnlyList<Cell>> Rows, int Count)
{
    public Sheet(string name, IReadOnlyList<string> head, IReadOnlyCollection<IReadOnlyList<Cell>> rows)
        : this(name, head, rows.ToAsyncEnumerable(), rows.Count) { }
}

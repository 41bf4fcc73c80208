using System.Globalization;
using System.Runtime.CompilerServices;
using Insights.Exports.Data;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Exports.Lists;

/// <summary>A list as an Excel workbook of one sheet: amounts are numbers and moments are moments, in the organisation's zone.</summary>
public static class ListWorkbook
{
    /// <summary>Made in a temporary file first, which goes with the answer: a package cannot be written to the network as it grows, and
    /// a list that fails half-way leaves no broken workbook behind.</summary>
    public static async Task WriteAsync(Stream output, ListTable table, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024,
            FileOptions.DeleteOnClose);
        await Workbook.WriteAsync(file, [new Sheet(table.Name, table.Headers, RowsAsync(table, cancel), table.Count)], table.Title,
            table.Made, table.Currency, cancel);
        file.Position = 0;
        await file.CopyToAsync(output, cancel);
    }

    private static async IAsyncEnumerable<IReadOnlyList<Cell>> RowsAsync(ListTable table, [EnumeratorCancellation] CancellationToken cancel)
    {
        IReadOnlyList<FieldKind> kinds = table.Kinds;
        await foreach (string?[] row in table.RowsAsync(cancel)) yield return [.. row.Select((text, i) => Of(text, kinds[i], table.Zone))];
    }

    private static Cell Of(string? text, FieldKind kind, TimeZoneInfo zone) => kind switch
    {
        FieldKind.Amount when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) =>
            new Cell(CellKind.Amount, Number: amount),
        FieldKind.Moment when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
            out DateOnly day) =>
            Cell.Day(day),
        FieldKind.Moment when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset moment) => Cell.At(moment, zone),
        _ => text,
    };
}

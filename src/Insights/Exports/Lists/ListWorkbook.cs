using System.Globalization;
using Insights.Exports.Data;
using Insights.Store;

namespace Insights.Exports.Lists;

/// <summary>A list as an Excel workbook of one sheet: amounts are numbers and moments are moments, in the organisation's zone.</summary>
public static class ListWorkbook
{
    /// <summary>A workbook is made in memory; a longer list is for CSV, which is not.</summary>
    public const int MostRows = 20_000;

    /// <exception cref="InvalidOperationException">The list has more than <see cref="MostRows"/> rows.</exception>
    public static async Task WriteAsync(Stream output, ListTable table, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(table);
        if (table.Count > MostRows) throw new InvalidOperationException($"A workbook holds {MostRows} rows.");
        IReadOnlyList<OwnKind> kinds = table.Kinds;
        var rows = new List<IReadOnlyList<Cell>>();
        await foreach (string?[] row in table.RowsAsync(cancel)) rows.Add([.. row.Select((text, i) => Of(text, kinds[i], table.Zone))]);
        await output.WriteAsync(Workbook.Of([new Sheet(table.Name, table.Headers, rows)], table.Title, table.Made, table.Currency), cancel);
    }

    private static Cell Of(string? text, OwnKind kind, TimeZoneInfo zone) => kind switch
    {
        OwnKind.Amount when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount) => new Cell(CellKind.Amount, Number: amount),
        OwnKind.Moment when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) => Cell.At(moment, zone),
        _ => text,
    };
}

using System.Buffers;
using System.Globalization;
using System.Text;
using Insights.Vocabulary;

namespace Insights.Exports.Lists;

/// <summary>Writes a table as CSV (RFC 4180) or TSV, row by row. A cell a spreadsheet would run gets an apostrophe in front
/// (<see cref="FormulaGuard"/>); our own reader takes it off again.</summary>
public static class Delimited
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",;\t\r\n");

    public static async Task WriteAsync(Stream output, ListTable table, char delimiter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(table);
        // With a mark, for Excel takes a file without one for the machine's own code page.
        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024,
            leaveOpen: true);
        var line = new StringBuilder();
        Line(line, table.Headers, delimiter);
        await writer.WriteAsync(line, cancel);
        await foreach (string?[] row in table.RowsAsync(cancel))
        {
            line.Clear();
            Line(line, row, delimiter);
            await writer.WriteAsync(line, cancel);
        }
    }

    /// <summary>One line with its end.</summary>
    public static void Line(StringBuilder line, IReadOnlyList<string?> cells, char delimiter)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(cells);
        for (int i = 0; i < cells.Count; i++)
        {
            if (i > 0) line.Append(delimiter);
            Cell(line, cells[i]);
        }
        line.Append("\r\n");
    }

    private static void Cell(StringBuilder line, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        bool guard = FormulaGuard.Needs(text,
            decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _));
        bool quote = text.AsSpan().IndexOfAny(Quoted) >= 0;
        if (quote) line.Append('"');
        if (guard) line.Append('\'');
        foreach (char c in text)
        {
            // Signs no text has; our reader takes a row with one for damaged.
            if (char.IsControl(c) && c is not ('\t' or '\r' or '\n')) line.Append(' ');
            else if (c == '"') line.Append("\"\"");
            else line.Append(c);
        }
        if (quote) line.Append('"');
    }
}

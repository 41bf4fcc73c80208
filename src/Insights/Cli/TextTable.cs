namespace Insights.Cli;

/// <summary>Rows of text in aligned columns, for eyes and for `awk` alike: no frame, two spaces between columns.</summary>
internal static class TextTable
{
    /// <param name="numbersFrom">Columns from this one on are aligned to the right.</param>
    public static async Task WriteAsync(TextWriter output, IReadOnlyList<string[]> rows, int numbersFrom)
    {
        int columns = rows.Max(r => r.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => rows.Max(r => c < r.Length ? r[c].Length : 0))];
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, c) => c >= numbersFrom ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            await output.WriteLineAsync(string.Join("  ", cells).TrimEnd());
        }
    }
}

using System.Buffers;

namespace Insights.Exports;

/// <summary>Text for a CSV that a spreadsheet will open (RFC 4180): quoted where needed, and nothing a person imported is ever
/// run as a formula.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n;\t");

    /// <summary>One line, without its end.</summary>
    public static string Line(params ReadOnlySpan<string?> cells)
    {
        var line = new System.Text.StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(',');
            line.Append(Cell(cells[i]));
        }
        return line.ToString();
    }

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        string safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(Special) >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) => decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out _);
}

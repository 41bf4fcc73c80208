using System.Buffers;
using System.Globalization;
using System.Text;
using Insights.Vocabulary;

namespace Insights.Exports;

/// <summary>Text for a CSV that a spreadsheet will open (RFC 4180): quoted where needed, and nothing a person imported is ever
/// run as a formula.</summary>
public static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\",\r\n;\t");
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.,");

    /// <summary>One line, without its end.</summary>
    public static string Line(params ReadOnlySpan<string?> cells) => Line(',', cells);

    /// <summary>One line with another separator, without its end.</summary>
    public static string Line(char separator, ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append(separator);
            line.Append(Cell(cells[i]));
        }
        return line.ToString();
    }

    /// <summary>What a spreadsheet of this language expects between cells: a semicolon where the comma belongs to numbers.</summary>
    public static char Separator(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Culture.NumberFormat.NumberDecimalSeparator == "," ? ';' : ',';
    }

    /// <summary>Every digit, without thousands, with the language's decimal point or comma.</summary>
    public static string Number(decimal value, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        // The sign stays a plain minus: a spreadsheet reads no other.
        string text = value.ToString("0.############################", CultureInfo.InvariantCulture);
        return Separator(language) == ';' ? text.Replace('.', ',') : text;
    }

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        string safe = FormulaGuard.Needs(text, IsNumber(text)) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(Special) >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) => text.Length > 1 && text[0] is '+' or '-' && text.AsSpan(1).IndexOfAnyExcept(OfNumbers) < 0;
}

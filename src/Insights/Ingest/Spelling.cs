using System.Globalization;
using System.Text;

namespace Insights.Ingest;

/// <summary>How headers and words of enumerations are compared: without case, spaces, punctuation and diacritics, because
/// Partner Center itself writes the same header in several ways (domain.md 8.2).</summary>
internal static class Spelling
{
    /// <summary>Only the letters and digits, lower case, without accents: <c>"Customer D-U-N-S id"</c> is <c>customerdunsid</c>.</summary>
    public static string Key(string written)
    {
        var key = new StringBuilder(written.Length);
        foreach (char c in IsAscii(written) ? written : Decomposed(written))
            if (char.IsLetterOrDigit(c)) key.Append(char.ToLowerInvariant(c));
        return key.ToString();
    }

    /// <summary>A value as it is shown in a reason: in quotes, and short even when the cell is a megabyte.</summary>
    public static string Quoted(ReadOnlySpan<char> value)
    {
        const int longest = 40;
        return value.Length <= longest ? $"'{Shown(value)}'" : $"'{Shown(value[..longest])}…'";
    }

    /// <summary>A text as it may stand in a list or on a terminal: at most 100 characters, and none that moves the cursor.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        const int longest = 100;
        Span<char> shown = stackalloc char[Math.Min(text.Length, longest)];
        for (int i = 0; i < shown.Length; i++) shown[i] = char.IsControl(text[i]) || char.GetUnicodeCategory(text[i]) == UnicodeCategory.Format ? '·' : text[i];
        return new string(shown);
    }

    private static bool IsAscii(string text) => Ascii.IsValid(text);

    // A lone half of a surrogate pair cannot be decomposed; such a header is nobody's header, so it stays as it is.
    private static string Decomposed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>A dictionary from spelled-out words to a value, compared by <see cref="Key"/>.</summary>
    public static Dictionary<string, T> Table<T>(params (T Value, string[] Words)[] rows)
    {
        var table = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach ((T value, string[] words) in rows)
            foreach (string word in words) table[Key(word)] = value;
        return table;
    }

    /// <summary>The invariant way to write a number or date into a detail.</summary>
    public static string Invariant(IFormattable value, string? format = null) => value.ToString(format, CultureInfo.InvariantCulture);
}

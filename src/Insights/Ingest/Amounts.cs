using System.Globalization;

namespace Insights.Ingest;

/// <summary>Reads amounts of money: at most four decimals are kept (half to even), and nothing beyond 900 trillion is believed.</summary>
internal static class Amounts
{
    private const decimal Largest = 900_000_000_000_000m;
    private const int Longest = 64;

    /// <summary>Reads an amount written with <paramref name="mark"/> before the decimals; thousands may be grouped with the other
    /// mark, spaces or apostrophes, in threes. Returns what is wrong, or null; an empty text gives null.</summary>
    public static string? Read(ReadOnlySpan<char> text, char mark, out decimal? amount)
    {
        amount = null;
        text = text.Trim().Trim("$€£").Trim();
        if (text.IsEmpty) return null;
        Span<char> plain = stackalloc char[Longest];
        if (text.Length > Longest || !Ungrouped(text, mark, plain, out int length)
            || !decimal.TryParse(plain[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value))
            return TooLargeOrNone(text, mark);
        return Kept(value, out amount);
    }

    /// <summary>Keeps a number that was read elsewhere, with the same limits.</summary>
    public static string? Kept(decimal value, out decimal? amount)
    {
        amount = null;
        if (Math.Abs(value) >= Largest) return $"{Spelling.Invariant(value)} is larger than any amount believed (900 trillion).";
        amount = Math.Round(value, 4, MidpointRounding.ToEven);
        return null;
    }

    private static string TooLargeOrNone(ReadOnlySpan<char> text, char mark)
    {
        bool digits = text.Length > 28;
        foreach (char c in text) digits &= char.IsAsciiDigit(c) || c is '.' or ',' or '-';
        return digits
            ? $"{Spelling.Quoted(text)} is larger than any amount believed (900 trillion)."
            : $"{Spelling.Quoted(text)} is not an amount; write digits with a decimal {(mark == '.' ? "point" : "comma")}, such as 1234{mark}50.";
    }

    // Copies the text without its grouping and with a decimal point. "12,5" with a decimal point is refused and not read as
    // 125: groups are threes or the mark was meant for decimals.
    private static bool Ungrouped(ReadOnlySpan<char> text, char mark, Span<char> plain, out int length)
    {
        length = 0;
        char group = mark == '.' ? ',' : '.';
        int digitsSinceGroup = 0;
        bool grouped = false, decimals = false;
        foreach (char c in text)
        {
            if (!decimals && (c == group || c is ' ' or '\u00A0' or '\u202F' or '\'' or '\u2019'))
            {
                if (digitsSinceGroup == 0 || (grouped ? digitsSinceGroup != 3 : digitsSinceGroup > 3)) return false;
                (grouped, digitsSinceGroup) = (true, 0);
                continue;
            }
            if (c == mark || c is 'e' or 'E')
            {
                if (grouped && !decimals && digitsSinceGroup != 3) return false;
                decimals = true;
                plain[length++] = c == mark ? '.' : c;
                continue;
            }
            if (char.IsAsciiDigit(c)) digitsSinceGroup++;
            else if (c is not ('-' or '+')) return false;
            plain[length++] = c;
        }
        return length > 0 && (!grouped || decimals || digitsSinceGroup == 3);
    }

    /// <summary>Reads a count: whole and not negative.</summary>
    public static string? ReadCount(ReadOnlySpan<char> text, out long count)
    {
        count = 0;
        string? wrong = Read(text, '.', out decimal? amount);
        if (wrong is not null) return wrong;
        if (amount is not decimal number) return "The count is empty; write 0 when there were none.";
        if (number < 0) return $"{Spelling.Quoted(text)} is negative; a count is 0 or more.";
        if (number != decimal.Truncate(number)) return $"{Spelling.Quoted(text)} is not a whole number.";
        count = (long)number;
        return null;
    }

    /// <summary>An ISO 4217 code in upper case; returns what is wrong, or null.</summary>
    public static string? ReadCurrency(ReadOnlySpan<char> text, out string? currency)
    {
        currency = null;
        text = text.Trim();
        if (text.IsEmpty) return null;
        bool letters = text.Length == 3;
        foreach (char c in text) letters &= char.IsAsciiLetter(c);
        if (!letters) return $"{Spelling.Quoted(text)} is not a currency; write its three-letter code, such as USD or EUR.";
        currency = text switch { "USD" => "USD", "EUR" => "EUR", _ => text.ToString().ToUpperInvariant() };
        return null;
    }
}

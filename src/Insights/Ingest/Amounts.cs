using System.Globalization;

namespace Insights.Ingest;

/// <summary>Reads amounts of money: at most four decimals are kept (half to even), and nothing beyond 900 trillion is believed.</summary>
internal static class Amounts
{
    private const decimal Largest = 900_000_000_000_000m;
    private const int Longest = 64;
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads an amount written with <paramref name="mark"/> before the decimals; thousands may be grouped with the other
    /// mark, spaces or apostrophes, in threes. A sign or code beside it must be that of <paramref name="currency"/>, or tells it where that
    /// is null. Returns what is wrong, or null; an empty text gives null.</summary>
    public static string? Read(ReadOnlySpan<char> text, char mark, ref string? currency, out decimal? amount)
    {
        amount = null;
        text = text.Trim();
        if (text.IsEmpty) return null;
        if (!WrittenAmount.TryRead(text, out WrittenAmount written))
            return written.Percent
                ? $"{Spelling.Quoted(text)} is a percentage and no amount; write the amount itself."
                : TooLargeOrNone(text, mark);
        if (!written.Currency.IsEmpty && WrongCurrency(text, written.Currency, ref currency) is string wrong)
            return wrong.Length == 0 ? TooLargeOrNone(text, mark) : wrong;
        if (written.Number.IsEmpty) return null;
        Span<char> plain = stackalloc char[Longest];
        if (written.Number.Length > Longest || !Ungrouped(written.Number, mark, CurrencyCodes.GroupsInTwos(currency), plain, out int length)
            || !decimal.TryParse(plain[..length], Plain, CultureInfo.InvariantCulture, out decimal value))
            return TooLargeOrNone(text, mark);
        return Kept(written.Negative ? -value : value, out amount);
    }

    /// <summary>As the other, where no currency is known.</summary>
    public static string? Read(ReadOnlySpan<char> text, char mark, out decimal? amount)
    {
        string? currency = null;
        return Read(text, mark, ref currency, out amount);
    }

    /// <summary>Keeps a number that was read elsewhere, with the same limits.</summary>
    public static string? Kept(decimal value, out decimal? amount)
    {
        amount = null;
        if (Math.Abs(value) >= Largest) return $"{Spelling.Invariant(value)} is larger than any amount believed (900 trillion).";
        amount = Math.Round(value, 4, MidpointRounding.ToEven);
        return null;
    }

    // What is wrong with the currency beside the amount; empty when it is none at all.
    private static string? WrongCurrency(ReadOnlySpan<char> text, ReadOnlySpan<char> sign, ref string? currency)
    {
        if (CurrencyCodes.Of(sign) is not string[] codes) return "";
        if (currency is null)
        {
            if (codes.Length == 1) currency = codes[0];
            return null;
        }
        return codes.Length == 0 || codes.Contains(currency) ? null
            : $"{Spelling.Quoted(text)} is not in {currency}, which is the currency of this amount; write the one in which the amount is.";
    }

    private static string TooLargeOrNone(ReadOnlySpan<char> text, char mark)
    {
        bool digits = text.Length > 28;
        foreach (char c in text) digits &= char.IsAsciiDigit(c) || c is '.' or ',' or '-';
        return digits
            ? $"{Spelling.Quoted(text)} is larger than any amount believed (900 trillion)."
            : $"{Spelling.Quoted(text)} is not an amount; write digits with a decimal {(mark == '.' ? "point" : "comma")}, such as " +
            $"1234{mark}50.";
    }

    // Copies the text without its grouping and with a decimal point. "12,5" with a decimal point is refused and not read as
    // 125: groups are threes, by one and the same mark, and never begin with a zero; else the mark was meant for decimals.
    private static bool Ungrouped(ReadOnlySpan<char> text, char mark, bool twos, Span<char> plain, out int length)
    {
        length = 0;
        int end = text.IndexOfAny(mark, 'e', 'E');
        ReadOnlySpan<char> whole = end < 0 ? text : text[..end], rest = end < 0 ? [] : text[end..];
        Span<int> groups = stackalloc int[Longest + 1];
        int last = 0;
        char group = '\0';
        groups[0] = 0;
        foreach (char c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                plain[length++] = c;
                groups[last]++;
                continue;
            }
            char kind = GroupMark(c, mark == '.' ? ',' : '.');
            if (kind == '\0' || (last > 0 && kind != group)) return false;
            group = kind;
            groups[++last] = 0;
        }
        ReadOnlySpan<int> lengths = groups[..(last + 1)];
        if (last > 0 && (whole[0] == '0' || (!InGroups(lengths, 3) && !(twos && InGroups(lengths, 2))))) return false;
        foreach (char c in rest)
        {
            if (c == mark) plain[length++] = '.';
            else if (char.IsAsciiDigit(c) || c is 'e' or 'E' or '+' or '-') plain[length++] = c;
            else return false;
        }
        return length > 0;
    }

    // The last three digits stand together; before them, groups of as many as the step, the first of fewer if need be.
    private static bool InGroups(ReadOnlySpan<int> groups, int step)
    {
        for (int i = 1; i < groups.Length - 1; i++)
            if (groups[i] != step) return false;
        return groups[^1] == 3 && groups[0] >= 1 && groups[0] <= (groups.Length == 2 ? 3 : step);
    }

    /// <summary>The kind of a mark that may stand between thousands; a zero character for any other.</summary>
    public static char GroupMark(char c, char other) =>
        c == other ? other
        : c is '\'' or '\u2019' or '\u2018' or '\u02BC' or '\u00B4' ? '\''
        : char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : '\0';

    /// <summary>Reads a count: whole and not negative.</summary>
    public static string? ReadCount(ReadOnlySpan<char> text, out long count)
    {
        count = 0;
        string? wrong = Read(text, '.', out decimal? amount);
        if (wrong is not null) return wrong;
        if (amount is not decimal number) return "The count is empty; write 0 when there were none.";
        if (number < 0) return $"{Spelling.Quoted(text)} is negative; a count is 0 or more.";
        if (number != decimal.Truncate(number)) return $"{Spelling.Quoted(text)} is not a whole number.";
        // "12.000" is twelve thousand where a comma comes before decimals, and twelve nowhere.
        if (AmountMarks.IsDoubtful(text) && text.Contains('.'))
            return $"{Spelling.Quoted(text)} is not guessed to be a count; write it without a mark between the digits.";
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

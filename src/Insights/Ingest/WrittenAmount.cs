using System.Globalization;

namespace Insights.Ingest;

/// <summary>An amount as it is written, taken apart: <c>-$500</c>, <c>(1.200,00) €</c>, <c>USD 1,200.00</c>, <c>120-</c>.</summary>
internal ref struct WrittenAmount
{
    private int signs;

    /// <summary>The digits with the marks between them.</summary>
    public ReadOnlySpan<char> Number { get; private set; }
    /// <summary>The sign or code of a currency beside the number; empty when there is none.</summary>
    public ReadOnlySpan<char> Currency { get; private set; }
    public bool Negative { get; private set; }
    public bool Percent { get; private set; }

    /// <summary>False when more stands there than one amount has.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out WrittenAmount amount)
    {
        amount = new WrittenAmount { Number = text.Trim() };
        while (amount.Number.Length > 0)
        {
            int before = amount.Number.Length;
            if (!amount.PeelFront() || !amount.PeelBack()) return false;
            if (amount.Number.Length == before) break;
        }
        ReadOnlySpan<char> number = amount.Number;
        // "$" alone is an empty amount of Excel's; "USD" alone is none.
        if (number.IsEmpty) return amount.signs == 0 && amount.Currency is [var sign] && !char.IsLetter(sign);
        return IsPart(number[0]) && IsPart(number[^1]);
    }

    public static bool IsMinus(char c) => c is '-' or '\u2212' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\uFE63' or '\uFF0D';

    private bool PeelFront()
    {
        Number = Number.TrimStart();
        if (Number.IsEmpty || IsPart(Number[0])) return true;
        char first = Number[0];
        if (IsMinus(first) || first == '+') return Sign(Number[1..], IsMinus(first));
        // A bracket that is closed before the currency comes again once that is off.
        if (first == '(') return Number[^1] != ')' || Sign(Number[1..^1].Trim(), true);
        int length = 0;
        while (length < Number.Length && IsWord(Number[length])) length++;
        if (length > 0 && length < Number.Length && Number[length] == '.' && CurrencyCodes.Of(Number[..(length + 1)]) is not null) length++;
        if (length == 0 || !Currency.IsEmpty) return false;
        Currency = Number[..length];
        Number = Number[length..];
        return true;
    }

    private bool PeelBack()
    {
        Number = Number.TrimEnd();
        if (Number.IsEmpty || char.IsAsciiDigit(Number[^1])) return true;
        char last = Number[^1];
        if (last is '%' or '\u2030' or '\u066A' or '\uFF05')
        {
            Percent = true;
            return false;
        }
        if (IsMinus(last))
        {
            ReadOnlySpan<char> rest = Number;
            while (!rest.IsEmpty && (IsMinus(rest[^1]) || rest[^1] == '\u2014')) rest = rest[..^1];
            // "1.200,-" is a whole amount, as people write it; "1200-" is a negative one.
            if (rest is [.., '.' or ','])
            {
                Number = rest[..^1];
                return true;
            }
            return Sign(Number[..^1], true);
        }
        if (last == ')') return Number[0] == '(';
        int start = Number.Length;
        if (last == '.' && start > 1 && IsWord(Number[start - 2])) start--;
        else if (IsPart(last)) return true;
        while (start > 0 && IsWord(Number[start - 1])) start--;
        if (start == Number.Length || !Currency.IsEmpty) return false;
        Currency = Number[start..];
        Number = Number[..start];
        return true;
    }

    private bool Sign(ReadOnlySpan<char> rest, bool negative)
    {
        Number = rest;
        Negative = negative;
        return ++signs == 1;
    }

    private static bool IsPart(char c) => char.IsAsciiDigit(c) || c is '.' or ',';

    private static bool IsWord(char c) => char.IsLetter(c) || c == '/'
        || char.GetUnicodeCategory(c) is UnicodeCategory.CurrencySymbol or UnicodeCategory.NonSpacingMark;
}

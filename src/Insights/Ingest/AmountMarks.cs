namespace Insights.Ingest;

/// <summary>Which mark stands before the decimals of one file's amounts, and whether the whole file bears that out. One mark with
/// three digits after it may be either; where the file shows the other way of writing, such an amount is refused and not guessed.</summary>
internal sealed class AmountMarks(CsvRows rows, ITable table, CancellationToken ct)
{
    /// <summary>What to do about an amount that is not guessed.</summary>
    public const string Advice = "Write it without a mark between thousands, and with two decimals.";

    private readonly Lazy<string?> doubt = new(() => Survey(rows, table, ct));

    /// <summary>The mark before the decimals of an amount. In a workbook numbers have our point, and what somebody typed as text his
    /// own.</summary>
    public char Of(ReadOnlySpan<char> text) => (rows.File.Typed ? Shown(text) : null) ?? table.DecimalMark ?? '.';

    /// <summary>Why the amount is not read, when it may mean two things and the file shows the other way of writing; null when it is
    /// read. The first that may mean two things has the whole file looked through: the sign may come after it.</summary>
    public string? Doubt(ReadOnlySpan<char> text) =>
        IsDoubtful(text) && doubt.Value is string why ? $"{Spelling.Quoted(text)} is not guessed: {why}" : null;

    /// <summary>True for one mark with one to three digits before it and exactly three after it, and nothing else that tells which it
    /// is.</summary>
    public static bool IsDoubtful(ReadOnlySpan<char> text)
    {
        // Most amounts have no mark, or cents after it.
        if (text.IndexOfAny('.', ',') < 0 || text is [.., '.' or ',', >= '0' and <= '9', >= '0' and <= '9']) return false;
        if (!WrittenAmount.TryRead(text, out WrittenAmount amount)) return false;
        ReadOnlySpan<char> number = amount.Number;
        int mark = number.IndexOfAny('.', ',');
        return mark is >= 1 and <= 3 && number[0] != '0' && number.Length - mark == 4
            && !HasOther(number[..mark]) && !HasOther(number[(mark + 1)..]);
    }

    private static bool HasOther(ReadOnlySpan<char> digits) => digits.IndexOfAnyExceptInRange('0', '9') >= 0;

    /// <summary>The mark that this amount, taken by itself, can only have before its decimals; null when it does not show.</summary>
    public static char? Shown(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAny('.', ',') < 0 || IsDoubtful(text) || !WrittenAmount.TryRead(text, out WrittenAmount amount)) return null;
        ReadOnlySpan<char> number = amount.Number;
        int last = number.LastIndexOfAny('.', ',');
        if (last < 0) return null;
        char mark = number[last], other = mark == '.' ? ',' : '.';
        return number.Count(mark) > 1 ? number.Contains(other) ? null : other : mark;
    }

    private static string? Survey(CsvRows rows, ITable table, CancellationToken ct)
    {
        char mark = table.DecimalMark ?? '.', other = mark == '.' ? ',' : '.';
        long otherLine = 0;
        bool borneOut = false;
        rows.Survey((csv, line) =>
        {
            ct.ThrowIfCancellationRequested();
            Span<char> chars = stackalloc char[Row.LongestNumber];
            foreach (Place place in table.Amounts)
            {
                if (!place.Exists || place.Index >= csv.FieldCount || csv.GetSpan(place.Index).Length > chars.Length) continue;
                char? shown = Shown(Row.Bare(chars[..csv.GetChars(place.Index, chars)]));
                if (shown == other) otherLine = line;
                borneOut |= shown == mark;
            }
            return otherLine == 0;
        });
        string written = mark == '.' ? "comma" : "point";
        if (otherLine > 0) return $"line {otherLine} of this file writes a decimal {written}. {Advice}";
        return table.DecimalMark is null && !borneOut && rows.Separator == ';'
            ? $"this file is separated by semicolons, as where a comma stands before decimals. {Advice}"
            : null;
    }
}

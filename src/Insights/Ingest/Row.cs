using CsvHelper;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The current row of a table. A field that cannot be read gives null and is noted in <see cref="Findings"/>.</summary>
internal sealed class Row(CsvReader csv)
{
    public const int LongestId = 200;
    private const int LongestNumber = 128;

    public Findings Findings { get; } = new();

    /// <summary>The text without blanks around it; null when empty or when the file has no such column.</summary>
    public string? Text(Place place)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        string text = csv.GetString(place.Index).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The text of the first cell that has one; null when all are empty.</summary>
    public string? First()
    {
        for (int i = 0; i < csv.FieldCount; i++)
            if (Text(new Place(i, "")) is string text) return text;
        return null;
    }

    /// <summary>The identifier a row cannot do without; empty text when it is wrong.</summary>
    public string Id(Place place) => Id(place, Text(place));

    /// <inheritdoc cref="Id(Place)"/>
    public string Id(Place place, string? id)
    {
        if (WrongId(id) is string wrong) Findings.Wrong(place.Name, wrong);
        return id ?? "";
    }

    /// <summary>What is wrong with an identifier; null when nothing is.</summary>
    public static string? WrongId(string? id)
    {
        if (id is null) return "The identifier is empty or missing; a record without one cannot be told from others.";
        if (id.Length > LongestId) return $"The identifier is longer than {LongestId} characters.";
        foreach (char c in id)
            if (char.IsControl(c)) return "The identifier contains a line break or another control character.";
        return null;
    }

    public When? Moment(Place place, DateStyle style)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        Span<char> chars = stackalloc char[LongestNumber];
        return Chars(place, ref chars) ? Moment(place, chars, style) : null;
    }

    public When? Moment(Place place, ReadOnlySpan<char> text, DateStyle style)
    {
        string? wrong = Moments.Read(text, style, out When? moment);
        if (wrong is not null) Findings.Wrong(place.Name, wrong);
        else if (Moments.Doubt(text, style, moment) is string doubt) Findings.Remark(place.Name, doubt);
        return moment;
    }

    public decimal? Amount(Place place, char mark = '.')
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        Span<char> chars = stackalloc char[LongestNumber];
        return Chars(place, ref chars) ? Amount(place, chars, mark) : null;
    }

    public decimal? Amount(Place place, ReadOnlySpan<char> text, char mark)
    {
        string? wrong = Amounts.Read(text, mark, out decimal? amount);
        if (wrong is not null) Findings.Wrong(place.Name, wrong);
        return amount;
    }

    public long Count(Place place)
    {
        if (!place.Exists) return 0;
        Span<char> chars = stackalloc char[LongestNumber];
        if (!Chars(place, ref chars)) return 0;
        string? wrong = Amounts.ReadCount(chars, out long count);
        if (wrong is not null) Findings.Wrong(place.Name, wrong);
        return count;
    }

    public string? Currency(Place place)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        Span<char> chars = stackalloc char[LongestNumber];
        return Chars(place, ref chars) ? Currency(place, chars) : null;
    }

    public string? Currency(Place place, ReadOnlySpan<char> text)
    {
        string? wrong = Amounts.ReadCurrency(text, out string? currency);
        if (wrong is not null) Findings.Wrong(place.Name, wrong);
        return currency;
    }

    public bool? YesNo(Place place) => YesNo(place, Text(place));

    public bool? YesNo(Place place, string? text)
    {
        if (text is null) return null;
        if (SourceWords.YesNo.TryGetValue(Spelling.Key(text), out bool yes)) return yes;
        Findings.Wrong(place.Name, $"{Spelling.Quoted(text)} is neither Yes nor No.");
        return null;
    }

    public string? Country(Place place) => Countries.Normalise(Text(place));

    /// <summary>The value of a word; an unknown word gives null and is reported, and the row is kept.</summary>
    public T? Word<T>(Place place, IReadOnlyDictionary<string, T> words) where T : struct
    {
        string? text = Text(place);
        if (text is null) return null;
        if (words.TryGetValue(Spelling.Key(text), out T value)) return value;
        Findings.Unknown(place.Name, text);
        return null;
    }

    private bool Chars(Place place, ref Span<char> chars)
    {
        // A UTF-8 text has at most as many characters as bytes.
        if (csv.GetSpan(place.Index).Length > chars.Length)
        {
            Findings.Wrong(place.Name, $"{Spelling.Quoted(csv.GetString(place.Index))} is too long for a number or date.");
            return false;
        }
        chars = chars[..csv.GetChars(place.Index, chars)];
        return true;
    }
}

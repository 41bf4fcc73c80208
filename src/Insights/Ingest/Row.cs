using CsvHelper;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>The current row of a table. A field that cannot be read gives null and is noted in <see cref="RowProblems"/>.</summary>
internal sealed class Row(CsvReader csv, AmountMarks marks)
{
    public const int LongestId = 200;
    public const int LongestNumber = 128;

    public RowProblems Problems { get; } = new();

    /// <summary>The text as a person reads it (<see cref="Legible"/>); null when empty or when the file has no such column.</summary>
    public string? Text(Place place)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        string? text = Legible.Text(csv.GetString(place.Index));
        return text is ['=', ..] ? Legible.Text(Legible.Unwrapped(text)) : text;
    }

    /// <summary>Text of several sentences, with the marks that tell in which direction it is written.</summary>
    public string? Prose(Place place)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        string text = Legible.Unwrapped(csv.GetString(place.Index)).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The text of the first cell that has one; null when all are empty.</summary>
    public string? First()
    {
        for (int i = 0; i < csv.FieldCount; i++)
            if (Text(new Place(i, "")) is string text) return text;
        return null;
    }

    /// <summary>The identifier of something else; null when there is none.</summary>
    public string? Key(Place place) => Legible.Id(Text(place));

    /// <summary>The identifier a row cannot do without; empty text when it is wrong.</summary>
    public string Id(Place place) => Id(place, Text(place));

    /// <inheritdoc cref="Id(Place)"/>
    public string Id(Place place, string? written)
    {
        string? id = Legible.Id(written);
        if (WrongId(id) is string wrong) Problems.Wrong(place.Name, wrong);
        else if (string.Equals(id, place.Name, StringComparison.OrdinalIgnoreCase))
            Problems.Wrong(place.Name, "The header stands here once more; delete this row.");
        else if (Totals.Names(id!)) Problems.Wrong(place.Name, $"{Spelling.Quoted(id)} is a total and no identifier; delete this row.");
        return id ?? "";
    }

    /// <summary>Notes that the row adds up others, when one of its words says so.</summary>
    public void NoTotal(params ReadOnlySpan<Place> places)
    {
        foreach (Place place in places)
            if (Text(place) is string word && Totals.Names(word))
                Problems.Wrong(place.Name, $"{Spelling.Quoted(word)} is a total; delete this row.");
    }

    /// <summary>The moment of creation where the file was recognised by the column of it: a row without one is no referral.</summary>
    public When? Created(Place place, DateStyle style)
    {
        When? created = Moment(place, style);
        if (created is null)
            Problems.Wrong(place.Name,
                "The creation date is empty; a referral of this file has one. Delete the row when it is a total or a note.");
        return created;
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

    /// <param name="lenient">True where a far-off day says that there is none.</param>
    public When? Moment(Place place, DateStyle style, bool lenient = false)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        Span<char> chars = stackalloc char[LongestNumber];
        return Chars(place, ref chars) ? Moment(place, chars, style, lenient) : null;
    }

    public When? Moment(Place place, ReadOnlySpan<char> text, DateStyle style, bool lenient = false)
    {
        string? wrong = lenient ? Moments.ReadLenient(text, style, out When? moment) : Moments.Read(text, style, out moment);
        if (wrong is not null) Problems.Wrong(place.Name, wrong);
        else if (Moments.Doubt(text, style, moment) is string doubt) Problems.Remark(place.Name, doubt);
        return moment;
    }

    /// <summary>An amount in <paramref name="currency"/>. Where that is null, a code beside the amount tells it.</summary>
    public decimal? Amount(Place place, ref string? currency)
    {
        if (!place.Exists || csv.IsEmpty(place.Index)) return null;
        Span<char> chars = stackalloc char[LongestNumber];
        return Chars(place, ref chars) ? Amount(place, chars, ref currency) : null;
    }

    /// <param name="mark">The mark before the decimals where it is known; else that of the file, which may leave a doubt.</param>
    public decimal? Amount(Place place, ReadOnlySpan<char> text, ref string? currency, char? mark = null)
    {
        decimal? amount = null;
        string? wrong = (mark is null ? marks.Doubt(text) : null) ?? Amounts.Read(text, mark ?? marks.Of(text), ref currency, out amount);
        if (wrong is not null) Problems.Wrong(place.Name, wrong);
        return amount;
    }

    /// <summary>An amount in dollars.</summary>
    public decimal? Dollars(Place place)
    {
        string? currency = "USD";
        return Amount(place, ref currency);
    }

    public long Count(Place place)
    {
        if (!place.Exists) return 0;
        Span<char> chars = stackalloc char[LongestNumber];
        if (!Chars(place, ref chars)) return 0;
        string? wrong = Amounts.ReadCount(chars, out long count);
        if (wrong is not null) Problems.Wrong(place.Name, wrong);
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
        if (wrong is not null) Problems.Wrong(place.Name, wrong);
        return currency;
    }

    public bool? YesNo(Place place) => YesNo(place, Text(place));

    public bool? YesNo(Place place, string? text)
    {
        if (text is null) return null;
        if (SourceWords.YesNo.TryGetValue(Spelling.Key(text), out bool yes)) return yes;
        Problems.Wrong(place.Name, $"{Spelling.Quoted(text)} is neither Yes nor No.");
        return null;
    }

    public string? Country(Place place) => CountryCodes.Normalise(Text(place));

    /// <summary>The value of a word; an unknown word gives null and is reported, and the row is kept.</summary>
    public T? Word<T>(Place place, IReadOnlyDictionary<string, T> words) where T : struct
    {
        string? text = Text(place);
        if (text is null) return null;
        if (words.TryGetValue(Spelling.Key(text), out T value)) return value;
        Problems.Unknown(place.Name, text);
        return null;
    }

    /// <summary>A number or date without what is around it: unseen characters, and the <c>="…"</c> that keeps it a text.</summary>
    public static Span<char> Bare(Span<char> cell)
    {
        Span<char> seen = Legible.Seen(cell).Trim();
        return seen is ['=', '"', .., '"'] && seen.Length > 2 ? seen[2..^1] : seen;
    }

    private bool Chars(Place place, ref Span<char> chars)
    {
        // A UTF-8 text has at most as many characters as bytes.
        if (csv.GetSpan(place.Index).Length > chars.Length)
        {
            Problems.Wrong(place.Name, $"{Spelling.Quoted(csv.GetString(place.Index))} is too long for a number or date.");
            return false;
        }
        chars = Bare(chars[..csv.GetChars(place.Index, chars)]);
        return true;
    }
}

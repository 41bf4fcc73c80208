using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>A field of a JSON record with the path that leads to it. Names are compared without case; a field that is missing or
/// null gives null; a field of the wrong type is noted in the findings under its path.</summary>
internal readonly struct JsonField
{
    private const int LongestText = 1_000_000;

    private readonly RowProblems problems;
    private readonly JsonElement element;
    private readonly string parent, name;
    private readonly int index;

    public JsonField(RowProblems problems, JsonElement root) : this(problems, root, "", "", -1) { }

    private JsonField(RowProblems problems, JsonElement element, string parent, string name, int index) =>
        (this.problems, this.element, this.parent, this.name, this.index) = (problems, element, parent, name, index);

    /// <summary><c>details.requirements.solutions[0].id</c></summary>
    public string Path => (parent.Length == 0 ? name : $"{parent}.{name}") + (index < 0 ? "" : Spelling.Invariant(index, "'['0']'"));

    public bool IsObject => element.ValueKind == JsonValueKind.Object;
    public bool IsList => element.ValueKind == JsonValueKind.Array;
    public bool IsMissing => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The property, or a missing field when there is none. Only an object has properties; anything else is noted.</summary>
    public JsonField this[string property]
    {
        get
        {
            JsonElement value = default;
            if (element.ValueKind == JsonValueKind.Object)
            {
                if (!element.TryGetProperty(property, out value))
                    foreach (JsonProperty candidate in element.EnumerateObject())
                        // The raw bytes, because most fields are missing from most records and a name as text is a new string.
                        if (Ascii.EqualsIgnoreCase(JsonMarshal.GetRawUtf8PropertyName(candidate), property)) value = candidate.Value;
            }
            else if (!IsMissing) Wrong("an object");
            return new JsonField(problems, value, Path, property, -1);
        }
    }

    /// <summary>The items of an array, or the single object some versions write instead of one (domain.md 5.4).</summary>
    public IEnumerable<JsonField> Each()
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            int at = 0;
            foreach (JsonElement item in element.EnumerateArray()) yield return new JsonField(problems, item, parent, name, at++);
        }
        else if (element.ValueKind == JsonValueKind.Object) yield return this;
        else if (!IsMissing) Wrong("a list");
    }

    /// <summary>Text as a person reads it (<see cref="Legible"/>); null when empty.</summary>
    public string? Text() => Legible.Text(Prose());

    /// <summary>The identifier of something; null when there is none.</summary>
    public string? Id() => Legible.Id(Word());

    /// <summary>Text of several sentences, without blanks around it; null when empty.</summary>
    public string? Prose()
    {
        if (IsMissing) return null;
        if (element.ValueKind == JsonValueKind.String)
        {
            string? text = Trimmed(element.GetString());
            if (text is not { Length: > LongestText }) return text;
            problems.Wrong(Path, "The text is longer than a million characters.");
            return null;
        }
        Wrong("text");
        return null;
    }

    /// <summary>Text, or a number or truth value as it is written; for words of enumerations and identifiers in older schemas.</summary>
    public string? Word()
    {
        if (element.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) return element.GetRawText();
        return Text();
    }

    /// <summary>Text when it is text; anything else gives null without a note.</summary>
    public string? TextOrNull() => element.ValueKind == JsonValueKind.String ? Legible.Text(element.GetString()) : null;

    /// <summary>Text or a number as it is written; anything else gives null without a note.</summary>
    public string? WordOrNull() => element.ValueKind == JsonValueKind.Number ? element.GetRawText() : TextOrNull();

    public When? Moment(bool lenient = false)
    {
        if (IsMissing) return null;
        if (element.ValueKind != JsonValueKind.String)
        {
            Wrong("a date such as 2024-01-31T13:45:00Z");
            return null;
        }
        string? wrong = lenient
            ? Moments.ReadLenient(element.GetString(), DateStyle.Iso, out When? moment)
            : Moments.Read(element.GetString(), DateStyle.Iso, out moment);
        if (wrong is not null) problems.Wrong(Path, wrong);
        return moment;
    }

    /// <summary>A number, or a number written as text, in <paramref name="currency"/>; where that is null, a code beside it tells
    /// it.</summary>
    public decimal? Amount(ref string? currency)
    {
        if (IsMissing) return null;
        decimal? amount = null;
        string? wrong = element.ValueKind switch
        {
            JsonValueKind.String when problems.CommaDecimals && AmountMarks.IsDoubtful(element.GetString()) =>
                $"{Spelling.Quoted(element.GetString())} is not guessed: other amounts of this file have a decimal comma. " +
                    $"{AmountMarks.Advice}",
            JsonValueKind.String => Amounts.Read(Legible.Text(element.GetString()), '.', ref currency, out amount),
            JsonValueKind.Number when element.TryGetDecimal(out decimal number) => Amounts.Kept(number, out amount),
            JsonValueKind.Number => $"{Spelling.Quoted(element.GetRawText())} is larger than any amount believed (900 trillion).",
            _ => $"{Found()} is not an amount.",
        };
        if (wrong is not null) problems.Wrong(Path, wrong);
        return amount;
    }

    public string? Currency()
    {
        string? wrong = Amounts.ReadCurrency(Text(), out string? currency);
        if (wrong is not null) problems.Wrong(Path, wrong);
        return currency;
    }

    public bool? Flag()
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            case JsonValueKind.Undefined or JsonValueKind.Null: return null;
            case JsonValueKind.String when Legible.Text(element.GetString()) is null: return null;
            case JsonValueKind.String when SourceWords.YesNo.TryGetValue(Spelling.Key(element.GetString()!), out bool flag): return flag;
            default:
                Wrong("true or false");
                return null;
        }
    }

    private void Wrong(string expected) => problems.Wrong(Path, $"{Found()} stands where {expected} belongs.");

    private string Found() => element.ValueKind switch
    {
        JsonValueKind.Object => "An object",
        JsonValueKind.Array => "A list",
        _ => Spelling.Quoted(element.GetRawText()),
    };

    private static string? Trimmed(string? text)
    {
        text = text?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }
}

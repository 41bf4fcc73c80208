using System.Globalization;
using System.Text;

namespace Insights.Ingest;

/// <summary>How headers and words of enumerations are compared: an exact spelling first, then without case, spaces, punctuation
/// and Latin accents, because Partner Center itself writes the same header in several ways (domain.md 8.2).</summary>
internal static class Spelling
{
    /// <summary>What a text is compared by when nothing is spelled exactly so: <c>"Customer D-U-N-S id"</c> is <c>customerdunsid</c>.
    /// Symbols that tell two names apart stay (<c>Amount (€)</c>, <c>Margin %</c>, <c>A-</c>), as do the marks of scripts in which they
    /// make another letter; a text without a letter is itself.</summary>
    public static string Key(string written)
    {
        ReadOnlySpan<char> text = written.AsSpan().Trim();
        bool ascii = Ascii.IsValid(text);
        string decomposed = ascii ? "" : Normalized(written.Trim(), NormalizationForm.FormD);
        if (!ascii) text = decomposed;
        var key = new StringBuilder(text.Length);
        bool letters = false, latin = false;
        for (int i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out Rune rune, out int length);
            bool edge = i == 0 || i + length == text.Length;
            i += length;
            bool letter = Rune.IsLetter(rune);
            if (letter || Rune.IsNumber(rune) || Tells(rune, edge, latin)) key.Append(Rune.ToLowerInvariant(rune));
            letters |= letter;
            if (!IsAccent(rune)) latin = rune.Value is < 0x0250 or (>= 0x0370 and < 0x0400);
        }
        return letters ? key.ToString() : Unlettered(text);
    }

    /// <summary>A text as it is spelled: without blanks around it, and one way to write a letter with its accent.</summary>
    public static string Exact(string written)
    {
        string trimmed = written.Trim();
        return Ascii.IsValid(trimmed) ? trimmed : Normalized(trimmed, NormalizationForm.FormC);
    }

    private static bool Tells(Rune rune, bool edge, bool latin)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.CurrencySymbol: return true;
            case UnicodeCategory.MathSymbol: return rune.Value != '|';
            case UnicodeCategory.OtherSymbol: return rune.Value is not (0xA9 or 0xAE or 0x2122);
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark:
                return !(latin && IsAccent(rune)) && !IsStyle(rune);
            default: return rune.Value is '#' or '%' || (edge && rune.Value == '-');
        }
    }

    private static bool IsAccent(Rune rune) => rune.Value is >= 0x0300 and <= 0x036F;

    // Variation selectors only say whether a sign is drawn in colour.
    private static bool IsStyle(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0F;

    private static string Unlettered(ReadOnlySpan<char> text)
    {
        var key = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && !IsStyle(rune)
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control)) key.Append(rune);
        return key.ToString();
    }

    /// <summary>A value as it is shown in a reason: in quotes, and short even when the cell is a megabyte.</summary>
    public static string Quoted(ReadOnlySpan<char> value)
    {
        const int longest = 40;
        return value.Length <= longest ? $"'{Shown(value)}'" : $"'{Shown(value[..longest])}…'";
    }

    /// <summary>The first of many things, and how many more there are: no sentence grows with what somebody wrote.</summary>
    public static string Few(IReadOnlyList<string> things, int most, string between) =>
        string.Join(between, things.Take(most)) + (things.Count > most ? $" … and {Invariant(things.Count - most)} more" : "");

    /// <summary>A text as it may stand in a list or on a terminal: at most 100 characters, and none that moves the cursor.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        const int longest = 100;
        Span<char> shown = stackalloc char[Math.Min(text.Length, longest)];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = char.IsControl(text[i]) || char.GetUnicodeCategory(text[i]) == UnicodeCategory.Format ? '·' : text[i];
        return new string(shown);
    }

    // A lone half of a surrogate pair cannot be normalised; such a text is nobody's header, so it stays as it is.
    private static string Normalized(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
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

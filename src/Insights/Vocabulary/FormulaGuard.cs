using System.Globalization;

namespace Insights.Vocabulary;

/// <summary>The one rule by which a text of somebody's is kept from running in a spreadsheet: an apostrophe goes before what begins like a
/// formula, and before apostrophes with such a beginning behind them. Taking one off again gives every text back as it was.</summary>
public static class FormulaGuard
{
    // Also as East Asian keyboards write them: a spreadsheet takes those for the plain ones.
    private const string Signs = "=+-@＝＋－＠﹦﹢﹣﹫−";

    /// <param name="isNumber">The text is a number as the file writes numbers; it stays one.</param>
    public static bool Needs(string text, bool isNumber)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !isNumber && Begins(text.AsSpan().TrimStart('\''));
    }

    /// <summary>The text before it was guarded.</summary>
    public static string? Off(string? text) => text is ['\'', ..] && Begins(text.AsSpan().TrimStart('\'')) ? text[1..] : text;

    /// <summary>A spreadsheet strips what cannot be seen and then looks at what comes first.</summary>
    private static bool Begins(ReadOnlySpan<char> text)
    {
        if (text is ['\t' or '\r' or '\n', ..]) return true;
        foreach (char c in text)
        {
            if (Signs.Contains(c, StringComparison.Ordinal)) return true;
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)
                && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark)) return false;
        }
        return false;
    }
}

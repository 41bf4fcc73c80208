using System.Text;
using System.Text.RegularExpressions;

namespace Insights.Exports.Data;

/// <summary>Text as a workbook can hold it. Excel repairs, or refuses, a whole file for one cell that breaks these rules.</summary>
internal static partial class CellText
{
    /// <summary>Excel's limit for the text of one cell, in UTF-16 code units.</summary>
    public const int Longest = 32_767;

    private const string Cut = "…";

    /// <summary>The text of a cell: without what XML has no place for, cut with a sign at <see cref="Longest"/>, and with what looks like
    /// the format's own escape (<c>_x0041_</c>, ECMA-376 part 1, 22.9.2.19) escaped, so that it reads as it was told.</summary>
    public static string Of(string text)
    {
        string plain = Plain(text);
        if (plain.Length > Longest)
        {
            int end = Longest - Cut.Length;
            if (char.IsHighSurrogate(plain[end - 1])) end--;
            plain = plain[..end] + Cut;
        }
        return Escape().Replace(plain, "_x005F_");
    }

    /// <summary>Without control characters, U+FFFE and U+FFFF, which XML has no place for; half a surrogate pair becomes U+FFFD.</summary>
    public static string Plain(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '\uD7FF')) return text;
        var plain = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            if (!rune.IsBmp || System.Xml.XmlConvert.IsXmlChar((char)rune.Value)) plain.Append(rune.ToString());
        return plain.ToString();
    }

    // Escapes may share a mark (_x0041_x0042_): only the first underscore is taken, so each is found.
    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Escape();
}

using System.Globalization;
using System.Text;

namespace Insights.Ingest;

/// <summary>A text as a person reads it. Identifiers, names and addresses are compared by it: two that look the same are the
/// same.</summary>
internal static class Legible
{
    private const int GuidLength = 36;

    /// <summary>The text without the characters that nobody sees, every blank an ordinary one, accents composed and nothing around it;
    /// null when nothing is left.</summary>
    public static string? Text(string? written)
    {
        if (written is null) return null;
        string text = (Ascii.IsValid(written) ? written : Seen(written)).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>As <see cref="Text"/>; a GUID in capitals or braces is the one the API writes without.</summary>
    public static string? Id(string? written)
    {
        if (Text(written) is not string id) return null;
        ReadOnlySpan<char> bare = id is ['{', .., '}'] or ['(', .., ')'] ? id.AsSpan(1, id.Length - 2).Trim() : id;
        return IsGuid(bare) ? bare.ToString().ToLowerInvariant() : id;
    }

    /// <summary>What stands in <c>="…"</c>, by which exports keep a spreadsheet from reading a number in a text; other text as it
    /// is.</summary>
    public static string Unwrapped(string cell)
    {
        ReadOnlySpan<char> bare = cell.AsSpan().Trim();
        return bare is ['=', '"', .., '"'] and { Length: > 2 } && bare[2..^1].IndexOf('"') < 0 ? bare[2..^1].ToString() : cell;
    }

    /// <summary>Drops the characters nobody sees from a number or date; returns what is left.</summary>
    public static Span<char> Seen(Span<char> chars)
    {
        if (Ascii.IsValid(chars)) return chars;
        int kept = 0;
        for (int i = 0, length; i < chars.Length; i += length)
        {
            Rune.DecodeFromUtf16(chars[i..], out Rune rune, out length);
            if (Unseen(rune)) continue;
            chars.Slice(i, length).CopyTo(chars[kept..]);
            kept += length;
        }
        return chars[..kept];
    }

    private static string Seen(string text)
    {
        if (IsPlain(text)) return text;
        var seen = new StringBuilder(text.Length);
        Rune before = default;
        Rune? joiner = null;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Between letters that join, a joiner is part of the writing; anywhere else it says nothing.
            if (rune.Value is 0x200C or 0x200D)
            {
                if (Joins(before)) joiner = rune;
                continue;
            }
            if (Unseen(rune)) continue;
            if (joiner is Rune kept && Joins(rune)) seen.Append(kept);
            joiner = null;
            seen.Append(Rune.IsSeparator(rune) ? new Rune(' ') : rune);
            before = rune;
        }
        // Every lone half of a pair became a replacement character above, so this cannot fail.
        return seen.ToString().Normalize(NormalizationForm.FormC);
    }

    // Most names with accents have nothing else in them.
    private static bool IsPlain(string text)
    {
        foreach (char c in text)
            if (char.IsSurrogate(c) || Unseen(new Rune(c)) || (c > '\u007F' && char.IsWhiteSpace(c))) return false;
        return text.IsNormalized(NormalizationForm.FormC);
    }

    private static bool Unseen(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);

    // Arabic to Myanmar, Khmer and Mongolian letters, and pictures made of several.
    private static bool Joins(Rune rune) =>
        rune.Value is (>= 0x0600 and < 0x10A0) or (>= 0x1780 and < 0x18B0) or (>= 0x2190 and < 0x2C00) or >= 0x1F000;

    private static bool IsGuid(ReadOnlySpan<char> text)
    {
        if (text.Length != GuidLength) return false;
        for (int i = 0; i < text.Length; i++)
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i])) return false;
        return true;
    }
}

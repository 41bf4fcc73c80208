using System.Globalization;
using System.Text;

namespace Insights.Ingest;

/// <summary>The encodings a person may name for a table: those in which the marks of a table are written as in ASCII, and UTF-16.</summary>
internal static class Encodings
{
    private const string Marks = "\r\n\t,;|\" 09azAZ";

    /// <summary>The encoding of a name such as <c>windows-1250</c>, <c>cp1250</c> or <c>latin1</c>; null when there is none.</summary>
    public static Encoding? Find(string name)
    {
        string key = name.Trim().ToLowerInvariant();
        string official = key switch
        {
            "utf8" or "utf-8-sig" or "utf8-bom" => "utf-8",
            "utf16" or "utf16le" or "utf-16le" or "unicode" => "utf-16",
            "utf16be" => "utf-16be",
            "ansi" or "latin1" or "latin-1" => "windows-1252",
            "sjis" or "shift-jis" => "shift_jis",
            "gbk" => "gb18030",
            _ => key,
        };
        string page = official.StartsWith("cp", StringComparison.Ordinal) ? official[2..].TrimStart('-') : official;
        Encoding? found = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Numbered(number)
            : Named(official);
        if (found is null || found is UTF8Encoding) return found is null ? null : new UTF8Encoding(false);
        return found is UnicodeEncoding || Marks.AsSpan().SequenceEqual(found.GetChars(Encoding.ASCII.GetBytes(Marks))) ? found : null;
    }

    private static Encoding? Numbered(int page)
    {
        if (page > ushort.MaxValue) return null;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding? Named(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

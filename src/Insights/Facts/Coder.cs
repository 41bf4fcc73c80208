using System.Data.Common;

namespace Insights.Facts;

/// <summary>Gives each different word a small number, so that a column of words is a column of numbers.</summary>
public sealed class Coder
{
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly List<string> words = [];

    public IReadOnlyList<string> Words => words;

    /// <summary>The word of a code; null for -1.</summary>
    public string? this[int code] => code < 0 ? null : words[code];

    public int Code(string? word)
    {
        if (word is null) return -1;
        if (codes.TryGetValue(word, out int code)) return code;
        codes.Add(word, words.Count);
        words.Add(word);
        return words.Count - 1;
    }

    internal int Code(DbDataReader reader, int column) => reader.IsDBNull(column) ? -1 : Code(reader.GetString(column));
}

using System.Text;

namespace Insights.Facts;

/// <summary>Gives each different word a small number, so that a column of words is a column of numbers.</summary>
public sealed class Coder
{
    private readonly Dictionary<string, int> codes = new(ByUtf8.Comparer);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<byte>> byBytes;
    private readonly List<string> words = [];

    public Coder() => byBytes = codes.GetAlternateLookup<ReadOnlySpan<byte>>();

    public IReadOnlyList<string> Words => words;

    /// <summary>The word of a code; null for -1.</summary>
    public string? this[int code] => code < 0 ? null : words[code];

    /// <summary>The code of a word; -1 for the empty word, which nobody said.</summary>
    public int Code(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return -1;
        if (byBytes.TryGetValue(utf8, out int code)) return code;
        words.Add(Encoding.UTF8.GetString(utf8));
        codes.Add(words[^1], words.Count - 1);
        return words.Count - 1;
    }

    /// <summary>The code of a word that is already a string.</summary>
    public int Code(string word) => Code(Encoding.UTF8.GetBytes(word));

    /// <summary>Looks words up as the store gives them, without making a string of every one.</summary>
    private sealed class ByUtf8 : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public static readonly ByUtf8 Comparer = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string word)
        {
            Span<byte> bytes = word.Length <= 256 ? stackalloc byte[768] : new byte[word.Length * 3];
            return GetHashCode((ReadOnlySpan<byte>)bytes[..Encoding.UTF8.GetBytes(word, bytes)]);
        }

        public int GetHashCode(ReadOnlySpan<byte> utf8)
        {
            var hash = new HashCode();
            hash.AddBytes(utf8);
            return hash.ToHashCode();
        }

        public bool Equals(ReadOnlySpan<byte> utf8, string word)
        {
            if (utf8.Length == word.Length && System.Text.Ascii.Equals(utf8, word)) return true;
            return Encoding.UTF8.GetString(utf8) == word;
        }

        public string Create(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
    }
}

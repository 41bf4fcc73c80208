using System.Buffers.Binary;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

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

    /// <summary>64 bits of a word; never 0, which means "no word".</summary>
    internal static long Hash(string word) => (long)(ulong)Hash128(word) is var hash && hash == 0 ? 1 : hash;

    internal static UInt128 Hash128(string word)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(word.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}

using System.Runtime.CompilerServices;

namespace Insights.Facts;

/// <summary>A column of small numbers from -1, each kept in as few bytes as the largest of them needs: a million countries take a megabyte,
/// and what is small is quickly walked through. Immutable.</summary>
public sealed class Codes
{
    private readonly byte[]? bytes;
    private readonly ushort[]? shorts;
    private readonly int[]? numbers;

    /// <param name="column">By row; the smallest is -1.</param>
    public Codes(ReadOnlySpan<int> column)
    {
        int largest = -1;
        foreach (int code in column) largest = Math.Max(largest, code);
        if (largest < byte.MaxValue) bytes = Fill(new byte[column.Length], column, code => (byte)(code + 1));
        else if (largest < ushort.MaxValue) shorts = Fill(new ushort[column.Length], column, code => (ushort)(code + 1));
        else numbers = Fill(new int[column.Length], column, code => code + 1);
    }

    /// <summary>The column of some rows alone.</summary>
    public Codes Of(int[] rows) => new(Array.ConvertAll(rows, row => this[row]));

    public int this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (bytes is { } small ? small[row] : shorts is { } middling ? middling[row] : numbers![row]) - 1;
    }

    private static T[] Fill<T>(T[] packed, ReadOnlySpan<int> column, Func<int, T> pack)
    {
        for (int row = 0; row < packed.Length; row++) packed[row] = pack(column[row]);
        return packed;
    }
}

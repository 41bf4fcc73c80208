using System.Globalization;
using System.Runtime.InteropServices;

namespace Insights.Store;

/// <summary>How many rows there are and the sum of their marks. A row that is gone, came twice or was changed shows in it; the order of
/// rows does not.</summary>
internal readonly record struct Seal(long Rows, long Sum)
{
    public Seal With(long mark) => new(Rows + 1, unchecked(Sum + mark));

    public static Seal operator +(Seal a, Seal b) => new(a.Rows + b.Rows, unchecked(a.Sum + b.Sum));

    /// <summary>64 bits that differ when one of the numbers does, or their places. It finds damage; whoever forges a store on purpose is
    /// not kept out by it.</summary>
    public static long Mark(params ReadOnlySpan<long> numbers)
    {
        ulong mark = 0x9E3779B97F4A7C15;
        foreach (long number in numbers)
        {
            mark = (mark ^ (ulong)number) * 0xFF51AFD7ED558CCD;
            mark = (mark ^ (mark >> 32)) * 0xC4CEB9FE1A85EC53;
            mark ^= mark >> 29;
        }
        return (long)mark;
    }
}

/// <summary>Counts the rows of one table by the import that brought them, to be held against what was sealed.</summary>
internal sealed class SealCount
{
    private readonly Dictionary<long, Seal> seals = [];

    public IReadOnlyDictionary<long, Seal> ByImport => seals;

    public void Add(long import, long mark)
    {
        ref Seal seal = ref CollectionsMarshal.GetValueRefOrAddDefault(seals, import, out _);
        seal = seal.With(mark);
    }

    public void Add(SealCount other)
    {
        foreach ((long import, Seal seal) in other.seals) seals[import] = seals.GetValueOrDefault(import) + seal;
    }

    /// <exception cref="StoreException">Rows are gone, came twice, or are not those that were written.</exception>
    public void Verify(Engine engine, IReadOnlyList<ImportEntry> imports, string table)
    {
        foreach (ImportEntry import in imports)
        {
            Seal found = seals.GetValueOrDefault(import.Id), sealedOnce = import.Seals.GetValueOrDefault(table);
            if (found == sealedOnce) continue;
            string rows = found.Rows == sealedOnce.Rows ? $"its {found.Rows} rows are not those that were written"
                : $"{found.Rows} rows instead of {sealedOnce.Rows}";
            throw engine.Damaged(string.Create(CultureInfo.InvariantCulture, $"table {table}, import {import.Id}: {rows}"));
        }
    }
}

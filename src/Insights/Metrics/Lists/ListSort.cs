using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>The column a list is sorted by; <c>-created</c> in the address is newest first, the default. What has no value stands
/// last either way, and rows that are equal stand in order of creation.</summary>
public readonly record struct ListSort(string Column, bool Descending)
{
    public const string Customer = "customer";
    public static readonly ListSort Newest = new("created", Descending: true);

    public static IReadOnlyList<string> Columns { get; } = ["created", "accepted", "closed", "value", Customer, "country", "type", "state"];

    public string Key => Descending ? "-" + Column : Column;

    public static ListSort? Parse(string? word)
    {
        string column = (word ?? "").TrimStart('-').ToLowerInvariant();
        return Columns.Contains(column) ? new ListSort(column, word![0] == '-') : null;
    }

    /// <summary>Sorts in place.</summary>
    /// <param name="rows">Rows of the facts, in order of creation.</param>
    /// <param name="customers">The place of each row's customer in the alphabet, for that column; -1 where there is none.</param>
    /// <param name="shown">The places that must hold what stands there; what stands elsewhere may be in any order.</param>
    internal void Apply(OrganizationFacts facts, int[] rows, IReadOnlyList<int>? customers, Range shown)
    {
        if (Column == "created")
        {
            if (Descending) Array.Reverse(rows);
            return;
        }
        const long none = long.MinValue;
        int[]? alphabet = Column == "country" ? Alphabet(facts.Words) : null;
        long[]? ranks = Column == "value" ? DealAmounts.Of(facts).Ranks : null;
        var keyed = new (long Key, int Row)[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            long key = Column switch
            {
                "accepted" => facts.Accepted[row],
                "closed" => facts.Closed[row],
                "value" => ranks![row],
                Customer => customers is null || customers[row] < 0 ? none : customers[row],
                "country" => facts.Country[row] < 0 ? none : alphabet![facts.Country[row]],
                "type" => (long)facts.Class[row].Type(),
                "state" => (long)facts.State[row],
                _ => throw new InvalidOperationException($"No list is sorted by {Column}."),
            };
            keyed[i] = (key == none ? long.MaxValue : Descending ? -key : key, row);
        }
        (int from, int length) = shown.GetOffsetAndLength(rows.Length);
        Order(keyed, from, from + length);
        for (int i = 0; i < rows.Length; i++) rows[i] = keyed[i].Row;
    }

    /// <summary>Puts the places <c>[from, to)</c> in order, by key and then by row, so that equal rows never change places between two
    /// pages: a quicksort that leaves alone what lies wholly outside.</summary>
    private static void Order(Span<(long Key, int Row)> all, int from, int to)
    {
        const int small = 16;
        for (int rounds = 2 * System.Numerics.BitOperations.Log2((uint)all.Length + 1); from < to; rounds--)
        {
            // Where the pivots are bad, or most is wanted, the whole sort is the quicker one.
            if (all.Length <= small || rounds == 0 || to - from > all.Length / 2)
            {
                all.Sort(static (a, b) => a.CompareTo(b));
                return;
            }
            int middle = Split(all);
            if (to > middle && from < middle) Order(all[..middle], from, middle);
            bool before = to <= middle;
            all = before ? all[..middle] : all[middle..];
            if (!before) (from, to) = (Math.Max(0, from - middle), to - middle);
        }
    }

    /// <summary>Moves what is smaller than a pivot before what is not; neither part is empty.</summary>
    private static int Split(Span<(long Key, int Row)> all)
    {
        (long Key, int Row) a = all[0], b = all[all.Length / 2], c = all[^1];
        (long Key, int Row) pivot = Less(a, b) ? Less(b, c) ? b : Less(a, c) ? c : a : Less(a, c) ? a : Less(b, c) ? c : b;
        int low = -1, high = all.Length;
        while (true)
        {
            while (Less(all[++low], pivot)) { }
            while (Less(pivot, all[--high])) { }
            if (low >= high) return low == 0 ? 1 : low;
            (all[low], all[high]) = (all[high], all[low]);
        }
    }

    private static bool Less((long Key, int Row) a, (long Key, int Row) b) => a.Key < b.Key || (a.Key == b.Key && a.Row < b.Row);

    private static int[] Alphabet(Coder words)
    {
        int[] codes = [.. Enumerable.Range(0, words.Words.Count)];
        Array.Sort(codes, (a, b) => string.CompareOrdinal(words.Words[a], words.Words[b]));
        int[] place = new int[codes.Length];
        for (int i = 0; i < codes.Length; i++) place[codes[i]] = i;
        return place;
    }
}

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
    internal void Apply(OrganizationFacts facts, int[] rows, IReadOnlyList<int>? customers)
    {
        if (Column == "created")
        {
            if (Descending) Array.Reverse(rows);
            return;
        }
        const long none = long.MinValue;
        int[]? alphabet = Column == "country" ? Alphabet(facts.Words) : null;
        DealAmounts? amounts = Column == "value" ? DealAmounts.Of(facts) : null;
        long[] keys = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            long key = Column switch
            {
                "accepted" => facts.Accepted[row],
                "closed" => facts.Closed[row],
                "value" => amounts!.Rank(row),
                Customer => customers is null || customers[row] < 0 ? none : customers[row],
                "country" => facts.Country[row] < 0 ? none : alphabet![facts.Country[row]],
                "type" => (long)facts.Class[row].Type(),
                "state" => (long)facts.State[row],
                _ => throw new InvalidOperationException($"No list is sorted by {Column}."),
            };
            keys[i] = key == none ? long.MaxValue : Descending ? -key : key;
        }
        // The sort is not stable; equal rows must not change places between two pages.
        Array.Sort(keys, rows);
        for (int from = 0; from < keys.Length;)
        {
            int to = from + 1;
            while (to < keys.Length && keys[to] == keys[from]) to++;
            if (to - from > 1) Array.Sort(rows, from, to - from);
            from = to;
        }
    }

    private static int[] Alphabet(Coder words)
    {
        int[] codes = [.. Enumerable.Range(0, words.Words.Count)];
        Array.Sort(codes, (a, b) => string.CompareOrdinal(words.Words[a], words.Words[b]));
        int[] place = new int[codes.Length];
        for (int i = 0; i < codes.Length; i++) place[codes[i]] = i;
        return place;
    }
}

using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Those of some days' moves that pass a selection, in day order: sorted out once, so that the widgets that walk them neither ask
/// again nor jump about in the columns.</summary>
internal sealed class PassingMoves
{
    private readonly int[] rows;
    private readonly byte[] leaf;
    /// <summary>By day from the first, and one more for the end: where its moves begin.</summary>
    private readonly int[] begins;
    private readonly int firstDay;
    private readonly Lazy<decimal[]> values;

    /// <param name="classes">By class, whether it passes.</param>
    /// <param name="passing">By row of the facts, whether it passes; null when all do.</param>
    public PassingMoves(Moves moves, Days days, bool[] classes, bool[]? passing, DealAmounts amounts)
    {
        (firstDay, begins) = (days.From, new int[Math.Max(0, days.To - days.From) + 1]);
        (int first, int length) = moves.Slice(days.From, days.To).GetOffsetAndLength(moves.Rows.Length);
        ReadOnlySpan<int> all = moves.Rows.AsSpan(first, length);
        ReadOnlySpan<byte> leaves = moves.Leaf.AsSpan(first, length);
        byte[] takes = [.. Enumerable.Range(0, Classes.Count * DailyTotals.States).Select(l => classes[l / DailyTotals.States] ? (byte)1
            : (byte)0)];
        (rows, leaf) = (new int[length + 1], new byte[length + 1]);
        int count = 0, at = 0;
        for (int day = days.From; day < days.To; day++)
        {
            begins[day - firstDay] = count;
            // Written always and kept when it passes: half of them do, and a branch would be guessed wrong as often.
            for (int end = moves.Slice(day, day + 1).End.Value - first; at < end; at++)
            {
                (rows[count], leaf[count]) = (all[at], leaves[at]);
                count += passing is null || passing[all[at]] ? takes[leaves[at]] : 0;
            }
        }
        begins[^1] = count;
        values = new Lazy<decimal[]>(() => Array.ConvertAll(rows[..begins[^1]], row => amounts[row]));
    }

    /// <summary>Those of days <c>[From, To)</c>, all of them days these moves are of.</summary>
    public Slice Of(Days days)
    {
        int from = begins[days.From - firstDay], to = begins[Math.Max(days.From, days.To) - firstDay];
        return new Slice(rows.AsSpan(from, to - from), leaf.AsSpan(from, to - from), from, values);
    }

    /// <summary>Moves beside each other: row of the facts, class and state of today.</summary>
    public readonly ref struct Slice(ReadOnlySpan<int> rows, ReadOnlySpan<byte> leaf, int from, Lazy<decimal[]> values)
    {
        public ReadOnlySpan<int> Rows { get; } = rows;
        private readonly ReadOnlySpan<byte> leaf = leaf;

        public int Count => Rows.Length;

        /// <summary>Deal values in the reporting currency.</summary>
        public ReadOnlySpan<decimal> Values => values.Value.AsSpan(from, Count);

        public ReferralClass Class(int at) => (ReferralClass)(leaf[at] / DailyTotals.States);

        public State State(int at) => (State)(leaf[at] % DailyTotals.States);
    }
}

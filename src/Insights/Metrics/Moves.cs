using Insights.Facts;

namespace Insights.Metrics;

/// <summary>One kind of state change in day order, with what a distribution must know of its referral: a period is a slice.</summary>
internal sealed class Moves
{
    /// <summary>The day of an event that did not happen.</summary>
    public const int Never = int.MinValue;

    private readonly int[] days;

    public Moves(OrganizationFacts facts, int[] day, int[] createdDay, int[] closedDay)
    {
        int[] rows = [.. Enumerable.Range(0, day.Length).Where(row => day[row] != Never)];
        days = Array.ConvertAll(rows, row => day[row]);
        Array.Sort(days, rows);
        Rows = rows;
        CreatedDay = Array.ConvertAll(rows, row => createdDay[row]);
        ClosedDay = Array.ConvertAll(rows, row => closedDay[row]);
        Leaf = Array.ConvertAll(rows, row => (byte)Tally.Leaf(facts.Class[row], facts.State[row]));
    }

    /// <summary>The row of the facts each move belongs to.</summary>
    public int[] Rows { get; }
    public int[] CreatedDay { get; }
    public int[] ClosedDay { get; }
    /// <summary>Class and state of today, see <see cref="Tally.Leaf"/>.</summary>
    public byte[] Leaf { get; }

    /// <summary>The slice of days <c>[from, to)</c>.</summary>
    public Range Slice(int from, int to) => First(from)..First(to);

    private int First(int day)
    {
        int low = 0, high = days.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (days[middle] < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

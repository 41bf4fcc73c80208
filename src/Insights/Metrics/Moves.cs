using Insights.Facts;

namespace Insights.Metrics;

/// <summary>One kind of state change in day order, with what a distribution must know of its referral: a period is a slice.</summary>
internal sealed class Moves
{
    private readonly DayOrder order;

    public Moves(OrganizationFacts facts, int[] day, int[] createdDay, int[] closedDay)
    {
        order = new DayOrder(day);
        CreatedDay = Array.ConvertAll(Rows, row => createdDay[row]);
        ClosedDay = Array.ConvertAll(Rows, row => closedDay[row]);
        Leaf = Array.ConvertAll(Rows, row => (byte)Tally.Leaf(facts.Class[row], facts.State[row]));
    }

    /// <summary>The row of the facts each move belongs to.</summary>
    public int[] Rows => order.Items;
    public int[] CreatedDay { get; }
    public int[] ClosedDay { get; }
    /// <summary>Class and state of today, see <see cref="Tally.Leaf"/>.</summary>
    public byte[] Leaf { get; }

    /// <summary>The slice of days <c>[from, to)</c>.</summary>
    public Range Slice(int from, int to) => order.Slice(from, to);

    /// <summary>The rows of that slice.</summary>
    public ReadOnlySpan<int> Of(int from, int to) => order.Of(from, to);
}

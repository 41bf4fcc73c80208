using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>One kind of event in day order, with class and state of its referral beside it: a period is a slice, and most walks need no
/// other column.</summary>
internal class Moves
{
    private readonly DayOrder order;

    /// <param name="day">By row of the facts, the day it happened, or <see cref="DayOrder.Never"/>.</param>
    public Moves(OrganizationFacts facts, int[] day)
    {
        order = new DayOrder(day);
        Leaf = Array.ConvertAll(Rows, row => (byte)DailyTotals.Leaf(facts.Class[row], facts.State[row]));
    }

    /// <summary>The row of the facts each move belongs to.</summary>
    public int[] Rows => order.Items;

    /// <summary>Class and state of today, see <see cref="DailyTotals.Leaf"/>.</summary>
    public byte[] Leaf { get; }

    /// <summary>The slice of days <c>[from, to)</c>.</summary>
    public Range Slice(int from, int to) => order.Slice(from, to);
}

/// <summary>Moves with what a distribution must know besides.</summary>
internal sealed class DatedMoves : Moves
{
    /// <inheritdoc cref="Moves(OrganizationFacts, int[])"/>
    public DatedMoves(OrganizationFacts facts, int[] day, int[] createdDay, int[] closedDay) : base(facts, day)
    {
        CreatedDay = Array.ConvertAll(Rows, row => createdDay[row]);
        ClosedDay = Array.ConvertAll(Rows, row => closedDay[row]);
    }

    public int[] CreatedDay { get; }
    public int[] ClosedDay { get; }
}

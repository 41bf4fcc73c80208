namespace Insights.Metrics;

/// <summary>Things by the day something happened to them: any period is a slice.</summary>
internal sealed class DayOrder
{
    /// <summary>The day of an event that did not happen.</summary>
    public const int Never = int.MinValue;

    private readonly int[] days, items;

    /// <param name="day">By thing, its day as <see cref="DateOnly.DayNumber"/>, or <see cref="Never"/>.</param>
    public DayOrder(int[] day)
    {
        items = [.. Enumerable.Range(0, day.Length).Where(i => day[i] != Never)];
        days = Array.ConvertAll(items, i => day[i]);
        // What is in order already stays so: a sort of equal days is not stable.
        for (int i = 1; i < days.Length; i++)
        {
            if (days[i - 1] <= days[i]) continue;
            Array.Sort(days, items);
            return;
        }
    }

    /// <summary>Every thing it happened to, in day order.</summary>
    public int[] Items => items;

    /// <summary>Where in <see cref="Items"/> the days <c>[from, to)</c> are.</summary>
    public Range Slice(int from, int to) => First(from)..First(to);

    /// <summary>The things of the days <c>[from, to)</c>.</summary>
    public ReadOnlySpan<int> Of(int from, int to) => items.AsSpan(Slice(from, to));

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

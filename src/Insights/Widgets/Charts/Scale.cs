namespace Insights.Widgets.Charts;

/// <summary>A vertical axis from zero to a round number at or above the highest value.</summary>
public sealed record Scale(decimal Max, decimal Step)
{
    private static readonly decimal[] RoundSteps = [1, 2, 2.5m, 5, 10];

    /// <summary>About four steps. Counts never get a tick between two whole numbers.</summary>
    public static Scale For(decimal highest, bool whole)
    {
        if (highest <= 0) return new Scale(1, 1);
        decimal rough = highest / 4, size = 1;
        while (size * 10 <= rough) size *= 10;
        while (size > rough) size /= 10;
        decimal step = RoundSteps.Select(r => r * size).First(s => s >= rough);
        if (whole) step = Math.Max(1, Math.Ceiling(step));
        return new Scale(Math.Ceiling(highest / step) * step, step);
    }

    public IEnumerable<decimal> Ticks()
    {
        for (decimal tick = 0; tick <= Max; tick += Step) yield return tick;
    }

    /// <summary>Distance from the top, in percent of the height.</summary>
    public double Down(decimal value) => (double)(100 - 100 * value / Max);
}

using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>How a period is cut into the points of a trend: the first begins with the period, the others with a month, a
/// Monday or a day (metrics.md 3, Trends).</summary>
internal static class Trends
{
    /// <param name="From">First day of the point, included.</param>
    /// <param name="To">Last day of the point within the period, excluded.</param>
    /// <param name="Partial">Its month, week or day ends after the period or is not over yet.</param>
    public readonly record struct Piece(DateOnly From, DateOnly To, bool Partial);

    public static IReadOnlyList<Piece> Cut(Period period, Granularity granularity, DateTimeOffset now)
    {
        DateOnly today = Period.Today(now, period.Zone);
        var pieces = new List<Piece>();
        for (DateOnly from = period.From; from < period.To;)
        {
            DateOnly natural = NaturalEnd(from, granularity);
            DateOnly to = natural < period.To ? natural : period.To;
            pieces.Add(new Piece(from, to, natural > period.To || natural > today));
            from = to;
        }
        return pieces;
    }

    private static DateOnly NaturalEnd(DateOnly day, Granularity granularity) => granularity switch
    {
        Granularity.Day => day.AddDays(1),
        Granularity.Week => day.AddDays(7 - ((int)day.DayOfWeek + 6) % 7),
        Granularity.Month => Period.MonthOf(day).AddMonths(1),
        _ => throw new ArgumentOutOfRangeException(nameof(granularity), granularity, null),
    };
}

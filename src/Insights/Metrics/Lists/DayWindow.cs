using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Whether a moment falls on a day of a period. The calendar is only asked about moments near the period's ends: a zone
/// is never two days away from UTC, and asking it a million times would be slow.</summary>
internal sealed class DayWindow(Period period)
{
    private const long Margin = 2 * TimeSpan.TicksPerDay;
    private readonly LocalDays local = new(period.Zone);
    private readonly int from = period.From.DayNumber, to = period.To.DayNumber;
    private readonly long start = Midnight(period.From), end = Midnight(period.To);

    public bool Holds(long moment)
    {
        // "No such moment" is the smallest number there is, so it lies before every period.
        if (moment < start - Margin || moment >= end + Margin) return false;
        if (moment >= start + Margin && moment < end - Margin) return true;
        int day = local.Day(moment);
        return from <= day && day < to;
    }

    /// <summary>True for a moment that is known and lies on an earlier day.</summary>
    public bool IsBefore(long moment) => moment != OrganizationFacts.NoMoment
        && (moment < start - Margin || (moment < start + Margin && local.Day(moment) < from));

    private static long Midnight(DateOnly day) =>
        new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
}

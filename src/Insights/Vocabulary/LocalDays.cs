namespace Insights.Vocabulary;

/// <summary>From a moment to the local day it fell on, as days since 0001-01-01 (<see cref="DateOnly.DayNumber"/>), and from a day to the
/// moment it began.</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    private const int Epoch = 719_162, FirstKept = Epoch, Kept = 130 * 366;
    private readonly bool utc = zone.Equals(TimeZoneInfo.Utc) || (!zone.SupportsDaylightSavingTime && zone.BaseUtcOffset == TimeSpan.Zero);
    private long[]? starts;

    public TimeZoneInfo Zone => zone;

    /// <param name="ticks">Of 100 ns since 1970 UTC.</param>
    public int Day(long ticks)
    {
        if (!utc)
            ticks += zone.GetUtcOffset(DateTimeOffset.UnixEpoch.AddTicks(ticks)).Ticks;
        return Epoch + (int)FloorDivide(ticks, TimeSpan.TicksPerDay);
    }

    /// <summary>The first moment of a day, in ticks of 100 ns since 1970 UTC: midnight, or what the clock was set to where it skipped
    /// midnight.</summary>
    public long Start(int day)
    {
        if (utc) return (day - Epoch) * TimeSpan.TicksPerDay;
        if (day - FirstKept is not (>= 0 and < Kept and var at)) return Begin(day);
        starts ??= new long[Kept];
        // The first moment of the first day is the only one that may be 0, and that one is computed again.
        return starts[at] != 0 ? starts[at] : starts[at] = Begin(day);
    }

    /// <summary>The day a moment fell on in UTC: the date it is written as.</summary>
    public static int WrittenDay(long ticks) => Epoch + (int)FloorDivide(ticks, TimeSpan.TicksPerDay);

    /// <summary>Whole elapsed days between two moments: floor of 24-hour spans, below zero when the second is earlier.</summary>
    public static long Elapsed(long from, long to) => FloorDivide(to - from, TimeSpan.TicksPerDay);

    private long Begin(int day)
    {
        DateTime midnight = DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue);
        TimeSpan offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        long start = midnight.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks;
        // A midnight that was skipped: clocks jump by whole minutes, and the day began with the jump.
        if (zone.IsInvalidTime(midnight))
            while (Day(start - TimeSpan.TicksPerMinute) >= day) start -= TimeSpan.TicksPerMinute;
        return start;
    }

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ~(~value / by);
}

namespace Insights.Metrics;

/// <summary>From a moment to the local day it fell on, as days since 0001-01-01 (<see cref="DateOnly.DayNumber"/>).</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    public const long MicrosecondsPerDay = 86_400_000_000;
    private const int Epoch = 719_162;
    private readonly bool utc = zone.Equals(TimeZoneInfo.Utc) || (!zone.SupportsDaylightSavingTime && zone.BaseUtcOffset == TimeSpan.Zero);

    public TimeZoneInfo Zone => zone;

    public int Day(long microseconds)
    {
        if (!utc)
            microseconds += zone.GetUtcOffset(DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10)).Ticks / 10;
        return Epoch + (int)FloorDivide(microseconds, MicrosecondsPerDay);
    }

    /// <summary>Whole elapsed days between two moments: floor of 24-hour spans, below zero when the second is earlier.</summary>
    public static long Elapsed(long from, long to) => FloorDivide(to - from, MicrosecondsPerDay);

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ~(~value / by);
}

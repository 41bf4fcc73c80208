namespace Insights.Metrics;

/// <summary>From a moment to the local day it fell on, as days since 0001-01-01 (<see cref="DateOnly.DayNumber"/>).</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    private const int Epoch = 719_162;
    private readonly bool utc = zone.Equals(TimeZoneInfo.Utc) || (!zone.SupportsDaylightSavingTime && zone.BaseUtcOffset == TimeSpan.Zero);

    public TimeZoneInfo Zone => zone;

    public int Day(long ticks)
    {
        if (!utc)
            ticks += zone.GetUtcOffset(DateTimeOffset.UnixEpoch.AddTicks(ticks)).Ticks;
        return Epoch + (int)FloorDivide(ticks, TimeSpan.TicksPerDay);
    }

    /// <summary>Whole elapsed days between two moments: floor of 24-hour spans, below zero when the second is earlier.</summary>
    public static long Elapsed(long from, long to) => FloorDivide(to - from, TimeSpan.TicksPerDay);

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ~(~value / by);
}

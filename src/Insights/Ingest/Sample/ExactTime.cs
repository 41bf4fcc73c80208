namespace Insights.Ingest.Sample;

/// <summary>Parts of days, hours, minutes and seconds added in ticks. The framework's own <c>AddDays(double)</c> has changed its
/// rounding between versions; the sample must not.</summary>
internal static class ExactTime
{
    public static DateTime PlusDays(this DateTime moment, double days) => moment.AddTicks((long)(days * TimeSpan.TicksPerDay));

    public static DateTime PlusHours(this DateTime moment, double hours) => moment.AddTicks((long)(hours * TimeSpan.TicksPerHour));

    public static DateTime PlusMinutes(this DateTime moment, double minutes) => moment.AddTicks((long)(minutes * TimeSpan.TicksPerMinute));

    public static DateTime PlusSeconds(this DateTime moment, double seconds) => moment.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
}

namespace Insights.Vocabulary;

/// <summary>The zone whose days and months an organisation reports in (metrics.md 2).</summary>
public static class ReportingZone
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "reporting_time_zone";

    /// <exception cref="TimeZoneNotFoundException">The stored zone is not known on this machine.</exception>
    public static TimeZoneInfo Of(IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TryGetValue(Setting, out string? zone) ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
    }
}

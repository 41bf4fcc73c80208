using System.Collections.Frozen;
using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>How often each source is expected to come in, and when it is late. The original said one fixed sentence; this
/// counts from the last import (domain.md 1.2, "Data refresh details").</summary>
public static class Rhythm
{
    /// <summary>Name of an organisation's own rhythm for a format, in days; 0 is "nothing more is expected".</summary>
    public const string Setting = "rhythm_days.";
    public const int LongestDays = 366;
    /// <summary>The format of the records of the referrals API.</summary>
    public const string ApiRecords = "partner_center_json";
    private const int OfOthers = 7;

    /// <summary>Days between two imports, by format, where the organisation has decided nothing.</summary>
    public static IReadOnlyDictionary<string, int> Shipped { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ApiRecords] = 1,
        ["leads_download"] = 7,
        ["co_sell_download"] = 7,
        ["bulk_co_sell"] = 7,
        ["own_referrals"] = 7,
        ["page_views"] = 7,
        ["marketplace_insights"] = 7,
        ["solutions"] = 30,
        ["rates"] = 31,
        ["registrations"] = 31,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Days until the next import of a format is expected; null when none is.</summary>
    public static int? Days(IReadOnlyDictionary<string, string> settings, string format)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int days = settings.TryGetValue(Setting + format, out string? own)
            && int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out int decided)
            ? decided
            : Shipped.GetValueOrDefault(format, OfOthers);
        return days == 0 ? null : days;
    }

    /// <summary>The local day on which the next import is expected; null when none is.</summary>
    public static DateOnly? ExpectedOn(this Freshness source, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.RhythmDays is { } days ? Period.Today(source.RefreshedAt, zone).AddDays(days) : null;
    }

    /// <summary>Whole local days since the last import.</summary>
    public static int AgeInDays(this Freshness source, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(reading);
        TimeZoneInfo zone = reading.Period.Zone;
        return Math.Max(0, Period.Today(reading.Now, zone).DayNumber - Period.Today(source.RefreshedAt, zone).DayNumber);
    }

    /// <summary>True once the expected day has passed without an import. A made-up organisation is never late, and a download
    /// is not missed while the API's records, which tell the same, come in on time.</summary>
    public static bool IsLate(this Freshness source, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(reading);
        return !reading.IsSample && HasPassed(source, reading) && !(SourceFormats.IsOfReferrals(source.Source)
            && reading.Freshness.Any(other => other.Source == ApiRecords && other.Widget == source.Widget
            && other.RefreshedAt > source.RefreshedAt && !HasPassed(other, reading)));
    }

    private static bool HasPassed(Freshness source, Reading reading) =>
        source.ExpectedOn(reading.Period.Zone) is { } expected && Period.Today(reading.Now, reading.Period.Zone) > expected;
}

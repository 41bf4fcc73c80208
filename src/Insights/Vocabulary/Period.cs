using System.Globalization;

namespace Insights.Vocabulary;

/// <summary>The named ranges of the time range control (metrics.md 2, "Presets").</summary>
public enum Preset { Custom, OneMonth, ThreeMonths, SixMonths, TwelveMonths }

/// <summary>How finely a trend is cut. Weeks begin on Monday (ISO 8601).</summary>
public enum Granularity { Month, Week, Day }

/// <summary>What a change is measured against (metrics.md 3, "Change").</summary>
public enum Comparison { Previous, Year, Months, None }

/// <summary>Whole local days <c>[From, To)</c> in one time zone: <see cref="From"/> is included, <see cref="To"/> is not
/// (metrics.md 2). People read and type <see cref="Last"/>, which is included.</summary>
public sealed record Period
{
    public Period(DateOnly from, DateOnly to, TimeZoneInfo zone, Preset preset = Preset.Custom)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (to <= from)
            throw new ArgumentException($"A period ends after it begins; {from:yyyy-MM-dd} to {to:yyyy-MM-dd} does not.", nameof(to));
        (From, To, Zone, Preset) = (from, to, zone, preset);
    }

    public DateOnly From { get; }
    public DateOnly To { get; }
    public TimeZoneInfo Zone { get; }
    public Preset Preset { get; }

    /// <summary>The last day that is in the period.</summary>
    public DateOnly Last => To.AddDays(-1);

    public int Days => To.DayNumber - From.DayNumber;

    /// <summary>The N full calendar months before the current one and the current month up to and including today
    /// (metrics.md 2, Decision).</summary>
    public static Period Of(Preset preset, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateOnly today = Today(now, zone);
        var thisMonth = new DateOnly(today.Year, today.Month, 1);
        return new Period(thisMonth.AddMonths(-preset.Months()), today.AddDays(1), zone, preset);
    }

    /// <summary>A custom range as it is typed: both days included.</summary>
    public static Period Inclusive(DateOnly first, DateOnly last, TimeZoneInfo zone) => new(first, last.AddDays(1), zone);

    /// <summary>The same number of days just before this period.</summary>
    public Period Before() => new(From.AddDays(-Days), From, Zone);

    /// <summary>The same dates a year earlier; 29 February becomes the 28th.</summary>
    public Period YearEarlier() => Inclusive(From.AddYears(-1), Last.AddYears(-1), Zone);

    /// <summary>The first days of the calendar months that lie wholly inside the period and are over by <paramref name="today"/>, in
    /// order.</summary>
    public IReadOnlyList<DateOnly> FullMonths(DateOnly today)
    {
        var months = new List<DateOnly>();
        DateOnly first = From.Day == 1 ? From : MonthOf(From).AddMonths(1);
        for (DateOnly month = first; month.AddMonths(1) <= To && month.AddMonths(1) <= today; month = month.AddMonths(1))
            months.Add(month);
        return months;
    }

    /// <summary>The first days of every calendar month the period touches, in order.</summary>
    public IReadOnlyList<DateOnly> TouchedMonths()
    {
        var months = new List<DateOnly>();
        for (DateOnly month = MonthOf(From); month < To; month = month.AddMonths(1))
            months.Add(month);
        return months;
    }

    public static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{From:yyyy-MM-dd}, {To:yyyy-MM-dd}) {Zone.Id}");
}

/// <summary>The wire words of periods: <c>1m 3m 6m 12m</c>, <c>previous year months none</c>, <c>month week day</c> (metrics.md
/// 7).</summary>
public static class PeriodWords
{
    public static int Months(this Preset preset) => preset switch
    {
        Preset.OneMonth => 1,
        Preset.ThreeMonths => 3,
        Preset.SixMonths => 6,
        Preset.TwelveMonths => 12,
        _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "A custom period has no number of months."),
    };

    public static string? Key(this Preset preset) => preset == Preset.Custom ? null : $"{preset.Months()}m";

    public static string Key(this Comparison comparison) => comparison switch
    {
        Comparison.Previous => "previous",
        Comparison.Year => "year",
        Comparison.Months => "months",
        Comparison.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, null),
    };

    public static string Key(this Granularity granularity) => granularity switch
    {
        Granularity.Month => "month",
        Granularity.Week => "week",
        Granularity.Day => "day",
        _ => throw new ArgumentOutOfRangeException(nameof(granularity), granularity, null),
    };

    public static Preset? ParsePreset(string? word) => All<Preset>(p => p.Key(), word);
    public static Comparison? ParseComparison(string? word) => All<Comparison>(c => c.Key(), word);
    public static Granularity? ParseGranularity(string? word) => All<Granularity>(g => g.Key(), word);

    private static T? All<T>(Func<T, string?> key, string? word) where T : struct, Enum
    {
        if (word is null) return null;
        foreach (T value in Enum.GetValues<T>())
            if (string.Equals(key(value), word, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}

using System.Globalization;

namespace Insights.Tests.Plain;

/// <summary>"A period is half-open `[from, to)` in whole local days."</summary>
public sealed record Days(DateOnly From, DateOnly To)
{
    public bool Contains(DateOnly day) => day >= From && day < To;

    public int Length => To.DayNumber - From.DayNumber;
}

/// <summary>A point of a trend.</summary>
public sealed record Point(Days Days, bool Partial);

/// <summary>metrics.md section 2, and the comparisons and trend points of section 3.</summary>
public static class PlainPeriod
{
    /// <summary>"Days and months are those of the organisation's reporting time zone."</summary>
    public static DateOnly LocalDay(World world, DateTimeOffset moment)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(world.TimeZone);
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
    }

    public static bool Happened(World world, Days days, DateTimeOffset? moment) =>
        moment is not null && days.Contains(LocalDay(world, moment.Value));

    public static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    public static Days MonthOf(DateOnly day) => new(FirstOfMonth(day), FirstOfMonth(day).AddMonths(1));

    public static Days PeriodOf(World world, Query query)
    {
        // "a custom range is typed with both ends included"
        if (query.Preset is null) return new(query.From!.Value, query.To!.Value.AddDays(1));
        // "last N months = the N full calendar months before the current one plus the current month to date"
        var today = LocalDay(world, query.Now);
        var months = int.Parse(query.Preset.TrimEnd('m'), CultureInfo.InvariantCulture);
        return new(FirstOfMonth(today).AddMonths(-months), today.AddDays(1));
    }

    /// <summary>What the period is compared with, and what with: (a, b). A missing side is null.</summary>
    public static (Days? Later, Days? Earlier) Compared(World world, Query query)
    {
        var period = PeriodOf(world, query);
        switch (query.Comparison)
        {
            // "`previous`: the same number of days just before the period"
            case "previous":
                return (period, new Days(period.From.AddDays(-period.Length), period.From));

            // "`year`: same dates a year earlier". The dates as people read them, both ends included; 29 February
            // becomes 28 February.
            case "year":
                return (period, new Days(period.From.AddYears(-1), period.To.AddDays(-1).AddYears(-1).AddDays(1)));

            // "`months`: last full month of the period against its first full month"
            case "months":
                var full = FullMonths(world, query);
                // One month is no change against itself (domain.md 11.3).
                return full.Count < 2 ? (null, null) : (full[^1], full[0]);

            default:
                return (null, null);
        }
    }

    /// <summary>The calendar months that lie wholly in the period and are over.</summary>
    public static List<Days> FullMonths(World world, Query query)
    {
        var period = PeriodOf(world, query);
        var today = LocalDay(world, query.Now);
        var full = new List<Days>();
        for (var month = FirstOfMonth(period.From); month < period.To; month = month.AddMonths(1))
        {
            var days = MonthOf(month);
            if (days.From >= period.From && days.To <= period.To && days.To <= today) full.Add(days);
        }

        return full;
    }

    /// <summary>
    /// "The first point starts at `from`. Monthly by default; week (ISO, Monday) and day can be chosen. … The last,
    /// unfinished point is marked as such."
    /// </summary>
    public static List<Point> Points(World world, Query query)
    {
        var period = PeriodOf(world, query);
        var today = LocalDay(world, query.Now);
        var points = new List<Point>();
        var start = period.From;
        while (start < period.To)
        {
            var end = NaturalEnd(start, query.Granularity);
            var cut = end < period.To ? end : period.To;
            // A local midnight is over when its day has begun.
            points.Add(new Point(new Days(start, cut), end > period.To || end > today));
            start = cut;
        }

        return points;
    }

    private static DateOnly NaturalEnd(DateOnly start, string granularity)
    {
        if (granularity == "day") return start.AddDays(1);
        if (granularity == "month") return FirstOfMonth(start).AddMonths(1);
        var end = start.AddDays(1);
        while (end.DayOfWeek != DayOfWeek.Monday) end = end.AddDays(1);
        return end;
    }
}

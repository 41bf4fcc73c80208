namespace Insights.Tests.Plain;

/// <summary>Moments where calendars go wrong, and some where they do not.</summary>
public static class MomentGen
{
    /// <summary>A whole second, so that a command line can say it.</summary>
    public static DateTimeOffset Now(Random random)
    {
        var year = random.Next(2016, 2026);
        var day = random.Next(9) switch
        {
            0 => new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            1 => new DateTimeOffset(year, 12, 31, 23, 59, 59, TimeSpan.Zero),
            2 => new DateTimeOffset(2016 + 4 * random.Next(3), 2, 29, 12, 0, 0, TimeSpan.Zero),
            3 => new DateTimeOffset(year, 3, 31, 18, 0, 0, TimeSpan.Zero),
            4 => new DateTimeOffset(year, random.Next(1, 13), 1, 0, 0, 0, TimeSpan.Zero),
            // Around the June in which the QRP tables changed.
            5 => new DateTimeOffset(2023, random.Next(5, 8), random.Next(1, 31), 7, 30, 0, TimeSpan.Zero),
            _ => new DateTimeOffset(year, random.Next(1, 13), random.Next(1, 29), 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(86_400)),
        };
        return day;
    }

    public static DateTimeOffset Near(Random random, DateTimeOffset now, string timeZone)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-random.Next(-3, random.Next(30, 520)));
        var month = PlainPeriod.FirstOfMonth(day);
        return random.Next(10) switch
        {
            0 => LocalMidnight(day, timeZone),
            1 => LocalMidnight(month, timeZone),
            2 => LocalMidnight(month, timeZone).AddSeconds(-1),
            3 => LocalMidnight(new DateOnly(day.Year, 1, 1), timeZone).AddTicks(random.Next(-1, 2)),
            4 => Utc(month),
            5 => Utc(new DateOnly(day.Year - day.Year % 4, 2, 29)) is var leap && Math.Abs((now - leap).TotalDays) < 600 ? leap.AddHours(23)
                : Utc(day),
            _ => Utc(day).AddTicks(random.NextInt64(TimeSpan.TicksPerDay)),
        };
    }

    /// <summary>Up to so many days later: now and then an exact number of days, give or take a tick.</summary>
    public static DateTimeOffset Later(Random random, DateTimeOffset moment, int days) => random.Next(6) switch
    {
        0 => moment.AddDays(random.Next(days)),
        1 => moment.AddDays(random.Next(1, days + 1)).AddTicks(-1),
        2 => moment.AddDays(random.Next(days)).AddTicks(1),
        3 => moment,
        _ => moment.AddTicks(random.NextInt64(TimeSpan.TicksPerDay * days)),
    };

    private static DateTimeOffset Utc(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static DateTimeOffset LocalMidnight(DateOnly day, string timeZone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(timeZone).GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <summary>Questions asked around a given now.</summary>
public static class QueryGen
{
    public static Query Create(Random random, DateTimeOffset now)
    {
        var query = new Query
        {
            Now = now,
            Preset = ((string[])["1m", "3m", "6m", "12m"])[random.Next(4)],
            Comparison = ((string[])["previous", "year", "months", "none"])[random.Next(4)],
            Granularity = ((string[])["month", "month", "week", "day"])[random.Next(4)],
        };
        if (random.Next(3) > 0) return query;
        var (from, to) = Custom(random, now);
        return query with { Preset = null, From = from, To = to };
    }

    private static (DateOnly From, DateOnly To) Custom(Random random, DateTimeOffset now)
    {
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-random.Next(-5, 400));
        var month = PlainPeriod.FirstOfMonth(from);
        return random.Next(5) switch
        {
            0 => (from, from),
            1 => (month, month.AddMonths(random.Next(1, 6)).AddDays(-1)),
            2 when DateTime.IsLeapYear(from.Year) => (new(from.Year, 2, 29), new(from.Year, 2, 29)),
            3 => (new(from.Year - 1, 12, 25), new(from.Year, 1, 7)),
            _ => (from, from.AddDays(random.Next(1, 200))),
        };
    }
}

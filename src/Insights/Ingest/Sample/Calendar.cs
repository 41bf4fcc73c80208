namespace Insights.Ingest.Sample;

/// <summary>When things happen: the thirty months up to a midnight, growing, with the seasons of a Microsoft partner (a peak
/// before the fiscal year ends in June, dips in August and around Christmas), quiet weekends and office hours.</summary>
internal sealed class Calendar
{
    public const int Months = 30;

    /// <summary>January to December, against an even month.</summary>
    private static readonly double[] Season = [0.90, 0.97, 1.06, 1.02, 1.14, 1.36, 0.86, 0.70, 1.02, 1.10, 1.07, 0.92];

    private readonly double[] upTo;

    /// <param name="end">Midnight UTC. No event of the sample lies at or after it.</param>
    public Calendar(DateTime end)
    {
        End = end;
        DateTime first = end.AddMonths(-Months);
        First = DateOnly.FromDateTime(first);
        upTo = new double[(end - first).Days];
        double sum = 0;
        for (int day = 0; day < upTo.Length; day++)
            upTo[day] = sum += Weight(day);
    }

    public DateOnly First { get; }

    public DateTime End { get; }

    public int Days => upTo.Length;

    /// <summary>A day's business against the mean day.</summary>
    public double Busyness(int day) => Weight(day) * upTo.Length / upTo[^1];

    /// <summary>The day on which a part of all business (0 to 1) has been done.</summary>
    public DateOnly DayOf(double part)
    {
        int day = Array.BinarySearch(upTo, part * upTo[^1]);
        return First.AddDays(Math.Min(day < 0 ? ~day : day, upTo.Length - 1));
    }

    public static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>A moment of a local day between two hours, as UTC and never at or after the end.</summary>
    public DateTime At(DateOnly day, Country country, Dice dice, double fromHour, double toHour)
    {
        DateTime local = day.ToDateTime(TimeOnly.MinValue).AddTicks((long)(dice.Between(fromHour, toHour) * TimeSpan.TicksPerHour));
        DateTime utc = DateTime.SpecifyKind(local.AddHours(-country.UtcHours), DateTimeKind.Utc);
        return utc < End ? utc : utc.AddDays(-1);
    }

    /// <summary>The same moment if the office is open then, else some hour of the next working morning.</summary>
    public static DateTime InOffice(DateTime utc, Country country, Dice dice)
    {
        DateTime local = utc.AddHours(country.UtcHours);
        bool open = local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && local.Hour is >= 8 and < 18;
        if (open) return utc;
        DateTime day = local.Hour < 8 ? local.Date : local.Date.AddDays(1);
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) day = day.AddDays(1);
        return day.AddTicks((long)(dice.Between(8, 12) * TimeSpan.TicksPerHour)).AddHours(-country.UtcHours);
    }

    /// <summary>Salespeople pull what July would bring into the fiscal year, and what January would bring into the calendar year.</summary>
    public static DateTime PulledForward(DateTime close, DateTime notBefore, Dice dice)
    {
        bool july = close.Month == 7 && close.Day <= 20, january = close.Month == 1 && close.Day <= 12;
        if (!(july || january) || !dice.Chance(0.5)) return close;
        int year = january ? close.Year - 1 : close.Year;
        DateTime earlier = new DateTime(year, july ? 6 : 12, july ? 18 : 10, 0, 0, 0, DateTimeKind.Utc)
            .AddTicks((long)(dice.Between(0, 11) * TimeSpan.TicksPerDay));
        return earlier > notBefore ? earlier : close;
    }

    private double Weight(int number)
    {
        DateOnly day = First.AddDays(number);
        double growth = 0.6 + 0.8 * number / Math.Max(1, upTo.Length);
        double holiday = (day.Month == 12 && day.Day >= 22) || (day.Month == 1 && day.Day <= 2) ? 0.25 : 1;
        return growth * Season[day.Month - 1] * holiday * (IsWeekend(day) ? 0.14 : 1);
    }
}

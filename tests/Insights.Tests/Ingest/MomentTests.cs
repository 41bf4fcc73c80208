using System.Globalization;
using Insights.Ingest;
using Insights.Vocabulary;

namespace Insights.Tests.Ingest;

/// <summary>Single moments as files write them, and what each is.</summary>
public sealed class MomentTests
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    private static DateStyle Written(string pattern) => new(false, [pattern], TimeZoneInfo.Utc);

    private static string? Read(string text, DateStyle style)
    {
        string? wrong = Moments.Read(text, style, out When? moment);
        (wrong is null || moment is null).ShouldBeTrue("what is wrong gives no moment");
        return wrong is null ? moment?.ToString() ?? "none" : null;
    }

    [Theory]
    [InlineData("3/1/2026 12:00 AM", "2026-03-01T00:00:00Z")]
    [InlineData("3/1/2026 12:30 AM", "2026-03-01T00:30:00Z")]
    [InlineData("03/01/2026 12:59:59 AM", "2026-03-01T00:59:59Z")]
    [InlineData("3/1/2026 1:00 AM", "2026-03-01T01:00:00Z")]
    [InlineData("3/1/2026 11:59:59 AM", "2026-03-01T11:59:59Z")]
    [InlineData("3/1/2026 12:00 PM", "2026-03-01T12:00:00Z")]
    [InlineData("3/1/2026 12:30:15.5 PM", "2026-03-01T12:30:15.5Z")]
    [InlineData("3/1/2026 12:59:59PM", "2026-03-01T12:59:59Z")]
    [InlineData("3/1/2026 1:00 pm", "2026-03-01T13:00:00Z")]
    [InlineData("3/1/2026 11:59:59 pM", "2026-03-01T23:59:59Z")]
    [InlineData("3/1/2026 12:30 am", "2026-03-01T00:30:00Z")]
    [InlineData("3/1/2026 00:30", "2026-03-01T00:30:00Z")]
    [InlineData("3/1/2026 12:30", "2026-03-01T12:30:00Z")]
    [InlineData("12/31/2026 11:59:59 PM", "2026-12-31T23:59:59Z")]
    [InlineData("3/1/2026", "2026-03-01")]
    public void Noon_is_PM_and_midnight_is_AM(string text, string moment)
    {
        Read(text, DateStyle.PartnerCenter).ShouldBe(moment);
        Read(text, DateStyle.Iso).ShouldBeNull("only Partner Center writes so");
    }

    [Theory]
    [InlineData("3/1/2026 0:30 AM")]
    [InlineData("3/1/2026 0:30 PM")]
    [InlineData("3/1/2026 13:00 AM")]
    [InlineData("3/1/2026 13:00 PM")]
    [InlineData("3/1/2026 12:60 AM")]
    [InlineData("3/1/2026 12:30 AM PM")]
    [InlineData("3/1/2026 AM")]
    [InlineData("2026-03-01 12:30 AM")]
    [InlineData("2026-03-01T12:30:00 PM")]
    [InlineData("13/1/2026")]
    [InlineData("3/1/26")]
    [InlineData("1/1/1")]
    [InlineData("3/1/02026")]
    public void No_hour_is_guessed(string text)
    {
        foreach (DateStyle style in (DateStyle[])[DateStyle.PartnerCenter, DateStyle.Iso]) Read(text, style).ShouldBeNull();
    }

    [Theory]
    [InlineData("M/d/yyyy h:mm tt", "3/1/2026 12:00 AM", "2026-03-01T00:00:00Z")]
    [InlineData("M/d/yyyy h:mm tt", "3/1/2026 12:30 AM", "2026-03-01T00:30:00Z")]
    [InlineData("M/d/yyyy h:mm tt", "3/1/2026 12:30 PM", "2026-03-01T12:30:00Z")]
    [InlineData("dd.MM.yyyy hh:mm:ss tt", "01.03.2026 12:00:01 AM", "2026-03-01T00:00:01Z")]
    [InlineData("dd.MM.yyyy hh:mm:ss tt", "01.03.2026 12:00:01 PM", "2026-03-01T12:00:01Z")]
    [InlineData("yyyy-MM-dd h tt", "2026-03-01 12 AM", "2026-03-01T00:00:00Z")]
    [InlineData("yyyy-MM-dd h tt", "2026-03-01 12 PM", "2026-03-01T12:00:00Z")]
    [InlineData("yyyy-MM-dd h t", "2026-03-01 12 A", "2026-03-01T00:00:00Z")]
    [InlineData("yyyy-MM-dd 'at' HH:mm", "2026-03-01 at 00:30", "2026-03-01T00:30:00Z")]
    [InlineData("yyyy-MM-dd 'the' dd", "2026-03-01 the 01", "2026-03-01")]
    [InlineData("yyyy-MM-dd\\t", "2026-03-01t", "2026-03-01")]
    [InlineData("yyyy-MM-dd \"sh\"", "2026-03-01 sh", "2026-03-01")]
    [InlineData("yyyy-MM-dd HH:mm K", "2026-03-01 12:30 +02:00", "2026-03-01T10:30:00Z")]
    public void A_pattern_reads_them_alike(string pattern, string text, string moment) => Read(text, Written(pattern)).ShouldBe(moment);

    [Fact]
    public void A_day_that_comes_before_its_month_is_said() =>
        Moments.Read("13/1/2026", DateStyle.PartnerCenter, out _)!
            .ShouldContain("has no month 13; dates of this file are written month first");

    [Fact]
    public void None_and_never_have_no_zone()
    {
        foreach (string zone in (string[])["Pacific/Auckland", "America/New_York"])
        {
            DateStyle style = DateStyle.Iso with { Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
            Read("0001-01-01T00:00:00", style).ShouldBe("none");
            Moments.ReadLenient("9999-12-31T23:59:59", style, out When? never).ShouldBeNull();
            never.ShouldBeNull();
        }
    }

    [Fact]
    public void Midnight_of_a_zone_is_its_own_and_a_written_offset_is_what_it_says()
    {
        Read("3/1/2026 12:30 AM", DateStyle.PartnerCenter with { Zone = Amsterdam }).ShouldBe("2026-02-28T23:30:00Z");
        Read("3/1/2026 12:30 AM", Written("M/d/yyyy h:mm tt") with { Zone = Amsterdam }).ShouldBe("2026-02-28T23:30:00Z");
        DateStyle either = Written("yyyy-MM-dd HH:mmK") with { Zone = Amsterdam };
        Read("2026-03-01 12:30", either).ShouldBe("2026-03-01T11:30:00Z");
        Read("2026-03-01 12:30Z", either).ShouldBe("2026-03-01T12:30:00Z");
        Read("2026-03-01T12:30:00-05:30", DateStyle.Iso with { Zone = Amsterdam }).ShouldBe("2026-03-01T18:00:00Z");
    }

    [Theory]
    [InlineData("2026-03-01T12:30:00+05:30", "2026-03-01T07:00:00Z")]
    [InlineData("2026-03-01T12:30:00-0500", "2026-03-01T17:30:00Z")]
    [InlineData("2026-03-01t12:30:00+05", "2026-03-01T07:30:00Z")]
    [InlineData("2026-03-01 12:30:00 +14:00", "2026-02-28T22:30:00Z")]
    [InlineData("2026-03-01T12:30z", "2026-03-01T12:30:00Z")]
    [InlineData("2026-03-01 12:30 UTC", "2026-03-01T12:30:00Z")]
    [InlineData("2026-03-01T23:59:59.1234567Z", "2026-03-01T23:59:59.1234567Z")]
    [InlineData("2026-03-01T23:59:59.12345678Z", "2026-03-01T23:59:59.1234567Z")]
    [InlineData("2026-03-01T00:00:00.1Z", "2026-03-01T00:00:00.1Z")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2026-01-31", "2026-01-31")]
    [InlineData("1990-01-01", "1990-01-01")]
    [InlineData("2100-12-31T23:59:59Z", "2100-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00", "none")]
    [InlineData("0001-01-01", "none")]
    [InlineData("", "none")]
    public void An_instant_is_read_to_its_last_decimal_and_its_offset(string text, string moment) =>
        Read(text, DateStyle.Iso).ShouldBe(moment);

    [Theory]
    [InlineData("2026-03-01T24:00:00")]
    [InlineData("2026-03-01T12:60:00")]
    [InlineData("2026-03-01T12:00:60")]
    [InlineData("2026-03-01T12:00:00.")]
    [InlineData("2026-03-01T12:00:00+15:00")]
    [InlineData("2026-03-01T12:00:00+05:60")]
    [InlineData("2026-03-01T12:00:00+05:3")]
    [InlineData("2026-03-01x12:00:00")]
    [InlineData("2026-02-29")]
    [InlineData("2026-02-30")]
    [InlineData("2026-04-31")]
    [InlineData("2026-00-01")]
    [InlineData("1989-12-31")]
    [InlineData("2101-01-01")]
    public void What_no_clock_or_calendar_shows_is_refused(string text) => Read(text, DateStyle.Iso).ShouldBeNull();

    [Theory]
    [InlineData("2078-12-31", true)]
    [InlineData("2079-06-06", false)]
    [InlineData("9999-12-31T23:59:59-14:00", false)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    [InlineData("1989-12-31", false)]
    public void The_end_of_what_never_ends_is_none(string text, bool told)
    {
        Moments.ReadLenient(text, DateStyle.Iso, out When? moment).ShouldBeNull();
        (moment is not null).ShouldBe(told);
    }

    [Theory]
    [InlineData("2026-10-25T02:30:00", "came twice in Europe/Amsterdam")]
    [InlineData("2026-03-29T02:30:00", "never was in Europe/Amsterdam")]
    [InlineData("2026-10-25T02:30:00+01:00", null)]
    [InlineData("2026-03-29T03:30:00", null)]
    [InlineData("2026-10-25T03:30:00", null)]
    [InlineData("2026-10-25", null)]
    [InlineData("2026-07-01T12:00:00", null)]
    public void A_time_that_clocks_skipped_or_showed_twice_is_said(string text, string? said)
    {
        DateStyle style = DateStyle.Iso with { Zone = Amsterdam };
        Moments.Read(text, style, out When? moment).ShouldBeNull();
        string? doubt = Moments.Doubt(text, style, moment);
        if (said is null) doubt.ShouldBeNull();
        else doubt!.ShouldContain(said);
        Moments.Doubt(text, DateStyle.Iso, moment).ShouldBeNull("in UTC no time is skipped");
    }

    [Fact]
    public void Moments_are_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("nl-NL");
            Read("3/1/2026 12:30 AM", Written("M/d/yyyy h:mm tt")).ShouldBe("2026-03-01T00:30:00Z");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

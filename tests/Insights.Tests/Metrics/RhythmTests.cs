using Insights.Metrics;
using Insights.Tests.Widgets;
using Insights.Vocabulary;

namespace Insights.Tests.Metrics;

/// <summary>When a source is late: the day it was expected has passed without it.</summary>
public sealed class RhythmTests
{
    private static readonly DateTimeOffset Imported = new(2026, 11, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 0, false), InlineData(1, 1, false), InlineData(1, 2, true)]
    [InlineData(7, 7, false), InlineData(7, 8, true), InlineData(31, 31, false), InlineData(31, 32, true)]
    public void Late_is_the_day_after_the_expected_one(int rhythm, int daysLater, bool late)
    {
        Freshness source = Source("leads_download", rhythm);
        Reading reading = At(Imported.AddDays(daysLater), source);
        source.IsLate(reading).ShouldBe(late);
        source.AgeInDays(reading).ShouldBe(daysLater);
        source.ExpectedOn(TimeZoneInfo.Utc).ShouldBe(new DateOnly(2026, 11, 1).AddDays(rhythm));
    }

    [Fact]
    public void The_day_is_that_of_the_reporting_zone()
    {
        Freshness source = Source("leads_download", 1);
        TimeZoneInfo auckland = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        // 11:30 UTC on the 2nd is past midnight of the 3rd in Auckland, where the import was on the 1st at 22:00.
        Reading reading = At(Imported.AddHours(26.5), source);
        source.IsLate(reading).ShouldBeFalse();
        source.IsLate(reading with { Period = new Period(reading.Period.From, reading.Period.To, auckland) }).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_late_that_is_not_expected_or_made_up()
    {
        Freshness once = Source("leads_download", null), daily = Source("leads_download", 1);
        once.IsLate(At(Imported.AddYears(1), once)).ShouldBeFalse();
        daily.IsLate(At(Imported.AddYears(1), daily) with { IsSample = true }).ShouldBeFalse();
    }

    [Fact]
    public void A_download_is_not_missed_while_the_api_tells_the_same_in_time()
    {
        Freshness download = Source("leads_download", 7),
            api = Source("partner_center_json", 1) with { RefreshedAt = Imported.AddDays(20) };
        download.IsLate(At(Imported.AddDays(20), download, api)).ShouldBeFalse();
        download.IsLate(At(Imported.AddDays(22), download, api)).ShouldBeTrue();
        Freshness views = Source("page_views", 7);
        views.IsLate(At(Imported.AddDays(20), views, api)).ShouldBeTrue("records of the API tell no page views");
    }

    [Fact]
    public void An_organisations_own_rhythm_goes_before_the_shipped_one()
    {
        var settings = new Dictionary<string,
            string>
        { ["rhythm_days.solutions"] = "3", ["rhythm_days.rates"] = "0", ["rhythm_days.page_views"] = "soon" };
        Rhythm.Days(settings, "solutions").ShouldBe(3);
        Rhythm.Days(settings, "rates").ShouldBeNull();
        Rhythm.Days(settings, "page_views").ShouldBe(7);
        Rhythm.Days(settings, "partner_center_json").ShouldBe(1);
        Rhythm.Days(settings, "mapped:olist").ShouldBe(7);
    }

    private static Freshness Source(string format, int? rhythm) => new("leads", format, Imported, null) { RhythmDays = rhythm };

    private static Reading At(DateTimeOffset now, params Freshness[] sources) =>
        Readings.Full with { IsSample = false, Now = now, Freshness = sources };
}

using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Insights.Ingest;

namespace Insights.Tests.Ingest;

public sealed class DatePatternTests
{
    [Theory]
    [InlineData("yyyy-mm-dd", "minutes", "yyyy-MM-dd")]
    [InlineData("dd/mm/yyyy", "minutes", "dd/MM/yyyy")]
    [InlineData("dd-MM-yyyy HH:MM", "month twice", "dd-MM-yyyy HH:mm")]
    [InlineData("d MMMM yyyy HH:MM", "month twice", "d MMMM yyyy HH:mm")]
    [InlineData("mm/dd/yyyy HH:mm", "no month", "MM/dd/yyyy HH:mm")]
    [InlineData("dd-MM-yyyy hh:mm", "without tt", "dd-MM-yyyy HH:mm")]
    [InlineData("dd-MM-yyyy HH:mm tt", "hours from 0 to 23", "dd-MM-yyyy hh:mm tt")]
    [InlineData("YYYY-MM-DD", "no day", "yyyy-MM-dd")]
    [InlineData("DD.MM.YYYY", "no day", "dd.MM.yyyy")]
    [InlineData("YYYY-MM-DD HH:MM:SS", "no day", "yyyy-MM-dd HH:mm:ss")]
    [InlineData("M/d/yyyy h:mm a", "without tt", "M/d/yyyy h:mm tt")]
    [InlineData("MM/yyyy", "no day", "")]
    [InlineData("dddd MMMM yyyy", "weekdays", "")]
    [InlineData("dd-MM", "no year", "")]
    [InlineData("dd-yyyy", "no month", "")]
    [InlineData("dd-MM-yyyy dd", "day twice", "")]
    [InlineData("dd-MM-yyyy yy", "year twice", "")]
    [InlineData("dd-MM-yyyy HH:mm hh tt", "hour twice", "")]
    [InlineData("d de MMMM de yyyy", "day twice", "")]
    [InlineData("dd-MM-yyyy mm", "without an hour", "")]
    [InlineData("dd-MM-yyyy tt", "without an hour", "")]
    [InlineData("dd-MM-yyyy HH:ss", "without minutes", "")]
    [InlineData("d", "write it out", "MM/dd/yyyy")]
    [InlineData("G", "write it out", "MM/dd/yyyy HH:mm:ss")]
    [InlineData("x", "no pattern", "")]
    [InlineData("dd-MM-yyyy 'at HH:mm", "not closed", "")]
    [InlineData("dd-MM-yyyy\\", "backslash", "")]
    [InlineData("datum dd-MM-yyyy", "twice", "")]
    [InlineData("dMyyyy", "cannot be read back", "")]
    [InlineData("dd-MM-yyyy HH:mm ffffffff", "cannot be read back", "")]
    [InlineData("Q dd-MM-yyyy", "'Q'", "")]
    [InlineData("HH:mm", "no day", "")]
    public void A_pattern_that_reads_no_day_or_another_is_refused_with_what_was_meant(string pattern, string said, string meant)
    {
        string wrong = DatePattern.Wrong(pattern).ShouldNotBeNull();
        wrong.ShouldContain(said);
        if (meant.Length > 0) wrong.ShouldContain($"'{meant}'");
    }

    [Theory]
    [InlineData("yyyy-MM-dd")]
    [InlineData("d-M-yyyy H:mm")]
    [InlineData("M/d/yy h:mm tt")]
    [InlineData("yyyyMMdd")]
    [InlineData("yyyyMMddHHmmss")]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("yyyy-MM-ddTHH:mm:ss.fffffffK")]
    [InlineData("yyyy-MM-dd HH:mm:ss zzz")]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'")]
    [InlineData("dddd d MMMM yyyy")]
    [InlineData("d 'de' MMMM 'de' yyyy")]
    [InlineData("dd.MM.yyyy HH 'Uhr'")]
    [InlineData("yyyy年M月d日")]
    [InlineData("yyyy-MM-dd\\THH:mm")]
    [InlineData("o")]
    [InlineData("s")]
    [InlineData("u")]
    [InlineData("r")]
    public void A_pattern_that_reads_the_day_it_writes_is_taken(string pattern) => DatePattern.Wrong(pattern).ShouldBeNull();

    [Fact]
    public void Two_patterns_that_read_one_text_as_two_days_are_refused()
    {
        DatePattern.Clash(["d-M-yyyy", "d/M/yyyy", "M/d/yyyy"]).ShouldNotBeNull().Text.ShouldBe("1/2/2003");
        DatePattern.Clash(["dd-MM-yy", "yy-MM-dd"]).ShouldNotBeNull();
        DatePattern.Clash(["d-M-yyyy H:mm", "d-M-yyyy", "d-M-yy", "dd-MM-yyyy", "yyyy-MM-dd"]).ShouldBeNull();
    }

    [Fact]
    public void No_text_makes_the_judge_of_patterns_throw_and_what_it_takes_reads_the_day_it_writes() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements("d", "dd", "M", "MM", "MMM", "yy", "yyyy", "H", "hh", "mm", "ss", "tt", "-", " ", "'", "\\",
            "T", "K", "x", "%", ":", "/", "fff", "D", "Y")).ToArbitrary(), parts =>
        {
            string pattern = string.Concat(parts);
            if (DatePattern.Wrong(pattern) is not null) return true;
            var day = new DateTimeOffset(2019, 8, 7, 21, 0, 0, TimeSpan.Zero);
            return DateTimeOffset.TryParseExact(day.ToString(pattern, CultureInfo.InvariantCulture), pattern, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out DateTimeOffset read)
                && read.Date == day.Date && read.Hour is 21 or 0;
        }).QuickCheckThrowOnFailure();
}

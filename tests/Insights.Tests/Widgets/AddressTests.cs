using FsCheck;
using FsCheck.Fluent;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.WebUtilities;

namespace Insights.Tests.Widgets;

public sealed class AddressTests
{
    private static readonly Gen<SummaryQuery> Queries =
        from workspace in Gen.Elements(Enum.GetValues<Workspace>())
        from range in Gen.Elements(Enum.GetValues<Preset>())
        from day in Gen.Choose(0, 30_000)
        from days in Gen.Choose(0, SummaryQuery.LongestRangeByDay - 1)
        from comparison in Gen.Elements(Enum.GetValues<Comparison>())
        from granularity in Gen.Elements(Enum.GetValues<Granularity>())
        from language in Gen.Elements(null, "en", "nl")
        from theme in Gen.Elements(Enum.GetValues<Theme>())
        from program in Gen.Elements(null, "contact_request", "a&b=c #%")
        from country in Gen.Elements(null, "MX", "Côte d’Ivoire")
        from kept in Gen.Elements(null, "cosell?country=NL&deal_type=all", "leads?tab=qualified&program=a%26b",
            "cosell?customer=O%27Neil%20%26%20Co")
        from column in Gen.Elements(QrpSort.Columns.ToArray())
        from down in Gen.Elements(true, false)
        let first = new DateOnly(2000, 1, 1).AddDays(day)
        select new SummaryQuery
        {
            Workspace = workspace,
            Range = range,
            From = range == Preset.Custom ? first : null,
            To = range == Preset.Custom ? first.AddDays(days) : null,
            Comparison = comparison,
            Granularity = granularity,
            Language = language,
            Theme = theme,
            Program = program,
            Country = country,
            Sort = new QrpSort(column, down),
            Kept = kept,
        };

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(Queries.ToArbitrary(), query =>
    {
        AddressReading read = Read(Links.Summary(query));
        return read.Query == query && read.NotUnderstood.Count == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_default_address_is_the_path_alone() => Links.Summary(new SummaryQuery()).ShouldBe("/insights/summary");

    [Theory]
    [InlineData("?range=2m", "address.range"), InlineData("?from=2022-01-01", "address.both"),
        InlineData("?from=2022-13-01&to=2022-12-31", "address.date")]
    [InlineData("?from=2022-02-01&to=2022-01-01", "address.order"), InlineData("?from=2000-01-01&to=2022-01-01", "address.long"),
        InlineData("?from=0001-01-01&to=0001-02-01", "address.date")]
    [InlineData("?from=2020-01-01&to=2022-01-01&granularity=day", "address.days"), InlineData("?compare=1", "address.compare"),
        InlineData("?granularity=hour", "address.granularity")]
    [InlineData("?lang=xx", "address.lang"), InlineData("?theme=1", "address.theme"), InlineData("?sort=--name", "address.sort")]
    [InlineData("?keep=nowhere", "address.keep"), InlineData("?keep=cosell%3Foffer%3Dx", "address.keep")]
    public void What_is_not_understood_is_named_and_the_default_is_used(string address, string reason)
    {
        AddressReading read = Read("/insights/summary" + address);
        read.NotUnderstood.ShouldHaveSingleItem().Reason.ShouldBe(reason);
        Language.English.Has(reason).ShouldBeTrue();
    }

    [Fact]
    public void Any_text_at_all_is_read_without_failing() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
    {
        AddressReading read = AddressReader.Read(Workspace.Insights, _ => text);
        read.Query.Period(Readings.Now, TimeZoneInfo.Utc).Before();
        return read.Query.Range is Preset.ThreeMonths or Preset.Custom;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_form_may_send_its_dates_beside_a_preset()
    {
        Read("/insights/summary?range=6m&from=2022-01-01&to=2022-02-01").Query.ShouldBe(new SummaryQuery { Range = Preset.SixMonths });
        Read("/insights/summary?range=custom&from=2022-01-01&to=2022-02-01").Query.Period(Readings.Now, TimeZoneInfo.Utc).Days.ShouldBe(32);
    }

    private static AddressReading Read(string address)
    {
        string[] parts = address.Split('?', 2);
        var query = QueryHelpers.ParseQuery(parts.ElementAtOrDefault(1));
        return AddressReader.Read(parts[0].StartsWith("/referrals/", StringComparison.Ordinal) ? Workspace.Referrals : Workspace.Insights,
            name => query.TryGetValue(name, out var values) ? values[^1] : null);
    }
}

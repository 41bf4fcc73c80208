using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Tests.Metrics;

/// <summary>The table of monthly rates that ships with the product (src/Insights/Metrics/Rates/rates.csv).</summary>
public sealed class ShippedRatesTests
{
    private sealed record Rate(string Currency, decimal UsdPerUnit, DateOnly Month);

    private static readonly IReadOnlyList<Rate> Table = Read();

    [Fact]
    public void The_table_has_22_currencies_sorted_by_currency_and_month()
    {
        Table.Select(r => r.Currency).Distinct().ShouldBe(
            "AUD BRL CAD CHF CNY DKK EUR GBP HKD INR JPY KRW LKR MXN MYR NOK NZD SEK SGD THB TWD ZAR".Split(' '));
        Table.ShouldBe(Table.OrderBy(r => r.Currency, StringComparer.Ordinal).ThenBy(r => r.Month));
    }

    [Fact]
    public void No_currency_misses_a_month_from_January_2000_to_the_end_of_the_table()
    {
        DateOnly end = Table.Max(r => r.Month);
        end.ShouldBeGreaterThanOrEqualTo(new DateOnly(2026, 6, 1));
        foreach (IGrouping<string, Rate> currency in Table.GroupBy(r => r.Currency))
        {
            DateOnly expected = new(2000, 1, 1);
            foreach (Rate rate in currency)
            {
                rate.Month.ShouldBe(expected, currency.Key);
                expected = expected.AddMonths(1);
            }
            expected.ShouldBe(end.AddMonths(1), currency.Key);
        }
    }

    [Fact]
    public void Every_rate_is_positive_and_moves_by_less_than_half_in_a_month()
    {
        // A series that changed its direction, or a currency that changed its name, would jump here.
        foreach (IGrouping<string, Rate> currency in Table.GroupBy(r => r.Currency))
            foreach ((Rate before, Rate after) in currency.Zip(currency.Skip(1)))
                (after.UsdPerUnit / before.UsdPerUnit).ShouldBeInRange(0.5m, 2m, $"{currency.Key} {after.Month}");
    }

    [Theory]
    [InlineData("EUR", 2008, 7, 1.5758)]
    [InlineData("GBP", 2008, 7, 1.9889)]
    [InlineData("AUD", 2008, 7, 0.9620)]
    [InlineData("NZD", 2008, 7, 0.7546)]
    [InlineData("JPY", 2024, 7, 0.006348)]
    [InlineData("INR", 2024, 7, 0.011963)]
    public void A_known_month_has_its_known_rate_in_dollars_for_one_unit(string currency, int year, int month, double dollars) =>
        ((double)Table.Single(r => r.Currency == currency && r.Month == new DateOnly(year, month, 1)).UsdPerUnit)
            .ShouldBe(dollars, dollars * 0.001);

    private static List<Rate> Read()
    {
        using Stream stream = typeof(Language).Assembly.GetManifestResourceStream("rates.csv")!;
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd();
        text.ShouldNotContain('\r');
        text.ShouldEndWith("\n");
        string[] lines = text.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("CurrencyCode,USDPerUnit,Month");
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new Rate(
            cells[0],
            decimal.Parse(cells[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            DateOnly.ParseExact(cells[2] + "01", "yyyyMMdd", CultureInfo.InvariantCulture)))];
    }
}

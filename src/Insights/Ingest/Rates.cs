using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Monthly rates in the shape of the Partner API's own table (domain.md 10): CurrencyCode, USDPerUnit, Month.</summary>
internal sealed class Rates(Header header) : ITable
{
    private static readonly Column Currency = new("CurrencyCode", "Currency", "Valuta"),
        PerUnit = new("USDPerUnit", "USD per unit", "USD per eenheid"), Month = new("Month", "Maand");

    public static readonly TableFormat Format = new("rates", "the list of monthly rates", [Currency, PerUnit, Month], [],
        header => new Rates(header))
    {
        Each = "the rate of a currency and month",
    };

    private readonly Place currency = header.Find(Currency), perUnit = header.Find(PerUnit), month = header.Find(Month);

    public Told Read(Row row)
    {
        string? code = row.Currency(currency);
        if (code is null) row.Problems.Wrong(currency.Name, "The currency is empty.");
        return new RateObservation { Currency = code ?? "", Month = ReadMonth(row), UsdPerUnit = ReadRate(row) };
    }

    // A rate keeps all its decimals: one rupiah is 0.0000613 dollar.
    private decimal ReadRate(Row row)
    {
        string? text = row.Text(perUnit);
        if (decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture,
            out decimal rate) && rate > 0) return rate;
        row.Problems.Wrong(perUnit.Name,
            $"{Spelling.Quoted(text)} is no rate; write how many dollars one unit is worth, more than 0, such as 1.0912.");
        return 0;
    }

    private DateOnly ReadMonth(Row row)
    {
        string? text = row.Text(month);
        foreach (string pattern in (ReadOnlySpan<string>)["yyyyMM", "yyyy-MM", "yyyy-MM-dd"])
            if (DateOnly.TryParseExact(text, pattern, System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None, out DateOnly day) && day.Year is >= 1970 and <= 2100)
                return new DateOnly(day.Year, day.Month, 1);
        row.Problems.Wrong(month.Name, $"{Spelling.Quoted(text)} is no month; write 202404 or 2024-04.");
        return default;
    }
}

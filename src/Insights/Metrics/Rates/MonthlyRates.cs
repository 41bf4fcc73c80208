using System.Collections.Frozen;
using System.Globalization;

namespace Insights.Metrics.Rates;

/// <summary>What an amount became in the reporting currency.</summary>
/// <param name="Value">None when there is no rate for the month or any earlier one.</param>
/// <param name="EarlierRate">True when the month itself had no rate and an earlier one was used.</param>
public readonly record struct Converted(decimal? Value, bool EarlierRate)
{
    /// <summary>True when it is none because the reporting currency itself has no rate for the month or any earlier one.</summary>
    public bool NoTarget { get; init; }
}

/// <summary>What one unit of a currency was worth in USD, month by month (metrics.md 5). An organisation's own rates for a
/// currency replace the shipped ones of that currency altogether.</summary>
public sealed class MonthlyRates
{
    private static readonly Lazy<FrozenDictionary<string, Series>> Shipped = new(ReadShipped);
    private readonly FrozenDictionary<string, Series> own;

    /// <summary>Currencies with shipped rates, and USD, in order.</summary>
    public static IReadOnlyList<string> ShippedCurrencies => [.. Shipped.Value.Keys.Append("USD").Distinct().Order(StringComparer.Ordinal)];

    public MonthlyRates(IEnumerable<(string Currency, DateOnly Month, decimal UsdPerUnit)> ownRates) =>
        own = ownRates.GroupBy(r => r.Currency, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => new Series(g.Select(r => (MonthNumber(r.Month), r.UsdPerUnit))),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Converts with the rates of the month a moment fell in.</summary>
    /// <param name="usd">The source's own conversion to USD, believed before any rate.</param>
    public Converted Convert(decimal? amount, string? currency, decimal? usd, DateOnly day, string to)
    {
        if (usd is null && amount is null or 0) return new(0, false);
        if (currency is not null && amount is not null && Same(currency, to)) return new(amount, false);

        (decimal Rate, bool Earlier)? target = Same(to, "USD") ? (1m, false) : Rate(to, day);
        if (target is not { } t) return new(null, false) { NoTarget = true };
        Converted inUsd = usd is not null ? new(usd, false) : currency is null ? new(null, false)
            : Multiply(amount!.Value, Rate(currency, day));
        return inUsd.Value is null || Same(to, "USD") ? inUsd : new(inUsd.Value / t.Rate, inUsd.EarlierRate || t.Earlier);
    }

    private static Converted Multiply(decimal amount, (decimal Rate, bool Earlier)? rate) =>
        rate is { } r ? new(amount * r.Rate, r.Earlier) : new(null, false);

    private (decimal Rate, bool Earlier)? Rate(string currency, DateOnly day)
    {
        if (own.TryGetValue(currency, out Series? series)) return series.At(MonthNumber(day));
        if (Same(currency, "USD")) return (1m, false);
        return Shipped.Value.TryGetValue(currency, out series) ? series.At(MonthNumber(day)) : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static int MonthNumber(DateOnly day) => day.Year * 12 + day.Month - 1;

    /// <summary>The shipped table: CurrencyCode, USDPerUnit, Month (YYYYMM), sorted; its source is named in NOTICE.md beside it.</summary>
    private static FrozenDictionary<string, Series> ReadShipped()
    {
        using Stream? stream = typeof(MonthlyRates).Assembly.GetManifestResourceStream("rates.csv");
        if (stream is null) return FrozenDictionary<string, Series>.Empty;
        using var reader = new StreamReader(stream);
        var rows = new List<(string Currency, int Month, decimal Rate)>();
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            int month = int.Parse(cells[2], CultureInfo.InvariantCulture);
            rows.Add((cells[0], month / 100 * 12 +
                month % 100 - 1, decimal.Parse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        return rows.GroupBy(r => r.Currency).ToFrozenDictionary(g => g.Key, g => new Series(g.Select(r => (r.Month, r.Rate))),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>One currency's rates, by month number, ascending.</summary>
    private sealed class Series
    {
        private readonly int[] months;
        private readonly decimal[] rates;

        public Series(IEnumerable<(int Month, decimal Rate)> rows)
        {
            var sorted = rows.OrderBy(r => r.Month).ToList();
            months = [.. sorted.Select(r => r.Month)];
            rates = [.. sorted.Select(r => r.Rate)];
        }

        public (decimal Rate, bool Earlier)? At(int month)
        {
            int at = Array.BinarySearch(months, month);
            if (at >= 0) return (rates[at], false);
            int earlier = ~at - 1;
            return earlier >= 0 ? (rates[earlier], true) : null;
        }
    }
}

using System.Globalization;

namespace Insights.Vocabulary;

/// <summary>An amount in a currency (ISO 4217, upper case). Two currencies are never added (metrics.md 5).</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => a.Currency == b.Currency
        ? new Money(a.Amount + b.Amount, a.Currency)
        : throw new InvalidOperationException($"{a.Currency} and {b.Currency} are never added; convert one first.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");
}

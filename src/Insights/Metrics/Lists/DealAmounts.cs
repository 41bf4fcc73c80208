using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Rates;

namespace Insights.Metrics.Lists;

/// <summary>Deal values in the reporting currency, by the rate of the month the referral was closed in, else of the month it was
/// created in (metrics.md 5). For what was won that is exactly what revenue adds up.</summary>
internal static class DealAmounts
{
    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<long[]>> Known = [];

    /// <summary>In ten-thousandths, by row; <see cref="OrganizationFacts.NoAmount"/> where there is no value or no rate. Made once.</summary>
    public static long[] Of(OrganizationFacts facts) => Known.GetValue(facts, static f => new Lazy<long[]>(() =>
    {
        var convert = new Conversion(f);
        long[] amounts = new long[f.Count];
        for (int row = 0; row < amounts.Length; row++)
            amounts[row] = convert.Of(row).Value is { } value ? (long)Math.Clamp(Math.Round(value * 10_000m), long.MinValue + 1, long.MaxValue - 1) : OrganizationFacts.NoAmount;
        return amounts;
    })).Value;
}

/// <summary>Converts the deal values of some facts.</summary>
internal sealed class Conversion(OrganizationFacts facts)
{
    private readonly MonthlyRates rates = new(facts.Rates.Select(r => (r.Currency, r.Month, r.UsdPerUnit)));
    private readonly ReportingSettings settings = Summary.TallyOf(facts).Settings;
    private readonly LocalDays local = new(Summary.TallyOf(facts).Settings.Zone);

    /// <summary>The exact amount. <see cref="Converted.Value"/> is none when the row has no value, or no rate is known.</summary>
    public Converted Of(int row)
    {
        if (!HasValue(row)) return new Converted(null, false);
        long moment = facts.Closed[row] == OrganizationFacts.NoMoment ? facts.Created[row] : facts.Closed[row];
        return rates.Convert(Amount(facts.Value[row]), facts.Words[facts.Currency[row]], Amount(facts.ValueUsd[row]), DateOnly.FromDayNumber(local.Day(moment)), settings.Currency);
    }

    /// <summary>Whether its source told any amount.</summary>
    public bool HasValue(int row) => facts.Value[row] != OrganizationFacts.NoAmount || facts.ValueUsd[row] != OrganizationFacts.NoAmount;

    /// <summary>A registration's contract value, by the month of its approval.</summary>
    public Converted Of(Registration registration) => registration.ApprovedAt is { } at
        ? rates.Convert(registration.ContractValue, registration.Currency, registration.ContractValueUsd, DateOnly.FromDayNumber(local.Day(at)), settings.Currency)
        : new Converted(null, false);

    private static decimal? Amount(long tenThousandths) => tenThousandths == OrganizationFacts.NoAmount ? null : tenThousandths / 10_000m;
}

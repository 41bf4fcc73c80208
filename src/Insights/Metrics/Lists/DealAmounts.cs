using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Rates;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Deal values in the reporting currency, by the rate of the month the referral was closed in, else of the month it was
/// created in (metrics.md 5). For what was won that is exactly what revenue adds up.</summary>
internal sealed class DealAmounts
{
    /// <summary>Where a row's amount comes from, when not simply from its month.</summary>
    public enum Origin : byte { Plain, NoValue, NoRate, NoTarget, EarlierRate }

    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<DealAmounts>> Known = [];
    private readonly decimal[] amounts;
    private readonly Origin[] origins;
    private readonly Lazy<long[]> ranks;

    private DealAmounts(OrganizationFacts facts)
    {
        amounts = new decimal[facts.Count];
        origins = new Origin[facts.Count];
        ranks = new Lazy<long[]>(() =>
            [.. amounts.Select((amount, row) => origins[row] is Origin.NoValue or Origin.NoRate or Origin.NoTarget
            ? OrganizationFacts.NoAmount
            : (long)Math.Clamp(Math.Round(amount * 10_000m), long.MinValue + 1, long.MaxValue - 1))]);
        var convert = new Conversion(facts);
        Parallel.ForEach(Partitioner.Create(0, Math.Max(1, facts.Count)), range =>
        {
            for (int row = range.Item1; row < Math.Min(range.Item2, amounts.Length); row++)
            {
                Converted converted = convert.Of(row);
                amounts[row] = converted.Value ?? 0;
                origins[row] = converted switch
                {
                    { NoTarget: true } => Origin.NoTarget,
                    { Value: null } => convert.HasValue(row) ? Origin.NoRate : Origin.NoValue,
                    { EarlierRate: true } => Origin.EarlierRate,
                    _ => Origin.Plain,
                };
            }
        });
    }

    /// <summary>Made at the first question, kept as long as the facts.</summary>
    public static DealAmounts Of(OrganizationFacts facts) =>
        Known.GetValue(facts, static f => new Lazy<DealAmounts>(() => new DealAmounts(f))).Value;

    /// <summary>The exact amount; 0 without value and without rate.</summary>
    public decimal this[int row] => amounts[row];

    public Origin OriginOf(int row) => origins[row];

    /// <summary>True for a value that is left out for want of a rate.</summary>
    public bool IsLeftOut(int row) => origins[row] is Origin.NoRate or Origin.NoTarget;

    /// <summary>What rows are sorted by, by row: whole ten-thousandths, <see cref="OrganizationFacts.NoAmount"/> without value and without
    /// rate.</summary>
    public long[] Ranks => ranks.Value;
}

/// <summary>Converts the deal values and contract values of some facts.</summary>
internal sealed class Conversion(OrganizationFacts facts)
{
    private readonly MonthlyRates rates = new(facts.Rates.Select(r => (r.Currency, r.Month, r.UsdPerUnit)));
    private readonly ReportingSettings settings = Summary.TotalsOf(facts).Settings;
    private readonly LocalDays local = new(Summary.TotalsOf(facts).Settings.Zone);

    /// <summary>The exact amount. <see cref="Converted.Value"/> is none when the row has no value, or no rate is known.</summary>
    public Converted Of(int row)
    {
        if (!HasValue(row)) return new Converted(null, false);
        long moment = facts.Closed[row] == OrganizationFacts.NoMoment ? facts.Created[row] : facts.Closed[row];
        return Convert(Amount(facts.Value[row]), facts.Words[facts.Currency[row]], Amount(facts.ValueUsd[row]), moment);
    }

    /// <summary>Whether its source told any amount.</summary>
    public bool HasValue(int row) => facts.Value[row] != OrganizationFacts.NoAmount || facts.ValueUsd[row] != OrganizationFacts.NoAmount;

    /// <summary>A registration's contract value, or what of it falls in a year, by the month of a moment; none where it is not known how
    /// long the contract runs.</summary>
    public Converted Of(Registration registration, RegistrationMeasure measure, long moment)
    {
        bool annual = measure == RegistrationMeasure.AnnualContractValue;
        if (annual && (registration.AnnualValue ?? registration.AnnualValueUsd) is not null)
            return Convert(registration.AnnualValue, registration.Currency, registration.AnnualValueUsd, moment);
        Converted contract = Convert(registration.ContractValue, registration.Currency, registration.ContractValueUsd, moment);
        return annual ? contract with { Value = registration.Years is { } years ? contract.Value / years : null } : contract;
    }

    /// <summary>What a registration adds to the sum of a measure: 1 to a count, a value by the month of a moment, 0 where it is not
    /// known.</summary>
    public decimal Summand(Registration registration, RegistrationMeasure measure, long moment) => measure == RegistrationMeasure.Count ? 1
        : Of(registration, measure, moment).Value ?? 0;

    /// <summary>A value that is left out for want of a rate, or converted with an earlier month's; null when it needs no word, or there is
    /// none.</summary>
    public OddAmount? OddOf(Registration r, RegistrationMeasure measure, long moment)
    {
        if (measure == RegistrationMeasure.Count) return null;
        bool annual = measure == RegistrationMeasure.AnnualContractValue && (r.AnnualValue ?? r.AnnualValueUsd) is not null;
        (decimal? own, decimal? usd) = annual ? (r.AnnualValue, r.AnnualValueUsd) : (r.ContractValue, r.ContractValueUsd);
        // Of a contract that runs nobody knows how long there is no annual value to leave out.
        if ((own ?? usd) is not { } amount
            || (measure == RegistrationMeasure.AnnualContractValue && !annual && r.Years is null)) return null;
        Converted value = Of(r, measure, moment);
        return value is { Value: not null, EarlierRate: false } ? null
            : new OddAmount(0, "", value.Value is null, own is null ? "USD" : r.Currency ?? "?", 1, amount) { NoTarget = value.NoTarget };
    }

    private Converted Convert(decimal? amount, string? currency, decimal? usd, long moment) =>
        rates.Convert(amount, currency, usd, DateOnly.FromDayNumber(local.Day(moment)), settings.Currency);

    private static decimal? Amount(long tenThousandths) => tenThousandths == OrganizationFacts.NoAmount ? null : tenThousandths / 10_000m;
}

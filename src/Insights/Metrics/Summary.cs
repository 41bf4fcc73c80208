using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What is asked of a summary. A null period is the default, the last three months.</summary>
public sealed record SummaryQuestion(Preset Preset = Preset.ThreeMonths, DateOnly? From = null, DateOnly? Last = null,
    Comparison Comparison = Comparison.Previous, Granularity Granularity = Granularity.Month);

/// <summary>Makes a <see cref="Reading"/> of facts: the only place where a number of the Summary comes about.</summary>
public static class Summary
{
    private static readonly ConditionalWeakTable<OrganizationFacts, Tally> Tallies = [];

    /// <exception cref="ArgumentException">A custom period ends before it begins.</exception>
    public static Reading Read(OrganizationFacts facts, SummaryQuestion question, DateTimeOffset now)
    {
        Tally tally = TallyOf(facts);
        Period period = question is { From: { } from, Last: { } last }
            ? Period.Inclusive(from, last, tally.Settings.Zone)
            : Period.Of(question.Preset, now, tally.Settings.Zone);
        Period? comparedWith = question.Comparison switch
        {
            Comparison.Previous => period.Before(),
            Comparison.Year => period.YearEarlier(),
            _ => null,
        };
        IReadOnlyList<DateOnly> full = question.Comparison == Comparison.Months ? period.FullMonths(Period.Today(now, tally.Settings.Zone)) : [];
        (DateOnly First, DateOnly Last)? months = full.Count >= 2 ? (full[0], full[^1]) : null;

        var numbers = new Numbers(tally);
        IReadOnlyList<Trends.Piece> pieces = Trends.Cut(period, question.Granularity, now);
        var metrics = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        var trends = new Dictionary<string, IReadOnlyList<TrendPoint>>(StringComparer.Ordinal);
        foreach (Metric metric in Catalogue.Summary)
        {
            metrics[metric.Key] = numbers.Of(metric, period.From, period.To);
            if (metric.HasTrend)
                trends[metric.Key] = [.. pieces.Select(p => new TrendPoint(p.From, numbers.Of(metric, p.From, p.To) ?? 0, p.Partial))];
            if (metric.Clock != Clock.Event || question.Comparison == Comparison.None) continue;
            changes[metric.Key] = comparedWith is { } before ? Compare(metric, numbers.Of(metric, before.From, before.To), metrics[metric.Key])
                : months is { } m ? Compare(metric, numbers.Of(metric, m.First, m.First.AddMonths(1)), numbers.Of(metric, m.Last, m.Last.AddMonths(1)))
                : new Change(null, null, null, metric.Unit == Unit.Percent);
        }

        return new Reading
        {
            Organization = facts.OrganizationName,
            OrganizationId = facts.OrganizationId,
            IsSample = facts.IsSample,
            ChangeNumber = facts.ChangeNumber,
            Now = now,
            Period = period,
            Granularity = question.Granularity,
            Comparison = question.Comparison,
            ComparedWith = comparedWith,
            ComparedMonths = months,
            Currency = tally.Settings.Currency,
            Metrics = metrics,
            Changes = changes,
            Trends = trends,
            Distribution = Distribution.Read(tally, period),
            AcceptanceTime = Histogram(tally, TimeBuckets.Acceptance, period),
            WinTime = Histogram(tally, TimeBuckets.Win, period),
            Qrp = tally.Cohorts.Read(period, now),
            Freshness = Sources.Read(tally),
            Notes = DataQuality.Notes(tally, period),
            PageViewSplit = Split(facts, period),
            MoneyCaveats = DataQuality.Caveats(tally, period),
        };
    }

    /// <summary>The running totals of facts: made at the first question, kept as long as the facts are.</summary>
    internal static Tally TallyOf(OrganizationFacts facts) => Tallies.GetValue(facts, static f => new Tally(f));

    /// <summary>The rule of change (metrics.md 3): none when the base is 0 or missing; rates in percentage points.</summary>
    private static Change Compare(Metric metric, decimal? from, decimal? to) => metric.Unit == Unit.Percent
        ? new Change(from, to, to - from, InPoints: true)
        : new Change(from, to, from is null or 0 ? null : 100m * (to - from) / from, InPoints: false);

    private static IReadOnlyList<TimeBucket> Histogram(Tally tally, TimeBuckets buckets, Period period) =>
    [
        .. buckets.Labels.Select((label, i) => new TimeBucket(label,
            tally.Bucket(buckets, TimeBuckets.Line(i, ReferralGroup.CoSell), period.From.DayNumber, period.To.DayNumber),
            tally.Bucket(buckets, TimeBuckets.Line(i, ReferralGroup.Leads), period.From.DayNumber, period.To.DayNumber))),
    ];

    private static IReadOnlyList<PageViewSplit> Split(OrganizationFacts facts, Period period) =>
    [
        .. facts.Views.Where(v => period.From <= v.Day && v.Day < period.To)
            .GroupBy(v => v.Source, StringComparer.OrdinalIgnoreCase)
            .Select(g => new PageViewSplit(g.Key, g.Sum(v => v.PageViews), g.Sum(v => v.CtaClicks)))
            .OrderBy(s => s.Source, StringComparer.Ordinal),
    ];
}

/// <summary>Evaluates formulas over days <c>[from, to)</c>: counts and sums first, rates last.</summary>
internal readonly struct Numbers(Tally tally)
{
    public decimal? Of(Metric metric, DateOnly from, DateOnly to) => Of(metric.Formula, from, to);

    private decimal? Of(Formula formula, DateOnly from, DateOnly to)
    {
        int first = from.DayNumber, end = to.DayNumber;
        switch (formula)
        {
            case Formula.Events events:
                return Count(events.Kind, events.Classes, first, end);
            case Formula.Outbound:
                return Count(EventKind.Created, tally.Settings.Outbound, first, end);
            case Formula.DealValue { Kind: EventKind.Won } value:
                decimal amount = 0;
                foreach (ReferralClass of in value.Classes) amount += tally.WonValue(of, first, end);
                return amount;
            case Formula.Sum sum:
                return Total(sum.Parts, from, to);
            case Formula.Ratio ratio:
                decimal under = Total(ratio.Under, from, to);
                return under == 0 ? null : 100m * Total(ratio.Over, from, to) / under;
            case Formula.Solutions solutions:
                return tally.Facts.Solutions.Count(s => solutions.Classes.Contains(s.Class));
            case Formula.Visits visits:
                return tally.Visits(visits.Clicks, first, end);
            case Formula.Registrations { Event: RegistrationEvent.Approved, Measure: RegistrationMeasure.ContractValue }:
                return tally.ApprovedValue(first, end);
            default:
                throw new InvalidOperationException($"No evaluation for {formula.GetType().Name}.");
        }
    }

    private int Count(EventKind kind, IReadOnlyList<ReferralClass> classes, int from, int to)
    {
        int count = 0;
        foreach (ReferralClass of in classes) count += tally.Events(kind, of, from, to);
        return count;
    }

    private decimal Total(IReadOnlyList<string> keys, DateOnly from, DateOnly to)
    {
        decimal total = 0;
        foreach (string key in keys) total += Of(Catalogue.Get(key), from, to) ?? 0;
        return total;
    }
}

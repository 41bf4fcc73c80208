using System.Runtime.CompilerServices;
using Insights.Facts;
using Insights.Metrics.Qrp;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What is asked of a summary. A null period is the default, the last three months.</summary>
public sealed record SummaryQuestion(Preset Preset = Preset.ThreeMonths, DateOnly? From = null, DateOnly? Last = null,
    Comparison Comparison = Comparison.Previous, Granularity Granularity = Granularity.Month);

/// <summary>Makes a <see cref="Reading"/> of facts: the only place where a number of the Summary comes about.</summary>
public static class Summary
{
    private static readonly ConditionalWeakTable<OrganizationFacts, DailyTotals> Tallies = [];

    /// <exception cref="ArgumentException">A custom period ends before it begins.</exception>
    public static Reading Read(OrganizationFacts facts, SummaryQuestion question, DateTimeOffset now)
    {
        DailyTotals totals = TotalsOf(facts);
        Reading frame = Frame(totals, question, now);
        Period period = frame.Period;
        var numbers = new Numbers(totals);
        Figure Of(Metric metric, DateOnly from, DateOnly to) => numbers.FigureOf(metric, totals.Between(from, to));

        IReadOnlyList<Trends.Piece> pieces = Trends.Cut(period, question.Granularity, now);
        var metrics = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        var trends = new Dictionary<string, IReadOnlyList<TrendPoint>>(StringComparer.Ordinal);
        var observed = new Dictionary<string, Observed>(StringComparer.Ordinal);
        foreach (Metric metric in Catalogue.Summary)
        {
            Figure figure = Of(metric, period.From, period.To);
            metrics[metric.Key] = figure.Value;
            if (figure.IsObserved) observed[metric.Key] = figure.Observed;
            if (metric.HasTrend)
                trends[metric.Key] = [.. pieces.Select(p => PointOf(p, Of(metric, p.From, p.To)))];
            if (ChangeOf(frame, metric, figure, (from, to) => Of(metric, from, to)) is { } change) changes[metric.Key] = change;
        }
        if (Metrics.Distribution.Observed(totals, period) is { Count: > 0 } standing) observed[Population.Distribution] = standing;
        if (Cohorts.Observed(totals, period) is { Count: > 0 } cohorts) observed[Population.Qrp] = cohorts;
        return frame with
        {
            Metrics = metrics,
            Changes = changes,
            Trends = trends,
            Notes = DataQuality.Notes(totals, period),
            Distribution = Metrics.Distribution.Read(totals, period),
            AcceptanceTime = Histogram(totals, TimeBuckets.Acceptance, period),
            WinTime = Histogram(totals, TimeBuckets.Win, period),
            Qrp = totals.Cohorts.Read(period, now),
            PageViewSplit = Split(facts, period),
            MoneyCaveats = DataQuality.Caveats(totals, period),
            Observed = observed,
        };
    }

    /// <summary>What is asked and what it rests on, without any number yet.</summary>
    internal static Reading Frame(DailyTotals totals, SummaryQuestion question, DateTimeOffset now)
    {
        OrganizationFacts facts = totals.Facts;
        Period period = question is { From: { } from, Last: { } last }
            ? Period.Inclusive(from, last, totals.Settings.Zone)
            : Period.Of(question.Preset, now, totals.Settings.Zone);
        IReadOnlyList<DateOnly> full = question.Comparison == Comparison.Months ? period.FullMonths(Period.Today(now, totals.Settings.Zone))
            : [];
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
            ComparedWith = question.Comparison switch
            {
                Comparison.Previous => period.Before(),
                Comparison.Year => period.YearEarlier(),
                _ => null,
            },
            ComparedMonths = full.Count >= 2 ? (full[0], full[^1]) : null,
            Currency = totals.Settings.Currency,
            Metrics = new Dictionary<string, decimal?>(),
            Changes = new Dictionary<string, Change>(),
            Trends = new Dictionary<string, IReadOnlyList<TrendPoint>>(),
            Freshness = SourceFormats.Read(totals),
            Notes = [],
        };
    }

    /// <summary>How a metric moved, by the frame's comparison (metrics.md 3, Change); null when nothing is compared.</summary>
    /// <param name="of">The metric over other days <c>[from, to)</c>.</param>
    internal static Change? ChangeOf(Reading frame, Metric metric, Figure value, Func<DateOnly, DateOnly, Figure> of) =>
        metric.Clock != Clock.Event || frame.Comparison == Comparison.None ? null
        : frame.ComparedWith is { } before ? Compare(metric, of(before.From, before.To), value)
        : frame.ComparedMonths is { } m ? Compare(metric, of(m.First, m.First.AddMonths(1)), of(m.Last, m.Last.AddMonths(1)))
        : new Change(null, null, null, metric.Unit == Unit.Percent);

    internal static TrendPoint PointOf(Trends.Piece piece, Figure figure) =>
        new(piece.From, figure.Value ?? 0, piece.Partial) { IsNone = figure.Value is null, Observed = figure.Observed.Count };

    /// <summary>The running totals of facts: made at the first question, kept as long as the facts are.</summary>
    internal static DailyTotals TotalsOf(OrganizationFacts facts) => Tallies.GetValue(facts, static f => new DailyTotals(f));

    /// <summary>The rule of change (metrics.md 3): none when the base is 0 or missing; rates in percentage points.</summary>
    private static Change Compare(Metric metric, Figure before, Figure now)
    {
        (decimal? from, decimal? to) = (before.Value, now.Value);
        decimal? amount = metric.Unit == Unit.Percent ? to - from : from is null or 0 ? null : 100m * (to - from) / from;
        return new Change(from, to, amount, metric.Unit == Unit.Percent) { OnObserved = before.IsObserved || now.IsObserved };
    }

    private static IReadOnlyList<TimeBucket> Histogram(DailyTotals totals, TimeBuckets buckets, Period period) =>
    [
        .. buckets.Labels.Select((label, i) => new TimeBucket(label,
            totals.Bucket(buckets, TimeBuckets.Line(i, ReferralGroup.CoSell), period.From.DayNumber, period.To.DayNumber),
            totals.Bucket(buckets, TimeBuckets.Line(i, ReferralGroup.Leads), period.From.DayNumber, period.To.DayNumber))),
    ];

    private static IReadOnlyList<PageViewSplit> Split(OrganizationFacts facts, Period period) =>
    [
        .. facts.Views.Where(v => period.From <= v.Day && v.Day < period.To)
            .GroupBy(v => v.Source, StringComparer.OrdinalIgnoreCase)
            .Select(g => new PageViewSplit(g.Key, g.Sum(v => v.PageViews), g.Sum(v => v.CtaClicks)))
            .OrderBy(s => s.Source, StringComparer.Ordinal),
    ];
}

using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What formulas are made of, counted for some days and some referrals.</summary>
internal interface ICounts
{
    int Events(EventKind kind, ReferralClass of);

    /// <summary>Of those, how many are dated by an import.</summary>
    int Observed(EventKind kind, ReferralClass of);

    /// <summary>In the reporting currency, of those won or lost.</summary>
    decimal DealValue(EventKind kind, ReferralClass of);

    /// <summary>Whether any of those amounts was left out because the reporting currency has no rate: a sum of 0 is none then.</summary>
    bool LacksTarget(EventKind kind, ReferralClass of);

    /// <summary>None when they are not known for these days, or what was asked for narrows by something views do not tell.</summary>
    long? Visits(bool clicks);

    decimal Registrations(RegistrationEvent happened, RegistrationMeasure measure);

    /// <inheritdoc cref="LacksTarget(EventKind, ReferralClass)"/>
    bool LacksTarget(RegistrationEvent happened, RegistrationMeasure measure);
}

/// <summary>A metric over some days.</summary>
/// <param name="Value">None is not zero.</param>
/// <param name="Observed">How much of what it counts is dated by an import.</param>
internal readonly record struct Figure(decimal? Value, Observed Observed)
{
    public bool IsObserved => Observed.Count > 0;
}

/// <summary>Evaluates formulas over counts: counts and sums first, rates last.</summary>
internal sealed class Numbers(DailyTotals totals)
{
    public Figure FigureOf<T>(Metric metric, T counts) where T : ICounts =>
        new(Of(metric, counts), totals.Noted.HasObserved ? ObservedOf(metric.Formula, counts) : default);

    public decimal? Of<T>(Metric metric, T counts) where T : ICounts => Of(metric.Formula, counts);

    /// <summary>How many of the events behind a formula are dated by an import.</summary>
    private Observed ObservedOf<T>(Formula formula, T counts) where T : ICounts => formula switch
    {
        Formula.Events events => Seen(events.Kind, events.Classes, counts),
        Formula.Outbound => Seen(EventKind.Created, totals.Settings.Outbound, counts),
        Formula.DealValue value => Seen(value.Kind, value.Classes, counts),
        Formula.Sum sum => Seen(sum.Parts, counts),
        Formula.Ratio ratio => Seen([.. ratio.Over, .. ratio.Under], counts),
        _ => default,
    };

    private Observed Seen<T>(IReadOnlyList<string> keys, T counts) where T : ICounts =>
        keys.Select(key => ObservedOf(Catalogue.Get(key).Formula, counts))
            .Aggregate(default(Observed), (sum, o) => new Observed(sum.Count + o.Count, sum.Of + o.Of));

    private static Observed Seen<T>(EventKind kind, IReadOnlyList<ReferralClass> classes, T counts) where T : ICounts =>
        new(classes.Sum(of => counts.Observed(kind, of)), Count(kind, classes, counts));

    private decimal? Of<T>(Formula formula, T counts) where T : ICounts
    {
        switch (formula)
        {
            case Formula.Events events:
                return Count(events.Kind, events.Classes, counts);
            case Formula.Outbound:
                return Count(EventKind.Created, totals.Settings.Outbound, counts);
            case Formula.DealValue value:
                decimal amount = 0;
                foreach (ReferralClass of in value.Classes) amount += counts.DealValue(value.Kind, of);
                return amount == 0 && value.Classes.Any(of => counts.LacksTarget(value.Kind, of)) ? null : amount;
            case Formula.Sum sum:
                decimal? total = Total(sum.Parts, counts, out bool whole);
                return total == 0 && !whole ? null : total;
            case Formula.Ratio ratio:
                decimal under = Total(ratio.Under, counts, out _);
                return under == 0 ? null : 100m * Total(ratio.Over, counts, out _) / under;
            case Formula.Solutions solutions:
                return totals.HasSolutions ? totals.Facts.Solutions.Count(s => solutions.Classes.Contains(s.Class)) : null;
            case Formula.Visits visits:
                return counts.Visits(visits.Clicks);
            case Formula.Registrations { Event: var happened, Measure: var measure }:
                decimal sumOf = counts.Registrations(happened, measure);
                return sumOf == 0 && measure != RegistrationMeasure.Count && counts.LacksTarget(happened, measure) ? null : sumOf;
            default:
                throw new InvalidOperationException($"No evaluation for {formula.GetType().Name}.");
        }
    }

    private static int Count<T>(EventKind kind, IReadOnlyList<ReferralClass> classes, T counts) where T : ICounts
    {
        int count = 0;
        foreach (ReferralClass of in classes) count += counts.Events(kind, of);
        return count;
    }

    /// <param name="whole">False when a part is none.</param>
    private decimal Total<T>(IReadOnlyList<string> keys, T counts, out bool whole) where T : ICounts
    {
        (decimal total, whole) = (0, true);
        foreach (string key in keys)
        {
            decimal? part = Of(Catalogue.Get(key), counts);
            whole &= part is not null;
            total += part ?? 0;
        }
        return total;
    }
}

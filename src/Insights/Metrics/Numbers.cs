using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What formulas are made of, counted for some days and some referrals.</summary>
internal interface ICounts
{
    int Events(EventKind kind, ReferralClass of);

    /// <summary>In the reporting currency, of those won or lost.</summary>
    decimal DealValue(EventKind kind, ReferralClass of);

    /// <summary>None when what was asked for narrows by something views do not tell.</summary>
    long? Visits(bool clicks);

    decimal Registrations(RegistrationEvent happened, RegistrationMeasure measure);
}

/// <summary>Evaluates formulas over counts: counts and sums first, rates last.</summary>
internal sealed class Numbers(OrganizationFacts facts, ReportingSettings settings)
{
    public decimal? Of<T>(Metric metric, T counts) where T : ICounts => Of(metric.Formula, counts);

    private decimal? Of<T>(Formula formula, T counts) where T : ICounts
    {
        switch (formula)
        {
            case Formula.Events events:
                return Count(events.Kind, events.Classes, counts);
            case Formula.Outbound:
                return Count(EventKind.Created, settings.Outbound, counts);
            case Formula.DealValue value:
                decimal amount = 0;
                foreach (ReferralClass of in value.Classes) amount += counts.DealValue(value.Kind, of);
                return amount;
            case Formula.Sum sum:
                return Total(sum.Parts, counts);
            case Formula.Ratio ratio:
                decimal under = Total(ratio.Under, counts);
                return under == 0 ? null : 100m * Total(ratio.Over, counts) / under;
            case Formula.Solutions solutions:
                return facts.Solutions.Count(s => solutions.Classes.Contains(s.Class));
            case Formula.Visits visits:
                return counts.Visits(visits.Clicks);
            case Formula.Registrations registrations:
                return counts.Registrations(registrations.Event, registrations.Measure);
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

    private decimal Total<T>(IReadOnlyList<string> keys, T counts) where T : ICounts
    {
        decimal total = 0;
        foreach (string key in keys) total += Of(Catalogue.Get(key), counts) ?? 0;
        return total;
    }
}

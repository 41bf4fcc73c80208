using Insights.Facts;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Which rows of the facts a number counts: a deliberately direct scan, beside the running totals of <see cref="DailyTotals"/>,
/// so that a wrong total and a wrong list do not agree by accident (law 9). The formulas are the catalogue's own, so a new metric
/// has its list the moment it is listed there.</summary>
public static class Populations
{
    /// <summary>The rows, in order of creation. A referral that a sum counts twice is there twice.</summary>
    /// <exception cref="ArgumentException">The population is not of referrals.</exception>
    public static int[] Rows(OrganizationFacts facts, Population population, Filters filters, Period period, Facets? facets = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        IReadOnlyList<Func<int, bool>> clauses = Clauses(facts, population, period);
        Func<int, bool>? passes = Passes(facts, facets, filters);
        int[] rows = new int[Math.Min(facts.Count, 1024)];
        int count = 0;
        for (int row = 0; row < facts.Count; row++)
        {
            foreach (Func<int, bool> clause in clauses)
            {
                if (!clause(row) || (passes is not null && !passes(row))) continue;
                if (count == rows.Length) Array.Resize(ref rows, count * 2);
                rows[count++] = row;
            }
        }
        Array.Resize(ref rows, count);
        return rows;
    }

    /// <summary>Whether one referral is among them.</summary>
    public static bool Contains(OrganizationFacts facts, Population population, Filters filters, Period period, int row,
        Facets? facets = null) =>
        Clauses(facts, population, period).Any(clause => clause(row)) && (Passes(facts, facets, filters)?.Invoke(row) ?? true);

    private static IReadOnlyList<Func<int, bool>> Clauses(OrganizationFacts facts, Population population, Period period)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(period);
        var days = new DayWindow(period);
        return population.Of switch
        {
            Population.All => [static _ => true],
            Population.Distribution => [row => days.Holds(facts.Created[row])
                || (days.IsBefore(facts.Created[row]) && (days.Holds(facts.Accepted[row]) || days.Holds(facts.Closed[row])))],
            Population.AcceptanceTime => [InBucket(facts, TimeBuckets.Acceptance, population.Bucket, facts.Accepted, days, won: false)],
            Population.WinTime => [InBucket(facts, TimeBuckets.Win, population.Bucket, facts.Closed, days, won: true)],
            Population.LeadsFlow or Population.CoSellFlow => [InFlow(facts, population, days)],
            Population.Qrp => [InCell(facts, population, period)],
            _ when NoteRule.Of(population).ToArray() is { Length: > 0 } rules => [.. rules.Select(rule => Noted(facts, rule, days))],
            _ when population.Metric is { } metric => [.. OfFormula(facts, metric.Formula, population.Part, days)],
            _ => throw new ArgumentException($"Nothing is known as '{population.Of}'.", nameof(population)),
        };
    }

    /// <summary>One clause for each count the formula adds up.</summary>
    private static IEnumerable<Func<int, bool>> OfFormula(OrganizationFacts facts, Formula formula, RatePart? part, DayWindow days)
    {
        switch (formula)
        {
            case Formula.Events events:
                return [Event(facts, events.Kind, events.Classes, days)];
            case Formula.Outbound:
                return [Event(facts, EventKind.Created, Summary.TotalsOf(facts).Settings.Outbound, days)];
            case Formula.DealValue value:
                return [Event(facts, value.Kind, value.Classes, days)];
            case Formula.Sum sum:
                return sum.Parts.SelectMany(key => OfFormula(facts, Catalogue.Get(key).Formula, part, days));
            case Formula.Ratio ratio:
                return (part == RatePart.Numerator ? ratio.Over : ratio.Under)
                    .SelectMany(key => OfFormula(facts, Catalogue.Get(key).Formula, null, days));
            default:
                throw new ArgumentException($"{formula.GetType().Name} does not count referrals.", nameof(formula));
        }
    }

    private static Func<int, bool> Event(OrganizationFacts facts, EventKind kind, IReadOnlyList<ReferralClass> classes, DayWindow days)
    {
        bool[] counted = new bool[Classes.Count];
        foreach (ReferralClass of in classes) counted[(int)of] = true;
        (long[] moments, State? state) = kind switch
        {
            EventKind.Created => (facts.Created, null),
            EventKind.Accepted => (facts.Accepted, null),
            EventKind.AcceptedByMicrosoft => (facts.MicrosoftAccepted, null),
            EventKind.Won => (facts.Closed, State.Won),
            EventKind.Lost => (facts.Closed, State.Lost),
            EventKind.Declined => (facts.Closed, State.Declined),
            EventKind.Expired => (facts.Closed, (State?)State.Expired),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        return state is { } stands
            ? row => facts.State[row] == stands && counted[(int)facts.Class[row]] && days.Holds(moments[row])
            : row => counted[(int)facts.Class[row]] && days.Holds(moments[row]);
    }

    private static Func<int, bool> InBucket(OrganizationFacts facts, TimeBuckets buckets, string? label, long[] moments, DayWindow days,
        bool won)
    {
        int wanted = label is null ? -1 : buckets.Labels.ToList().IndexOf(label);
        return row => facts.Class[row] != ReferralClass.InformationalLead && (!won || facts.State[row] == State.Won)
            && days.Holds(moments[row])
            && (wanted < 0 || buckets.Line(facts.Class[row], facts.Created[row], moments[row]) / 2 == wanted);
    }

    private static Func<int, bool> InFlow(OrganizationFacts facts, Population flow, DayWindow days)
    {
        ReferralGroup group = flow.Of == Population.LeadsFlow ? ReferralGroup.Leads : ReferralGroup.CoSell;
        Func<Way, bool> takes = FlowSteps.Takes(flow.Step);
        return row => facts.Class[row].Group() == group
            && FlowSteps.WayOf(facts.Class[row], facts.State[row], days.Holds(facts.Created[row]), days.Holds(facts.Accepted[row]),
            days.IsBefore(facts.Accepted[row]), days.Holds(facts.Closed[row])) is { } way && takes(way);
    }

    private static Func<int, bool> Noted(OrganizationFacts facts, NoteRule rule, DayWindow days)
    {
        Func<int, bool> about = rule.About(facts);
        return rule.Days switch
        {
            NoteDays.Period => row => about(row) && days.Holds(rule.Moment(facts, row)),
            _ => about,
        };
    }

    /// <summary>A cell of the QRP table. Each program judges by the version in force on the period's last day (metrics.md 4); a
    /// program without that KPI has no rows here.</summary>
    private static Func<int, bool> InCell(OrganizationFacts facts, Population cell, Period period)
    {
        ProgramTable programs = ProgramTable.Of(facts.Settings);
        Kpi?[] kpis = [.. programs.All.Select(p => p.On(period.Last).Kpis.FirstOrDefault(k => k.Key == cell.Kpi))];
        DateOnly month = cell.Month ?? throw new ArgumentException("A QRP cell names its month.", nameof(cell));
        DayWindow[] created = [.. programs.All.Select((program, i) => new DayWindow(new Period(
            kpis[i] is { Measure: Measure.Close or Measure.Win } ? month.AddMonths(1 - program.On(period.Last).LookBackMonths)
                : month, month.AddMonths(1), period.Zone)))];
        int[] programOf = [.. facts.Words.Words.Select(programs.IndexOf)];
        return row =>
        {
            if (facts.Program[row] < 0 || facts.Country[row] < 0) return false;
            int program = programOf[facts.Program[row]];
            if (program < 0 || kpis[program] is not { } kpi || !created[program].Holds(facts.Created[row])) return false;
            return CohortRules.Under(facts, row, kpi) && (cell.Part != RatePart.Numerator || CohortRules.Over(facts, row, kpi));
        };
    }

    /// <summary>Whether a row passes the filters: the one definition of that, for lists and dashboards alike. Null when every row
    /// does.</summary>
    /// <param name="facets">Needed when <see cref="Filters.NeedFacets"/>.</param>
    internal static Func<int, bool>? Passes(OrganizationFacts facts, Facets? facets, Filters filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        Func<int, bool>[] each = [.. filters.Narrowed.Select(dimension => dimension == Dimension.Customer
            ? OfCustomers(facets ?? throw new ArgumentException("Customers are asked of the store first.", nameof(facets)),
            filters[dimension])
            : DimensionColumn.Of(facts, facets, dimension).Any(Spelled(facts, dimension, filters[dimension])))];
        return each switch
        {
            [] => null,
            [var one] => one,
            [var one, var other] => row => one(row) && other(row),
            _ => row => Array.TrueForAll(each, passes => passes(row)),
        };
    }

    /// <summary>A program may be asked for by any of its names.</summary>
    private static IReadOnlyList<string> Spelled(OrganizationFacts facts, Dimension dimension, IReadOnlyList<string> values)
    {
        if (dimension != Dimension.Program) return values;
        ProgramTable programs = ProgramTable.Of(facts.Settings);
        return [.. values.Select(word => programs.IndexOf(word) is >= 0 and var known ? programs.All[known].Key : word)];
    }

    private static Func<int, bool> OfCustomers(Facets facets, IReadOnlyList<string> names)
    {
        HashSet<long> keys = [.. names.Select(name => name == Dimensions.NotSaid ? 0 : Facets.CustomerKey(name))];
        return row => keys.Contains(facets.Customer[row]);
    }
}

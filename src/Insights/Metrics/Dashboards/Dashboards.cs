using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Makes a <see cref="DashboardReading"/> of facts and facets: the only place where a number of a dashboard comes about.</summary>
public static class Dashboards
{
    /// <exception cref="ArgumentException">A custom period ends before it begins.</exception>
    public static DashboardReading Read(OrganizationFacts facts, Facets facets, DashboardQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(facets);
        ArgumentNullException.ThrowIfNull(question);
        Reading reading = Summary.Read(facts, question.Time, now);
        Filters within = question.Tab.Within.And(question.Filters) ?? question.Tab.Within;
        return new DashboardReading
        {
            Reading = reading,
            Tab = question.Tab,
            Filters = question.Filters,
            Within = within,
            Figures = [new PivotFigures(Pivot.All, within, reading.Metrics, reading.Changes, reading.Trends)],
            Flows = [],
            Breakdowns = [],
            Compare = new Comparing(question.CompareMetric ?? question.Tab.CompareMetrics[0], question.CompareBy ?? question.Tab.CompareDimensions[0], [], false),
            Options = new Dictionary<Dimension, IReadOnlyList<FilterOption>>(),
        };
    }
}

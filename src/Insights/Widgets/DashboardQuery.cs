using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;

namespace Insights.Widgets;

/// <summary>The whole state of a dashboard, as its address holds it. <see cref="Links.Detail(DashboardQuery)"/> writes it, <see cref="DashboardAddress"/> reads it.</summary>
/// <param name="Summary">Period, comparison, granularity, language and theme; the QRP choices of the Summary are not part of it.</param>
/// <param name="Filters">Those in force, the tab's preset included unless it was removed.</param>
public sealed record DashboardQuery(SummaryQuery Summary, DashboardTab Tab, Filters Filters)
{
    /// <summary>Null is the tab's first.</summary>
    public string? CompareMetric { get; init; }
    /// <inheritdoc cref="CompareMetric"/>
    public Dimension? CompareBy { get; init; }
    /// <summary>Up to <see cref="Comparing.Most"/>; empty is the largest ones.</summary>
    public IReadOnlyList<string> CompareValues { get; init; } = [];

    public DashboardQuestion Question => new(Tab, Filters, new SummaryQuestion(Summary.Range, Summary.From, Summary.To, Summary.Comparison, Summary.Granularity))
    {
        CompareMetric = CompareMetric,
        CompareBy = CompareBy,
        CompareValues = CompareValues,
    };

    /// <summary>Another tab, of this dashboard or the other, with every filter it has too: filters follow the reader. What it has preset and this
    /// tab could not say is preset again; what is compared starts afresh.</summary>
    public DashboardQuery On(DashboardTab tab)
    {
        ArgumentNullException.ThrowIfNull(tab);
        return new DashboardQuery(Summary, tab, tab.FilterBy.Aggregate(Filters.None, (all, dimension) =>
            all.With(dimension, Tab.FilterBy.Contains(dimension) ? Filters[dimension] : tab.Preset[dimension])));
    }
}

/// <summary>What a dashboard's address was understood to ask for, and what was not.</summary>
public sealed record DashboardAddressReading(DashboardQuery Query, IReadOnlyList<NotUnderstood> NotUnderstood);

using Insights.Metrics.Lists;

namespace Insights.Metrics.Dashboards;

/// <summary>What is asked of a dashboard. What is null takes the tab's first.</summary>
/// <param name="Filters">Those in force, a preset included unless it was removed; of the dimensions in
/// <see cref="DashboardTab.FilterBy"/>.</param>
public sealed record DashboardQuestion(DashboardTab Tab, Filters Filters, SummaryQuestion Time)
{
    public string? CompareMetric { get; init; }
    public Dimension? CompareBy { get; init; }
    /// <summary>At most <see cref="Comparing.Most"/>; empty is the largest ones of the period.</summary>
    public IReadOnlyList<string> CompareValues { get; init; } = [];
}

/// <summary>All numbers of one tab of a dashboard for one period, comparison, granularity, moment and set of filters. Everything is by
/// event date, as the Summary (metrics.md 2). Page and JSON draw it; neither computes. Every number is the length, or the sum, of the
/// list that is named beside it (law 9).</summary>
public sealed record DashboardReading
{
    /// <summary>Organisation, period, currency, freshness, notes, and the figures of the first pivot as metrics, changes and trends. What
    /// only the Summary has (distribution, histograms, QRP) is empty.</summary>
    public required Reading Reading { get; init; }
    public required DashboardTab Tab { get; init; }
    /// <summary>What the reader filtered by, the preset included: the chips.</summary>
    public required Filters Filters { get; init; }
    /// <summary><see cref="Filters"/> and what the tab is of: what the list behind a figure is narrowed to.</summary>
    public required Filters Within { get; init; }
    /// <summary>The figures at the top, for each pivot the filters leave anything of; the first is everything.</summary>
    public required IReadOnlyList<PivotFigures> Figures { get; init; }
    public required IReadOnlyList<Flow> Flows { get; init; }
    /// <summary>The tables, in order; one with pivots is there once for each, under the same <see cref="BreakdownPlan.Key"/>.</summary>
    public required IReadOnlyList<Breakdown> Breakdowns { get; init; }
    public required Comparing Compare { get; init; }
    /// <summary>For each dimension that can be filtered, what there is to choose: every value among this tab's referrals of all time, by
    /// count, largest first. Empty for customers, who are too many: one is typed.</summary>
    public required IReadOnlyDictionary<Dimension, IReadOnlyList<FilterOption>> Options { get; init; }
}

/// <summary>The tab's figures within a pivot.</summary>
/// <param name="Filters">What a list behind one of these figures is narrowed to.</param>
/// <param name="Metrics">By key; null is "none": a rate without denominator, or page views under a filter that views do not know.</param>
public sealed record PivotFigures(Pivot Pivot, Filters Filters, IReadOnlyDictionary<string, decimal?> Metrics, IReadOnlyDictionary<string,
    Change> Changes,
    IReadOnlyDictionary<string, IReadOnlyList<TrendPoint>> Trends)
{
    /// <summary>By metric, what its amount left out or converted with an earlier month's rate.</summary>
    public IReadOnlyDictionary<string, MoneyCaveat> MoneyCaveats { get; init; } = new Dictionary<string, MoneyCaveat>();
    /// <summary>By metric, how much of it is dated by an import; only what is so at all.</summary>
    public IReadOnlyDictionary<string, Observed> Observed { get; init; } = new Dictionary<string, Observed>();
}

/// <summary>A value that can be chosen.</summary>
/// <param name="Name">What the source calls it; null where <see cref="Value"/> has a word of ours or is the name itself.</param>
/// <param name="Count">How many referrals of the tab have it, over all time.</param>
public sealed record FilterOption(string Value, string? Name, int Count);

/// <summary>A dimension by some metrics.</summary>
/// <param name="Filters">What the list behind a total is narrowed to; a row's adds its value (<see cref="FiltersOf"/>).</param>
/// <param name="Rows">Values with any cell that is not zero; by the first metric, largest first, then by value.</param>
/// <param name="Totals">Of all referrals within the filters, each once: not the sum of the rows when they overlap.</param>
/// <param name="Overlaps">True when some referral stands in several rows: the rows must not be added up.</param>
public sealed record Breakdown(BreakdownPlan Plan, Pivot Pivot, Filters Filters, IReadOnlyList<BreakdownRow> Rows,
    IReadOnlyList<decimal?> Totals, bool Overlaps)
{
    /// <inheritdoc cref="PivotFigures.MoneyCaveats"/>
    public IReadOnlyDictionary<string, MoneyCaveat> MoneyCaveats { get; init; } = new Dictionary<string, MoneyCaveat>();
    /// <inheritdoc cref="PivotFigures.Observed"/>
    public IReadOnlyDictionary<string, Observed> Observed { get; init; } = new Dictionary<string, Observed>();

    /// <summary>What the list behind a cell of a row is narrowed to.</summary>
    public Filters FiltersOf(BreakdownRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Filters.With(Plan.Dimension, row.Value);
    }
}

/// <param name="Value">The dimension's value, <see cref="Dimensions.NotSaid"/> for those without one.</param>
/// <param name="Name">What the source calls it; null where <see cref="Value"/> has a word of ours or is the name itself.</param>
/// <param name="Cells">In the order of the plan's metrics.</param>
/// <param name="Shares">Of each cell, the percentage of its column's total; none when the total is 0 or there is no cell.</param>
public sealed record BreakdownRow(string Value, string? Name, IReadOnlyList<decimal?> Cells, IReadOnlyList<decimal?> Shares);

/// <summary>A conversion funnel: what was created, accepted or closed in the period, each referral on one way from a source over a stage to
/// an outcome, as far as it came within the period. What goes into a node goes out of it or stays
/// (<see cref="FlowNode.Staying"/>).</summary>
/// <param name="Filters">What the list behind a node or a link is narrowed to.</param>
/// <param name="Nodes">Those with anything in them, by column, then in fixed order.</param>
/// <param name="Pending">Created in the period and not answered in it: not drawn, and in no node.</param>
/// <param name="ToAccept">Received to accepted, of those accepted in the period.</param>
/// <param name="ToWin">Received or created to won, of those won in the period.</param>
public sealed record Flow(FlowPlan Plan, Filters Filters, IReadOnlyList<FlowNode> Nodes, IReadOnlyList<FlowLink> Links, int Pending,
    AverageTime ToAccept, AverageTime ToWin)
{
    /// <summary>What its values left out or converted with an earlier month's rate; null when nothing.</summary>
    public MoneyCaveat? MoneyCaveat { get; init; }
    /// <summary>By metric of what it draws, how much is dated by an import; only what is so at all.</summary>
    public IReadOnlyDictionary<string, Observed> Observed { get; init; } = new Dictionary<string, Observed>();

    /// <summary>A value as it is shown: none when it is 0 only because there is no rate to the reporting currency.</summary>
    public decimal? Worth(decimal value) => value == 0 && MoneyCaveat is { NoTarget: true } ? null : value;

    /// <summary>The list behind a node.</summary>
    public Population Of(FlowNode node) => new(Plan.Of) { Step = (node ?? throw new ArgumentNullException(nameof(node))).Key };

    /// <summary>The list behind a link.</summary>
    public Population Of(FlowLink link) => new(Plan.Of) { Step = (link ?? throw new ArgumentNullException(nameof(link))).Key };

    /// <summary>The list behind <see cref="Pending"/>.</summary>
    public Population OfPending => new(Plan.Of) { Step = FlowSteps.Pending };
}

/// <param name="Key">Its word is <c>flow.{Key}</c>.</param>
/// <param name="Column">0 for sources, 1 for stages, 2 for outcomes.</param>
/// <param name="Value">Deal value in the reporting currency.</param>
/// <param name="Staying">How many of them went no further within the period; always all in the last column.</param>
public sealed record FlowNode(string Key, int Column, int Count, decimal Value, int Staying, decimal StayingValue);

/// <param name="From">Key of a node.</param>
/// <param name="To">Key of a node of the next column.</param>
public sealed record FlowLink(string From, string To, int Count, decimal Value)
{
    /// <summary>Its name as a step of a population.</summary>
    public string Key => FlowSteps.Link(From, To);
}

/// <summary>An average of whole elapsed days, unrounded; none when nothing was counted.</summary>
public sealed record AverageTime(decimal? Days, int Count);

/// <summary>A metric over the pieces of the period, for some values of a dimension: stacked bars and a ring.</summary>
/// <param name="Series">At most <see cref="Most"/>, in the order asked for, else largest first.</param>
/// <param name="Overlaps">True when some referral is in several series: they must not be added up.</param>
public sealed record Comparing(string Metric, Dimension By, IReadOnlyList<CompareSeries> Series, bool Overlaps)
{
    public const int Most = 3;

    /// <inheritdoc cref="PivotFigures.MoneyCaveats"/>
    public IReadOnlyDictionary<string, MoneyCaveat> MoneyCaveats { get; init; } = new Dictionary<string, MoneyCaveat>();
    /// <inheritdoc cref="PivotFigures.Observed"/>
    public IReadOnlyDictionary<string, Observed> Observed { get; init; } = new Dictionary<string, Observed>();
}

/// <param name="Filters">What the list behind its total is narrowed to; behind a point, in that point's days.</param>
/// <param name="Points">Over the whole period, zeros included; they add up to <paramref name="Total"/>.</param>
/// <param name="Share">Of the series' sum, in percent; none when that is 0.</param>
public sealed record CompareSeries(string Value, string? Name, Filters Filters, IReadOnlyList<TrendPoint> Points, decimal Total,
    decimal? Share);

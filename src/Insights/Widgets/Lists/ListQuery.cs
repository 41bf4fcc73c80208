using Insights.Metrics.Lists;

namespace Insights.Widgets.Lists;

/// <summary>The whole state of a list page, as its address holds it. <see cref="ListLinks"/> writes it, <see cref="ListAddress"/> reads
/// it.</summary>
/// <param name="Summary">Period, language and theme; the QRP choices of the Summary are not part of it.</param>
public sealed record ListQuery(SummaryQuery Summary, Population Population, Filters Filters)
{
    public const int RowsOnPage = 50;

    public ListSort Sort { get; init; } = ListSort.Newest;
    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;
    /// <summary>Text looked for in customer, deal name and referral id; null when nothing is.</summary>
    public string? Search { get; init; }
}

/// <summary>What a list's address was understood to ask for, and what was not.</summary>
public sealed record ListReading(ListQuery Query, IReadOnlyList<NotUnderstood> NotUnderstood);

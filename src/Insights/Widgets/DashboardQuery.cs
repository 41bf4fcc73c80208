using System.Collections.Immutable;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets.Lists;

namespace Insights.Widgets;

/// <summary>The whole state of a dashboard, as its address holds it. <see cref="Links.Detail(DashboardQuery)"/> writes it,
/// <see cref="DashboardAddress"/> reads it.</summary>
/// <param name="Summary">Period, comparison, granularity, language and theme; the QRP choices of the Summary are not part of it.</param>
/// <param name="Filters">Those in force, the tab's preset included unless it was removed.</param>
public sealed record DashboardQuery(SummaryQuery Summary, DashboardTab Tab, Filters Filters)
{
    internal static readonly ImmutableSortedDictionary<string, string> NoChoices = ImmutableSortedDictionary.Create<string,
        string>(StringComparer.Ordinal);

    private static readonly string[] OfCoSell = ["cosell", "co_sell", "registrations"];

    /// <summary>Null is the tab's first.</summary>
    public string? CompareMetric { get; init; }
    /// <inheritdoc cref="CompareMetric"/>
    public Dimension? CompareBy { get; init; }
    /// <summary>Up to <see cref="Comparing.Most"/>; empty is the largest ones.</summary>
    public IReadOnlyList<string> CompareValues { get; init; } = [];

    /// <summary>What was chosen of how cards are drawn (<see cref="CardChoices"/>); it changes no number.</summary>
    public ImmutableSortedDictionary<string, string> Choices { get; init; } = NoChoices;

    /// <summary>Null when nothing was chosen.</summary>
    public string? Chosen(string name) => Choices.GetValueOrDefault(name);

    /// <summary>The same with one more choice, or without it.</summary>
    public DashboardQuery Choose(string name, string? value) =>
        this with { Choices = value is null ? Choices.Remove(name) : Choices.SetItem(name, value) };

    public DashboardQuestion Question =>
        new(Tab, Filters, new SummaryQuestion(Summary.Range, Summary.From, Summary.To, Summary.Comparison, Summary.Granularity))
        {
            CompareMetric = CompareMetric,
            CompareBy = CompareBy,
            CompareValues = CompareValues,
        };

    /// <summary>The dashboard a list is of, under the filters they share; null for a list of both dashboards, or of neither.</summary>
    public static DashboardQuery? Around(ListQuery list)
    {
        ArgumentNullException.ThrowIfNull(list);
        string of = list.Population.Of;
        ReferralGroup? group = list.Filters.Group ?? list.Filters.Type?.Group()
            ?? (of.Contains("leads", StringComparison.Ordinal) ? ReferralGroup.Leads
            : OfCoSell.Any(word => of.Contains(word, StringComparison.Ordinal)) ? ReferralGroup.CoSell : null);
        if (group is null) return null;
        DashboardTab[] tabs = [.. DashboardTab.Of(group == ReferralGroup.Leads ? Dashboard.Leads : Dashboard.CoSell)];
        // The narrowest tab the list lies within.
        DashboardTab tab = tabs.OrderByDescending(t => t.Within.Narrowed.Count())
            .FirstOrDefault(t => t.Within.Narrowed.All(d => t.Within[d].SequenceEqual(list.Filters[d]))) ?? tabs[0];
        return new DashboardQuery(list.Summary, tab, tab.FilterBy.Aggregate(Filters.None, (all, dimension) =>
            all.With(dimension, list.Filters[dimension])));
    }

    /// <summary>A dashboard: this tab of it, or the other's first.</summary>
    public DashboardQuery On(Dashboard dashboard) => On(Tab.Dashboard == dashboard ? Tab : DashboardTab.Of(dashboard).First());

    /// <summary>Another tab, of this dashboard or the other, with every filter it has too: filters follow the reader. What it has preset
    /// and this tab could not say is preset again; what is compared starts afresh.</summary>
    public DashboardQuery On(DashboardTab tab)
    {
        ArgumentNullException.ThrowIfNull(tab);
        return new DashboardQuery(Summary, tab, tab.FilterBy.Aggregate(Filters.None, (all, dimension) =>
            all.With(dimension, Tab.FilterBy.Contains(dimension) ? Filters[dimension] : tab.Preset[dimension])));
    }
}

/// <summary>What a dashboard's address was understood to ask for, and what was not.</summary>
public sealed record DashboardAddressReading(DashboardQuery Query, IReadOnlyList<NotUnderstood> NotUnderstood);

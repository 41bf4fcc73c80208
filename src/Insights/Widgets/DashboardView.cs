using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets.Lists;

namespace Insights.Widgets;

/// <summary>Everything a card of a dashboard draws from: what was asked, and what it reads.</summary>
public sealed record DashboardView(DashboardReading Answer, Language Language, DashboardQuery Asked)
    : WidgetView(Answer.Reading, Language, Asked.Summary)
{
    private Filters? within;

    public override string Heading => Asked.Tab.Dashboard == Dashboard.Leads ? "page.leads" : "page.cosell";

    public override IReadOnlyList<Widget> Cards => DashboardWidgets.Of(Asked.Tab);

    public override IReadOnlyList<string> Headlines => Asked.Tab.Figures;

    public override IEnumerable<string> Narrowed => Chips.Select(chip => chip.Text);

    /// <summary>Each filter in words, with the address of the page without it.</summary>
    public IEnumerable<(string Text, string Without)> Chips =>
        from dimension in Asked.Filters.Narrowed
        from value in Asked.Filters[dimension]
        select ($"{Language["dimension." + dimension.Key()]}: {NameOf(dimension, value)}",
            Links.Detail(Asked with { Filters = Asked.Filters.Without(dimension, value) }));

    public override string Path => Links.DetailPath(Query.Workspace, Asked.Tab.Dashboard);

    public override IEnumerable<KeyValuePair<string, string>> Parts => Links.Parts(Asked);

    public override Filters Within => within ?? Answer.Within;

    /// <summary>True when the data has anything at all of what the tab is about, in whatever period.</summary>
    public override bool HasKind => Answer.Options.Values.Any(options => options.Any(option => option.Count > 0));

    /// <summary>The same without any filter; null when there is none.</summary>
    public override string? Unfiltered => Asked.Filters == Filters.None ? null : Links.Detail(Asked with { Filters = Filters.None });

    /// <summary>Everything the dashboard is about, as a list to download: what came in or changed in the period, under its
    /// filters.</summary>
    public ListQuery Data => new(Query with { Language = Language.Code }, new Population(Population.Distribution), Answer.Within);

    /// <summary>The dashboard asked otherwise, at a card.</summary>
    public static string At(DashboardQuery query, string card) => Links.Detail(query) + "#" + card;

    /// <summary>The figures at the top as they are within a pivot.</summary>
    public DashboardView Showing(PivotFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return this with
        {
            Reading = Reading with
            {
                Metrics = figures.Metrics,
                Changes = figures.Changes,
                Trends = figures.Trends,
                MoneyCaveats = figures.MoneyCaveats,
                Observed = figures.Observed
            },
            within = figures.Filters
        };
    }

    /// <summary>A value of a dimension by the name a reader knows.</summary>
    public string NameOf(Dimension dimension, string value, string? name = null) => dimension == Dimension.Customer && !OpensLists ? "•••"
        : ListText.Value(dimension, value,
        name ?? Answer.Options.GetValueOrDefault(dimension, []).FirstOrDefault(option => option.Value == value)?.Name, Language);

    protected override string Address(SummaryQuery query) => Links.Detail(Asked with { Summary = query });
}

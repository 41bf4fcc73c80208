using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Vocabulary;
using Insights.Widgets.Lists;
using Microsoft.AspNetCore.Components;

namespace Insights.Widgets;

/// <summary>Everything a widget draws from: a finished reading, the language to write in and the state of the page.</summary>
public record WidgetView(Reading Reading, Language Language, SummaryQuery Query)
{
    /// <summary>The word for the page's heading.</summary>
    public virtual string Heading => "page.summary";

    /// <summary>The cards of the page, in order; those that have nothing to be about are not among them.</summary>
    public virtual IReadOnlyList<Widget> Cards => [.. SummaryWidgets.All.Where(widget => widget.Shown(Reading))];

    /// <summary>Keys of the figures that go along when the page is shared, in order.</summary>
    public virtual IReadOnlyList<string> Headlines =>
        ["referrals.total", "referrals.accepted", "referrals.won", "cosell.win_rate", "leads.win_rate", "revenue.won_value"];

    /// <summary>What the page is narrowed to, in words.</summary>
    public virtual IEnumerable<string> Narrowed => [];

    /// <summary>Where the page's forms go, and what of its address they must send along.</summary>
    public virtual string Path => Links.SummaryPath(Query.Workspace);

    /// <inheritdoc cref="Path"/>
    public virtual IEnumerable<KeyValuePair<string, string>> Parts => Links.Parts(Query);

    /// <summary>What every list behind a number of this page is narrowed to, unless its number says otherwise.</summary>
    public virtual Filters Within => Filters.None;

    /// <summary>The address of this page for another period, language or theme.</summary>
    /// <param name="card">The key of the card to begin at.</param>
    public string To(SummaryQuery query, string? card = null) => Address(query) + (card is null ? "" : "#" + card);

    /// <summary>The address of this page as it is.</summary>
    public string Here(string? card = null) => To(Query, card);

    /// <summary>False when nothing of what the page is about was ever imported.</summary>
    public virtual bool HasKind => true;

    /// <summary>The address of this page without its filters; null when nothing is filtered.</summary>
    public virtual string? Unfiltered => null;

    /// <summary>A number as it is shown, and in full where that is shorter: what its link is called.</summary>
    public string Exactly(string shown, Unit unit, decimal value)
    {
        string full = Figures.InFull(unit, value);
        return shown == full ? shown : $"{shown}, {Language["figure.exactly"]} {full}";
    }

    protected virtual string Address(SummaryQuery query) => Links.Summary(query);

    public Figures Figures { get; } = new(Language, Reading.Currency);

    /// <summary>True when drawn for paper, where nothing can be opened, sorted or followed: everything is written out.</summary>
    public bool OnPaper { get; init; }

    /// <summary>Whether its reader may see the referrals behind a number; if not, a number is no link.</summary>
    public bool OpensLists { get; init; } = true;

    /// <summary>What the page hangs on every card, by the widget's key: a menu at the top, thumbs at the bottom.</summary>
    public RenderFragment<string>? More { get; init; }

    /// <inheritdoc cref="More"/>
    public RenderFragment<string>? Thumbs { get; init; }

    public string this[string word] => Language[word];

    public decimal? Value(string metric) => Reading.Metrics.TryGetValue(metric, out decimal? value) ? value : null;

    /// <summary>The reading's change of a metric; null when nothing is compared.</summary>
    public Change? Change(string metric) => Reading.Changes.TryGetValue(metric, out Change? change) ? change : null;

    /// <summary>The address of the list behind a number; null for zero and none, behind which there is nothing.</summary>
    /// <param name="days">First and last day, when the number is of other days than the reading.</param>
    public string? ListOf(Population population, decimal? value, Filters? filters = null, (DateOnly From, DateOnly Last)? days = null) =>
        OnPaper || !OpensLists || value is null or 0 ? null
        : ListLinks.List(days is { } d ? Query with { Range = Preset.Custom, From = d.From, To = d.Last } : Query, population, filters
        ?? Within);

    /// <inheritdoc cref="ListOf(Population, decimal?, Filters?, ValueTuple{DateOnly, DateOnly}?)"/>
    public string? ListOf(string metric, decimal? value, (DateOnly From, DateOnly Last)? days = null) =>
        ListOf(new Population(metric), value, null, days);

    /// <summary>True when anything was ever imported that this widget rests on.</summary>
    public bool HasData(Widget widget) => SourcesOf(widget).Any();

    /// <summary>What a card's numbers rest on, and how old it is.</summary>
    public IEnumerable<Freshness> SourcesOf(Widget widget) => Reading.Freshness.Where(f => f.Widget == widget.RestsOn);

    /// <summary>What a change is measured against, in words: "9 May 2026 – 31 Jul 2026".</summary>
    public string ComparedWith => Reading switch
    {
        { ComparedWith: { } earlier } => Range(earlier.From, earlier.Last),
        { ComparedMonths: { } months } => Language.Say("change.months", Figures.Month(months.Last), Figures.Month(months.First)),
        _ => Language["change.nothing"],
    };

    /// <summary>"1 Aug – 21 Nov 2026"; the year is said once when it is the same.</summary>
    public string Range(DateOnly from, DateOnly last) => Figures.Range(from, last);
}

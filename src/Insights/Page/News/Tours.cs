using Insights.Page.Panels;
using Insights.Widgets;

namespace Insights.Page.News;

/// <summary>One step of a tour: what it points at and what it says there.</summary>
/// <param name="Element">A CSS selector; a step whose element is not on the page is passed over.</param>
public sealed record TourStep(string Element, string Title, string Text);

/// <summary>The tours of a page of cards, as data: a card that is listed is in the guide.</summary>
public static class Tours
{
    /// <summary>What each card means, in the order of the page.</summary>
    public static IReadOnlyList<TourStep> Guide(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return [.. view.Cards.Select(w => new TourStep("#" + w.Key, view[w.Title], view[w.Key + ".about"]))];
    }

    /// <summary>Where the page's own features are.</summary>
    public static IReadOnlyList<TourStep> Quick(WidgetView view, Visit visit)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(visit);
        // A card with figures, a chart and its table.
        string card = view.Cards.First(c => c.Metrics.Any(m => Metrics.Catalogue.Get(m).HasTrend)).Key;
        (string Key, string Element)[] steps =
        [
            ("range", ".range > summary"), ("download", ".commands > .menu > summary"), ("about", $"[popovertarget={card}-about]"),
                ("table", $"#{card} .as-table > summary"),
            ("more", "#more-menu > summary"), .. visit.HasDesk ? [("thumbs", $"#{card} .thumbs")] : Array.Empty<(string, string)>(),
                ("news", "#news-button"),
        ];
        return [.. steps.Select(s => new TourStep(s.Element, view[$"tour.quick.{s.Key}.title"], view[$"tour.quick.{s.Key}.text"]))];
    }
}

using Insights.Metrics;
using Insights.Widgets;

namespace Insights.Exports.Share;

/// <summary>One figure of a letter or a card, written as on the page, in full.</summary>
/// <param name="Change">Null when nothing is compared.</param>
public sealed record Headline(string Name, string Value, string? Change);

/// <summary>The figures that go along with a shared reading.</summary>
public static class Headlines
{
    public static IReadOnlyList<Headline> Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return [.. view.Headlines.Select(key =>
            new Headline(view["metric." + key], view.Figures.InFull(Catalogue.Get(key).Unit, view.Value(key))
            + (ObservedText.Of(view, key) is { } observed ? $" ({observed})" : ""), view.Change(key) is { } change
            ? view.Figures.Change(change) : null))];
    }
}

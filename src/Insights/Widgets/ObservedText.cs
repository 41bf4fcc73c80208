using Insights.Metrics;
using Insights.Metrics.Lists;

namespace Insights.Widgets;

/// <summary>What of some figures is dated by an import, in a sentence: "Accepted 8 of 8; Won 3 of 3", and the way out.</summary>
public static class ObservedText
{
    /// <summary>Null when nothing is.</summary>
    /// <param name="of">By metric.</param>
    public static string? Of(WidgetView view, IReadOnlyDictionary<string, Observed> of)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(of);
        string[] items = [.. of.Where(o => IsSaid(o.Key, of))
            .Select(o => view.Language.Say("card.observed.item", Name(view, o.Key), o.Value.Count, o.Value.Of))];
        return items.Length == 0 ? null : view.Language.Say("card.observed", string.Join("; ", items));
    }

    /// <summary>"8 of 8 dated by an import"; null when none is.</summary>
    public static string? Of(WidgetView view, string metric)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.Reading.Observed.TryGetValue(metric, out Observed observed)
            ? view.Language.Say("card.observed.of", observed.Count, observed.Of) : null;
    }

    /// <summary>What a sum or a rate rests on its parts say, and a sum that stands beside its parts speaks for them.</summary>
    private static bool IsSaid(string key, IReadOnlyDictionary<string, Observed> of) => Catalogue.Find(key)?.Formula switch
    {
        Formula.Ratio or Formula.Sum { Parts.Count: 1 } => false,
        _ => !of.Keys.Any(other => Catalogue.Find(other)?.Formula is Formula.Sum sum && sum.Parts.Count > 1 && sum.Parts.Contains(key)),
    };

    private static string Name(WidgetView view, string key) =>
        view[key is Population.Distribution or Population.Qrp ? key + ".title" : $"metric.{key}.short"];
}

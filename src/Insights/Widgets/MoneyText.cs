using Insights.Metrics;

namespace Insights.Widgets;

/// <summary>What the amounts of a card leave out, or rest on an earlier month's rate (metrics.md 5), in a sentence each.</summary>
public static class MoneyText
{
    /// <summary>Null when every amount was converted with the rate of its own month.</summary>
    /// <param name="metrics">Those the card shows.</param>
    /// <param name="caveats">By metric.</param>
    public static string? Of(WidgetView view, IEnumerable<string> metrics, IReadOnlyDictionary<string, MoneyCaveat> caveats)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(caveats);
        string[] odd = [.. metrics.Distinct().Where(caveats.ContainsKey)];
        // A total's caveat covers its parts.
        HashSet<string> covered = [.. odd.SelectMany(key => Catalogue.Get(key).Formula is Formula.Sum sum ? sum.Parts : [])];
        return Text(odd.Where(key => !covered.Contains(key)).SelectMany(key => Sentences(caveats[key], view["metric." + key], view)));
    }

    /// <summary>Of amounts that are no metric.</summary>
    public static string? Of(WidgetView view, string name, MoneyCaveat? caveat)
    {
        ArgumentNullException.ThrowIfNull(view);
        return caveat is null ? null : Text(Sentences(caveat, name, view));
    }

    private static string? Text(IEnumerable<string> sentences) => string.Join(" ", sentences) is { Length: > 0 } text ? text : null;

    private static IEnumerable<string> Sentences(MoneyCaveat caveat, string name, WidgetView view)
    {
        if (caveat.NoTarget)
            yield return view.Language.Say("revenue.no_rates", name, view.Reading.Currency);
        if (caveat.WithoutRate > 0)
            yield return view.Language.Say("revenue.left_out", name, caveat.WithoutRate,
                string.Join(", ", caveat.LeftOut.Select(m => $"{m.Currency}\u00a0{view.Figures.Exact(m.Amount)}")));
        if (caveat.EarlierRate > 0)
            yield return view.Language.Say("revenue.earlier_rate", name, caveat.EarlierRate);
    }
}

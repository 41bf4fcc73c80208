using Insights.Metrics;

namespace Insights.Widgets.Revenue;

/// <summary>What the amounts leave out, or rest on an earlier month's rate (metrics.md 5), in one or two sentences.</summary>
public static class RevenueCaveat
{
    private const string Won = "revenue.won_value", Approved = "revenue.ip_cosell_approved_value";

    /// <summary>Null when every amount was converted with the rate of its own month.</summary>
    public static string? Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        // The total's caveat covers its two halves.
        string[] amounts = view.Reading.MoneyCaveats.ContainsKey(Won) ? [Won, Approved] : [Won + ".co_sell", Won + ".leads", Approved];
        IEnumerable<string> sentences = amounts
            .Where(view.Reading.MoneyCaveats.ContainsKey)
            .SelectMany(metric => Sentences(view.Reading.MoneyCaveats[metric], view["metric." + metric], view));
        string text = string.Join(" ", sentences);
        return text.Length == 0 ? null : text;
    }

    private static IEnumerable<string> Sentences(MoneyCaveat caveat, string metric, WidgetView view)
    {
        if (caveat.WithoutRate > 0)
            yield return view.Language.Say("revenue.left_out", metric, caveat.WithoutRate, string.Join(", ", caveat.LeftOut.Select(m => $"{m.Currency}\u00a0{view.Figures.Exact(m.Amount)}")));
        if (caveat.EarlierRate > 0)
            yield return view.Language.Say("revenue.earlier_rate", metric, caveat.EarlierRate);
    }
}

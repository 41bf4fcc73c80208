using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A formula prints itself with this reading's numbers in it: "4 / (98 + 1,291) × 100 = 0.3%" (houses.md, rule 9).
/// Tooltips, the PDF's appendix and the glossary all show this text.</summary>
public static class FormulaText
{
    /// <summary>Null when the metric is counted, not computed from others.</summary>
    public static string? Of(Metric metric, Reading reading, Figures figures, Language language)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(language);
        string Added(IReadOnlyList<string> keys) =>
            string.Join(" + ", keys.Select(key => Value(reading, key) is { } value ? figures.Exact(value) : Figures.Dash));
        string InBrackets(IReadOnlyList<string> keys) => keys.Count > 1 ? $"({Added(keys)})" : Added(keys);
        string result = figures.InFull(metric.Unit, Value(reading, metric.Key));
        return metric.Formula switch
        {
            Formula.Sum { Parts.Count: > 1 } when Value(reading, metric.Key) is null => null,
            Formula.Sum { Parts.Count: > 1 } sum =>
                $"{Added(sum.Parts)} = {result}{(AddsUp(metric, reading) ? "" : $" ({language["figure.rounded"]})")}",
            Formula.Ratio ratio when Value(reading, metric.Key) is null =>
                $"{InBrackets(ratio.Over)} / {InBrackets(ratio.Under)}: {language["formula.nothing"]}",
            Formula.Ratio ratio => $"{InBrackets(ratio.Over)} / {InBrackets(ratio.Under)} × 100 = {result}",
            _ => null,
        };
    }

    /// <summary>What a rate is made of, numerator and denominator; null for what is not a rate.</summary>
    public static (decimal Over, decimal Under)? Parts(Metric metric, Reading reading) => metric.Formula is Formula.Ratio ratio
        ? (ratio.Over.Sum(key => Value(reading, key) ?? 0), ratio.Under.Sum(key => Value(reading, key) ?? 0))
        : null;

    /// <summary>False for a sum whose parts, to the cent, are not it to the cent.</summary>
    public static bool AddsUp(Metric metric, Reading reading)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(reading);
        return metric.Formula is not Formula.Sum sum || metric.Unit != Unit.Money
            || Widgets.Figures.AddUp(Value(reading, metric.Key) ?? 0, sum.Parts.Select(key => Value(reading, key) ?? 0));
    }

    private static decimal? Value(Reading reading, string key) => reading.Metrics.TryGetValue(key, out decimal? value) ? value : null;
}

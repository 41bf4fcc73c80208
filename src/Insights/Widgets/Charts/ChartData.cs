using System.Globalization;
using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets.Charts;

/// <summary>A place on the horizontal axis.</summary>
/// <param name="Name">In full, for the table and the tooltip.</param>
/// <param name="Tick">Under the axis; null where there is no room for one.</param>
/// <param name="Minor">A tick that gives way on a narrow chart.</param>
/// <param name="Partial">The days of this point are not all over, or not all in the period.</param>
public sealed record Category(string Name, string? Tick, bool Minor = false, bool Partial = false);

/// <param name="Style">1 to 5: colour, dash and marker, or colour and pattern.</param>
public sealed record Series(string Key, string Name, int Style, IReadOnlyList<decimal> Values)
{
    public string Class => string.Create(CultureInfo.InvariantCulture, $"s{Style}");

    /// <summary>By category, whether its value rests on the day of an import.</summary>
    public Func<int, bool> IsObserved { get; init; } = static _ => false;

    /// <summary>By category, whether anything is known of it; if not, its value is 0 for the drawing only.</summary>
    public Func<int, bool> IsKnown { get; init; } = static _ => true;

    /// <summary>The address of the list behind a value, by category; null where there is none.</summary>
    public Func<int, string?> List { get; init; } = static _ => null;
}

/// <summary>What a chart draws and its table says: the same numbers once.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Title">What is counted; names the table.</param>
/// <param name="Over">What the categories are: "Month", "Days".</param>
public sealed record ChartData(string Id, string Title, string Over, Unit Unit, IReadOnlyList<Category> Categories,
    IReadOnlyList<Series> Series)
{
    public decimal Highest => Series.SelectMany(s => s.Values).DefaultIfEmpty(0).Max();

    /// <summary>False when every value is zero: then there is nothing to draw.</summary>
    public bool HasAny => Series.Any(s => s.Values.Any(v => v != 0));

    public bool HasPartial => Categories.Any(c => c.Partial);

    public bool HasObserved => Series.Any(s => Enumerable.Range(0, s.Values.Count).Any(s.IsObserved));

    /// <summary>False where printed parts, to the cent, are not their printed total.</summary>
    public bool AddsUp(bool totals) =>
        Unit != Unit.Money || (totals
        ? Enumerable.Range(0, Categories.Count).All(i => Figures.AddUp(Total(i), Series.Select(s => s.Values[i])))
        : Series.All(s => Figures.AddUp(s.Values.Sum(), s.Values)));

    /// <summary>The address of the list behind a category's total.</summary>
    public Func<int, string?> TotalList { get; init; } = static _ => null;

    public decimal Total(int category) => Series.Sum(s => s.Values[category]);

    /// <summary>The middle of a category's band, in percent of the width.</summary>
    public double Middle(int category) => 100.0 * (category + 0.5) / Categories.Count;
}

/// <summary>Numbers inside SVG attributes and style: invariant, two decimals at most.</summary>
public static class Percent
{
    public static string Of(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

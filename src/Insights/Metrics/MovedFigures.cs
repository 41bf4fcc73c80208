namespace Insights.Metrics;

/// <summary>One number that is otherwise in another reading. Null is "none".</summary>
public sealed record MovedFigure(Metric Metric, decimal? Before, decimal? After);

/// <summary>What differs between two readings of the same question.</summary>
public static class MovedFigures
{
    /// <summary>The numbers that differ, in the catalogue's order.</summary>
    /// <param name="before">Null where there was no organisation yet: everything that is then known and not zero counts as moved.</param>
    public static IReadOnlyList<MovedFigure> Between(Reading? before, Reading after)
    {
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. from metric in Catalogue.Summary
               let was = before?.Metrics.GetValueOrDefault(metric.Key)
               let now = after.Metrics.GetValueOrDefault(metric.Key)
               where was != now && !(before is null && now == 0)
               select new MovedFigure(metric, was, now),
        ];
    }
}

using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>By metric of deal values, what it left out for want of a rate, or converted with an earlier month's (metrics.md 5).</summary>
internal static class MoneyCaveats
{
    public static IReadOnlyDictionary<string, MoneyCaveat> Of(Selection selection, Days days)
    {
        OrganizationFacts facts = selection.Facts;
        var odd = new List<int>();
        foreach (int row in selection.Of(selection.Timeline.Closed, days).Rows)
            if (selection.Amounts.OriginOf(row) is DealAmounts.Origin.NoRate or DealAmounts.Origin.EarlierRate) odd.Add(row);
        var caveats = new Dictionary<string, MoneyCaveat>(StringComparer.Ordinal);
        foreach (Metric metric in Catalogue.All)
        {
            if (metric.Formula is not Formula.DealValue value) continue;
            State state = value.Kind == EventKind.Won ? State.Won : State.Lost;
            int[] rows = [.. odd.Where(row => facts.State[row] == state && value.Classes.Contains(facts.Class[row]))];
            if (rows.Length == 0) continue;
            int[] without = [.. rows.Where(row => selection.Amounts.OriginOf(row) == DealAmounts.Origin.NoRate)];
            caveats[metric.Key] = new MoneyCaveat(without.Length,
                [.. without.GroupBy(row => facts.Words[facts.Currency[row]] ?? "?", StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new Money(g.Sum(row => facts.Value[row] == OrganizationFacts.NoAmount ? 0 : facts.Value[row] / 10_000m), g.Key))],
                rows.Length - without.Length);
        }
        return caveats;
    }
}

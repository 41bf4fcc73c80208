using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Distribution;

/// <summary>A node of the distribution: referral, group, type or state. A parent's count is the sum of its children.</summary>
/// <param name="Filters">What of the distribution it is.</param>
public sealed record Branch(string Word, int Count, IReadOnlyList<Branch> Children, Filters Filters)
{
    /// <summary>The tree of a reading, zero nodes left out, in the vocabulary's order.</summary>
    public static Branch Root(IReadOnlyList<DistributionLeaf> leaves) => Parent("distribution.referral", Filters.None,
        leaves.GroupBy(l => l.Group).OrderBy(g => g.Key)
            .Select(group => Parent("distribution.group." + group.Key.Key(), new Filters { Group = group.Key },
            group.GroupBy(l => l.Type).OrderBy(t => t.Key)
                .Select(type => Parent("distribution.type." + type.Key.Key(), new Filters { Type = type.Key },
                type.OrderBy(l => l.State)
                    .Select(leaf => new Branch("distribution.state." + leaf.State.Key(), leaf.Count, [],
                    new Filters { Type = leaf.Type, State = leaf.State })))))));

    private static Branch Parent(string word, Filters filters, IEnumerable<Branch> children)
    {
        Branch[] all = [.. children];
        return new Branch(word, all.Sum(c => c.Count), all, filters);
    }
}

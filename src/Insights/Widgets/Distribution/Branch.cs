using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Widgets.Distribution;

/// <summary>A node of the distribution: referral, group, type or state. A parent's count is the sum of its children.</summary>
public sealed record Branch(string Word, int Count, IReadOnlyList<Branch> Children)
{
    /// <summary>The tree of a reading, zero nodes left out, in the vocabulary's order.</summary>
    public static Branch Root(IReadOnlyList<DistributionLeaf> leaves) => Parent("distribution.referral",
        leaves.GroupBy(l => l.Group).OrderBy(g => g.Key).Select(group => Parent("distribution.group." + group.Key.Key(),
            group.GroupBy(l => l.Type).OrderBy(t => t.Key).Select(type => Parent("distribution.type." + type.Key.Key(),
                type.OrderBy(l => l.State).Select(leaf => new Branch("distribution.state." + leaf.State.Key(), leaf.Count, [])))))));

    private static Branch Parent(string word, IEnumerable<Branch> children)
    {
        Branch[] all = [.. children];
        return new Branch(word, all.Sum(c => c.Count), all);
    }
}

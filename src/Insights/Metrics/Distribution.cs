using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>Where referrals stand today: those created in the period, and older ones whose own state changed in it
/// (metrics.md 3, Distribution). A tree of counts, not a funnel.</summary>
internal static class Distribution
{
    /// <summary>How many stand here only by the days of imports: no moment a source told puts them into the period.</summary>
    public static Observed Observed(DailyTotals totals, Period period)
    {
        if (!totals.Noted.HasObserved) return default;
        OrganizationFacts facts = totals.Facts;
        var days = new DayWindow(period);
        (int count, int of) = (0, 0);
        for (int row = 0; row < facts.Count; row++)
        {
            ObservedMoments seen = facts.Observed[row];
            bool created = days.Holds(facts.Created[row]), changed = days.IsBefore(facts.Created[row]);
            bool accepted = changed && days.Holds(facts.Accepted[row]), closed = changed && days.Holds(facts.Closed[row]);
            if (!created && !accepted && !closed) continue;
            of++;
            bool told = (created && !seen.HasFlag(ObservedMoments.Created)) || (accepted && !seen.HasFlag(ObservedMoments.Accepted))
                || (closed && !seen.HasFlag(ObservedMoments.Closed));
            if (!told) count++;
        }
        return new Observed(count, of);
    }

    public static IReadOnlyList<DistributionLeaf> Read(DailyTotals totals, Period period)
    {
        int from = period.From.DayNumber, to = period.To.DayNumber;
        int[] counts = new int[Classes.Count * DailyTotals.States];
        for (int leaf = 0; leaf < counts.Length; leaf++) counts[leaf] = totals.CreatedAtLeaf(leaf, from, to);

        DatedMoves closes = totals.Closes;
        (int first, int length) = closes.Slice(from, to).GetOffsetAndLength(closes.Leaf.Length);
        for (int i = first; i < first + length; i++)
            if (closes.CreatedDay[i] < from) counts[closes.Leaf[i]]++;

        DatedMoves accepts = totals.Accepts;
        (first, length) = accepts.Slice(from, to).GetOffsetAndLength(accepts.Leaf.Length);
        for (int i = first; i < first + length; i++)
        {
            bool alreadyCounted = from <= accepts.ClosedDay[i] && accepts.ClosedDay[i] < to;
            if (accepts.CreatedDay[i] < from && !alreadyCounted) counts[accepts.Leaf[i]]++;
        }

        var byNode = new SortedDictionary<(ReferralType, State), int>();
        for (int leaf = 0; leaf < counts.Length; leaf++)
        {
            if (counts[leaf] == 0) continue;
            var node = (((ReferralClass)(leaf / DailyTotals.States)).Type(), (State)(leaf % DailyTotals.States));
            byNode[node] = byNode.GetValueOrDefault(node) + counts[leaf];
        }
        return [.. byNode.Select(n => new DistributionLeaf(n.Key.Item1.Group(), n.Key.Item1, n.Key.Item2, n.Value))];
    }
}

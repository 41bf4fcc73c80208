using System.Globalization;
using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>A histogram of whole elapsed days, stacked co-sell and leads (metrics.md 3, acceptance and win time).</summary>
internal sealed class TimeBuckets
{
    /// <summary>Received to accepted.</summary>
    public static readonly TimeBuckets Acceptance = new(0, 2, 4, 6, 8, 10, 12, 15);

    /// <summary>Received or created to won.</summary>
    public static readonly TimeBuckets Win = new(0, 31, 61, 91, 121, 151, 181);

    private readonly int[] starts;

    /// <param name="starts">First day of each bucket; the last one is open and labelled with the day before it and a plus.</param>
    private TimeBuckets(params int[] starts)
    {
        this.starts = starts;
        Labels = [.. starts.Select((start, i) => i < starts.Length - 1
            ? string.Create(CultureInfo.InvariantCulture, $"{start}-{starts[i + 1] - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{start - 1}+"))];
    }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Bucket and group as one number: bucket × 2, one more for leads. An end before the start falls in the first
    /// bucket.</summary>
    public int Line(ReferralClass kind, long from, long to)
    {
        long elapsed = LocalDays.Elapsed(from, to);
        int bucket = 0;
        while (bucket < starts.Length - 1 && elapsed >= starts[bucket + 1]) bucket++;
        return Line(bucket, kind.Group());
    }

    public static int Line(int bucket, ReferralGroup group) => bucket * 2 + (group == ReferralGroup.Leads ? 1 : 0);
}

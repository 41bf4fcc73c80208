using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Qrp;

/// <summary>What each referral is to the KPIs of its cohort (metrics.md 4). An informational lead is never accepted, won or
/// expired; lost or declined it can be (metrics.md 1).</summary>
internal static class CohortRules
{
    /// <summary>Ever accepted: nobody wins or loses what was not, and downloads tell no accept moments.</summary>
    public static bool IsAccepted(OrganizationFacts facts, int row) => IsActionable(facts, row)
        && (facts.Accepted[row] != OrganizationFacts.NoMoment || facts.State[row] is State.Accepted or State.Won or State.Lost);

    public static bool IsExpired(OrganizationFacts facts, int row) => IsActionable(facts, row) && facts.State[row] == State.Expired;

    public static bool IsWon(OrganizationFacts facts, int row) => IsActionable(facts, row) && facts.State[row] == State.Won;

    /// <summary>How long after its creation it was closed, in ticks; null when it is not closed.</summary>
    public static long? ClosedAfter(OrganizationFacts facts, int row) =>
        facts.Closed[row] != OrganizationFacts.NoMoment && (IsActionable(facts, row) || facts.State[row] is State.Lost or State.Declined)
            ? facts.Closed[row] - facts.Created[row]
            : null;

    /// <summary>Whether a referral of the cohort is in a KPI's denominator.</summary>
    public static bool Under(OrganizationFacts facts, int row, Kpi kpi) => kpi.Measure != Measure.Win
        || ClosedAfter(facts, row) is not null;

    /// <summary>Whether a referral of the cohort is in a KPI's numerator.</summary>
    public static bool Over(OrganizationFacts facts, int row, Kpi kpi) => kpi.Measure switch
    {
        Measure.Accept => IsAccepted(facts, row),
        Measure.Expiry => IsExpired(facts, row),
        Measure.Close => ClosedAfter(facts, row) <= kpi.Days * TimeSpan.TicksPerDay,
        Measure.Win => IsWon(facts, row),
        _ => throw new InvalidOperationException($"No KPI measures {kpi.Measure}."),
    };

    private static bool IsActionable(OrganizationFacts facts, int row) => facts.Class[row] != ReferralClass.InformationalLead;
}

using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>The referrals each note is about, in day order: how many of a period is a subtraction, which of them pass a filter a short
/// walk.</summary>
internal sealed class NotedRows
{
    private readonly DayOrder[] rows;

    public NotedRows(OrganizationFacts facts, LocalDays local)
    {
        rows = new DayOrder[NoteRule.All.Count];
        Parallel.For(0, rows.Length, i => rows[i] = new DayOrder(NoteRule.All[i].DaysOf(facts, local)));
    }

    /// <summary>The rows a rule is about, in the period where it asks for one.</summary>
    /// <param name="rule">Its place among <see cref="NoteRule.All"/>.</param>
    public ReadOnlySpan<int> Of(int rule, Period period) => NoteRule.All[rule].Days == NoteDays.Always ? rows[rule].Items
        : rows[rule].Of(period.From.DayNumber, period.To.DayNumber);

    /// <summary>True when any moment of any referral is the day of an import.</summary>
    public bool HasObserved => NoteRule.All.Index().Any(r => r.Item.Part is not null && rows[r.Index].Items.Length > 0);
}

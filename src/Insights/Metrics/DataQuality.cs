using System.Globalization;
using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What a reader must know to trust the numbers of a period: said with the numbers, never in a log.</summary>
internal static class DataQuality
{
    /// <summary>Only notes that apply; each <c>Code</c> has words under <c>note.{Code}</c>.</summary>
    public static IReadOnlyList<Note> Notes(Tally tally, Period period)
    {
        OrganizationFacts facts = tally.Facts;
        int observed = 0, wonWithoutAccept = 0;
        var wonBeforeCreated = new List<string>();
        int wonBeforeCreatedCount = 0;

        foreach (int row in Rows(tally.Accepts, period))
            if (facts.Observed[row].HasFlag(ObservedMoments.Accepted)) observed++;
        foreach (int row in Rows(tally.Closes, period))
        {
            if (facts.Observed[row].HasFlag(ObservedMoments.Closed)) observed++;
            State state = facts.State[row];
            bool answerable = !facts.Class[row].IsOurs() && facts.Class[row] != ReferralClass.InformationalLead;
            if (state is State.Won or State.Lost && answerable && facts.Accepted[row] == OrganizationFacts.NoMoment) wonWithoutAccept++;
            if (state != State.Won || facts.Closed[row] >= facts.Created[row]) continue;
            wonBeforeCreatedCount++;
            if (facts.WonBeforeCreated.TryGetValue(row, out string? id)) wonBeforeCreated.Add(id);
        }

        IReadOnlyList<OddAmount> odd = Odd(tally, period);
        Note[] notes =
        [
            new("no_rate", odd.Count(o => o.LeftOut), Currencies(odd.Where(o => o.LeftOut))),
            new("earlier_rate", odd.Count(o => !o.LeftOut), Currencies(odd.Where(o => !o.LeftOut))),
            new("observed_moments", observed),
            new("won_without_accept", wonWithoutAccept),
            new("won_before_created", wonBeforeCreatedCount, string.Join(", ", wonBeforeCreated.Take(5)) + (wonBeforeCreatedCount > 5 ? " …" : "")),
            new("unknown_state", facts.UnknownStates),
            new("unknown_program", tally.Cohorts.UnknownPrograms),
            new("ip_no_date", facts.Registrations.Count(r => r.Observed && period.From.DayNumber <= Day(tally, r) && Day(tally, r) < period.To.DayNumber)),
        ];
        return [.. notes.Where(n => n.Count > 0)];
    }

    /// <summary>By metric, what its amount left out or converted with an earlier month's rate (metrics.md 5).</summary>
    public static IReadOnlyDictionary<string, MoneyCaveat> Caveats(Tally tally, Period period)
    {
        var caveats = Odd(tally, period).GroupBy(o => o.MetricKey).ToDictionary(g => g.Key, Caveat, StringComparer.Ordinal);
        var won = Odd(tally, period).Where(o => o.MetricKey.StartsWith("revenue.won_value.", StringComparison.Ordinal)).ToList();
        if (won.Count > 0) caveats["revenue.won_value"] = Caveat(won);
        return caveats;
    }

    private static MoneyCaveat Caveat(IEnumerable<OddAmount> odd) => new(
        odd.Count(o => o.LeftOut),
        [.. odd.Where(o => o.LeftOut).GroupBy(o => o.Currency ?? "?").OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Money(g.Sum(o => o.Amount), g.Key))],
        odd.Count(o => !o.LeftOut));

    private static List<OddAmount> Odd(Tally tally, Period period) =>
        [.. tally.OddAmounts.Where(o => period.From.DayNumber <= o.Day && o.Day < period.To.DayNumber)];

    private static string Currencies(IEnumerable<OddAmount> odd) => string.Join(", ",
        odd.GroupBy(o => o.Currency ?? "?").OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Sum(o => o.Amount):0.##}")));

    private static ArraySegment<int> Rows(Moves moves, Period period)
    {
        (int first, int length) = moves.Slice(period.From.DayNumber, period.To.DayNumber).GetOffsetAndLength(moves.Rows.Length);
        return new ArraySegment<int>(moves.Rows, first, length);
    }

    private static int Day(Tally tally, Registration registration) => registration.ApprovedAt is { } at ? new LocalDays(tally.Settings.Zone).Day(at) : Moves.Never;
}

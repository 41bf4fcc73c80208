using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What a reader must know to trust the numbers of a period: said with the numbers, never in a log.</summary>
internal static class DataQuality
{
    /// <summary>Every code a note can have, and whether it names what it is about.</summary>
    public static IReadOnlyList<(string Code, bool Named)> Codes { get; } =
    [
        ("no_rate", true), ("earlier_rate", true), ("observed_moments", false), ("won_without_accept", false), ("won_before_created", true),
        ("unknown_state", false), ("unknown_program", false), ("unknown_country", false), ("ip_no_date", false),
    ];

    /// <summary>Only notes that apply; each <c>Code</c> has words under <c>note.{Code}</c>.</summary>
    public static IReadOnlyList<Note> Notes(Tally tally, Period period)
    {
        OrganizationFacts facts = tally.Facts;
        var days = new LocalDays(tally.Settings.Zone);
        bool Within(long moment) => days.Day(moment) is var day && period.From.DayNumber <= day && day < period.To.DayNumber;
        int Count(Oddity oddity) => tally.Oddities(oddity, period.From.DayNumber, period.To.DayNumber);

        int wonBeforeCreated = Count(Oddity.WonBeforeCreated);
        IEnumerable<string> named = facts.WonBeforeCreated.Where(w => Within(facts.Closed[w.Key])).Select(w => w.Value).Order(StringComparer.Ordinal);
        IReadOnlyList<OddAmount> odd = Odd(tally, period);
        Note[] notes =
        [
            OfMoney("no_rate", odd.Where(o => o.LeftOut)),
            OfMoney("earlier_rate", odd.Where(o => !o.LeftOut)),
            new("observed_moments", Count(Oddity.ObservedAccept) + Count(Oddity.ObservedClose)),
            new("won_without_accept", Count(Oddity.WonWithoutAccept)),
            new("won_before_created", wonBeforeCreated, string.Join(", ", named.Take(5)) + (wonBeforeCreated > 5 ? " …" : "")),
            new("unknown_state", facts.UnknownStates),
            new("unknown_program", tally.Cohorts.UnknownPrograms),
            new("unknown_country", tally.Cohorts.WithoutCountry),
            new("ip_no_date", facts.Registrations.Count(r => r.Undated)),
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
        odd.Where(o => o.LeftOut).Sum(o => o.Count),
        Amounts(odd.Where(o => o.LeftOut)),
        odd.Where(o => !o.LeftOut).Sum(o => o.Count));

    private static List<OddAmount> Odd(Tally tally, Period period) =>
        [.. tally.OddAmounts.Where(o => period.From.DayNumber <= o.Day && o.Day < period.To.DayNumber)];

    private static Note OfMoney(string code, IEnumerable<OddAmount> odd) => new(code, odd.Sum(o => o.Count), Amounts: Amounts(odd));

    private static Money[] Amounts(IEnumerable<OddAmount> odd) =>
        [.. odd.GroupBy(o => o.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Money(g.Sum(o => o.Amount), g.Key))];
}

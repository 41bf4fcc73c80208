using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>What the notes speak of: everything, or what a dashboard shows.</summary>
/// <param name="Passes">By row, whether it is shown; null when every one is.</param>
/// <param name="Filters">What the list behind a note is narrowed to.</param>
internal sealed record NoteScope(Func<int, bool>? Passes, Filters Filters)
{
    public static readonly NoteScope Everything = new(null, Filters.None);
}

/// <summary>What a reader must know to trust the numbers of a period: said with the numbers, never in a log.</summary>
internal static class DataQuality
{
    private const int Most = 5;

    /// <summary>Every code a note can have, and whether it names what it is about.</summary>
    public static IReadOnlyList<(string Code, bool Named)> Codes { get; } =
    [
        ("no_rate", true), ("earlier_rate", true), .. NoteRule.All.Select(r => r.Code).Distinct()
            .Select(code => (code, code is "observed_moments" or "won_before_created" or "unknown_country_name")),
        ("ip_no_date", false),
    ];

    /// <summary>Only notes that apply; each <c>Code</c> has words under <c>note.{Code}</c>.</summary>
    /// <param name="odd">The amounts of what is shown that need a word.</param>
    /// <param name="undated">Approved registrations of what is shown without a date of approval.</param>
    public static IReadOnlyList<Note> Notes(DailyTotals totals, Period period, NoteScope scope, IReadOnlyList<OddAmount> odd, int undated)
    {
        Note[] notes =
        [
            OfMoney("no_rate", odd.Where(o => o.LeftOut)),
            OfMoney("earlier_rate", odd.Where(o => !o.LeftOut)),
            .. NoteRule.All.Index().GroupBy(r => r.Item.Code).Select(rules => OfRows(totals, period, scope, rules.Key, [.. rules])),
            new("ip_no_date", undated),
        ];
        return [.. notes.Where(n => n.Count > 0)];
    }

    /// <summary>The Summary's.</summary>
    public static IReadOnlyList<Note> Notes(DailyTotals totals, Period period) =>
        Notes(totals, period, NoteScope.Everything, Odd(totals, period), totals.Facts.Registrations.Count(r => r.Undated));

    /// <summary>By metric, what its amount left out or converted with an earlier month's rate (metrics.md 5).</summary>
    public static IReadOnlyDictionary<string, MoneyCaveat> Caveats(DailyTotals totals, Period period)
    {
        var caveats = Odd(totals, period).GroupBy(o => o.MetricKey).ToDictionary(g => g.Key, Caveat, StringComparer.Ordinal);
        var won = Odd(totals, period).Where(o => o.MetricKey.StartsWith("revenue.won_value.", StringComparison.Ordinal)).ToList();
        if (won.Count > 0) caveats["revenue.won_value"] = Caveat(won);
        return caveats;
    }

    public static MoneyCaveat Caveat(IEnumerable<OddAmount> odd) => new(
        odd.Where(o => o.LeftOut).Sum(o => o.Count),
        Amounts(odd.Where(o => o.LeftOut)),
        odd.Where(o => !o.LeftOut).Sum(o => o.Count))
    { NoTarget = odd.Any(o => o.NoTarget) };

    private static Note OfRows(DailyTotals totals, Period period, NoteScope scope, string code, (int Index, NoteRule Item)[] rules)
    {
        var rows = new List<int>();
        var parts = new List<(string, int)>();
        foreach ((int index, NoteRule rule) in rules)
        {
            int before = rows.Count;
            foreach (int row in totals.Noted.Of(index, period))
                if (scope.Passes?.Invoke(row) ?? true) rows.Add(row);
            if (rule.Part is { } part && rows.Count > before) parts.Add((part, rows.Count - before));
        }
        return new Note(code, rows.Count, Named(totals.Facts, code, rows))
        {
            Parts = parts,
            List = new Population(Population.Note + code),
            Within = scope.Filters
        };
    }

    private static string? Named(OrganizationFacts facts, string code, List<int> rows)
    {
        string[] names = code switch
        {
            "won_before_created" =>
                [.. rows.Select(row => facts.WonBeforeCreated.GetValueOrDefault(row)).OfType<string>().Order(StringComparer.Ordinal)],
            "unknown_country_name" =>
                [.. rows.Select(row => facts.Words[facts.Country[row]]).OfType<string>().Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)],
            _ => [],
        };
        return names.Length == 0 ? null : string.Join(", ", names.Take(Most)) + (names.Length > Most ? " …" : "");
    }

    private static List<OddAmount> Odd(DailyTotals totals, Period period) =>
        [.. totals.OddAmounts.Where(o => period.From.DayNumber <= o.Day && o.Day < period.To.DayNumber)];

    private static Note OfMoney(string code, IEnumerable<OddAmount> odd) => new(code, odd.Sum(o => o.Count), Amounts: Amounts(odd));

    private static Money[] Amounts(IEnumerable<OddAmount> odd) =>
        [.. odd.GroupBy(o => o.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Money(g.Sum(o => o.Amount), g.Key))];
}

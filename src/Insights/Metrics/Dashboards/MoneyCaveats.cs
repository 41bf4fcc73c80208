using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What the amounts of a selection and some days left out for want of a rate, or converted with an earlier month's (metrics.md 5):
/// of every metric in money, for every part of what is shown.</summary>
internal sealed class MoneyCaveats
{
    private const int NoReferral = -1;
    private readonly Selection selection;
    private readonly int[] closed;
    private readonly (int Index, RegistrationEvent Happened, RegistrationMeasure Measure, OddAmount Odd)[] registrations;

    public MoneyCaveats(Selection selection, Days days)
    {
        this.selection = selection;
        var rows = new List<int>();
        foreach (int row in selection.Of(selection.Timeline.Closed, days).Rows)
            if (IsOdd(selection.Amounts, row)) rows.Add(row);
        closed = [.. rows];
        registrations =
        [
            .. from happened in Enum.GetValues<RegistrationEvent>()
               from index in selection.Timeline.Registrations(happened, days).ToArray()
               where selection.PassesRegistration(index)
               from measure in Enum.GetValues<RegistrationMeasure>()
               let odd = selection.Timeline.Odd(happened, measure, index)
               where odd is not null
               select (index, happened, measure, odd.Value),
        ];
    }

    /// <summary>True for a deal value that has no rate, or an earlier month's.</summary>
    public static bool IsOdd(DealAmounts amounts, int row) =>
        amounts.IsLeftOut(row) || amounts.OriginOf(row) == DealAmounts.Origin.EarlierRate;

    /// <summary>Of some metrics, by key; only what there is any of.</summary>
    /// <param name="classes">The classes that are shown; null is all of them.</param>
    public IReadOnlyDictionary<string, MoneyCaveat> Of(IEnumerable<string> metrics, bool[]? classes) => metrics
        .Select(key => (key, Odd: Odd(key, classes).ToList())).Where(m => m.Odd.Count > 0)
            .ToDictionary(m => m.key, m => DataQuality.Caveat(m.Odd), StringComparer.Ordinal);

    /// <summary>The amounts of some rows.</summary>
    public static IEnumerable<OddAmount> Of(Selection selection, IEnumerable<int> rows) => rows.Select(row => Amount(selection, row, ""));

    /// <summary>What the notes of a tab speak of: each deal and each registration once, with those that only a funnel adds up.</summary>
    public IReadOnlyList<OddAmount> OfNotes(IReadOnlyList<string> metrics, IEnumerable<int> ofFlows)
    {
        var rows = new HashSet<int>(ofFlows);
        rows.UnionWith(closed.Where(row => metrics.Any(key => Catalogue.Get(key).Formula is Formula.DealValue value && IsOf(value, row))));
        bool registered = metrics.Any(key =>
            Catalogue.Get(key).Formula is Formula.Registrations { Measure: not RegistrationMeasure.Count });
        return
        [
            .. Of(selection, rows),
            .. registrations.Where(r => registered && r.Happened == RegistrationEvent.Approved).GroupBy(r => r.Index)
                .Select(r => r.First().Odd),
        ];
    }

    private IEnumerable<OddAmount> Odd(string key, bool[]? classes) => Catalogue.Get(key).Formula switch
    {
        Formula.DealValue value =>
            closed.Where(row => IsOf(value, row) && (classes?[(int)selection.Facts.Class[row]] ?? true))
            .Select(row => Amount(selection, row, key)),
        Formula.Registrations { Event: var happened, Measure: var measure } => registrations
            .Where(r => (r.Happened, r.Measure) == (happened, measure) && Shown(r.Index, classes)).Select(r => r.Odd),
        _ => [],
    };

    private bool IsOf(Formula.DealValue value, int row) =>
        selection.Facts.State[row] == (value.Kind == EventKind.Won ? State.Won : State.Lost)
            && value.Classes.Contains(selection.Facts.Class[row]);

    private bool Shown(int index, bool[]? classes) =>
        classes is null || (selection.Facets.RegistrationRow[index] is > NoReferral and var row
        && classes[(int)selection.Facts.Class[row]]);

    private static OddAmount Amount(Selection selection, int row, string key)
    {
        OrganizationFacts facts = selection.Facts;
        decimal own = facts.Value[row] == OrganizationFacts.NoAmount ? 0 : facts.Value[row] / 10_000m;
        return new OddAmount(0, key, selection.Amounts.IsLeftOut(row), facts.Words[facts.Currency[row]] ?? (own == 0 ? "USD" : "?"), 1,
            own == 0 && facts.ValueUsd[row] != OrganizationFacts.NoAmount ? facts.ValueUsd[row] / 10_000m : own)
        {
            NoTarget = selection.Amounts.OriginOf(row) == DealAmounts.Origin.NoTarget,
        };
    }
}

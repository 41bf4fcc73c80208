using System.Collections.Concurrent;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What passes some filters, ready to be counted into cells over the days of a period.</summary>
internal sealed class Selection
{
    private readonly bool[] classes = new bool[Classes.Count];
    private readonly bool[]? passing;
    private readonly Func<ListingViews, bool>? views;
    private readonly Func<int, bool> registrations;
    private readonly Conversion conversion;

    public Selection(OrganizationFacts facts, Facets facets, Filters filters)
    {
        (Facts, Facets, Filters, Timeline, Amounts) = (facts, facets, filters, Timeline.Of(facts, facets), DealAmounts.Of(facts));
        conversion = new Conversion(facts);
        views = ViewFilter.Passes(facets, filters);
        registrations = RegistrationFilter.Passes(facts, facets, filters);
        Array.Fill(classes, true);
        foreach (Dimension dimension in filters.Narrowed)
        {
            if (DimensionColumn.ClassesOf(dimension, filters[dimension]) is not { } has) continue;
            // What the class decides needs no column of its own.
            for (int of = 0; of < classes.Length; of++) classes[of] &= has[of];
            filters = filters.Without(dimension);
        }
        if (Populations.Passes(facts, facets, filters) is not { } passes || facts.Count == 0) return;
        bool[] all = new bool[facts.Count];
        Parallel.ForEach(Partitioner.Create(0, all.Length), range =>
        {
            for (int row = range.Item1; row < range.Item2; row++) all[row] = passes(row);
        });
        passing = all;
    }

    public OrganizationFacts Facts { get; }
    public Facets Facets { get; }
    public Filters Filters { get; }
    public Timeline Timeline { get; }
    public DealAmounts Amounts { get; }

    /// <summary>False when views cannot be narrowed by the filters: their number is unknown then, not 0.</summary>
    public bool KnowsVisits => views is not null;

    public bool Passes(int row) => classes[(int)Facts.Class[row]] && (passing is null || passing[row]);

    public bool PassesRegistration(int index) => registrations(index);

    /// <summary>Counts what happened on some days into the cells <paramref name="into"/> names.</summary>
    public void Count<T>(Days days, Happenings wanted, T into) where T : ICells
    {
        if (wanted.HasFlag(Happenings.Created)) Count(Timeline.Created(days), EventKind.Created, into);
        if (wanted.HasFlag(Happenings.Accepted)) Count(Timeline.Accepted(days), EventKind.Accepted, into);
        if (wanted.HasFlag(Happenings.AcceptedByMicrosoft)) Count(Timeline.AcceptedByMicrosoft(days), EventKind.AcceptedByMicrosoft, into);
        if (wanted.HasFlag(Happenings.Closed))
            foreach (int row in Timeline.Closed(days))
                if (Passes(row)) into.Of(row).CountClose(Facts.State[row], Facts.Class[row], Amounts, row);
        if (wanted.HasFlag(Happenings.Registrations))
            foreach (RegistrationEvent happened in Enum.GetValues<RegistrationEvent>())
                foreach (int index in Timeline.Registrations(happened, days))
                    if (registrations(index)) CountRegistration(happened, index, into);
        if (!wanted.HasFlag(Happenings.Visits) || views is null || !into.KnowVisits) return;
        foreach (int index in Timeline.Views(days))
        {
            ListingViews view = Facets.Views[index];
            if (!views(view)) continue;
            foreach (Counts cell in into.Of(view)) cell.CountVisits(ViewFilter.IsOfProfile(view), view.PageViews, view.CtaClicks);
        }
    }

    private void Count<T>(ReadOnlySpan<int> rows, EventKind kind, T into) where T : ICells
    {
        foreach (int row in rows)
            if (Passes(row)) into.Of(row).Count(kind, Facts.Class[row]);
    }

    /// <summary>A registration's value by the month of a moment; 0 where it is not known.</summary>
    public decimal Amount(Registration registration, RegistrationMeasure measure, long moment) =>
        measure == RegistrationMeasure.Count ? 1 : conversion.Of(registration, measure, moment).Value ?? 0;

    private void CountRegistration<T>(RegistrationEvent happened, int index, T into) where T : ICells
    {
        Registration registration = Facts.Registrations[index];
        int row = Facets.RegistrationRow[index];
        long moment = RegistrationFilter.MomentOf(registration, happened)!.Value;
        foreach (RegistrationMeasure measure in Enum.GetValues<RegistrationMeasure>())
        {
            into.Of(row).CountRegistration(happened, measure, row < 0 ? null : Facts.Class[row], Amount(registration, measure, moment));
        }
    }
}

/// <summary>What a metric is counted from: what nobody asks for is not walked.</summary>
[Flags]
internal enum Happenings { None = 0, Created = 1, Accepted = 2, AcceptedByMicrosoft = 4, Closed = 8, Registrations = 16, Visits = 32 }

/// <summary>Which cell something is counted into.</summary>
internal interface ICells
{
    /// <param name="row">-1 for a registration of a referral nobody told of.</param>
    Counts Of(int row);

    /// <summary>Views may be of several values that are told apart nowhere else.</summary>
    ReadOnlySpan<Counts> Of(ListingViews views);

    /// <summary>False when views have no place in these cells.</summary>
    bool KnowVisits { get; }
}

/// <summary>Everything into one cell.</summary>
internal readonly struct OneCell(Counts[] one) : ICells
{
    public Counts Of(int row) => one[0];

    public ReadOnlySpan<Counts> Of(ListingViews views) => one;

    public bool KnowVisits => true;
}

/// <summary>The sets of values rows have of a dimension, as far as wanted values tell them apart: what is counted by set is counted once, however many
/// values a set has, and added to its values at the end.</summary>
internal sealed class ValueSets
{
    private readonly int[] groupOf;

    /// <param name="only">The values that are wanted, by their index; null is all.</param>
    public ValueSets(DimensionColumn column, IReadOnlyCollection<int>? only = null)
    {
        (Column, Only) = (column, only);
        if (only is null)
        {
            groupOf = [.. Enumerable.Range(0, column.Sets)];
            Members = [.. groupOf.Select(column.Members)];
            return;
        }
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var members = new List<int[]>();
        groupOf = new int[column.Sets];
        for (int set = 0; set < groupOf.Length; set++)
        {
            int[] wanted = [.. column.Members(set).Where(only.Contains)];
            if (groups.TryAdd(string.Join(',', wanted), members.Count)) members.Add(wanted);
            groupOf[set] = groups[string.Join(',', wanted)];
        }
        Members = [.. members];
    }

    public DimensionColumn Column { get; }
    public IReadOnlyCollection<int>? Only { get; }

    /// <summary>By group, the wanted values it has.</summary>
    public int[][] Members { get; }

    public int GroupOf(int row) => groupOf[Column.SetOf(row)];
}

/// <summary>A cell for each value of a dimension, made when something falls into it.</summary>
internal sealed class ValueCells : ICells
{
    private readonly Facets facets;
    private readonly Dimension dimension;
    private readonly ValueSets sets;
    private readonly Counts?[] byGroup, byValue;

    private ValueCells(Facets facets, Dimension dimension, ValueSets sets) => (this.facets, this.dimension, this.sets, byGroup, byValue) =
        (facets, dimension, sets, new Counts?[sets.Members.Length], new Counts?[sets.Column.Values.Count]);

    /// <summary>Counts what happened on some days.</summary>
    public static ValueCells Count(Selection selection, Days days, Happenings wanted, Dimension dimension, ValueSets sets)
    {
        var cells = new ValueCells(selection.Facets, dimension, sets);
        selection.Count(days, wanted, cells);
        for (int group = 0; group < cells.byGroup.Length; group++)
        {
            if (cells.byGroup[group] is not { } counted) continue;
            cells.Total.Add(counted);
            foreach (int value in sets.Members[group]) cells.Cell(value).Add(counted);
        }
        return cells;
    }

    /// <summary>Null when nothing fell into it.</summary>
    public Counts? this[int value] => byValue[value];

    /// <summary>Everything, each referral once, those of unwanted values too.</summary>
    public Counts Total { get; } = new();

    public bool KnowVisits => ViewFilter.Knows(dimension);

    public Counts Of(int row) => byGroup[sets.GroupOf(row)] ??= new Counts();

    public ReadOnlySpan<Counts> Of(ListingViews views) => (Counts[])[Total, .. ViewFilter.KeysOf(facets, dimension, views).Select(sets.Column.IndexOf)
        .Where(i => i >= 0 && (sets.Only is null || sets.Only.Contains(i))).Select(Cell)];

    private Counts Cell(int value) => byValue[value] ??= new Counts();
}

/// <summary>What formulas are counted from.</summary>
internal static class Wanted
{
    public static Happenings By(IEnumerable<string> metrics) => metrics.Aggregate(Happenings.None, (all, key) => all | By(Catalogue.Get(key).Formula));

    private static Happenings By(Formula formula) => formula switch
    {
        Formula.Events { Kind: EventKind.Created } or Formula.Outbound => Happenings.Created,
        Formula.Events { Kind: EventKind.Accepted } => Happenings.Accepted,
        Formula.Events { Kind: EventKind.AcceptedByMicrosoft } => Happenings.AcceptedByMicrosoft,
        Formula.Events or Formula.DealValue => Happenings.Closed,
        Formula.Registrations => Happenings.Registrations,
        Formula.Visits => Happenings.Visits,
        Formula.Sum sum => By(sum.Parts),
        Formula.Ratio ratio => By(ratio.Over) | By(ratio.Under),
        _ => Happenings.None,
    };
}

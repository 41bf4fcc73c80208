using System.Collections.Concurrent;
using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>What passes some filters, ready to be counted into cells over the days of a period.</summary>
internal sealed class Selection
{
    private static readonly RegistrationMeasure[] Measures = Enum.GetValues<RegistrationMeasure>();

    private readonly bool[] classes = new bool[Classes.Count];
    private readonly bool[]? passing;
    private readonly Func<ListingViews, bool>? views;
    private readonly Func<int, bool> registrations;
    private readonly Days period;
    private readonly Dictionary<Moves, Lazy<PassingMoves>> ofPeriod;

    /// <param name="period">The days that are asked for again and again; others are too, now and then.</param>
    public Selection(OrganizationFacts facts, Facets facets, Filters filters, Days period)
    {
        this.period = period;
        (Facts, Facets, Filters, Timeline, Amounts) = (facts, facets, filters, Timeline.Of(facts, facets), DealAmounts.Of(facts));
        ofPeriod = new[] { Timeline.Created, Timeline.Accepted, Timeline.AcceptedByMicrosoft, Timeline.Closed }.ToDictionary(m => m, m =>
            new Lazy<PassingMoves>(() => Sort(m, period)));
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

    /// <summary>The kinds of views whose number is known on some days. None when they cannot be narrowed by the filters: it is unknown
    /// then, not 0.</summary>
    public ViewKinds KnownViews(Days days) =>
        views is null ? ViewKinds.None : Summary.TotalsOf(Facts).KnownViews(ViewFilter.KindsOf(classes), days.From, days.To);

    /// <summary>Whether a row of the facts passes.</summary>
    public bool Passes(int row) => classes[(int)Facts.Class[row]] && (passing is null || passing[row]);

    /// <summary>What of a kind of moves passes on some days.</summary>
    public PassingMoves.Slice Of(Moves moves, Days days) =>
        (period.From <= days.From && days.To <= period.To && ofPeriod.TryGetValue(moves, out Lazy<PassingMoves>? known) ? known.Value
            : Sort(moves, days)).Of(days);

    private PassingMoves Sort(Moves moves, Days days) => new(moves, days, classes, passing, Amounts);

    public bool PassesRegistration(int index) => registrations(index);

    /// <summary>Counts what happened on some days into the cells <paramref name="into"/> names.</summary>
    public void Count<T>(Days days, Happenings wanted, T into) where T : ICells
    {
        if (wanted.HasFlag(Happenings.Created)) Count(Of(Timeline.Created, days), EventKind.Created, ObservedMoments.Created, into);
        if (wanted.HasFlag(Happenings.Accepted)) Count(Of(Timeline.Accepted, days), EventKind.Accepted, ObservedMoments.Accepted, into);
        if (wanted.HasFlag(Happenings.AcceptedByMicrosoft)) Count(Of(Timeline.AcceptedByMicrosoft, days), EventKind.AcceptedByMicrosoft,
            ObservedMoments.MicrosoftAccepted, into);
        if ((wanted & Happenings.Closed) != 0) CountCloses(Of(Timeline.Closed, days), wanted, into);
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

    private void Count<T>(PassingMoves.Slice moves, EventKind kind, ObservedMoments moment, T into) where T : ICells
    {
        for (int i = 0; i < moves.Count; i++) into.Of(moves.Rows[i]).Count(kind, moves.Class(i), IsSeen(moves.Rows[i], moment));
    }

    private bool IsSeen(int row, ObservedMoments moment) => (Facts.Observed[row] & moment) != 0;

    private void CountCloses<T>(PassingMoves.Slice moves, Happenings wanted, T into) where T : ICells
    {
        // One table look-up a move: which of them are wanted follows no pattern that could be guessed.
        bool[] counted = [.. Enum.GetValues<State>().Select(state => Wanted.ByState(state, wanted))];
        ReadOnlySpan<decimal> values = (wanted & (Happenings.Won | Happenings.Lost)) != 0 ? moves.Values : default;
        for (int i = 0; i < moves.Count; i++)
        {
            if (!counted[(int)moves.State(i)]) continue;
            int row = moves.Rows[i];
            bool noTarget = Amounts.OriginOf(row) == DealAmounts.Origin.NoTarget;
            decimal value = values.IsEmpty ? 0 : values[i];
            into.Of(row).CountClose(moves.State(i), moves.Class(i), value, IsSeen(row, ObservedMoments.Closed), noTarget);
        }
    }

    private void CountRegistration<T>(RegistrationEvent happened, int index, T into) where T : ICells
    {
        int row = Facets.RegistrationRow[index];
        foreach (RegistrationMeasure measure in Measures)
            into.Of(row).CountRegistration(happened, measure, row < 0 ? null : Facts.Class[row], Timeline.Amount(happened, measure, index),
                Timeline.Odd(happened, measure, index) is { NoTarget: true });
    }
}

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

/// <summary>The sets of values rows have of a dimension, as far as wanted values tell them apart: what is counted by set is counted once,
/// however many values a set has, and added to its values at the end.</summary>
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

    public ReadOnlySpan<Counts> Of(ListingViews views) =>
        (Counts[])[Total, .. ViewFilter.KeysOf(facets, dimension, views).Select(sets.Column.IndexOf)
        .Where(i => i >= 0 && (sets.Only is null || sets.Only.Contains(i))).Select(Cell)];

    private Counts Cell(int value) => byValue[value] ??= new Counts();
}

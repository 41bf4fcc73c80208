using Insights.Facts;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Which values of a dimension each row has: at least one, <see cref="Dimensions.NotSaid"/> when nobody said any. Filters,
/// breakdowns, comparisons and the choices of a filter all ask here.</summary>
internal sealed class DimensionColumn
{
    private static readonly char[] Marks = [';', '|', '\n'];
    private static readonly int[] Nothing = [0];

    private readonly Func<int, int> code;
    private readonly int[][] sets;
    private readonly Dictionary<string, int> index;

    /// <param name="code">By row; -1 where nobody said any.</param>
    /// <param name="sets">By code, indexes of <paramref name="values"/>.</param>
    private DimensionColumn(Func<int, int> code, IEnumerable<IEnumerable<int>> sets, IEnumerable<FacetValue> values)
    {
        this.code = code;
        Values = [new FacetValue(Dimensions.NotSaid, null), .. values];
        // A source that writes "-" says nothing.
        int[] place = [.. Values.Select((v, i) => v.Key == Dimensions.NotSaid ? 0 : i)];
        this.sets = [Nothing, .. sets.Select(set => set.Select(i => place[i + 1]).Distinct().ToArray() is { Length: > 0 } some ? some
            : Nothing)];
        Overlaps = this.sets.Any(s => s.Length > 1);
        index = [];
        for (int i = 0; i < Values.Count; i++) index.TryAdd(Values[i].Key, i);
    }

    /// <summary>Index 0 is "not said".</summary>
    public IReadOnlyList<FacetValue> Values { get; }

    /// <summary>True when some row may have several values.</summary>
    public bool Overlaps { get; }

    /// <summary>How many different sets of values there are.</summary>
    public int Sets => sets.Length;

    /// <summary>The set a row has, from 0; the first is "not said", which the row -1 has.</summary>
    public int SetOf(int row) => row < 0 ? 0 : code(row) + 1;

    /// <summary>Indexes of <see cref="Values"/> that a set holds.</summary>
    public int[] Members(int set) => sets[set];

    /// <summary>Index of a value; -1 when no row can have it.</summary>
    public int IndexOf(string value) => index.GetValueOrDefault(value, -1);

    /// <summary>Whether a row has any of some values.</summary>
    public Func<int, bool> Any(IReadOnlyList<string> values)
    {
        bool[] asked = [.. Values.Select(v => values.Contains(v.Key))];
        bool[] passes = [.. sets.Select(set => set.Any(i => asked[i]))];
        return row => passes[code(row) + 1];
    }

    /// <exception cref="ArgumentException">The dimension is not among the columns of the facts, and there are no facets; or it is the
    /// customer, who has no column.</exception>
    public static DimensionColumn Of(OrganizationFacts facts, Facets? facets, Dimension dimension) => dimension switch
    {
        _ when ByClass(dimension) is { } value => OfClass(facts, dimension, value),
        Dimension.State => new(row => (int)facts.State[row], Enum.GetValues<State>().Select((_, i) => new[] { i }), Enum.GetValues<State>()
            .Select(s => new FacetValue(s.Key(), null))),
        Dimension.Country => OfWords(facts, facts.Country, word => [word], facets?.Views.Select(v => v.Country)),
        Dimension.Program => OfWords(facts, facts.Program, Programs(facts), null),
        _ when facets is null => throw new ArgumentException($"{dimension} is asked of the store first.", nameof(facets)),
        Dimension.Track => Of(facets.Track),
        Dimension.Solution => Of(facets.Solution),
        Dimension.Offer => Of(facets.Offer),
        Dimension.Source => Of(facets.Source, facets.Views.Select(v => v.Domain).Append("business_profile")),
        Dimension.Action => Of(facets.Action),
        Dimension.Intent => Of(facets.Intent),
        Dimension.Macc => Of(facets.Macc),
        Dimension.Role => Of(facets.Role),
        Dimension.Reason => Of(facets.Reason),
        _ => throw new ArgumentException($"{dimension} has no column.", nameof(dimension)),
    };

    /// <summary>Which classes of referral can have a value, for dimensions that the class decides; null for the others.</summary>
    public static bool[]? ClassesOf(Dimension dimension, IReadOnlyList<string> values)
    {
        Func<ReferralClass, string?>? of = ByClass(dimension);
        return of is null ? null : [.. Enum.GetValues<ReferralClass>().Select(c => values.Contains(of(c) ?? Dimensions.NotSaid))];
    }

    private static Func<ReferralClass, string?>? ByClass(Dimension dimension) => dimension switch
    {
        Dimension.Group => c => c.Group().Key(),
        Dimension.Type => c => c.Type().Key(),
        Dimension.DealType => DealType,
        Dimension.Direction => c => c.IsOurs() ? "outgoing" : "incoming",
        Dimension.LeadKind => LeadKind,
        _ => null,
    };

    private static string? DealType(ReferralClass c) => c switch
    {
        ReferralClass.Inbound or ReferralClass.Outbound => "co_sell",
        ReferralClass.PartnerLed => "partner_led",
        ReferralClass.Private => "private",
        _ => null,
    };

    private static string? LeadKind(ReferralClass c) => c switch
    {
        ReferralClass.Qualified => "qualified",
        ReferralClass.ProfileLead => "profile",
        ReferralClass.ContactMeLead => "contact_me",
        ReferralClass.InformationalLead => "informational",
        _ => null,
    };

    private static DimensionColumn OfClass(OrganizationFacts facts, Dimension dimension, Func<ReferralClass, string?> value)
    {
        IReadOnlyList<string> values = dimension.Values();
        return new(row => (int)facts.Class[row], Enum.GetValues<ReferralClass>().Select(c => value(c) is { } said
            ? new[] { values.ToList().IndexOf(said) } : []),
            values.Select(v => new FacetValue(v, null)));
    }

    private static DimensionColumn OfWords(OrganizationFacts facts, Codes codes, Func<string, IEnumerable<string>> read,
        IEnumerable<string>? ofViews)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        int[][] sets = [.. facts.Words.Words.Select(word => read(word).Select(value => index.TryGetValue(value, out int at) ? at
            : index[value] = index.Count).ToArray())];
        // A page may have been seen where no lead came from.
        foreach (string value in (ofViews ?? []).Distinct().Where(v => v.Length > 0)) index.TryAdd(value, index.Count);
        return new(row => codes[row], sets, index.OrderBy(p => p.Value).Select(p => new FacetValue(p.Key, null)));
    }

    /// <summary>A program we know by its key, another by its word; a cell may name several.</summary>
    private static Func<string, IEnumerable<string>> Programs(OrganizationFacts facts)
    {
        ProgramTable programs = ProgramTable.Of(facts.Settings);
        string Key(string word) => programs.IndexOf(word) is >= 0 and var known ? programs.All[known].Key : word;
        return word => programs.IndexOf(word) >= 0 ? [Key(word)]
            : word.Split(Marks, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Key);
    }

    private static DimensionColumn Of(Facet facet, IEnumerable<string?>? ofViews = null) => new(row => facet.Code[row], facet.Sets,
        [.. facet.Values, .. (ofViews ?? []).OfType<string>().Distinct().Where(key => facet.Values.All(v => v.Key != key))
            .Select(key => new FacetValue(key, null))]);
}

using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>What narrows a list or a dashboard: for each <see cref="Dimension"/> the values that pass, any of them; a dimension without
/// chosen values lets everything through. Immutable, compared by what it holds, and written into the address as it is.</summary>
public sealed class Filters : IEquatable<Filters>
{
    public static readonly Filters None = new();

    private readonly string[]?[] chosen = new string[]?[Dimensions.All.Count];

    /// <summary>The values that pass, in order; empty when all do.</summary>
    public IReadOnlyList<string> this[Dimension dimension] => chosen[(int)dimension] ?? [];

    public ReferralGroup? Group
    {
        get => One(Dimension.Group, g => g.Key(), Enum.GetValues<ReferralGroup>()); init =>
        Set(Dimension.Group, value?.Key());
    }
    public ReferralType? Type
    {
        get => One(Dimension.Type, t => t.Key(), Enum.GetValues<ReferralType>()); init =>
        Set(Dimension.Type, value?.Key());
    }
    public State? State { get => One(Dimension.State, s => s.Key(), Enum.GetValues<State>()); init => Set(Dimension.State, value?.Key()); }
    /// <summary>As the facts have it: ISO 3166 alpha-2, or the source's word.</summary>
    public string? Country { get => this[Dimension.Country] is [var one] ? one : null; init => Set(Dimension.Country, value); }
    /// <summary>A program's key, or the source's own word for a program we do not know.</summary>
    public string? Program { get => this[Dimension.Program] is [var one] ? one : null; init => Set(Dimension.Program, value); }

    /// <summary>The dimensions that are narrowed, in their own order.</summary>
    public IEnumerable<Dimension> Narrowed
    {
        get
        {
            for (int d = 0; d < chosen.Length; d++)
                if (chosen[d] is not null) yield return (Dimension)d;
        }
    }

    /// <summary>True when something is asked that only the store can tell.</summary>
    public bool NeedFacets => Narrowed.Any(d => d.IsOfFacets());

    /// <summary>The same with these values of a dimension and no others; without values it is no longer narrowed.</summary>
    public Filters With(Dimension dimension, params IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var with = new Filters();
        Array.Copy(chosen, with.chosen, chosen.Length);
        string[] sorted = [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        with.chosen[(int)dimension] = sorted.Length == 0 ? null : sorted;
        return with;
    }

    /// <summary>The same without one value of a dimension, or without all of them.</summary>
    public Filters Without(Dimension dimension, string? value = null) =>
        With(dimension, value is null ? [] : this[dimension].Where(v => v != value));

    /// <summary>What passes both; null when nothing could.</summary>
    public Filters? And(Filters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Filters both = this;
        foreach (Dimension dimension in other.Narrowed)
        {
            IReadOnlyList<string> mine = this[dimension], theirs = other[dimension];
            string[] shared = mine.Count == 0 ? [.. theirs] : [.. theirs.Where(mine.Contains)];
            if (shared.Length == 0) return null;
            both = both.With(dimension, shared);
        }
        return both;
    }

    public bool Equals(Filters? other) =>
        other is not null && Dimensions.All.All(d => this[d].SequenceEqual(other[d], StringComparer.Ordinal));

    public override bool Equals(object? obj) => Equals(obj as Filters);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (string value in chosen.SelectMany(c => c ?? [])) hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public static bool operator ==(Filters? a, Filters? b) => a is null ? b is null : a.Equals(b);

    public static bool operator !=(Filters? a, Filters? b) => !(a == b);

    public override string ToString() => string.Join(", ", Narrowed.Select(d => $"{d.Key()} = {string.Join('|', this[d])}"));

    private void Set(Dimension dimension, string? value) => chosen[(int)dimension] = value is null ? null : [value];

    private T? One<T>(Dimension dimension, Func<T, string> key, T[] all) where T : struct =>
        this[dimension] is [var one] ? all.Where(v => key(v) == one).Select(v => (T?)v).FirstOrDefault() : null;
}

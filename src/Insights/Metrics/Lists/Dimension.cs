using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Something by which referrals can be told apart: a filter, the rows of a table, the series of a comparison.
/// Its word is <c>dimension.{key}</c>.</summary>
public enum Dimension
{
    Group, Type, State, DealType, Direction, LeadKind, Track, Country, Program, Customer, Solution, Offer, Source, Action, Intent, Macc,
    Role, Reason,
}

/// <summary>Every dimension, once: its name in an address, and its values where they are ours and not the data's. Filters, breakdowns,
/// comparisons and addresses read this table.</summary>
public static class Dimensions
{
    /// <summary>The value of a referral of which nobody said any: "country = -" is those without a country.</summary>
    public const string NotSaid = "-";

    private sealed record Row(Dimension Dimension, string Key, IReadOnlyList<string> Values, bool OfFacets);

    private static readonly Row[] Table =
    [
        Ours(Dimension.Group, "group", Enum.GetValues<ReferralGroup>().Select(g => g.Key())),
        Ours(Dimension.Type, "type", Enum.GetValues<ReferralType>().Select(t => t.Key())),
        Ours(Dimension.State, "state", Enum.GetValues<State>().Select(s => s.Key())),
        Ours(Dimension.DealType, "deal_type", ["co_sell", "partner_led", "private"]),
        Ours(Dimension.Direction, "direction", ["incoming", "outgoing"]),
        Ours(Dimension.LeadKind, "lead_kind", ["qualified", "profile", "contact_me", "informational"]),
        Ours(Dimension.Track, "track", ["ip", "services"]) with { OfFacets = true },
        new(Dimension.Country, "country", [], false),
        new(Dimension.Program, "program", [], false),
        new(Dimension.Customer, "customer", [], true),
        new(Dimension.Solution, "solution", [], true),
        new(Dimension.Offer, "offer", [], true),
        new(Dimension.Source, "source", [], true),
        new(Dimension.Action, "action", [], true),
        new(Dimension.Intent, "intent", [], true),
        new(Dimension.Macc, "macc", [], true),
        new(Dimension.Role, "role", [], true),
        new(Dimension.Reason, "reason", [], true),
    ];

    public static IReadOnlyList<Dimension> All { get; } = [.. Table.Select(r => r.Dimension)];

    /// <summary>Its name in addresses, and the stem of its words.</summary>
    public static string Key(this Dimension dimension) => Table[(int)dimension].Key;

    /// <summary>All its values, where they are ours; empty where the data brings them.</summary>
    public static IReadOnlyList<string> Values(this Dimension dimension) => Table[(int)dimension].Values;

    /// <summary>True when it is not among the columns of the facts and must be asked of the store first.</summary>
    public static bool IsOfFacets(this Dimension dimension) => Table[(int)dimension].OfFacets;

    public static Dimension? Parse(string? word)
    {
        foreach (Row row in Table)
            if (row.Key.Equals(word, StringComparison.OrdinalIgnoreCase)) return row.Dimension;
        return null;
    }

    /// <summary>A value as it is kept: ours in their own spelling, the data's as they came; null when it is none of ours.</summary>
    public static string? ParseValue(this Dimension dimension, string word)
    {
        IReadOnlyList<string> ours = dimension.Values();
        return ours.Count == 0 || word == NotSaid ? word : ours.FirstOrDefault(v => v.Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    private static Row Ours(Dimension dimension, string key, IEnumerable<string> values) => new(dimension, key, [.. values], false);
}

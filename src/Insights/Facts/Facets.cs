namespace Insights.Facts;

/// <summary>A value referrals can have.</summary>
/// <param name="Key">What addresses and filters say.</param>
/// <param name="Name">What the source calls it; null when the key says it all.</param>
public readonly record struct FacetValue(string Key, string? Name);

/// <summary>A column of which a row can have several values: rows hold codes, a code stands for a set of values.</summary>
/// <param name="Code">By row; -1 where nobody said any.</param>
/// <param name="Sets">By code, indexes of <paramref name="Values"/>.</param>
public sealed record Facet(Codes Code, IReadOnlyList<int[]> Sets, IReadOnlyList<FacetValue> Values);

/// <summary>Page views and clicks of one day, source, country and listing.</summary>
/// <param name="Country">Empty where the source does not split by it.</param>
/// <param name="Offer">Index of a value of <see cref="Facets.Offer"/>; -1 where the source does not split by it.</param>
/// <param name="Domain">Key of where it was seen, as of <see cref="Facets.Source"/>; null where the source does not say.</param>
public readonly record struct ListingViews(DateOnly Day, string Source, string Country, int Offer, string? Domain, long PageViews,
    long CtaClicks);

/// <summary>The columns only the dashboards and filtered lists ask for: aligned with the rows of the facts, read at the first such question
/// and kept as long as the facts are (<see cref="Records.FacetsAsync"/>). Newest statement first believed, as in <see cref="Fold"/>.
/// Immutable.</summary>
public sealed class Facets
{
    public required Facet Offer { get; init; }
    public required Facet Solution { get; init; }
    /// <summary>Where a lead came from: app_source, azure_marketplace, azure_portal, business_profile …</summary>
    public required Facet Source { get; init; }
    /// <summary>What a lead asked for: get_it_now, contact_me, test_drive …</summary>
    public required Facet Action { get; init; }
    /// <summary>Marketplace purchase intent: yes, no, have_not_decided …</summary>
    public required Facet Intent { get; init; }
    public required Facet Macc { get; init; }
    public required Facet Role { get; init; }
    /// <summary>Why it was declined or lost.</summary>
    public required Facet Reason { get; init; }
    /// <summary>ip or services: by what the source says; else services when a partner role is told, ip when a solution is.</summary>
    public required Facet Track { get; init; }
    /// <summary>By row, 64 bits of the customer's name (<see cref="CustomerKey"/>); 0 where none is known.</summary>
    public required long[] Customer { get; init; }
    /// <summary>By registration of the facts, the row it belongs to; -1 when nobody told of that referral.</summary>
    public required int[] RegistrationRow { get; init; }
    public required IReadOnlyList<ListingViews> Views { get; init; }

    /// <summary>Equal for names that differ in case and in the spaces around them only.</summary>
    public static long CustomerKey(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Store.Stored.Key(name.Trim().ToUpperInvariant());
    }
}

using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Which registrations pass: those whose referral does. One of a referral nobody told of passes only where nothing is narrowed
/// that its referral would have to say.</summary>
internal static class RegistrationFilter
{
    /// <summary>Whether a registration of the facts, by its index, passes.</summary>
    public static Func<int, bool> Passes(OrganizationFacts facts, Facets? facets, Filters filters)
    {
        if (filters == Filters.None) return static _ => true;
        ArgumentNullException.ThrowIfNull(facets);
        Func<int, bool>? passes = Populations.Passes(facts, facets, filters);
        return i => facets.RegistrationRow[i] is >= 0 and var row && passes!(row);
    }

    public static long? MomentOf(Registration registration, RegistrationEvent happened) => happened switch
    {
        RegistrationEvent.Registered => registration.RegisteredAt,
        RegistrationEvent.Approved => registration.ApprovedAt,
        RegistrationEvent.Failed => registration.FailedAt,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    /// <summary>The latest thing that happened to it in a period; null when nothing did.</summary>
    public static long? LastOf(Registration registration, DayWindow days)
    {
        long? last = null;
        foreach (long? moment in (ReadOnlySpan<long?>)[registration.RegisteredAt, registration.ReviewAt, registration.ApprovedAt,
            registration.PassedAt, registration.FailedAt])
            if (moment is { } known && days.Holds(known) && (last is null || known > last)) last = known;
        return last;
    }
}

/// <summary>Which page views pass. Views know country, offer, and where they were seen; filters by anything else leave their number
/// unknown.</summary>
internal static class ViewFilter
{
    /// <summary>Views that pass, by day and source; none when the filters ask what views do not tell.</summary>
    public static IEnumerable<DayOfViews> Days(OrganizationFacts facts, Facets facets, Filters filters) =>
        Passes(facets, filters) is not { } passes ? []
        : facets.Views.Where(passes).GroupBy(v => (v.Day, v.Source))
            .Select(g => new DayOfViews(g.Key.Day, g.Key.Source, g.Sum(v => v.PageViews), g.Sum(v => v.CtaClicks)));

    /// <summary>Null when the filters ask what views do not tell.</summary>
    public static Func<ListingViews, bool>? Passes(Facets facets, Filters filters)
    {
        if (!filters.Narrowed.All(Knows)) return null;
        (Dimension Dimension, IReadOnlyList<string> Values)[] asked = [.. filters.Narrowed.Select(d => (d, filters[d]))];
        return views => asked.All(a => KeysOf(facets, a.Dimension, views).Any(a.Values.Contains));
    }

    /// <summary>True for dimensions by which views can be told apart.</summary>
    public static bool Knows(Dimension dimension) => dimension is Dimension.Group or Dimension.Type or Dimension.LeadKind
        or Dimension.Country or Dimension.Offer or Dimension.Source;

    /// <summary>The values of a dimension that views have; a view of an offer may become either kind of offer lead.</summary>
    public static string[] KeysOf(Facets facets, Dimension dimension, ListingViews views) => dimension switch
    {
        Dimension.Group => [ReferralGroup.Leads.Key()],
        Dimension.Type => [ReferralType.Marketplace.Key()],
        Dimension.LeadKind => IsOfProfile(views) ? ["profile"] : ["contact_me", "informational"],
        Dimension.Country => [views.Country.Length == 0 ? Dimensions.NotSaid : views.Country],
        Dimension.Offer => [views.Offer < 0 ? Dimensions.NotSaid : facets.Offer.Values[views.Offer].Key],
        Dimension.Source => [views.Domain ?? (IsOfProfile(views) ? "business_profile" : Dimensions.NotSaid)],
        _ => throw new ArgumentException($"Views do not tell {dimension}.", nameof(dimension)),
    };

    /// <summary>The kinds of views that may become a lead of some classes; null is every class.</summary>
    public static ViewKinds KindsOf(bool[]? classes)
    {
        bool Has(ReferralClass of) => classes is null || classes[(int)of];
        return (Has(ReferralClass.ProfileLead) ? ViewKinds.Profile : 0) | (Has(ReferralClass.ContactMeLead)
            || Has(ReferralClass.InformationalLead) ? ViewKinds.Offers : 0);
    }

    public static bool IsOfProfile(ListingViews views) => views.Source == "profile";
}

using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Our own daily file of page views and clicks: date, source, country, page views, CTA clicks (domain.md 9).</summary>
internal sealed class PageViews(Header header) : ITable
{
    private static readonly Column Day = new("Date", "Day", "Datum", "Dag"), Source = new("Source", "Page", "Bron"),
        Views = new("Page views", "PageVisits", "Page visits", "Views", "Paginaweergaven"),
        Clicks = new("CTA clicks", "Clicks", "CTA-klikken", "Klikken");

    public static readonly TableFormat Format = new("page_views", "the list of page views", [Day, Source, Views, Clicks], [],
        header => new PageViews(header))
    {
        Each = "the views of a day, source, country and listing",
    };

    private readonly Place day = header.Find(Day), source = header.Find(Source), views = header.Find(Views), clicks = header.Find(Clicks),
        country = header.Find(new Column("Country", "Land", "Customer country")),
            listing = header.Find(new Column("Listing", "Offer", "Aanbieding"));

    public Told Read(Row row)
    {
        string? from = row.Text(source);
        if (from is null) row.Problems.Wrong(source.Name, "The source is empty; write 'profile' or 'offer'.");
        row.NoTotal(source, country, listing);
        return new PageViewObservation
        {
            Day = ReadDay(row, day),
            Source = Sources.TryGetValue(Spelling.Key(from ?? ""), out string? known) ? known : from ?? "",
            Country = row.Country(country) ?? "",
            Listing = row.Text(listing) ?? "",
            PageViews = row.Count(views),
            CtaClicks = row.Count(clicks),
        };
    }

    private static readonly Dictionary<string, string> Sources = Spelling.Table(
        ("profile", ["profile", "business profile", "profiel", "bedrijfsprofiel"]),
            ("offer", ["offer", "offers", "marketplace", "aanbieding"]));

    /// <summary>A whole day; the time of day, when a source writes one, is of no meaning.</summary>
    public static DateOnly ReadDay(Row row, Place place)
    {
        if (row.Moment(place, DateStyle.PartnerCenter) is { } moment) return moment.WrittenDay;
        row.Problems.Wrong(place.Name, "The date is empty.");
        return default;
    }
}

/// <summary>The ISVMarketplaceInsights dataset (domain.md 8.5): visits and the four calls to action of every offer page.</summary>
internal sealed class MarketplaceInsights(Header header) : ITable
{
    private static readonly Column Day = new("Date"), Offer = new("OfferName"), Visits = new("PageVisits");
    private static readonly Column[] Actions = [new("GetItNow"), new("ContactMe"), new("TestDrive"), new("FreeTrial")];

    public static readonly TableFormat Format =
        new("marketplace_insights", "the ISVMarketplaceInsights dataset", [Day, Offer, Visits], Actions,
        header => new MarketplaceInsights(header))
        {
            Each = "the visits of a day, offer, domain and country",
        };

    private readonly Place day = header.Find(Day), offer = header.Find(Offer), visits = header.Find(Visits),
        domain = header.Find("ReferralDomain"), country = header.Find(new Column("CountryName", "Country"));
    private readonly Place[] actions = [.. Actions.Select(header.Find)];

    public Told Read(Row row)
    {
        row.NoTotal(offer, country);
        long clicks = 0;
        foreach (Place action in actions) clicks += row.Count(action);
        return new PageViewObservation
        {
            Day = PageViews.ReadDay(row, day),
            Source = "offer",
            Country = row.Country(country) ?? "",
            Listing = $"{row.Text(offer)}|{row.Text(domain)}",
            PageViews = row.Count(visits),
            CtaClicks = clicks,
        };
    }
}

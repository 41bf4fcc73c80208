using Insights.Facts;

namespace Insights.Metrics;

/// <summary>Which widgets rest on which format of file: freshness, empty states and the refresh panel read this table.</summary>
public static class SourceFormats
{
    private static readonly string[] FromReferrals =
        ["referrals", "cosell", "leads", "distribution", "qrp", "acceptance_time", "win_time", "revenue"];

    /// <summary>Widgets by the format a receipt names; formats not listed tell of referrals of every kind.</summary>
    private static readonly Dictionary<string, string[]> WidgetsOf = new(StringComparer.Ordinal)
    {
        ["solutions"] = ["solutions"],
        ["page_views"] = ["leads"],
        ["marketplace_insights"] = ["leads"],
        ["registrations"] = ["revenue"],
        ["rates"] = ["revenue"],
        ["leads_download"] = [.. FromReferrals.Where(widget => widget != "cosell")],
        ["co_sell_download"] = [.. FromReferrals.Where(widget => widget != "leads")],
        ["bulk_co_sell"] = [.. FromReferrals.Where(widget => widget != "leads")],
        ["unrecognised"] = [],
    };

    private static readonly string[] NotOfReferrals =
        ["solutions", "page_views", "marketplace_insights", "registrations", "rates", "unrecognised"];

    /// <summary>True for formats that tell of page views.</summary>
    internal static bool IsOfViews(string format) => format is "page_views" or "marketplace_insights";

    /// <summary>True for formats whose rows are referrals, mapped files included.</summary>
    public static bool IsOfReferrals(string format) => !NotOfReferrals.Contains(format);

    /// <summary>One entry per widget and source, in the order of the page; a format that was refused as a whole has none.</summary>
    internal static IReadOnlyList<Freshness> Read(DailyTotals totals)
    {
        OrganizationFacts facts = totals.Facts;
        return
        [
            .. from source in facts.Sources
               from widget in WidgetsOf.GetValueOrDefault(source.Format, FromReferrals)
               orderby Array.IndexOf(Order, widget), source.Format
               select new Freshness(widget, source.Format, source.RefreshedAt, source.Format switch
               {
                   "solutions" or "rates" or "registrations" => null,
                   _ when IsOfViews(source.Format) => totals.NewestView,
                   _ => totals.NewestReferral,
               })
               { RhythmDays = Rhythm.Days(facts.Settings, source.Format) },
        ];
    }

    private static readonly string[] Order = ["solutions", .. FromReferrals];
}

using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Tests.Widgets;

/// <summary>Finished readings to draw: one like the published screenshots (domain.md 1), one of an empty store, one with nothing to
/// divide by, one of millions. No number is computed by the code under test.</summary>
internal static class Readings
{
    public static readonly DateTimeOffset Now = new(2022, 4, 4, 9, 30, 0, TimeSpan.Zero);
    private static readonly string[] Cards =
        ["solutions", "referrals", "cosell", "leads", "distribution", "qrp", "acceptance_time", "win_time", "revenue"];

    public static Reading Full { get; } = Shaped(1, new()
    {
        ["solutions.total"] = 254,
        ["solutions.in_market"] = 180,
        ["solutions.co_sell_ready"] = 65,
        ["solutions.azure_ip_co_sell_eligible"] = 9,
        ["referrals.total"] = 1930,
        ["referrals.accepted"] = 333,
        ["referrals.won"] = 5,
        ["cosell.inbound"] = 101,
        ["cosell.outbound"] = 1291,
        ["cosell.accepted"] = 98,
        ["cosell.accepted_by_microsoft"] = 79,
        ["cosell.won"] = 4,
        ["cosell.win_rate"] = 400m / 1389,
        ["leads.page_views"] = 10_391,
        ["leads.cta_clicks"] = 464,
        ["leads.received"] = 538,
        ["leads.accepted"] = 235,
        ["leads.won"] = 1,
        ["leads.win_rate"] = 100m / 235,
        ["revenue.won_value"] = 1_156_000,
        ["revenue.won_value.co_sell"] = 1_140_000,
        ["revenue.won_value.leads"] = 16_000,
        ["revenue.won_count.co_sell"] = 4,
        ["revenue.won_count.leads"] = 1,
        ["revenue.ip_cosell_approved_value"] = 2_000_000,
    }, new()
    {
        ["referrals.total"] = [788, 242, 787, 113],
        ["referrals.accepted"] = [120, 81, 97, 35],
        ["referrals.won"] = [0, 2, 3, 0],
        ["cosell.inbound"] = [38, 21, 33, 9],
        ["cosell.outbound"] = [605, 78, 590, 18],
        ["cosell.accepted"] = [41, 20, 27, 10],
        ["cosell.accepted_by_microsoft"] = [18, 24, 31, 6],
        ["cosell.won"] = [0, 1, 3, 0],
        ["leads.page_views"] = [3100, 3391, 3400, 500],
        ["leads.cta_clicks"] = [140, 150, 150, 24],
        ["leads.received"] = [145, 143, 164, 86],
        ["leads.accepted"] = [79, 61, 70, 25],
        ["leads.won"] = [0, 1, 0, 0],
        ["revenue.won_value"] = [0, 67_000, 1_089_000, 0],
        ["revenue.ip_cosell_approved_value"] = [0, 0, 0, 2_000_000],
    }) with
    {
        IsSample = true,
        Changes = new Dictionary<string, Change>
        {
            ["referrals.total"] = new(1712, 1930, 100m * 218 / 1712, false),
            ["referrals.accepted"] = new(360, 333, -7.5m, false),
            ["referrals.won"] = new(5, 5, 0, false),
            ["cosell.inbound"] = new(90, 101, 100m * 11 / 90, false),
            ["cosell.outbound"] = new(1120, 1291, 100m * 171 / 1120, false),
            ["cosell.accepted"] = new(101, 98, -100m * 3 / 101, false),
            ["cosell.accepted_by_microsoft"] = new(0, 79, null, false),
            ["cosell.won"] = new(3, 4, 100m / 3, false),
            ["cosell.win_rate"] = new(0.2m, 400m / 1389, 0.088m, true),
            ["leads.page_views"] = new(9800, 10_391, 100m * 591 / 9800, false),
            ["leads.cta_clicks"] = new(470, 464, -100m * 6 / 470, false),
            ["leads.received"] = new(502, 538, 100m * 36 / 502, false),
            ["leads.accepted"] = new(259, 235, -100m * 24 / 259, false),
            ["leads.won"] = new(2, 1, -50, false),
            ["leads.win_rate"] = new(0.772m, 100m / 235, -0.347m, true),
            ["revenue.won_value"] = new(70_870, 1_156_000, 1531.2m, false),
            ["revenue.ip_cosell_approved_value"] = new(0, 2_000_000, null, false),
        },
        Distribution =
        [
            .. Leaves(ReferralType.Qualified, (State.Pending, 12), (State.Accepted, 216), (State.Won, 1), (State.Lost, 18),
                (State.Declined, 72), (State.Expired, 55)),
            .. Leaves(ReferralType.Marketplace, (State.Pending, 7), (State.Accepted, 107), (State.Expired, 57)),
            .. Leaves(ReferralType.Inbound, (State.Pending, 3), (State.Accepted, 96), (State.Won, 2), (State.Declined, 1),
            (State.Expired, 2)),
            .. Leaves(ReferralType.Outbound, (State.Created, 98), (State.Won, 2), (State.Lost, 10)),
            .. Leaves(ReferralType.Private, (State.Created, 1188), (State.Lost, 1)),
            .. Leaves(ReferralType.PartnerLed, (State.Created, 2)),
        ],
        AcceptanceTime = [new("0-1", 31, 78), new("2-3", 22, 61), new("4-5", 14, 34), new("6-7", 9, 20), new("8-9", 8, 15),
            new("10-11", 3, 4), new("12-14", 9, 21), new("14+", 2, 2)],
        WinTime = [new("0-30", 2, 1), new("31-60", 2, 0), new("61-90", 0, 0), new("91-120", 0, 0), new("121-150", 0, 0),
            new("151-180", 0, 0), new("180+", 0, 0)],
        Qrp = [Program("contact_request", "80+", 7), Program("digital_sales_opportunity", "90+", 3),
            Program("customer_lifecycle_management", null, 2)],
        Notes = [new("sample", 1930), new("no_rate", 2, "BRL 12,000; ARS 40,000"), new("earlier_rate", 3, "2022-04"),
            new("observed_moments", 14), new("won_without_accept", 1), new("unknown_words", 4, "Substatus: Paused")],
        PageViewSplit = [new("business profile", 2391, 64), new("offers", 8000, 400)],
        MoneyCaveats = new Dictionary<string, MoneyCaveat> { ["revenue.won_value"] = new(2, [new(12_000, "BRL"), new(40_000, "ARS")], 3) },
    };

    /// <summary>An organisation without a single import.</summary>
    public static Reading Empty { get; } = NothingYet() with { Freshness = [] };

    /// <summary>Everything was imported and nothing happened in the period: every rate is none.</summary>
    public static Reading Quiet { get; } = NothingYet() with
    {
        Changes = Catalogue.Summary.Where(m => m.Clock == Clock.Event).ToDictionary(m => m.Key, m => m.Unit == Unit.Percent
            ? new Change(null, null, null, true) : new Change(0, 0, null, false)),
    };

    public static Reading Huge { get; } = Full with
    {
        IsSample = false,
        Metrics = Full.Metrics.ToDictionary(m => m.Key, m => Catalogue.Get(m.Key).Unit == Unit.Percent ? m.Value : m.Value * 5_023),
        Trends = Full.Trends.ToDictionary(t => t.Key, t =>
            (IReadOnlyList<TrendPoint>)[.. t.Value.Select(p => p with { Value = p.Value * 5_023 })]),
        Distribution = [.. Full.Distribution.Select(l => l with { Count = l.Count * 5_023 })],
        AcceptanceTime = [.. Full.AcceptanceTime.Select(b => b with { CoSell = b.CoSell * 5_023, Leads = b.Leads * 5_023 })],
        WinTime = [.. Full.WinTime.Select(b => b with { CoSell = b.CoSell * 5_023, Leads = b.Leads * 5_023 })],
    };

    /// <summary>Twelve months and the begun one, in steps as fine as asked.</summary>
    public static Reading Long(Granularity granularity)
    {
        Period year = Period.Of(Preset.TwelveMonths, Now, TimeZoneInfo.Utc);
        DateOnly[] starts = granularity == Granularity.Month
            ? [.. year.TouchedMonths()]
            : [.. Enumerable.Range(0, year.Days).Select(year.From.AddDays).Where(d => granularity == Granularity.Day
                || d.DayOfWeek == DayOfWeek.Monday)];
        decimal Wave(int i, decimal scale) => Math.Round(scale * (decimal)(1.2 + Math.Sin(i / 2.3) + (i * 7 % 5) / 9.0));
        return Full with
        {
            Period = year,
            Granularity = granularity,
            Trends = Full.Trends.ToDictionary(t => t.Key, t =>
                (IReadOnlyList<TrendPoint>)[.. starts.Select((s, i) =>
                new TrendPoint(s, Wave(i, 1 + t.Value[1].Value / 4), i == starts.Length - 1))]),
        };
    }

    private static Reading NothingYet() =>
        Shaped(0, Catalogue.Summary.ToDictionary(m => m.Key, m => m.Unit == Unit.Percent ? null : (decimal?)0), []);

    private static Reading Shaped(int qrp, Dictionary<string, decimal?> metrics, Dictionary<string, decimal[]> trends)
    {
        Period period = Period.Of(Preset.ThreeMonths, Now, TimeZoneInfo.Utc);
        return new Reading
        {
            Organization = "Fabrikam Solutions",
            Now = Now,
            Period = period,
            Granularity = Granularity.Month,
            Comparison = Comparison.Previous,
            ComparedWith = period.Before(),
            Currency = "USD",
            Metrics = metrics,
            Changes = new Dictionary<string, Change>(),
            Trends = Catalogue.Summary.Where(m => m.HasTrend)
                .ToDictionary(m => m.Key, m => Points(period, trends.GetValueOrDefault(m.Key) ?? [0, 0, 0, 0])),
            Distribution = [],
            AcceptanceTime = [.. new[] { "0-1", "2-3", "4-5", "6-7", "8-9", "10-11", "12-14", "14+" }.Select(b => new TimeBucket(b, 0, 0))],
            WinTime = [.. new[] { "0-30", "31-60", "61-90", "91-120", "121-150", "151-180", "180+" }.Select(b => new TimeBucket(b, 0, 0))],
            Qrp = [],
            Freshness = [.. Cards.Where(c => c != "qrp" || qrp > 0)
                .Select(c => new Freshness(c, c == "solutions" ? "solutions.csv" : "Partner Center", Now.AddHours(-6), Now.AddHours(-7)))],
            Notes = [],
        };
    }

    private static IReadOnlyList<TrendPoint> Points(Period period, decimal[] values) =>
        [.. period.TouchedMonths().Select((month, i) => new TrendPoint(month, values[i], month.AddMonths(1) > period.To))];

    private static IEnumerable<DistributionLeaf> Leaves(ReferralType type, params (State State, int Count)[] counts) =>
        counts.Select(c => new DistributionLeaf(type.Group(), type, c.State, c.Count));

    private static QrpProgram Program(string key, string? accept, int countries)
    {
        string[] all = ["MX", "US", "NL", "DE", "FR", "GB", ""];
        var latest = new DateOnly(2022, 3, 1);
        var rows = new List<QrpRow>();
        for (int month = 0; month < 3; month++)
            for (int c = 0; c < countries; c++)
                rows.Add(Row(all[c], latest.AddMonths(1 - month), 98 - 7 * c - month, accept is not null, month == 0));
        rows.Sort((a, b) => (b.Month, a.Country).CompareTo((a.Month, b.Country)));
        return new QrpProgram(key, latest, countries, [countries - 2 < 0 ? 0 : countries - 2, 0, 1, 1, 0, 0],
            [new("accept_rate", accept), new("expiry_rate", accept is null ? null : "<3"), new("close_rate_60", accept is null ? null
                : "50+"), new("close_rate_180", accept is null ? null : "90+"), new("win_rate", accept is null ? null : "7+")], rows);
    }

    private static QrpRow Row(string country, DateOnly month, int accepted, bool banded, bool fresh)
    {
        KpiValue Kpi(int over, int under, Band band, bool provisional = false) => new(over, under, banded ? band : Band.None, provisional);
        return new QrpRow(country, month, accepted >= 80 ? 3 : 2, new Dictionary<string, KpiValue>
        {
            ["accept_rate"] = Kpi(accepted, 100, accepted >= 80 ? Band.Achieved : accepted >= 70 ? Band.Approaching : Band.Below),
            ["expiry_rate"] = Kpi(2, 100, Band.Achieved),
            ["close_rate_60"] = Kpi(9, 100, Band.Below, fresh),
            ["close_rate_180"] = Kpi(accepted - 12, 100, accepted - 12 >= 75 ? Band.Approaching : Band.Below, true),
            ["win_rate"] = country.Length == 0 ? new KpiValue(0, 0, Band.None, false) : Kpi(10, 100, Band.Achieved),
        });
    }
}

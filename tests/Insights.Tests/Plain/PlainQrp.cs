using System.Globalization;
using System.Text.Json.Nodes;
using static Insights.Tests.Plain.PlainClassification;
using static Insights.Tests.Plain.PlainEvents;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>metrics.md section 4: QRP performance.</summary>
public static class PlainQrp
{
    /// <summary>"Contact request, Digital sales opportunity, Customer lifecycle management, Co-sell deployment services"</summary>
    private static readonly string[] Programs =
        ["contact_request", "digital_sales_opportunity", "customer_lifecycle_management", "co_sell_deployment_services"];

    private sealed record Kpi(string Key, int Numerator, int Denominator, bool Provisional);

    /// <summary>"A referral's program comes from its `referralProgram`."</summary>
    private static string? ProgramOf(Referral referral) => Letters(referral.Program) switch
    {
        "contactrequest" => "contact_request",
        "digitalsalesopportunity" => "digital_sales_opportunity",
        "customerlifecyclemanagement" => "customer_lifecycle_management",
        // "Co-sell deployment services (alias: Cloud deployment services)"
        "coselldeploymentservices" or "clouddeploymentservices" => "co_sell_deployment_services",
        _ => null,
    };

    public static JsonArray Performance(World world, Query query)
    {
        var programs = new JsonArray();
        foreach (var program in Programs)
        {
            // "the widget is hidden when there is no program data"
            if (Enrolled(world, program).Count > 0) programs.Add(ProgramPerformance(world, query, program));
        }

        return programs;
    }

    private static JsonObject ProgramPerformance(World world, Query query, string program)
    {
        var period = PeriodOf(world, query);
        var longClose = LongCloseDays(period);
        var countries = Enrolled(world, program);

        // "every creation month the period touches, each counted whole, newest first"
        var rows = new JsonArray();
        var lastDay = period.To.AddDays(-1);
        for (var month = FirstOfMonth(lastDay); month >= FirstOfMonth(period.From); month = month.AddMonths(-1))
        {
            foreach (var country in countries)
                rows.Add(Row(world, query, program, country, month, longClose));
        }

        var latest = LatestMonth(world, query, program);
        return new JsonObject
        {
            ["program"] = program,
            ["latestMonth"] = latest is null ? null : MonthText(latest.Value),
            ["countriesEnrolled"] = countries.Count,
            ["tiles"] = Tiles(world, query, program, latest, longClose),
            ["rows"] = rows,
        };
    }

    /// <summary>
    /// "six tiles 5/5 … 0/5 with the number of countries at that score in the latest completed month with data"
    /// </summary>
    private static JsonObject Tiles(World world, Query query, string program, DateOnly? latest, int longClose)
    {
        var scores = new int[6];
        if (latest is not null)
        {
            foreach (var country in Enrolled(world, program))
                scores[TargetsAchieved(program, Kpis(world, query, program, country, latest.Value, longClose))]++;
        }

        var tiles = new JsonObject();
        for (var score = 5; score >= 0; score--) tiles[score.ToString(CultureInfo.InvariantCulture)] = scores[score];
        return tiles;
    }

    private static JsonObject Row(World world, Query query, string program, string country, DateOnly month, int longClose)
    {
        var kpis = Kpis(world, query, program, country, month, longClose);
        var values = new JsonObject();
        foreach (var kpi in kpis)
        {
            var percent = PlainMetrics.Rate(kpi.Numerator, kpi.Denominator);
            values[kpi.Key] = new JsonObject
            {
                ["numerator"] = kpi.Numerator,
                ["denominator"] = kpi.Denominator,
                ["percent"] = percent,
                ["band"] = Band(program, kpi.Key, percent),
                ["provisional"] = kpi.Provisional,
            };
        }

        return new JsonObject
        {
            ["country"] = country,
            ["month"] = MonthText(month),
            ["targetsAchieved"] = TargetsAchieved(program, kpis),
            ["kpis"] = values,
        };
    }

    private static List<Kpi> Kpis(World world, Query query, string program, string country, DateOnly month, int longClose)
    {
        var ofMonth = Cohort(world, program, country, MonthOf(month));
        // "over the 10 creation months ending with this one"
        var ofTenMonths = Cohort(world, program, country, new Days(month.AddMonths(-9), month.AddMonths(1)));
        return
        [
            // "accepted (ever) / all created in the month"
            // "Ever accepted = an accept moment is known, or the state is accepted, won or lost"
            new("accept_rate", ofMonth.Count(r => !IsInformational(world, r)
                && (AcceptedAt(world, r) is not null || StateOf(world, r) is "accepted" or "won" or "lost")), ofMonth.Count, false),
            // "expired / all created in the month"
            new("expiry_rate", ofMonth.Count(r => ExpiredAt(world, r) is not null), ofMonth.Count, false),
            CloseRate(world, query, ofTenMonths, 60),
            CloseRate(world, query, ofTenMonths, longClose),
            // "won / (declined + expired + won + lost), over the same 10 creation months"
            new(
                "win_rate",
                ofTenMonths.Count(r => WonAt(world, r) is not null),
                ofTenMonths.Count(r => ClosedAt(world, r) is not null),
                false),
        ];
    }

    /// <summary>"closed within N days of creation / all created, over the 10 creation months ending with this one"</summary>
    private static Kpi CloseRate(World world, Query query, List<Referral> cohort, int days)
    {
        var closed = 0;
        var provisional = false;
        foreach (var referral in cohort)
        {
            var closedAt = ClosedAt(world, referral);
            if (closedAt is not null && closedAt.Value - referral.Created <= TimeSpan.FromHours(24 * days)) closed++;
            // "A value whose N-day window has not yet passed for every referral in it is marked provisional."
            if (referral.Created + TimeSpan.FromHours(24 * days) > query.Now) provisional = true;
        }

        return new($"close_rate_{days}", closed, cohort.Count, provisional);
    }

    /// <summary>"Per program and country of the customer, by creation month."</summary>
    private static List<Referral> Cohort(World world, string program, string country, Days months)
    {
        var cohort = new List<Referral>();
        foreach (var referral in Referrals(world))
        {
            if (CountryOf(referral) == country && ProgramOf(referral) == program && Happened(world, months, referral.Created))
                cohort.Add(referral);
        }

        return cohort;
    }

    /// <summary>The countries that have any referral of the program, whenever created, by name.</summary>
    private static List<string> Enrolled(World world, string program)
    {
        var countries = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var referral in Referrals(world))
        {
            if (ProgramOf(referral) == program && CountryOf(referral) is { } country) countries.Add(country);
        }

        return [.. countries];
    }

    /// <summary>A referral whose customer has no country stands in no country's row.</summary>
    private static string? CountryOf(Referral referral) =>
        string.IsNullOrWhiteSpace(referral.Country) ? null : referral.Country.Trim().ToUpperInvariant();

    /// <summary>"the latest completed month with data": over by the end of the period and by today.</summary>
    private static DateOnly? LatestMonth(World world, Query query, string program)
    {
        var period = PeriodOf(world, query);
        var today = LocalDay(world, query.Now);
        var limit = period.To < today ? period.To : today;
        DateOnly? latest = null;
        foreach (var referral in Referrals(world))
        {
            if (ProgramOf(referral) != program || CountryOf(referral) is null) continue;
            var month = MonthOf(LocalDay(world, referral.Created));
            if (month.To <= limit && (latest is null || month.From > latest)) latest = month.From;
        }

        return latest;
    }

    /// <summary>"180 (until May 2023) or 365 (from June 2023) … the one in force on the last day of the period"</summary>
    private static int LongCloseDays(Days period) =>
        period.To.AddDays(-1) < new DateOnly(2023, 6, 1) ? 180 : 365;

    /// <summary>"how many of the program's KPIs reached their target that month"</summary>
    private static int TargetsAchieved(string program, List<Kpi> kpis) =>
        kpis.Count(kpi => Band(program, kpi.Key, PlainMetrics.Rate(kpi.Numerator, kpi.Denominator)) == "achieved");

    /// <summary>
    /// "on the value rounded to a whole percent, half away from zero; achieved and approaching as printed, everything
    /// else below". "A KPI with denominator 0 is none", and so is one of a program without targets.
    /// </summary>
    public static string Band(string program, string kpi, decimal? percent)
    {
        if (percent is null) return "none";
        var whole = (int)Math.Round(percent.Value, MidpointRounding.AwayFromZero);
        return (program, kpi) switch
        {
            ("contact_request", "accept_rate") => whole >= 80 ? "achieved" : whole is >= 70 and <= 79 ? "approaching" : "below",
            ("contact_request", "expiry_rate") => whole < 3 ? "achieved" : whole is >= 3 and <= 5 ? "approaching" : "below",
            ("contact_request", "close_rate_60") => whole >= 50 ? "achieved" : whole is >= 35 and <= 49 ? "approaching" : "below",
            ("contact_request", "close_rate_180" or "close_rate_365") => whole >= 90 ? "achieved" : whole is >= 75 and <= 89 ? "approaching"
                : "below",
            ("contact_request", "win_rate") => whole >= 7 ? "achieved" : whole is >= 3 and <= 6 ? "approaching" : "below",
            ("digital_sales_opportunity", "accept_rate") => whole >= 90 ? "achieved" : whole is >= 80 and <= 89 ? "approaching" : "below",
            ("digital_sales_opportunity", "expiry_rate") => whole < 3 ? "achieved" : whole is >= 3 and <= 5 ? "approaching" : "below",
            ("digital_sales_opportunity", "close_rate_60") => whole >= 50 ? "achieved" : whole is >= 35 and <= 49 ? "approaching" : "below",
            ("digital_sales_opportunity", "close_rate_180" or "close_rate_365") => whole >= 90 ? "achieved" : whole is >= 75 and <= 89
                ? "approaching" : "below",
            ("digital_sales_opportunity", "win_rate") => whole >= 13 ? "achieved" : whole is >= 8 and <= 12 ? "approaching" : "below",
            // "No thresholds are public for the other two programs: 'no target set', no colour, not counted."
            _ => "none",
        };
    }

    private static string MonthText(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

using static Insights.Tests.Plain.PlainClassification;
using static Insights.Tests.Plain.PlainEvents;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>metrics.md section 3, the catalogue: every key, in the order of the table.</summary>
public static class PlainMetrics
{
    public static readonly IReadOnlyList<string> Solutions =
        ["solutions.total", "solutions.in_market", "solutions.co_sell_ready", "solutions.azure_ip_co_sell_eligible"];

    public static readonly IReadOnlyList<string> Counts =
    [
        "referrals.total", "referrals.accepted", "referrals.won",
        "cosell.inbound", "cosell.outbound", "cosell.accepted", "cosell.accepted_by_microsoft", "cosell.won",
        "leads.page_views", "leads.cta_clicks", "leads.received", "leads.accepted", "leads.won",
        "revenue.won_count.co_sell", "revenue.won_count.leads",
    ];

    public static readonly IReadOnlyList<string> Money =
        ["revenue.won_value", "revenue.won_value.co_sell", "revenue.won_value.leads", "revenue.ip_cosell_approved_value"];

    public static readonly IReadOnlyList<string> Rates = ["cosell.win_rate", "leads.win_rate"];

    public static decimal? Value(World world, Days days, string key) => key switch
    {
        // "the three classes are disjoint and add up to the total"
        // "None is not zero": what was never imported is none.
        "solutions.total" or "solutions.in_market" or "solutions.co_sell_ready"
            or "solutions.azure_ip_co_sell_eligible" when world.Solutions.Count == 0 => null,
        "leads.page_views" or "leads.cta_clicks" when !KnowsViews(world, days) => null,

        "solutions.total" => SolutionsOf(world, "inmarket") + CoSellReady(world) + SolutionsOf(world, "azureipcoselleligible"),
        "solutions.in_market" => SolutionsOf(world, "inmarket"),
        "solutions.co_sell_ready" => CoSellReady(world),
        "solutions.azure_ip_co_sell_eligible" => SolutionsOf(world, "azureipcoselleligible"),

        // "referrals received or created: `leads.received + cosell.inbound + cosell.outbound`"
        "referrals.total" => LeadsReceived(world, days) + CosellInbound(world, days) + CosellOutbound(world, days),
        // "`leads.accepted + cosell.accepted`"
        "referrals.accepted" => LeadsAccepted(world, days) + CosellAccepted(world, days),
        // "`leads.won + cosell.won`"
        "referrals.won" => LeadsWon(world, days) + CosellWon(world, days),

        "cosell.inbound" => CosellInbound(world, days),
        "cosell.outbound" => CosellOutbound(world, days),
        "cosell.accepted" => CosellAccepted(world, days),
        "cosell.accepted_by_microsoft" => CosellAcceptedByMicrosoft(world, days),
        "cosell.won" => CosellWon(world, days),
        // "won / (accepted + outbound)"
        "cosell.win_rate" => Rate(CosellWon(world, days), CosellAccepted(world, days) + CosellOutbound(world, days)),

        "leads.page_views" => PageViews(world, days),
        "leads.cta_clicks" => CtaClicks(world, days),
        "leads.received" => LeadsReceived(world, days),
        "leads.accepted" => LeadsAccepted(world, days),
        "leads.won" => LeadsWon(world, days),
        // "won / accepted"
        "leads.win_rate" => Rate(LeadsWon(world, days), LeadsAccepted(world, days)),

        "revenue.won_value" => PlainMoney.WonValue(world, days, "co_sell") + PlainMoney.WonValue(world, days, "leads"),
        "revenue.won_value.co_sell" => PlainMoney.WonValue(world, days, "co_sell"),
        "revenue.won_value.leads" => PlainMoney.WonValue(world, days, "leads"),
        // "the counts behind the split bars; equal to `cosell.won`, `leads.won`"
        "revenue.won_count.co_sell" => CosellWon(world, days),
        "revenue.won_count.leads" => LeadsWon(world, days),
        "revenue.ip_cosell_approved_value" => PlainMoney.ApprovedValue(world, days),

        _ => throw new ArgumentException($"no metric '{key}'", nameof(key)),
    };

    /// <summary>"A rate is `100 × numerator / denominator`, unrounded, and none when the denominator is 0."</summary>
    public static decimal? Rate(int numerator, int denominator) =>
        denominator == 0 ? null : 100m * numerator / denominator;

    /// <summary>"`100 × (a − b) / b`; none when b is 0 or missing. For rates the change is in percentage points."</summary>
    public static decimal? Change(string key, decimal? later, decimal? earlier)
    {
        if (later is null || earlier is null) return null;
        if (Rates.Contains(key)) return later - earlier;
        return earlier == 0 ? null : 100m * (later - earlier) / earlier;
    }

    // "co-sell opportunities received, pending ones included"
    private static int CosellInbound(World world, Days days) =>
        Count(world, days, r => TypeOf(world, r) == "inbound" ? r.Created : null);

    // "co-sell opportunities created by us: outbound + partner-led + private"
    private static int CosellOutbound(World world, Days days) =>
        Count(world, days, r => TypeOf(world, r) is "outbound" or "partner_led" or "private" ? r.Created : null);

    // "inbound opportunities accepted by us"
    private static int CosellAccepted(World world, Days days) =>
        Count(world, days, r => TypeOf(world, r) == "inbound" ? AcceptedAt(world, r) : null);

    // "outbound opportunities with Microsoft's help asked, accepted by Microsoft; dated by Microsoft's acceptance"
    private static int CosellAcceptedByMicrosoft(World world, Days days) =>
        Count(world, days, r => AcceptedByMicrosoftAt(world, r));

    // "co-sell opportunities of any type marked won"
    private static int CosellWon(World world, Days days) =>
        Count(world, days, r => IsLead(world, r) ? null : WonAt(world, r));

    // "leads received, of any type"
    private static int LeadsReceived(World world, Days days) =>
        Count(world, days, r => IsLead(world, r) ? r.Created : null);

    // "actionable leads accepted"
    private static int LeadsAccepted(World world, Days days) =>
        Count(world, days, r => IsActionable(world, r) ? AcceptedAt(world, r) : null);

    // "actionable leads won"
    private static int LeadsWon(World world, Days days) =>
        Count(world, days, r => IsActionable(world, r) ? WonAt(world, r) : null);

    // "views of … the partner's pages; summed over the sources in the data"
    private static int PageViews(World world, Days days) =>
        world.PageViews.Distinct().Where(day => days.Contains(day.Date)).Sum(day => day.PageViews);

    /// <summary>From the first day told to the last, or to the import that told no later one.</summary>
    public static bool KnowsViews(World world, Days days, string? source = null)
    {
        if (source is null) return world.PageViews.Select(day => day.Source).Distinct().Any(one => KnowsViews(world, days, one));
        var told = world.PageViews.Where(day => day.Source == source).Select(day => day.Date).ToList();
        if (told.Count == 0) return false;
        var imported = LocalDay(world, world.Observed);
        var last = told.Max() > imported ? told.Max() : imported;
        return days.From <= last && days.To > told.Min();
    }

    private static int CtaClicks(World world, Days days) =>
        world.PageViews.Distinct().Where(day => days.Contains(day.Date)).Sum(day => day.CtaClicks);

    // "A solution that is Azure IP co-sell eligible is not counted as co-sell ready. Business Applications co-sell
    // statuses count as co-sell ready."
    private static int CoSellReady(World world) =>
        SolutionsOf(world, "cosellready") + SolutionsOf(world, "businessapplicationscoselleligible");

    private static int SolutionsOf(World world, string status) =>
        world.Solutions.Distinct().Count(solution => Letters(solution.CoSellStatus) == status);

    private static int Count(World world, Days days, Func<Referral, DateTimeOffset?> moment)
    {
        var count = 0;
        foreach (var referral in Referrals(world))
        {
            if (Happened(world, days, moment(referral))) count++;
        }

        return count;
    }
}

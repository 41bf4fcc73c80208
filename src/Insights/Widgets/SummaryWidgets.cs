using Insights.Metrics;
using Insights.Widgets.AcceptanceTime;
using Insights.Widgets.CoSell;
using Insights.Widgets.Distribution;
using Insights.Widgets.Leads;
using Insights.Widgets.Qrp;
using Insights.Widgets.Referrals;
using Insights.Widgets.Revenue;
using Insights.Widgets.Solutions;
using Insights.Widgets.WinTime;

namespace Insights.Widgets;

/// <summary>How much of the page's width a card takes.</summary>
public enum CardWidth { Half, Full }

/// <summary>A card of the page. Its key names its anchor, its <see cref="Freshness.Widget"/> and its words
/// (<c>{key}.title</c>, <c>{key}.about</c>); <see cref="Component"/> draws it from a <see cref="WidgetView"/>.</summary>
/// <param name="Metrics">The catalogue's figures on the card, in order; the information panel explains each.</param>
public sealed record Widget(string Key, CardWidth Width, Type Component, params IReadOnlyList<string> Metrics)
{
    /// <summary>False hides the card altogether: QRP without program data (metrics.md 4).</summary>
    public Func<Reading, bool> Shown { get; init; } = static _ => true;

    public string Title => Key + ".title";

    /// <summary>The key under which the sources of its numbers are known (<see cref="Freshness.Widget"/>), and the words on importing
    /// them.</summary>
    public string RestsOn { get; init; } = Key;

    /// <summary>On a dashboard: the keys of the tab's funnels or tables it shows, one at a time.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];
}

/// <summary>The Summary page is this list: order here is order there (houses.md, rule 20).</summary>
public static class SummaryWidgets
{
    public static IReadOnlyList<Widget> All { get; } =
    [
        new("solutions", CardWidth.Half, typeof(SolutionsWidget), "solutions.total", "solutions.in_market", "solutions.co_sell_ready",
            "solutions.azure_ip_co_sell_eligible"),
        new("referrals", CardWidth.Half, typeof(ReferralsWidget), "referrals.total", "referrals.accepted", "referrals.won"),
        new("cosell", CardWidth.Half, typeof(CoSellWidget), "cosell.inbound", "cosell.outbound", "cosell.accepted",
            "cosell.accepted_by_microsoft", "cosell.won", "cosell.win_rate"),
        new("leads", CardWidth.Half, typeof(LeadsWidget), "leads.page_views", "leads.cta_clicks", "leads.received", "leads.accepted",
            "leads.won", "leads.win_rate"),
        new("distribution", CardWidth.Full, typeof(DistributionWidget)),
        new("qrp", CardWidth.Full, typeof(QrpWidget)) { Shown = reading => reading.Qrp.Count > 0 },
        new("acceptance_time", CardWidth.Half, typeof(AcceptanceTimeWidget), "referrals.accepted"),
        new("win_time", CardWidth.Half, typeof(WinTimeWidget), "referrals.won"),
        new("revenue", CardWidth.Full, typeof(RevenueWidget), "revenue.won_value", "revenue.won_value.co_sell", "revenue.won_value.leads",
            "revenue.won_count.co_sell", "revenue.won_count.leads", "revenue.ip_cosell_approved_value"),
    ];
}

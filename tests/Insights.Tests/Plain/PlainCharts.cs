using System.Text.Json.Nodes;
using static Insights.Tests.Plain.PlainClassification;
using static Insights.Tests.Plain.PlainEvents;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>metrics.md section 3: distribution, acceptance time and win time.</summary>
public static class PlainCharts
{
    private static readonly string[] Types = ["qualified", "marketplace", "inbound", "outbound", "private", "partner_led"];

    private static readonly string[] States = ["pending", "accepted", "created", "won", "lost", "declined", "expired"];

    /// <summary>"Each stands at its state *today* … counts at every node; zero states are not drawn."</summary>
    public static JsonArray Distribution(World world, Days period)
    {
        var leaves = new JsonArray();
        foreach (var type in Types)
        {
            foreach (var state in States)
            {
                var count = 0;
                foreach (var referral in Referrals(world))
                {
                    if (InPopulation(world, period, referral)
                        && TypeOf(world, referral) == type
                        && StateOf(world, referral) == state)
                        count++;
                }

                if (count == 0) continue;
                leaves.Add(new JsonObject
                {
                    ["group"] = type is "qualified" or "marketplace" ? "leads" : "co_sell",
                    ["type"] = type,
                    ["state"] = state,
                    ["count"] = count,
                });
            }
        }

        return leaves;
    }

    /// <summary>
    /// "referrals created in the period, plus older ones whose own state changed in the period (accepted, won, lost,
    /// declined or expired in it)". It is about states, not about counted events: an informational lead has states too.
    /// </summary>
    private static bool InPopulation(World world, Days period, Referral referral)
    {
        if (Happened(world, period, referral.Created)) return true;
        // "older ones": created before the period, not after it.
        if (LocalDay(world, referral.Created) >= period.From) return false;
        if (Happened(world, period, StateBecameAcceptedAt(world, referral))) return true;
        foreach (var closing in (string[])["won", "lost", "declined", "expired"])
        {
            if (Happened(world, period, StateBecameAt(world, referral, closing))) return true;
        }

        return false;
    }

    /// <summary>"buckets `0-1, 2-3, 4-5, 6-7, 8-9, 10-11, 12-14, 14+` (14+ means more than 14), stacked co-sell / leads"</summary>
    public static JsonArray AcceptanceTime(World world, Days period) =>
        Bars(world, period, AcceptedAt, [("0-1", 1), ("2-3", 3), ("4-5", 5), ("6-7", 7), ("8-9", 9), ("10-11", 11), ("12-14", 14),
            ("14+", long.MaxValue)]);

    /// <summary>"buckets `0-30, 31-60, 61-90, 91-120, 121-150, 151-180, 180+`, stacked co-sell / leads"</summary>
    public static JsonArray WinTime(World world, Days period) =>
        Bars(world, period, WonAt, [("0-30", 30), ("31-60", 60), ("61-90", 90), ("91-120", 120), ("121-150", 150), ("151-180", 180),
            ("180+", long.MaxValue)]);

    private static JsonArray Bars(
        World world, Days period, Func<World, Referral, DateTimeOffset?> ending, (string Name, long LastDay)[] buckets)
    {
        var coSell = new int[buckets.Length];
        var leads = new int[buckets.Length];
        foreach (var referral in Referrals(world))
        {
            var end = ending(world, referral);
            if (end is null || !Happened(world, period, end)) continue;
            var days = WholeDays(referral.Created, end.Value);
            var bucket = 0;
            while (days > buckets[bucket].LastDay) bucket++;
            if (IsLead(world, referral)) leads[bucket]++;
            else coSell[bucket]++;
        }

        var bars = new JsonArray();
        for (var bucket = 0; bucket < buckets.Length; bucket++)
            bars.Add(new JsonObject { ["bucket"] = buckets[bucket].Name, ["coSell"] = coSell[bucket], ["leads"] = leads[bucket] });
        return bars;
    }

    /// <summary>
    /// "whole elapsed days (floor of 24-hour spans)"; below zero for an event before the creation, which thereby "falls
    /// in the first bucket".
    /// </summary>
    private static long WholeDays(DateTimeOffset from, DateTimeOffset to) => (long)Math.Floor((to - from).TotalDays);
}

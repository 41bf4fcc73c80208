using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>A law that holds because the generated worlds never reach its corner says nothing.</summary>
public sealed class WorldGenTests
{
    [Fact]
    public void Generated_worlds_reach_every_figure_bar_band_and_leaf()
    {
        var reached = new HashSet<string>();
        for (var seed = 1; seed <= 150; seed++)
        {
            var (world, query) = WorldGen.Create(seed);
            var reading = PlainReading.Read(world, query with { Granularity = "month" });
            foreach (var (key, value) in reading["metrics"]!.AsObject())
            {
                if (value is null) reached.Add($"{key} none");
                else if (JsonAssert.Number(value) > (PlainMetrics.Rates.Contains(key) ? 100 : 0)) reached.Add(key);
            }

            foreach (var chart in (string[])["acceptanceTime", "winTime"])
            {
                foreach (var bar in reading[chart]!.AsArray())
                {
                    foreach (var part in (string[])["coSell", "leads"])
                        if (JsonAssert.Number(bar![part]) > 0) reached.Add($"{chart} {bar["bucket"]} {part}");
                }
            }

            foreach (var leaf in reading["distribution"]!.AsArray()) reached.Add($"{leaf!["type"]} {leaf["state"]}");
            foreach (var program in reading["qrp"]!.AsArray()) Reach(program!, reached);
        }

        foreach (var key in PlainMetrics.Solutions.Concat(PlainMetrics.Counts).Concat(PlainMetrics.Money).Concat(PlainMetrics.Rates))
            reached.ShouldContain(key);
        foreach (var key in PlainMetrics.Rates) reached.ShouldContain($"{key} none");
        reached.Count(word => word.StartsWith("acceptanceTime", StringComparison.Ordinal)).ShouldBe(16);
        reached.Count(word => word.StartsWith("winTime", StringComparison.Ordinal)).ShouldBe(14);
        foreach (var type in (string[])["qualified", "marketplace", "inbound"])
        {
            foreach (var state in (string[])["pending", "accepted", "won", "lost", "declined", "expired"])
                reached.ShouldContain($"{type} {state}");
        }

        foreach (var type in (string[])["outbound", "private", "partner_led"])
        {
            foreach (var state in (string[])["created", "won", "lost"]) reached.ShouldContain($"{type} {state}");
        }

        foreach (var program in (string[])["contact_request", "digital_sales_opportunity"])
        {
            foreach (var kpi in (string[])["accept_rate", "expiry_rate", "close_rate_60", "close_rate_180", "close_rate_365", "win_rate"])
            {
                foreach (var band in (string[])["achieved", "below", "none"]) reached.ShouldContain($"{program} {kpi} {band}");
            }
        }

        foreach (var program in (string[])["customer_lifecycle_management", "co_sell_deployment_services"])
            reached.ShouldContain($"{program} accept_rate none");
        foreach (var kpi in (string[])["close_rate_60", "close_rate_180", "close_rate_365"])
        {
            reached.ShouldContain($"{kpi} provisional");
            reached.ShouldContain($"{kpi} final");
        }
    }

    private static void Reach(JsonNode program, HashSet<string> reached)
    {
        foreach (var row in program["rows"]!.AsArray())
        {
            foreach (var (key, kpi) in row!["kpis"]!.AsObject())
            {
                reached.Add($"{program["program"]} {key} {kpi!["band"]}");
                reached.Add(kpi["provisional"]!.GetValue<bool>() ? $"{key} provisional" : $"{key} final");
            }
        }
    }
}

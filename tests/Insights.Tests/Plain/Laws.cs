using System.Text.Json.Nodes;
using static Insights.Tests.Plain.JsonAssert;

namespace Insights.Tests.Plain;

/// <summary>
/// Laws 1 to 5 of metrics.md section 8 (and the data half of 7) over generated worlds, clear and murky, for any reader:
/// derive with the real program's to hold it to them too. <see cref="BandLaws"/> is law 6.
/// </summary>
public abstract class Laws(ReadWorld read)
{
    /// <summary>How many worlds each law is tried on; a reader that goes through files may want fewer.</summary>
    protected virtual int Worlds => 80;

    [Fact]
    public void Law_1_a_referral_closed_as_error_changes_no_number() => ForAll((world, query, seed) =>
    {
        var error = WorldGen.ClosedAsError(seed, world, query.Now);
        var acceptedByMicrosoft = Made.MicrosoftSide(error.EngagementId, "2020-01-01") with
        {
            Id = World.Numbered(0x0e460000, seed),
            Created = error.Created,
            Status = "Active",
            Substatus = "Accepted",
            Accepted = error.Accepted,
        };
        var with = world with { Referrals = [.. world.Referrals, error, acceptedByMicrosoft] };
        Same(read(world, query), read(with, query));
    });

    [Fact]
    public void Law_1_closing_a_referral_as_error_is_as_if_it_had_never_been() => ForAll((world, query, seed) =>
    {
        if (world.Referrals.Count == 0) return;
        var place = new Random(seed).Next(world.Referrals.Count);
        var chosen = world.Referrals[place];
        // Microsoft's copy is no referral of ours; what its error means for its acceptance is another rule.
        if (chosen.OrganizationId != World.Us) return;
        var without = world with { Referrals = [.. world.Referrals.Where((_, at) => at != place)] };
        var closed = world with
        {
            Referrals = [.. world.Referrals.Select((r, at) => at == place ? r with { Status = "Closed", Substatus = "Error" } : r)],
        };
        Same(read(without, query), read(closed, query));
    });

    [Fact]
    public void Law_2_two_adjoining_periods_add_up_to_their_union() => ForAll((world, query, seed) =>
    {
        var whole = read(world, query);
        var from = Made.Day(whole["period"]!["from"]!.ToString());
        var to = Made.Day(whole["period"]!["to"]!.ToString());
        if (from == to) return;
        var cut = from.AddDays(new Random(seed).Next(to.DayNumber - from.DayNumber));
        var custom = query with { Preset = null, Granularity = "month" };
        var first = read(world, custom with { From = from, To = cut });
        var second = read(world, custom with { From = cut.AddDays(1), To = to });
        foreach (var key in Added)
        {
            Equal(Metric(first, key) + Metric(second, key), Metric(whole, key), $"{key} of {from}–{cut} and the days to {to}");
            IsNone(whole, key).ShouldBe(IsNone(first, key) && IsNone(second, key), $"{key} is none only where both parts are");
        }
    });

    [Theory]
    [InlineData("month")]
    [InlineData("week")]
    [InlineData("day")]
    public void Law_2_a_trend_adds_up_to_its_headline(string granularity) => ForAll((world, query, _) =>
    {
        var reading = read(world, query with { Granularity = granularity });
        foreach (var key in Added)
        {
            var points = reading["trends"]![key]!.AsArray();
            Equal(points.Sum(point => Counted(point!["value"])), Metric(reading, key), $"the {granularity} points of {key}");
            IsNone(reading, key).ShouldBe(points.All(point => point!["value"] is null), $"{key} is none only where every point is");
            points[0]!["start"]!.ToString().ShouldBe(reading["period"]!["from"]!.ToString(), $"the first point of {key}");
            for (var at = 1; at < points.Count; at++)
            {
                var start = Made.Day(points[at]!["start"]!.ToString());
                start.ShouldBeGreaterThan(Made.Day(points[at - 1]!["start"]!.ToString()));
                if (granularity == "month") start.Day.ShouldBe(1);
                if (granularity == "week") start.DayOfWeek.ShouldBe(DayOfWeek.Monday);
                if (granularity == "day") start.ShouldBe(Made.Day(points[at - 1]!["start"]!.ToString()).AddDays(1));
            }
        }
    });

    [Fact]
    public void Law_3_the_order_of_the_input_changes_nothing() => ForAll((world, query, seed) =>
    {
        var random = new Random(seed);
        var shuffled = world with
        {
            Referrals = Shuffled(random, world.Referrals),
            Solutions = Shuffled(random, world.Solutions),
            PageViews = Shuffled(random, world.PageViews),
            OwnRates = Shuffled(random, world.OwnRates),
        };
        Same(read(world, query), read(shuffled, query));
    });

    [Fact]
    public void Law_3_a_record_that_comes_twice_counts_once() => ForAll((world, query, seed) =>
    {
        var twice = world with { Referrals = Shuffled(new Random(seed), [.. world.Referrals, .. world.Referrals]) };
        Same(read(world, query), read(twice, query));
    });

    [Fact]
    public void Law_4_bars_classes_and_children_add_up() => ForAll((world, query, _) =>
    {
        var reading = read(world, query);
        Equal(Bars(reading, "acceptanceTime", "leads"), Metric(reading, "leads.accepted"), "acceptance bars of leads");
        Equal(Bars(reading, "acceptanceTime", "coSell"), Metric(reading, "cosell.accepted"), "acceptance bars of co-sell");
        Equal(Bars(reading, "winTime", "leads"), Metric(reading, "leads.won"), "win bars of leads");
        Equal(Bars(reading, "winTime", "coSell"), Metric(reading, "cosell.won"), "win bars of co-sell");
        Equal(
            Metric(reading, "solutions.in_market") + Metric(reading, "solutions.co_sell_ready") +
                Metric(reading, "solutions.azure_ip_co_sell_eligible"),
            Metric(reading, "solutions.total"),
            "the classes of solutions");

        var leaves = reading["distribution"]!.AsArray();
        leaves.ShouldAllBe(leaf => Number(leaf!["count"]) > 0, "zero states are not drawn");
        leaves.DistinctBy(leaf => (leaf!["type"]!.ToString(), leaf["state"]!.ToString())).Count()
            .ShouldBe(leaves.Count, "a leaf comes once");
        foreach (var leaf in leaves)
        {
            var expected = leaf!["type"]!.ToString() is "qualified" or "marketplace" ? "leads" : "co_sell";
            leaf["group"]!.ToString().ShouldBe(expected, $"the group of {leaf.ToJsonString()}");
        }

        // Everything created in the period stands somewhere.
        leaves.Sum(leaf => Number(leaf!["count"])).ShouldBeGreaterThanOrEqualTo(Metric(reading, "referrals.total"));
    });

    [Fact]
    public void Law_5_every_rate_and_total_equals_its_formula() => ForAll((world, query, _) =>
    {
        var reading = read(world, query);
        double Value(string key) => Metric(reading, key);
        Equal(Value("leads.received") + Value("cosell.inbound") + Value("cosell.outbound"), Value("referrals.total"), "referrals.total");
        Equal(Value("leads.accepted") + Value("cosell.accepted"), Value("referrals.accepted"), "referrals.accepted");
        Equal(Value("leads.won") + Value("cosell.won"), Value("referrals.won"), "referrals.won");
        Equal(Value("revenue.won_value.leads") + Value("revenue.won_value.co_sell"), Value("revenue.won_value"), "revenue.won_value");
        Equal(Value("cosell.won"), Value("revenue.won_count.co_sell"), "revenue.won_count.co_sell");
        Equal(Value("leads.won"), Value("revenue.won_count.leads"), "revenue.won_count.leads");
        IsRate(Value("cosell.won"), Value("cosell.accepted") + Value("cosell.outbound"), reading["metrics"]!["cosell.win_rate"],
            "cosell.win_rate");
        IsRate(Value("leads.won"), Value("leads.accepted"), reading["metrics"]!["leads.win_rate"], "leads.win_rate");

        foreach (var row in reading["qrp"]!.AsArray().SelectMany(program => program!["rows"]!.AsArray()))
        {
            foreach (var (key, kpi) in row!["kpis"]!.AsObject())
                IsRate(Number(kpi!["numerator"]), Number(kpi["denominator"]), kpi["percent"], $"{key} of {row["country"]} {row["month"]}");
            Number(row["targetsAchieved"]).ShouldBe(row["kpis"]!.AsObject().Count(kpi => kpi.Value!["band"]!.ToString() == "achieved"));
        }

        foreach (var program in reading["qrp"]!.AsArray().Where(program => program!["latestMonth"] is not null))
            Equal(program!["tiles"]!.AsObject().Sum(tile => Number(tile.Value)), Number(program["countriesEnrolled"]), "the tiles");
    });

    [Fact]
    public void Law_5_a_change_equals_its_formula_on_the_period_it_names() => ForAll((world, query, _) =>
    {
        var previous = read(world, query with { Comparison = "previous" });
        var from = Made.Day(previous["period"]!["from"]!.ToString());
        var days = Made.Day(previous["period"]!["to"]!.ToString()).DayNumber - from.DayNumber + 1;
        var before = read(world, query with { Preset = null, From = from.AddDays(-days), To = from.AddDays(-1), Granularity = "month" });
        foreach (var (key, change) in previous["changes"]!.AsObject())
        {
            var (later, earlier) = (previous["metrics"]![key], before["metrics"]![key]);
            SameValue(earlier, change!["base"]).ShouldBeTrue($"the base of {key}: {change.ToJsonString()}, was {earlier?.ToJsonString()}");
            var isRate = PlainMetrics.Rates.Contains(key);
            if (later is null || earlier is null || (!isRate && Number(earlier) == 0))
                change["percent"].ShouldBeNull(key);
            else
                Equal(isRate ? Number(later) - Number(earlier) : 100 * (Number(later) - Number(earlier)) / Number(earlier),
                    Number(change["percent"]), key);
        }
    });

    [Fact]
    public void Law_7_another_organisations_data_changes_nothing() => ForAll((world, query, seed) =>
    {
        var (elsewhere, _) = WorldGen.Create(seed + 5000);
        var strangers = elsewhere.Referrals.Select((referral, place) => referral with
        {
            Id = World.Numbered(0x57450000, place),
            OrganizationId = World.AnotherPartner,
            TargetsMicrosoft = false,
        });
        Same(read(world, query), read(world with { Referrals = [.. world.Referrals, .. strangers] }, query));
    });

    private static IEnumerable<string> Added => PlainMetrics.Counts.Concat(PlainMetrics.Money);

    private void ForAll(Action<World, Query, int> law)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var murky = seed % 4 == 0;
            var (world, query) = WorldGen.Create(seed, murky);
            try
            {
                law(world, query, seed);
            }
            catch (Exception broken)
            {
                var said = $"WorldGen.Create({seed}, murky: {(murky ? "true" : "false")}), {world.Referrals.Count} records, {query}";
                throw new InvalidOperationException($"{said}\n{broken.Message}", broken);
            }
        }
    }

    /// <summary>None adds nothing: what nobody imported for some days was neither there nor zero.</summary>
    private static double Metric(JsonObject reading, string key) => Counted(reading["metrics"]![key]);

    private static double Counted(JsonNode? value) => value is null ? 0 : Number(value);

    private static bool IsNone(JsonObject reading, string key) => reading["metrics"]![key] is null;

    private static double Bars(JsonObject reading, string chart, string part) =>
        reading[chart]!.AsArray().Sum(bar => Number(bar![part]));

    private static void IsRate(double numerator, double denominator, JsonNode? rate, string about)
    {
        if (denominator == 0) rate.ShouldBeNull(about);
        else Equal(100 * numerator / denominator, Number(rate), about);
    }

    // Money is summed in different orders; a count is exact far below this.
    private static void Equal(double expected, double actual, string about) =>
        actual.ShouldBe(expected, 1e-9 * Math.Max(1, Math.Abs(expected)), about);

    private static T[] Shuffled<T>(Random random, IReadOnlyList<T> list)
    {
        var shuffled = list.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}

[Trait("Category", "Slow")]
public sealed class PlainLaws() : Laws(PlainReading.Read);

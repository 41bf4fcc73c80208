using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Tests.Laws;
using Insights.Tests.Plain;
using Insights.Vocabulary;

namespace Insights.Tests.Lists;

[Trait("Category", "Slow")]
public sealed class LawNineOnSqlite() : LawNineTests(ProgramReading.Sqlite, worlds: 60);

[Trait("Category", "Slow")]
public sealed class LawNineOnPostgres() : LawNineTests(ProgramReading.Postgres, worlds: 6);

/// <summary>Law 9: the list behind a number has exactly that many rows. Over generated worlds, for every number of a reading.</summary>
public abstract class LawNineTests
{
    // Each test walks the same worlds; importing them is the slow part.
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(ProgramReading, int), OrganizationFacts> Imported = new();

    private readonly ProgramReading program;
    private readonly int worlds;

    private protected LawNineTests(ProgramReading program, int worlds) => (this.program, this.worlds) = (program, worlds);

    [Fact]
    public void Every_metric_and_every_trend_point_has_its_list() => ForAll((facts, reading, say) =>
    {
        foreach (Metric metric in Catalogue.Summary)
        {
            if (metric.Unit != Unit.Percent) Same(say, metric.Key, reading.Metrics[metric.Key] ?? 0,
                Figure(facts, reading, new Population(metric.Key)));
            if (!reading.Trends.TryGetValue(metric.Key, out IReadOnlyList<TrendPoint>? trend)) continue;
            for (int i = 0; i < trend.Count; i++)
            {
                DateOnly to = i + 1 < trend.Count ? trend[i + 1].Start : reading.Period.To;
                Same(say, $"{metric.Key} from {trend[i].Start}", trend[i].Value,
                    Figure(facts, reading, new Population(metric.Key), period: new Period(trend[i].Start, to, reading.Period.Zone)));
            }
        }
    });

    [Fact]
    public void Every_note_and_every_part_of_it_has_its_list() => ForAll((facts, reading, say) =>
    {
        foreach (Note note in reading.Notes.Where(n => n.List is not null))
        {
            Same(say, note.Code, note.Count, Figure(facts, reading, note.List!, note.Within));
            foreach ((string part, int count) in note.Parts) Same(say, $"{note.Code} {part}", count,
                Figure(facts, reading, note.List! with { Step = part }, note.Within));
        }
    });

    [Fact]
    public void Both_parts_of_every_rate_have_theirs() => ForAll((facts, reading, say) =>
    {
        foreach (Metric metric in Catalogue.Summary.Where(m => m.Unit == Unit.Percent))
        {
            decimal over = Figure(facts, reading, new Population(metric.Key) { Part = RatePart.Numerator });
            decimal under = Figure(facts, reading, new Population(metric.Key) { Part = RatePart.Denominator });
            decimal? rate = under == 0 ? null : 100m * over / under;
            if (rate != reading.Metrics[metric.Key]) say($"{metric.Key} is {reading.Metrics[metric.Key]}, its lists say {over} of {under}");
        }
    });

    [Fact]
    public void Every_node_of_the_distribution_has_its_list() => ForAll((facts, reading, say) =>
    {
        var population = new Population(Population.Distribution);
        Same(say, "distribution", reading.Distribution.Sum(l => l.Count), Figure(facts, reading, population));
        foreach (ReferralType type in Enum.GetValues<ReferralType>())
            foreach (State state in Enum.GetValues<State>())
                Same(say, $"{type} {state}", reading.Distribution.Where(l => l.Type == type && l.State == state).Sum(l => l.Count),
                    Figure(facts, reading, population, new Filters { Type = type, State = state }));
        foreach (ReferralGroup group in Enum.GetValues<ReferralGroup>())
            Same(say, $"{group}", reading.Distribution.Where(l => l.Group == group).Sum(l => l.Count),
                Figure(facts, reading, population, new Filters { Group = group }));
    });

    [Fact]
    public void Every_bar_has_its_list() => ForAll((facts, reading, say) =>
    {
        foreach ((string of, IReadOnlyList<TimeBucket> buckets) in new[] { (Population.AcceptanceTime, reading.AcceptanceTime),
            (Population.WinTime, reading.WinTime) })
            foreach (TimeBucket bucket in buckets)
            {
                Same(say, $"{of} {bucket.Label} co-sell", bucket.CoSell,
                    Figure(facts, reading, new Population(of) { Bucket = bucket.Label }, new Filters { Group = ReferralGroup.CoSell }));
                Same(say, $"{of} {bucket.Label} leads", bucket.Leads, Figure(facts, reading, new Population(of) { Bucket = bucket.Label },
                    new Filters { Group = ReferralGroup.Leads }));
            }
    });

    [Fact]
    public void Every_cell_and_tile_of_qrp_has_its_list() => ForAll((facts, reading, say) =>
    {
        foreach (QrpProgram program in reading.Qrp)
        {
            for (int score = 0; score < program.Tiles.Count; score++)
                Same(say, $"{program.Program} {score} targets", program.Tiles[score],
                    Figure(facts, reading, new Population(Population.QrpCountries) { Score = score },
                    new Filters { Program = program.Program }));
            foreach (QrpRow row in program.Rows.Concat(program.LatestRows))
                foreach ((string kpi, KpiValue value) in row.Kpis)
                {
                    var cell = new Population(Population.Qrp) { Kpi = kpi, Month = row.Month };
                    var filters = new Filters { Program = program.Program, Country = row.Country };
                    string name = $"{program.Program} {row.Country} {row.Month} {kpi}";
                    Same(say, name + " numerator", value.Numerator,
                        Figure(facts, reading, cell with { Part = RatePart.Numerator }, filters));
                    Same(say, name + " denominator", value.Denominator,
                        Figure(facts, reading, cell with { Part = RatePart.Denominator }, filters));
                }
        }
    });

    [Fact]
    public void Every_order_of_a_list_is_the_same_rows() => ForAll((facts, reading, say) =>
    {
        int[] all = Populations.Rows(facts, new Population(Population.All), Filters.None, reading.Period);
        Same(say, "all", facts.Count, all.Length);
        foreach (string column in ListSort.Columns)
            foreach (bool descending in new[] { false, true })
            {
                var question = new ListQuestion(new Population(Population.All), Filters.None, reading.Period,
                    new ListSort(column, descending))
                { Customers = [.. all.Select(row => row * 7 % 13 - 1)] };
                Listing listing = Listings.Read(facts, question, reading.Now);
                if (!listing.Rows.Order().SequenceEqual(all)) say($"sorted by {column} the rows differ");
                foreach ((int From, int Count) page in Enumerable.Range(0, (all.Length + 9) / 10).Select(i => (i * 10, 10)))
                    if (!Shown(Listings.Read(facts, question with { Page = page }, reading.Now), page).SequenceEqual(Shown(listing, page)))
                        say($"sorted by {column} the rows from {page.From} on differ");
            }
    });

    private static IEnumerable<int> Shown(Listing listing, (int From, int Count) page) => listing.Rows.Skip(page.From).Take(page.Count);

    private static decimal Figure(OrganizationFacts facts, Reading reading, Population population, Filters? filters = null,
        Period? period = null)
    {
        Listing listing = Listings.Read(facts, new ListQuestion(population, filters ?? Filters.None, period
            ?? reading.Period, ListSort.Newest), reading.Now);
        if (listing.Unit == Unit.Count && listing.Kind != ListKind.Views) listing.Listed.ShouldBe((int)listing.Figure);
        return listing.Figure;
    }

    private static void Same(Action<string> say, string what, decimal number, decimal list)
    {
        if (number != list) say($"{what}: the page says {number}, the list {list}");
    }

    private void ForAll(Action<OrganizationFacts, Reading, Action<string>> check)
    {
        var wrong = new List<string>();
        for (int seed = 1; seed <= worlds; seed++)
        {
            (World world, Query query) = WorldGen.Create(seed, murky: seed % 2 == 0);
            OrganizationFacts facts = Known(seed, world);
            check(facts, ProgramReading.Reading(facts, query), wrongness => wrong.Add($"world {seed}: {wrongness}"));
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong.Take(12)));
    }

    private OrganizationFacts Known(int seed, World world) => Imported.GetOrAdd((program, seed), _ => program.Facts(world));
}

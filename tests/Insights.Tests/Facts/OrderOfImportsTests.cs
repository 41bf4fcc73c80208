using Insights.Facts;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

public sealed class OrderOfImportsOnSqlite() : OrderOfImportsTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class OrderOfImportsOnPostgres() : OrderOfImportsTests(StoreEngine.Postgres);

/// <summary>An observed moment is the earliest observation among all imports alive, in whatever order they came (metrics.md 6).</summary>
public abstract class OrderOfImportsTests(StoreEngine engine)
{
    private static DateTimeOffset At(int month, int day, int hour = 9) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    private static ReferralObservation Seen(ObservedState state, string id = "a") =>
        new() { ReferralId = id, Type = ReferralType.Inbound, State = state, Created = At(1, 5) };

    [Fact]
    public async Task A_file_told_again_with_an_earlier_observation_moves_the_observed_moment_back()
    {
        await using var store = new TemporaryStore(engine);
        await TellAsync(store, At(3, 1), Seen(ObservedState.Active));
        (long again, IReadOnlyList<Outcome> outcomes) = await TellAsync(store, At(2, 1), Seen(ObservedState.Active));
        outcomes.ShouldBe([Outcome.Unchanged]);
        (await store.FactsAsync()).Accepted.ShouldBe([Stored.Moment(At(2, 1))]);
        // And forward again when it is taken back.
        await UndoAsync(store, again);
        (await store.FactsAsync()).Accepted.ShouldBe([Stored.Moment(At(3, 1))]);
    }

    [Fact]
    public async Task Of_several_later_imports_the_earliest_observation_counts_and_undone_ones_do_not()
    {
        await using var store = new TemporaryStore(engine);
        (long first, _) = await TellAsync(store, At(3, 1), Seen(ObservedState.Won));
        (long earliest, _) = await TellAsync(store, At(1, 20), Seen(ObservedState.Won));
        await TellAsync(store, At(2, 10), Seen(ObservedState.Won));
        await TellAsync(store, At(3, 9), Seen(ObservedState.Won));
        (await store.FactsAsync()).Closed.ShouldBe([Stored.Moment(At(1, 20))]);
        await UndoAsync(store, first);
        (await store.FactsAsync()).Closed.ShouldBe([Stored.Moment(At(1, 20))]);
        await UndoAsync(store, earliest);
        (await store.FactsAsync()).Closed.ShouldBe([Stored.Moment(At(2, 10))]);
    }

    [Fact]
    public async Task An_older_snapshot_told_later_is_as_if_it_had_been_told_in_time()
    {
        await using TemporaryStore inTime = new(engine), late = new(engine);
        ReferralObservation[] january = [Seen(ObservedState.New), Seen(ObservedState.Active, "b")],
            february = [Seen(ObservedState.Active), Seen(ObservedState.Won, "b")],
            march = [Seen(ObservedState.Won), Seen(ObservedState.Won, "b")];
        await TellAsync(inTime, At(1, 31), january);
        await TellAsync(inTime, At(2, 28), february);
        await TellAsync(inTime, At(3, 31), march);
        await TellAsync(late, At(3, 31), march);
        await TellAsync(late, At(1, 31), january);
        await TellAsync(late, At(2, 28), february);
        OrganizationFacts one = await inTime.FactsAsync(), other = await late.FactsAsync();
        one.Accepted.Order().ShouldBe([Stored.Moment(At(1, 31)), Stored.Moment(At(2, 28))]);
        other.Accepted.Order().ShouldBe(one.Accepted.Order());
        other.Closed.Order().ShouldBe(one.Closed.Order());
    }

    [Fact]
    public async Task Names_of_a_referral_come_from_the_newest_statement_in_whatever_order_it_was_told()
    {
        await using var store = new TemporaryStore(engine);
        await TellAsync(store, At(3, 1), Seen(ObservedState.Active) with { CustomerName = "New name" });
        await TellAsync(store, At(2, 1), Seen(ObservedState.New) with { CustomerName = "Old name" });
        // The newest of all says no name, so an older one must.
        await TellAsync(store, At(3, 9), Seen(ObservedState.Active) with { City = "Utrecht" });
        ReferralStore opened = await store.OpenAsync();
        Records records = (await new FactsCache(opened).OpenAsync(new Scope(1), CancellationToken.None))!;
        (await records.NamesAsync(CancellationToken.None)).Find("new name").Count.ShouldBe(1);
        (await records.FindAsync("a", CancellationToken.None))!.Known.CustomerName.ShouldBe("New name");
    }

    [Fact]
    public async Task What_is_as_last_told_follows_the_earliest_observation_too()
    {
        await using var store = new TemporaryStore(engine);
        await TellAsync(store, At(2, 10), new SolutionObservation { SolutionId = "s", Class = SolutionClass.CoSellReady });
        await TellAsync(store, At(2, 20), new SolutionObservation { SolutionId = "s", Class = SolutionClass.InMarket });
        (await store.FactsAsync()).Solutions.ShouldHaveSingleItem().Class.ShouldBe(SolutionClass.InMarket);
        await TellAsync(store, At(2, 1), new SolutionObservation { SolutionId = "s", Class = SolutionClass.InMarket });
        (await store.FactsAsync()).Solutions.ShouldHaveSingleItem().Class.ShouldBe(SolutionClass.CoSellReady);
    }

    [Fact]
    public async Task The_first_telling_is_the_earliest_that_lives_wherever_it_stands_among_the_others()
    {
        int[][] orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
        foreach (int[] order in orders)
            foreach (int undone in (int[])[0, 1])
            {
                await using var store = new TemporaryStore(engine);
                var imports = new Dictionary<int, long>();
                foreach (int day in order) imports[day] = (await TellAsync(store, At(2, day), Seen(ObservedState.Won))).ImportId;
                if (undone > 0) await UndoAsync(store, imports[undone]);
                (await store.FactsAsync())
                    .Closed.ShouldBe([Stored.Moment(At(2, undone == 1 ? 2 : 1))], $"{string.Join(", ", order)} without {undone}");
            }
    }

    [Fact]
    public async Task What_all_its_imports_took_back_was_never_told()
    {
        await using var store = new TemporaryStore(engine);
        (long first, _) = await TellAsync(store, At(2, 1), Seen(ObservedState.New));
        (long second, _) = await TellAsync(store, At(2, 2), Seen(ObservedState.New), Seen(ObservedState.Active, "b"));
        await UndoAsync(store, first);
        await UndoAsync(store, second);
        (await store.FactsAsync()).Count.ShouldBe(0);
        await TellAsync(store, At(3, 1), Seen(ObservedState.Active));
        (await store.FactsAsync()).Accepted.ShouldBe([Stored.Moment(At(3, 1))]);
    }

    private static async Task<(long ImportId, IReadOnlyList<Outcome> Outcomes)> TellAsync(TemporaryStore store, DateTimeOffset observed,
        params Observation[] told)
    {
        store.Clock.Now = observed;
        return await store.ImportAsync(told);
    }

    private static async Task UndoAsync(TemporaryStore store, long import) =>
        await (await store.OpenAsync()).UndoAsync(new Scope(1), import, CancellationToken.None);
}

using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

public sealed class ImportSessionOnSqlite() : ImportSessionTests(StoreEngine.Sqlite)
{
    [Fact]
    public async Task A_file_that_is_no_store_is_refused_in_a_sentence()
    {
        await using var store = new TemporaryStore();
        await File.WriteAllTextAsync(store.Path, "This is not a database, but it is long enough to look like one at first sight.");
        StoreException refused = await Should.ThrowAsync<StoreException>(store.OpenAsync);
        refused.Message.ShouldContain("is not a database");
    }
}

public sealed class ImportSessionOnPostgres() : ImportSessionTests(StoreEngine.Postgres);

public abstract class ImportSessionTests(StoreEngine engine)
{
    private static readonly DateOnly January = new(2026, 1, 1), March = new(2026, 3, 31);

    private static ReferralObservation Lead(string id, ObservedState state = ObservedState.New, int createdDay = 5) => new()
    {
        ReferralId = id,
        Type = ReferralType.Qualified,
        State = state,
        Created = new DateTimeOffset(2026, 2, createdDay, 9, 0, 0, TimeSpan.Zero),
        Closed = state >= ObservedState.Won ? new DateTimeOffset(2026, 2, createdDay + 3, 9, 0, 0, TimeSpan.Zero) : null,
    };

    [Fact]
    public async Task The_same_rows_again_are_unchanged_and_change_no_number()
    {
        await using var store = new TemporaryStore(engine);
        (await store.ImportAsync(Lead("a"), Lead("b"))).Outcomes.ShouldBe([Outcome.New, Outcome.New]);
        Reading before = await store.ReadAsync(January, March);
        (await store.ImportAsync(Lead("b"), Lead("a"), Lead("a")))
            .Outcomes.ShouldBe([Outcome.Unchanged, Outcome.Unchanged, Outcome.Unchanged]);
        (await store.ReadAsync(January, March)).Metrics.ShouldBe(before.Metrics);
    }

    [Fact]
    public async Task A_known_referral_with_news_is_changed_and_counts_once()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(Lead("a"));
        (await store.ImportAsync(Lead("a", ObservedState.Won))).Outcomes.ShouldBe([Outcome.Changed]);
        Reading reading = await store.ReadAsync(January, March);
        reading.Metrics["leads.received"].ShouldBe(1);
        reading.Metrics["leads.won"].ShouldBe(1);
    }

    [Fact]
    public async Task An_import_undone_leaves_the_facts_as_if_it_had_never_been()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(Lead("a"));
        Reading before = await store.ReadAsync(January, March);
        (long second, _) = await store.ImportAsync(Lead("a", ObservedState.Won), Lead("b"));
        (await store.ReadAsync(January, March)).Metrics["leads.won"].ShouldBe(1);
        ReferralStore opened = await store.OpenAsync();
        await opened.UndoAsync(new Scope(1), second, CancellationToken.None);
        (await store.ReadAsync(January, March)).Metrics.ShouldBe(before.Metrics);
    }

    [Fact]
    public async Task What_a_later_import_told_as_well_survives_the_undo_of_the_first()
    {
        await using var store = new TemporaryStore(engine);
        (long first, _) = await store.ImportAsync(Lead("a"), Lead("b"));
        await store.ImportAsync(Lead("b"));
        await (await store.OpenAsync()).UndoAsync(new Scope(1), first, CancellationToken.None);
        (await store.ReadAsync(January, March)).Metrics["leads.received"].ShouldBe(1);
    }

    [Fact]
    public async Task What_was_undone_is_new_when_it_is_imported_again()
    {
        await using var store = new TemporaryStore(engine);
        (long first, _) = await store.ImportAsync(Lead("a"));
        await (await store.OpenAsync()).UndoAsync(new Scope(1), first, CancellationToken.None);
        (await store.ReadAsync(January, March)).Metrics["leads.received"].ShouldBe(0);
        (await store.ImportAsync(Lead("a"))).Outcomes.ShouldBe([Outcome.New]);
        (await store.ReadAsync(January, March)).Metrics["leads.received"].ShouldBe(1);
    }

    [Fact]
    public async Task An_import_is_undone_only_once_and_only_if_it_is_there()
    {
        await using var store = new TemporaryStore(engine);
        (long first, _) = await store.ImportAsync(Lead("a"));
        ReferralStore opened = await store.OpenAsync();
        await opened.UndoAsync(new Scope(1), first, CancellationToken.None);
        await Should.ThrowAsync<StoreException>(() => opened.UndoAsync(new Scope(1), first, CancellationToken.None));
        await Should.ThrowAsync<StoreException>(() => opened.UndoAsync(new Scope(1), 99, CancellationToken.None));
    }

    [Fact]
    public async Task An_import_given_up_before_its_commit_leaves_nothing()
    {
        await using var store = new TemporaryStore(engine);
        ReferralStore opened = await store.OpenAsync();
        await using (ImportSession session = await opened.BeginImportAsync(null, "us", "Us", false, null, CancellationToken.None))
            for (int i = 0; i < 5_000; i++) session.Add(Lead($"r{i}"));
        (await opened.OrganizationsAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_strangers_facts_are_refused_not_empty()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(Lead("a"));
        ReferralStore opened = await store.OpenAsync();
        await Should.ThrowAsync<StoreException>(() => new Insights.Facts.FactsCache(opened)
            .ReadAsync(new Scope(2), CancellationToken.None));
    }
}

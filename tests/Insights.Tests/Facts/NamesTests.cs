using Insights.Facts;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

public sealed class NamesOnSqlite() : NamesTests(StoreEngine.Sqlite);

public sealed class NamesOnPostgres() : NamesTests(StoreEngine.Postgres);

public abstract class NamesTests(StoreEngine engine)
{
    private static readonly Scope Us = new(1);

    private static ReferralObservation Lead(string id, string? customer, string? deal, int day) => new()
    {
        ReferralId = id,
        Type = ReferralType.Qualified,
        State = ObservedState.New,
        CustomerName = customer,
        DealName = deal,
        Created = new DateTimeOffset(2026, 2, day, 9, 0, 0, TimeSpan.Zero),
    };

    private static async Task<Records> RecordsAsync(TemporaryStore temporary)
    {
        ReferralStore store = await temporary.OpenAsync();
        return new Records(store, Us, await new FactsCache(store).ReadAsync(Us, TestContext.Current.CancellationToken));
    }

    private static async Task<IEnumerable<int>> FindAsync(Records records, string text) =>
        (await records.SearchAsync(text, TestContext.Current.CancellationToken)).Order();

    [Fact]
    public async Task A_name_is_found_by_any_part_of_it_whatever_its_case_and_its_letters()
    {
        await using var temporary = new TemporaryStore(engine);
        // Rows are in order of creation.
        await temporary.ImportAsync(Lead("lead-1", "Göteborg Café", "plant\tmonitoring", 1), Lead("lead-2", "Straße & Co", null, 2),
            Lead("lead-3", null, "Café opening", 3), Lead("lead-4", null, null, 4));
        Records records = await RecordsAsync(temporary);
        (await FindAsync(records, "CAFÉ")).ShouldBe([0, 2]);
        (await FindAsync(records, "göte")).ShouldBe([0]);
        (await FindAsync(records, "plant monitoring")).ShouldBe([0]);
        (await FindAsync(records, "é plant")).ShouldBeEmpty("a name does not go on into the next");
        (await FindAsync(records, "opening straße")).ShouldBeEmpty();
        (await FindAsync(records, "LEAD-4")).ShouldBe([3]);
        (await FindAsync(records, "ead-")).ShouldBeEmpty("an id is told from a name by its digits");
        (await FindAsync(records, "d-3")).ShouldBe([2]);
        (await FindAsync(records, "%")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_newest_name_stands_an_older_one_fills_what_is_not_said_and_an_undone_one_does_not()
    {
        await using var temporary = new TemporaryStore(engine);
        await temporary.ImportAsync(Lead("a", "Oldham", "first deal", 1));
        (long second, _) = await temporary.ImportAsync(Lead("a", "Newham", null, 1));
        Records records = await RecordsAsync(temporary);
        (await FindAsync(records, "newham")).ShouldBe([0]);
        (await FindAsync(records, "oldham")).ShouldBeEmpty();
        (await FindAsync(records, "first")).ShouldBe([0]);
        await (await temporary.OpenAsync()).UndoAsync(Us, second, TestContext.Current.CancellationToken);
        records = await RecordsAsync(temporary);
        (await FindAsync(records, "newham")).ShouldBeEmpty();
        (await FindAsync(records, "oldham")).ShouldBe([0]);
    }

    [Fact]
    public async Task Customers_are_suggested_as_they_are_spelt_those_that_begin_so_first()
    {
        await using var temporary = new TemporaryStore();
        await temporary.ImportAsync(Lead("a", "Villa Café", "x", 1), Lead("b", "Café de Zon", "x", 2), Lead("c", null, "Café opening", 3),
            Lead("d", "Café de Zon", "y", 4), Lead("e", "Alpha", "café", 5), Lead("f", "Café Aan Zee", null, 6));
        Records records = await RecordsAsync(temporary);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        (await records.CustomersAsync("café", 10, cancel)).ShouldBe(["Café Aan Zee", "Café de Zon", "Villa Café"]);
        (await records.CustomersAsync("café", 1, cancel)).ShouldBe(["Café Aan Zee"]);
        (await records.CustomersAsync("nobody", 10, cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_searches_and_dashboards_ask_is_read_behind_the_facts()
    {
        await using var temporary = new TemporaryStore();
        await temporary.ImportAsync(Lead("a", "Zebra", "x", 1));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        ReferralStore store = await temporary.OpenAsync();
        var cache = new FactsCache(store);
        using var ahead = new ReadAhead(cache, TimeProvider.System);
        await ahead.StartAsync(cancel);
        var records = new Records(store, Us, await cache.ReadAsync(Us, cancel));
        records.IsReadAhead.ShouldBeFalse();
        while (!records.IsReadAhead) await Task.Delay(20, cancel);
        await ahead.StopAsync(cancel);
    }

    [Fact]
    public async Task Customers_stand_in_the_alphabet_and_the_nameless_nowhere()
    {
        await using var temporary = new TemporaryStore(engine);
        await temporary.ImportAsync(Lead("a", "Zebra", "x", 1), Lead("b", "élan", "x", 2), Lead("c", null, "x", 3),
            Lead("d", "Alpha", null, 4), Lead("e", "ZEBRA", "y", 5));
        Names names = await (await RecordsAsync(temporary)).NamesAsync(TestContext.Current.CancellationToken);
        names.Customers.ShouldBe([2, 1, -1, 0, 2]);
    }
}

using Insights.Cli;
using Insights.Facts;
using Insights.Store;
using Insights.Tests.Laws;
using Insights.Tests.Plain;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Tests.Store;

public sealed class ManyOrganizationsOnSqlite() : ManyOrganizationsTests(StoreEngine.Sqlite);

public sealed class ManyOrganizationsOnPostgres() : ManyOrganizationsTests(StoreEngine.Postgres);

public sealed class MemorySettingTests
{
    [Theory, InlineData("many"), InlineData("0"), InlineData("-5"), InlineData("3,000,000")]
    public async Task What_may_be_held_in_memory_is_a_number_of_referrals_or_the_program_says_what_to_write(string said)
    {
        await using var temporary = new TemporaryStore();
        ReferralStore store = await temporary.OpenAsync();
        Should.Throw<UsageException>(() =>
            WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0", [new("INSIGHTS_REFERRALS_HELD", said)]))
            .Message.ShouldBe($"INSIGHTS_REFERRALS_HELD: '{said}' is no number of referrals: write one like 3000000.");
    }
}

/// <summary>Many organisations in one store; bench/ has a thousand of a thousand referrals.</summary>
public abstract class ManyOrganizationsTests(StoreEngine engine)
{
    private const int Count = 25, Each = 40;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_reading_is_touched_by_anothers_import_and_memory_holds_what_it_may()
    {
        await using var temporary = new TemporaryStore(engine);
        ReferralStore store = await temporary.OpenAsync();
        for (int i = 0; i < Count; i++) await ImportAsync(store, i, 0);
        Scope[] scopes = [.. (await store.OrganizationsAsync(Cancel)).Select(o => new Scope(o.Id))];
        scopes.Length.ShouldBe(Count);
        var cache = new FactsCache(store, capacity: 5 * Each);
        string[] before = await ReadAllAsync(cache, scopes);
        cache.Held.ShouldBeLessThanOrEqualTo(5 * Each);

        OrganizationFacts held = await cache.ReadAsync(scopes[3], Cancel);
        await ImportAsync(store, 7, Each);
        (await cache.ReadAsync(scopes[3], Cancel)).ShouldBeSameAs(held, "another's import is no reason to read anew");
        string[] after = await ReadAllAsync(cache, scopes);
        Enumerable.Range(0, Count).Where(i => before[i] != after[i]).ShouldBe([7]);
    }

    private static async Task ImportAsync(ReferralStore store, int number, int from)
    {
        Organization? known = (await store.OrganizationsAsync(Cancel)).FirstOrDefault(o => o.PartnerCenterId == $"org{number}");
        await using ImportSession session = await store.BeginImportAsync(known?.Id, $"org{number}", $"Org {number}", false, null, Cancel);
        // The same ids everywhere: two organisations may both have a referral of that name.
        for (int i = from; i < from + Each; i++)
            session.Add(new ReferralObservation
            {
                ReferralId = $"r{i}",
                Type = ReferralType.Qualified,
                State = ObservedState.New,
                Created = new DateTimeOffset(2026, 2, 1 + i % 28, 9, 0, 0, TimeSpan.Zero)
            });
        await session.CommitAsync([new FileReceipt("test", "api", Each, Each, 0, 0, 0)], Cancel);
    }

    private static async Task<string[]> ReadAllAsync(FactsCache cache, Scope[] scopes)
    {
        var read = new List<string>();
        foreach (Scope scope in scopes)
        {
            var document = ProgramReading.Print(await cache.ReadAsync(scope, Cancel), Query.Last("3m", "2026-03-15"));
            document.Remove("freshness");
            read.Add(document.ToJsonString());
        }
        return [.. read];
    }
}

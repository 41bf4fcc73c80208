using Insights.Store;
using Insights.Tests.Store;

namespace Insights.Tests.Access;

public sealed class ProviderSessionsOnSqlite() : ProviderSessionTests(StoreEngine.Sqlite);

public sealed class ProviderSessionsOnPostgres() : ProviderSessionTests(StoreEngine.Postgres);

/// <summary>Sessions an identity provider vouches for, and what its word, or a stranger's, does to them.</summary>
public abstract class ProviderSessionTests(StoreEngine engine) : IAsyncLifetime
{
    private const string Provider = "https://login.example";
    private readonly TemporaryStore files = new(engine);
    private ReferralStore store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await files.OpenAsync();
        await files.ImportAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await files.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<bool> BeginAsync(string hash, string sid, string subject, string issuer = Provider) =>
        store.Sessions.BeginAsync(new StoredSession(1, hash, files.Clock.Now.AddHours(12), issuer, sid, subject, [7]), Cancel);

    private async Task<bool> IsIn(string hash) => await store.Sessions.FindAsync(1, hash, Cancel) is not null;

    private Task<bool> End(string sid, string subject, string? jti = null, string issuer = Provider) =>
        store.Sessions.EndOfIssuerAsync(issuer, sid, subject, Cancel, jti is null ? null : new LogoutWord(jti,
            files.Clock.Now.AddMinutes(2)));

    [Fact]
    public async Task The_provider_ends_a_session_in_the_very_tick_it_began_and_one_that_begins_after_lives()
    {
        await BeginAsync("a", "one", "ann");
        await End("one", "");
        (await IsIn("a")).ShouldBeFalse();
        await BeginAsync("b", "two", "ann");
        (await IsIn("b")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_is_named_by_its_number_or_its_person_and_with_both_both_must_fit()
    {
        await BeginAsync("a", "one", "ann");
        await BeginAsync("b", "two", "ann");
        await BeginAsync("c", "three", "carl");
        await BeginAsync("m", "one", "ann", issuer: "");
        await End("one", "carl");
        await End("one", "ann", issuer: "https://elsewhere.example");
        await End("", "");
        (await IsIn("a") && await IsIn("b") && await IsIn("c")).ShouldBeTrue("nothing fitted");
        await End("one", "ann");
        (await IsIn("a"), await IsIn("b")).ShouldBe((false, true));
        await End("", "ann");
        (await IsIn("b"), await IsIn("c"), await IsIn("m")).ShouldBe((false, true, true));
    }

    [Fact]
    public async Task A_logout_token_counts_once_and_is_forgotten_when_nobody_would_believe_it_any_more()
    {
        await BeginAsync("a", "", "ann");
        (await End("", "ann", "jti 1")).ShouldBeTrue();
        (await IsIn("a")).ShouldBeFalse();
        await BeginAsync("b", "", "ann");
        (await End("", "ann", "jti 1")).ShouldBeFalse("it was used before");
        ReferralStore other = await files.OpenAsync();
        (await other.Sessions.EndOfIssuerAsync(Provider, "", "ann", Cancel, new LogoutWord("jti 1",
            files.Clock.Now.AddMinutes(2)))).ShouldBeFalse("another process knows it, too");
        (await IsIn("b")).ShouldBeTrue();
        (await End("", "ann", "jti 1", "https://elsewhere.example")).ShouldBeTrue("another provider's is another");
        files.Clock.Now += TimeSpan.FromMinutes(2);
        (await End("", "nobody", "jti 2")).ShouldBeTrue();
        (await End("", "nobody", "jti 1")).ShouldBeTrue("it is forgotten: its own time is over");
    }

    [Fact]
    public async Task What_a_stranger_says_of_sessions_that_are_not_there_is_kept_nowhere()
    {
        if (engine != StoreEngine.Sqlite) Assert.Skip("Rows are counted beside the program.");
        await BeginAsync("a", "one", "ann");
        files.Clock.Now += TimeSpan.FromHours(12);
        long before = new FileInfo(files.Path + "-wal").Length;
        for (int i = 0; i < 200; i++) await End($"guess {i}", "");
        await End("one", "");
        new FileInfo(files.Path + "-wal").Length.ShouldBe(before, "not even the session that ran out is worth a row");
        await BeginAsync("b", "two", "ann");
        (await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM session")).ShouldBe(1, "what ran out is purged");
    }

    [Fact]
    public async Task Who_comes_in_anew_in_the_same_browser_has_the_new_session_and_not_the_old_one()
    {
        await BeginAsync("a", "one", "ann");
        await BeginAsync("a", "two", "carl");
        await End("one", "");
        (await IsIn("a")).ShouldBeTrue();
        await End("two", "");
        (await IsIn("a")).ShouldBeFalse();
    }
}

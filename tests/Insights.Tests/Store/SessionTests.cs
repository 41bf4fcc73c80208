using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

public sealed class SessionsOnSqlite() : SessionTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class SessionsOnPostgres() : SessionTests(StoreEngine.Postgres);

/// <summary>When a session or a one-time link begins and ends, to the tick, whose it is, and what the trail says of it.</summary>
public abstract class SessionTests(StoreEngine engine) : IAsyncLifetime
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    private readonly TemporaryStore files = new(engine);
    private ReferralStore store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = await files.OpenAsync();
        await files.ImportAsync();
        await using ImportSession other = await store.BeginImportAsync(null, "them", "Them", false, null, Cancel);
        await other.CommitAsync([], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await files.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private StoredSession Session(string hash, string issuer = "", long organization = 1, double hours = 1) =>
        new(organization, hash, files.Clock.Now.AddHours(hours), issuer, "sid " + hash, "ann", [7]);

    private async Task<byte[]?> Ticket(string hash, long organization = 1) => await store.Sessions.FindAsync(organization, hash, Cancel);

    private async Task<string[]> Lines(long organization = 1) =>
        [.. (await store.Audit.ListAsync(new Scope(organization), 99, null, Cancel)).Where(e => e.Action != "import")
            .Select(e => $"{e.Action} {e.Subject} {e.Person}".Trim())];

    [Theory, InlineData(""), InlineData("https://login.example")]
    public async Task A_session_lives_from_the_tick_it_begins_to_the_last_before_it_runs_out(string issuer)
    {
        await store.Sessions.BeginAsync(Session("a", issuer), Cancel);
        (await Ticket("a")).ShouldBe([7]);
        (await Ticket("a", organization: 2)).ShouldBeNull("it is not theirs");
        files.Clock.Now += TimeSpan.FromHours(1) - Tick;
        (await Ticket("a")).ShouldNotBeNull();
        files.Clock.Now += Tick;
        (await Ticket("a")).ShouldBeNull();
    }

    [Theory, InlineData(""), InlineData("https://login.example")]
    public async Task Who_leaves_in_the_very_tick_they_came_is_out_and_the_trail_says_so_once(string issuer)
    {
        var ann = new Scope(1, Person: "ann@us.example");
        await store.Sessions.BeginAsync(Session("a", issuer), Cancel, new SignIn(ann, "openid"));
        await store.Sessions.BeginAsync(Session("b", issuer), Cancel);
        await store.Sessions.EndAsync(1, "a", ann, Cancel);
        await store.Sessions.EndAsync(1, "a", ann, Cancel);
        (await Ticket("a")).ShouldBeNull();
        (await Ticket("b")).ShouldNotBeNull("only one left");
        (await Lines()).ShouldBe(["signout  ann@us.example", "signin openid ann@us.example"]);
        // The word comes again without its provider: what was ended does not vouch for it.
        await store.Sessions.BeginAsync(Session("a", issuer), Cancel);
        (await Ticket("a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_session_nobody_ends_for_them_stays_when_another_organisation_says_its_number()
    {
        await store.Sessions.BeginAsync(Session("a"), Cancel);
        await store.Sessions.EndAsync(2, "a", new Scope(2), Cancel);
        (await Ticket("a")).ShouldNotBeNull();
        (await Lines(2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_line_stands_in_the_trail_of_the_organisation_it_belongs_to()
    {
        // Who comes before the first import has a session of no organisation, and a trail once there is one.
        var us = new Scope(1);
        await store.Sessions.BeginAsync(Session("a", organization: 0), Cancel, new SignIn(us, "link"));
        await store.Sessions.EndAsync(0, "a", us, Cancel);
        (await Lines()).ShouldBe(["signout", "signin link"]);
        (await Lines(2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_ran_out_is_forgotten_with_the_next_that_begins_and_what_lives_is_not()
    {
        await store.Sessions.BeginAsync(Session("short", "https://login.example"), Cancel);
        await store.Sessions.BeginAsync(Session("long", "https://login.example", hours: 9), Cancel);
        files.Clock.Now += TimeSpan.FromHours(1) - Tick;
        await store.Sessions.BeginAsync(Session("c"), Cancel);
        (await Ticket("short")).ShouldNotBeNull("it has a tick left");
        files.Clock.Now += Tick;
        await store.Sessions.BeginAsync(Session("d"), Cancel);
        (await Ticket("long")).ShouldNotBeNull();
        if (engine != StoreEngine.Sqlite) return;
        (await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM session")).ShouldBe(3);
        await store.Sessions.BeginAsync(Session("e", "https://login.example"), Cancel);
        await store.Sessions.EndAsync(1, "e", new Scope(1), Cancel);
        (await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM session")).ShouldBe(3, "an end leaves nothing");
    }

    [Fact]
    public async Task A_session_that_is_renewed_lives_longer_with_its_new_ticket()
    {
        await store.Sessions.BeginAsync(Session("a"), Cancel);
        await store.Sessions.RenewAsync(1, "a", files.Clock.Now.AddHours(2), [8], Cancel);
        await store.Sessions.RenewAsync(1, "nobody's", files.Clock.Now.AddHours(2), [8], Cancel);
        (await store.SettleAsync(TimeSpan.FromMinutes(1), Cancel)).Left.ShouldBeEmpty();
        files.Clock.Now += TimeSpan.FromHours(2) - Tick;
        (await Ticket("a")).ShouldBe([8]);
        (await Ticket("nobody's")).ShouldBeNull();
        files.Clock.Now += Tick;
        (await Ticket("a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_one_time_link_opens_once_before_its_last_tick_and_for_its_own_organisation()
    {
        DateTimeOffset until = files.Clock.Now.AddHours(1);
        foreach (string link in (string[])["once", "late", "last"]) await store.OneTimeLinks.PutAsync(1, link, until, Cancel);
        (await store.OneTimeLinks.IsOpenAsync(2, "once", Cancel)).ShouldBeFalse();
        (await store.OneTimeLinks.UseAsync(2, "once", Cancel)).ShouldBeFalse();
        (await store.OneTimeLinks.IsOpenAsync(1, "once", Cancel)).ShouldBeTrue("who asks uses nothing up");
        (await store.OneTimeLinks.UseAsync(1, "once", Cancel)).ShouldBeTrue();
        (await store.OneTimeLinks.IsOpenAsync(1, "once", Cancel)).ShouldBeFalse();
        (await store.OneTimeLinks.UseAsync(1, "once", Cancel)).ShouldBeFalse();
        var used = new SignIn(new Scope(1), "link", "once");
        (await store.Sessions.BeginAsync(Session("a"), Cancel, used)).ShouldBeFalse();
        ((await Ticket("a")) is null, (await Lines()).Length).ShouldBe((true, 0), "no session and no line");

        files.Clock.Now = until - Tick;
        (await store.Sessions.BeginAsync(Session("b"), Cancel, used with { Link = "last" })).ShouldBeTrue();
        (await store.Sessions.BeginAsync(Session("c"), Cancel, used with { Link = "last" })).ShouldBeFalse();
        files.Clock.Now = until;
        (await store.OneTimeLinks.IsOpenAsync(1, "late", Cancel)).ShouldBeFalse();
        (await store.Sessions.BeginAsync(Session("d"), Cancel, used with { Link = "late" })).ShouldBeFalse();
        (await Lines()).ShouldBe(["signin link"]);
    }

    [Fact]
    public async Task A_new_link_closes_none_that_is_open()
    {
        await store.OneTimeLinks.PutAsync(1, "one", files.Clock.Now.AddHours(1), Cancel);
        await store.OneTimeLinks.PutAsync(1, "two", files.Clock.Now.AddHours(2), Cancel);
        (await store.OneTimeLinks.IsOpenAsync(1, "one", Cancel)).ShouldBeTrue();
        files.Clock.Now += TimeSpan.FromHours(1);
        await store.OneTimeLinks.PutAsync(1, "three", files.Clock.Now.AddHours(2), Cancel);
        (await store.OneTimeLinks.IsOpenAsync(1, "two", Cancel)).ShouldBeTrue();
        if (engine == StoreEngine.Sqlite)
            (await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM one_time_link")).ShouldBe(2, "the one that ran out is forgotten");
    }

    [Fact]
    public async Task A_logout_token_is_remembered_as_long_as_somebody_would_believe_it()
    {
        var word = new LogoutWord("jti", files.Clock.Now.AddMinutes(2));
        Task<bool> End(LogoutWord said) => store.Sessions.EndOfIssuerAsync("https://login.example", "sid a", "", Cancel, said);
        (await End(word)).ShouldBeTrue();
        files.Clock.Now += TimeSpan.FromMinutes(2) - Tick;
        (await End(new LogoutWord("another", files.Clock.Now.AddMinutes(2)))).ShouldBeTrue();
        (await End(word)).ShouldBeFalse();
        await store.Sessions.BeginAsync(Session("a", "https://login.example"), Cancel);
        (await End(word)).ShouldBeFalse();
        (await Ticket("a")).ShouldNotBeNull("a word that was used ends nothing");
    }
}

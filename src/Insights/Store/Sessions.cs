using System.Security.Cryptography;
using System.Text;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Somebody who signed in, as the store remembers it.</summary>
/// <param name="OrganizationId">0 while it is not known whose: who sits at the machine may come before the first import.</param>
/// <param name="Hash">SHA-256 of the word the browser holds; the word itself is nowhere.</param>
/// <param name="Issuer">Who vouched for the person; empty for this program itself.</param>
/// <param name="Sid">The issuer's own word for the session; empty when it has none.</param>
/// <param name="Ticket">Who it is and as what, sealed.</param>
public sealed record StoredSession(long OrganizationId, string Hash, DateTimeOffset ExpiresAt, string Issuer, string Sid, string Subject,
    byte[] Ticket);

/// <summary>How somebody came in, for the audit trail.</summary>
/// <param name="Trail">Whose trail, and who came.</param>
/// <param name="Way">By which way.</param>
/// <param name="Link">The hash of the one-time link that lets in and is used up by it; null for another way.</param>
public sealed record SignIn(Scope Trail, string Way, string? Link = null);

/// <summary>A provider's word that somebody signed out, which counts once.</summary>
/// <param name="Id">What tells it from every other of its issuer.</param>
/// <param name="Until">From then on it would not be believed anyway.</param>
public sealed record LogoutWord(string Id, DateTimeOffset Until);

/// <summary>The sessions of those who signed in, for every process of the store. Reached through
/// <see cref="ReferralStore.Sessions"/>.</summary>
public sealed class Sessions
{
    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal Sessions(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>Begins a session, in place of one of the same word, and forgets those that ran out. All of it or nothing: the one-time link
    /// is used up,
    /// the audit trail tells of it.</summary>
    /// <returns>False when the one-time link opens nothing any more.</returns>
    public async Task<bool> BeginAsync(StoredSession begun, CancellationToken cancel, SignIn? how = null)
    {
        ArgumentNullException.ThrowIfNull(begun);
        DateTimeOffset moment = clock.GetUtcNow();
        long now = Stored.Moment(moment);
        return await engine.WriteAsync(begun.OrganizationId, async transaction =>
        {
            if (how?.Link is { } link && !await OneTimeLinks.UseAsync(transaction, begun.OrganizationId, link, now, cancel)) return false;
            await transaction.RunAsync("DELETE FROM session WHERE organization_id = @org AND (expires_at <= @now OR session_hash = @hash)",
                cancel,
                ("@org", begun.OrganizationId), ("@now", now), ("@hash", begun.Hash));
            await transaction.RunAsync(
                """
                INSERT INTO session (organization_id, session_hash, created_at, expires_at, issuer, sid, subject, ticket)
                VALUES (@org, @hash, @now, @expires, @issuer, @sid, @subject, @ticket)
                """, cancel,
                ("@org", begun.OrganizationId), ("@hash", begun.Hash), ("@now", now), ("@expires", Stored.Moment(begun.ExpiresAt)),
                ("@issuer", begun.Issuer), ("@sid", begun.Sid), ("@subject", begun.Subject), ("@ticket", begun.Ticket));
            if (how is null) return true;
            if (how.Trail.OrganizationId != begun.OrganizationId)
                await engine.ActForAsync(transaction, how.Trail.OrganizationId, cancel, LockScope.Brief);
            await AuditTrail.WriteAsync(engine, transaction, how.Trail, "signin", how.Way, moment, cancel);
            return true;
        }, cancel);
    }

    /// <summary>The ticket of a session that is not over; else null.</summary>
    public async Task<byte[]?> FindAsync(long organizationId, string hash, CancellationToken cancel) =>
        await engine.ReadAsync(organizationId, transaction => transaction.ValueAsync(
        """
        SELECT ticket FROM session WHERE organization_id = @org AND session_hash = @hash AND expires_at > @now
        """, cancel, ("@org", organizationId), ("@hash", hash), ("@now", Stored.Moment(clock.GetUtcNow()))), cancel) as byte[];

    /// <summary>Keeps a session longer: at once when the store is free, else as soon as it is, for who only reads does not wait for an
    /// import.</summary>
    public async Task RenewAsync(long organizationId, string hash, DateTimeOffset expiresAt, byte[] ticket, CancellationToken cancel)
    {
        string once = "session " + hash;
        if (engine.Later.Has(once)) return;
        engine.Later.Add(organizationId, transaction =>
            transaction.RunAsync("UPDATE session SET expires_at = @expires, ticket = @ticket WHERE organization_id = @org AND " +
                "session_hash = @hash", CancellationToken.None,
                ("@expires", Stored.Moment(expiresAt)), ("@ticket", ticket), ("@org", organizationId), ("@hash", hash)), once: once);
        await engine.Later.SettleAsync(LaterWrites.Glance, cancel);
    }

    /// <summary>Ends a session.</summary>
    /// <param name="trail">Whose audit trail tells of it, and who left.</param>
    public Task EndAsync(long organizationId, string hash, Scope trail, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trail);
        return engine.WriteAsync(organizationId, async transaction =>
        {
            if (await transaction.RunAsync("DELETE FROM session WHERE organization_id = @org AND session_hash = @hash", cancel, ("@org",
                organizationId), ("@hash", hash)) == 0) return;
            if (trail.OrganizationId != organizationId)
                await engine.ActForAsync(transaction, trail.OrganizationId, cancel, LockScope.Brief);
            await AuditTrail.WriteAsync(engine, transaction, trail, "signout", "", clock.GetUtcNow(), cancel);
        }, cancel);
    }

    /// <summary>Ends what an issuer says is over, on every process at once: one session of its own when it names one, else every session of
    /// a person.
    /// Nothing is written when there is none, for a stranger can say such things too.</summary>
    /// <param name="sid">The issuer's word for the session; empty when it names a person only.</param>
    /// <param name="subject">Its word for the person; empty when it names a session only. With both, both must fit.</param>
    /// <param name="word">What the issuer has signed; null when nobody vouches for it.</param>
    /// <returns>False when that word was used before.</returns>
    public async Task<bool> EndOfIssuerAsync(string issuer, string sid, string subject, CancellationToken cancel, LogoutWord? word = null)
    {
        ArgumentNullException.ThrowIfNull(sid);
        ArgumentNullException.ThrowIfNull(subject);
        if (sid.Length + subject.Length == 0) return true;
        long now = Stored.Moment(clock.GetUtcNow());
        string used = word is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word.Id)));
        if (word is not null && await engine.ReadAsync(0, transaction => transaction.CountAsync(
            "SELECT COUNT(*) FROM used_logout_token WHERE organization_id = @org AND issuer = @issuer AND token_hash = @hash AND " +
                "expires_at > @now", cancel,
            ("@org", 0L), ("@issuer", issuer), ("@hash", used), ("@now", now)), cancel) > 0) return false;
        // The issuer knows people, and not whose organisation's they are here.
        Across<(long Organization, string Hash)> ended = await Across.AskAsync(engine,
            whose => $"SELECT organization_id, session_hash FROM session WHERE {whose} AND issuer = @issuer AND (@sid = '' OR sid = " +
                "@sid) AND (@subject = '' OR subject = @subject) AND expires_at > @now",
            reader => (reader.GetInt64(0), reader.GetString(1)), cancel, ("@issuer", issuer), ("@sid", sid), ("@subject", subject),
                ("@now", now));
        // The provider says it once, to nobody who waits: it is given the time of an import.
        foreach (IGrouping<long, string> some in ended.Rows.GroupBy(row => row.Organization, row => row.Hash))
            await engine.WriteAsync(some.Key, async transaction =>
            {
                foreach (string hash in some)
                    await transaction.RunAsync("DELETE FROM session WHERE organization_id = @org AND session_hash = @hash", cancel,
                        ("@org", some.Key), ("@hash", hash));
            }, cancel, patience: Engine.Usual);
        // Those that could not be asked may be signed in still: the provider is told, and says it again.
        if (ended.Trouble is { } trouble) throw trouble;
        return word is null || await engine.WriteAsync(0, async transaction =>
        {
            await transaction.RunAsync("DELETE FROM used_logout_token WHERE organization_id = @org AND expires_at <= @now", cancel,
                ("@org", 0L), ("@now", now));
            return await transaction.RunAsync(
                """
                INSERT INTO used_logout_token (organization_id, issuer, token_hash, expires_at) VALUES (@org, @issuer, @hash, @until)
                ON CONFLICT (organization_id, issuer, token_hash) DO NOTHING
                """, cancel, ("@org", 0L), ("@issuer", issuer), ("@hash", used), ("@until", Stored.Moment(word.Until))) > 0;
        }, cancel, patience: Engine.Usual);
    }
}

/// <summary>Links that sign in whoever opens them, once. Reached through <see cref="ReferralStore.OneTimeLinks"/>.</summary>
public sealed class OneTimeLinks
{
    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal OneTimeLinks(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <param name="organizationId">0 for whatever organisation the program serves.</param>
    public Task PutAsync(long organizationId, string hash, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        long now = Stored.Moment(clock.GetUtcNow());
        return engine.WriteAsync(organizationId, async transaction =>
        {
            await transaction.RunAsync("DELETE FROM one_time_link WHERE organization_id = @org AND expires_at <= @now", cancel,
                ("@org", organizationId), ("@now", now));
            await transaction.RunAsync("INSERT INTO one_time_link (organization_id, link_hash, created_at, expires_at) VALUES (@org, " +
                "@hash, @now, @expires)", cancel,
                ("@org", organizationId), ("@hash", hash), ("@now", now), ("@expires", Stored.Moment(expiresAt)));
        }, cancel, patience: Engine.Usual);
    }

    /// <summary>Whether it lets somebody in at this moment; asks and changes nothing, for a stranger may ask too.</summary>
    public async Task<bool> IsOpenAsync(long organizationId, string hash, CancellationToken cancel) =>
        await engine.ReadAsync(organizationId, transaction =>
        transaction.CountAsync("SELECT COUNT(*) FROM one_time_link WHERE organization_id = @org AND link_hash = @hash AND used_at IS " +
            "NULL AND expires_at > @now", cancel,
            ("@org", organizationId), ("@hash", hash), ("@now", Stored.Moment(clock.GetUtcNow()))), cancel) == 1;

    /// <summary>True for the first who comes before it expires; two who come at once are not both the first.</summary>
    public async Task<bool> UseAsync(long organizationId, string hash, CancellationToken cancel) => await IsOpenAsync(organizationId, hash,
        cancel)
        && await engine.WriteAsync(organizationId, transaction =>
        UseAsync(transaction, organizationId, hash, Stored.Moment(clock.GetUtcNow()),
            cancel), cancel);

    /// <summary>As part of the sign-in it is used for.</summary>
    internal static async Task<bool> UseAsync(StoreTransaction transaction, long organizationId, string hash, long now,
        CancellationToken cancel) =>
        await transaction.RunAsync(
        "UPDATE one_time_link SET used_at = @now WHERE organization_id = @org AND link_hash = @hash AND used_at IS NULL AND expires_at " +
            "> @now", cancel,
        ("@now", now), ("@org", organizationId), ("@hash", hash)) == 1;
}

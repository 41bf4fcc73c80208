namespace Insights.Store;

/// <summary>Somebody who signed in, as the store remembers it.</summary>
/// <param name="OrganizationId">0 while it is not known whose: who sits at the machine may come before the first import.</param>
/// <param name="Hash">SHA-256 of the word the browser holds; the word itself is nowhere.</param>
/// <param name="Issuer">Who vouched for the person; empty for this program itself.</param>
/// <param name="Sid">The issuer's own word for the session; empty when it has none.</param>
/// <param name="Ticket">Who it is and as what, sealed.</param>
public sealed record StoredSession(long OrganizationId, string Hash, DateTimeOffset ExpiresAt, string Issuer, string Sid, string Subject, byte[] Ticket);

/// <summary>The sessions of those who signed in, for every process of the store. Reached through <see cref="ReferralStore.Sessions"/>.</summary>
public sealed class Sessions
{
    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal Sessions(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>Begins a session, and forgets those of the organisation that ran out.</summary>
    public Task BeginAsync(StoredSession begun, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(begun);
        long now = Stored.Moment(clock.GetUtcNow());
        return engine.WriteAsync(begun.OrganizationId, async session =>
        {
            await session.RunAsync("DELETE FROM session WHERE organization_id = @org AND expires_at <= @now", cancel, ("@org", begun.OrganizationId), ("@now", now));
            await session.RunAsync(
                """
                INSERT INTO session (organization_id, session_hash, created_at, expires_at, issuer, sid, subject, ticket)
                VALUES (@org, @hash, @now, @expires, @issuer, @sid, @subject, @ticket)
                """, cancel,
                ("@org", begun.OrganizationId), ("@hash", begun.Hash), ("@now", now), ("@expires", Stored.Moment(begun.ExpiresAt)),
                ("@issuer", begun.Issuer), ("@sid", begun.Sid), ("@subject", begun.Subject), ("@ticket", begun.Ticket));
        }, cancel);
    }

    /// <summary>The ticket of a session that is neither over nor ended by its issuer; else null.</summary>
    public async Task<byte[]?> FindAsync(long organizationId, string hash, CancellationToken cancel) => await engine.ReadAsync(organizationId, session => session.ValueAsync(
        """
        SELECT s.ticket FROM session s
        WHERE s.organization_id = @org AND s.session_hash = @hash AND s.expires_at > @now AND NOT EXISTS (
            SELECT 1 FROM session_end e WHERE s.issuer <> '' AND e.issuer = s.issuer AND e.ended_at >= s.created_at
            AND ((e.sid <> '' AND e.sid = s.sid) OR (e.sid = '' AND e.subject = s.subject)))
        """, cancel, ("@org", organizationId), ("@hash", hash), ("@now", Stored.Moment(clock.GetUtcNow()))), cancel) as byte[];

    /// <summary>Keeps a session longer, with what is known of the person now.</summary>
    public Task RenewAsync(long organizationId, string hash, DateTimeOffset expiresAt, byte[] ticket, CancellationToken cancel) => engine.WriteAsync(organizationId, session =>
        session.RunAsync("UPDATE session SET expires_at = @expires, ticket = @ticket WHERE organization_id = @org AND session_hash = @hash", cancel,
            ("@expires", Stored.Moment(expiresAt)), ("@ticket", ticket), ("@org", organizationId), ("@hash", hash)), cancel);

    public Task EndAsync(long organizationId, string hash, CancellationToken cancel) => engine.WriteAsync(organizationId, session =>
        session.RunAsync("DELETE FROM session WHERE organization_id = @org AND session_hash = @hash", cancel, ("@org", organizationId), ("@hash", hash)), cancel);

    /// <summary>Ends what an issuer says is over: one session of its own when it names one, else every session of a person, on every process at once.</summary>
    public Task EndOfIssuerAsync(string issuer, string sid, string subject, CancellationToken cancel) => engine.WriteAsync(null, session => session.RunAsync(
        "INSERT INTO session_end (issuer, sid, subject, ended_at) VALUES (@issuer, @sid, @subject, @now) ON CONFLICT (issuer, sid, subject) DO UPDATE SET ended_at = excluded.ended_at", cancel,
        ("@issuer", issuer), ("@sid", sid), ("@subject", subject), ("@now", Stored.Moment(clock.GetUtcNow()))), cancel);
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
        return engine.WriteAsync(organizationId, async session =>
        {
            await session.RunAsync("DELETE FROM one_time_link WHERE organization_id = @org AND expires_at <= @now", cancel, ("@org", organizationId), ("@now", now));
            await session.RunAsync("INSERT INTO one_time_link (organization_id, link_hash, created_at, expires_at) VALUES (@org, @hash, @now, @expires)", cancel,
                ("@org", organizationId), ("@hash", hash), ("@now", now), ("@expires", Stored.Moment(expiresAt)));
        }, cancel);
    }

    /// <summary>True for the first who comes before it expires; two who come at once are not both the first.</summary>
    public async Task<bool> UseAsync(long organizationId, string hash, CancellationToken cancel) => await engine.WriteAsync(organizationId, session => session.RunAsync(
        "UPDATE one_time_link SET used_at = @now WHERE organization_id = @org AND link_hash = @hash AND used_at IS NULL AND expires_at > @now", cancel,
        ("@now", Stored.Moment(clock.GetUtcNow())), ("@org", organizationId), ("@hash", hash)), cancel) == 1;
}

using System.Data.Common;
using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>A link somebody made for others.</summary>
/// <param name="Reading">The address it leads to, path and query.</param>
/// <param name="IsFrozen">True when it shows the page as it was; else it leads to the page as it is, which asks for a sign-in.</param>
/// <param name="PasswordHash">What a password must hash to; null when none is asked.</param>
/// <param name="Openings">How often it was opened.</param>
public sealed record SharedLink(long Id, string Name, string Reading, bool IsFrozen, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt,
    string? PasswordHash, long Openings, DateTimeOffset? LastOpenedAt, string? LastOpenedBy)
{
    public bool IsOpenAt(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

/// <summary>Links made for others, and who opened them. Reached through <see cref="ReferralStore.SharedLinks"/>.</summary>
public sealed class SharedLinks
{
    private const string Columns = """
        l.link_id, l.name, l.reading, CASE WHEN l.page IS NULL THEN 0 ELSE 1 END, l.created_at, l.created_by, l.expires_at,
        l.revoked_at, l.password_hash,
        (SELECT COUNT(*) FROM shared_link_opening o WHERE o.organization_id = @org AND o.link_id = l.link_id),
        (SELECT MAX(o.opened_at) FROM shared_link_opening o WHERE o.organization_id = @org AND o.link_id = l.link_id),
        (SELECT o.opened_by FROM shared_link_opening o WHERE o.organization_id = @org AND o.link_id = l.link_id
          ORDER BY o.opening_id DESC LIMIT 1)
        """;

    /// <summary>What a kept page begins with: then its digest, then the page.</summary>
    private static readonly byte[] Head = [.. "page"u8];

    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal SharedLinks(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <param name="hash">SHA-256 of the link's word, which is kept nowhere.</param>
    /// <param name="page">The page as it was, packed; null for a link to the page as it is.</param>
    /// <returns>The link's number.</returns>
    public Task<long> PutAsync(Scope scope, string hash, string name, string reading, DateTimeOffset expiresAt, string? passwordHash,
        byte[]? page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(link_id), 0) FROM shared_link WHERE organization_id = @org",
                cancel, ("@org", scope.OrganizationId));
            await transaction.RunAsync(
                """
                INSERT INTO shared_link (organization_id, link_id, link_hash, name, reading, created_at, created_by, expires_at,
                  password_hash, page)
                VALUES (@org, @id, @hash, @name, @reading, @now, @by, @expires, @password, @page)
                """, cancel,
                ("@org", scope.OrganizationId), ("@id", id), ("@hash", hash), ("@name", name), ("@reading", reading),
                    ("@now", Stored.Moment(clock.GetUtcNow())), ("@by", scope.Person ?? ""),
                ("@expires", Stored.Moment(expiresAt)), ("@password", passwordHash),
                    ("@page", page is null ? null : (byte[])[.. Head, .. BitConverter.GetBytes(DigestOf(page)), .. page]));
            await TellAsync(transaction, scope, id, name, cancel);
            return id;
        }, cancel);
    }

    /// <summary>The link whose word has this hash, open or not; null when there is none.</summary>
    public async Task<SharedLink?> FindAsync(long organizationId, string hash, CancellationToken cancel) =>
        (await engine.ReadAsync(organizationId, transaction =>
        transaction.ListAsync($"SELECT {Columns} FROM shared_link l WHERE l.organization_id = @org AND l.link_hash = @hash", Read, cancel,
            ("@org", organizationId), ("@hash", hash)), cancel)).FirstOrDefault();

    /// <summary>The packed page of a frozen link.</summary>
    /// <exception cref="StoreException">It is not what was frozen.</exception>
    public async Task<byte[]?> PageAsync(long organizationId, long id, CancellationToken cancel)
    {
        byte[]? kept = await engine.ReadAsync(organizationId, transaction =>
            transaction.ValueAsync("SELECT page FROM shared_link WHERE organization_id = @org AND link_id = @id", cancel,
                ("@org", organizationId), ("@id", id)), cancel) as byte[];
        // One frozen by an older program has no digest.
        if (kept is null || !kept.AsSpan().StartsWith(Head)) return kept;
        byte[] page = kept[(Head.Length + sizeof(long))..];
        return BitConverter.ToInt64(kept, Head.Length) == DigestOf(page) ? page
            : throw engine.Damaged($"table shared_link, link {id.ToString(CultureInfo.InvariantCulture)}: not the page that was kept");
    }

    /// <summary>Notes that somebody opened it, here and in the audit trail: written as soon as the store is free, so that who opens it does
    /// not wait.</summary>
    /// <param name="by">A person's mail address, or from which address of the network.</param>
    /// <exception cref="StoreException">Too much waits to be written: then the link does not open.</exception>
    public void Opened(long organizationId, SharedLink link, string by)
    {
        ArgumentNullException.ThrowIfNull(link);
        DateTimeOffset now = clock.GetUtcNow();
        var scope = new Scope(organizationId, Person: by);
        AuditTrail.Note(engine, organizationId, async transaction =>
        {
            long opening = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(opening_id), 0) FROM shared_link_opening WHERE " +
                "organization_id = @org AND link_id = @id", CancellationToken.None,
                ("@org", organizationId), ("@id", link.Id));
            await transaction.RunAsync("INSERT INTO shared_link_opening (organization_id, link_id, opening_id, opened_at, opened_by) " +
                "VALUES (@org, @id, @opening, @now, @by)", CancellationToken.None,
                ("@org", organizationId), ("@id", link.Id), ("@opening", opening), ("@now", Stored.Moment(now)), ("@by", by));
            await AuditTrail.WriteAsync(engine, transaction, scope, "opened", link.Name, now, CancellationToken.None);
        }, AuditTrail.Told(scope, "opened", link.Name, now));
    }

    /// <summary>All links ever made, newest first.</summary>
    public async Task<IReadOnlyList<SharedLink>> ListAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await engine.Later.SettleAsync(LaterWrites.Glance, cancel);
        return await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            $"SELECT {Columns} FROM shared_link l WHERE l.organization_id = @org ORDER BY l.link_id DESC", Read, cancel, ("@org",
                scope.OrganizationId)), cancel);
    }

    /// <summary>Closes a link for good.</summary>
    /// <returns>False when there is no such link, or it was revoked before.</returns>
    public Task<bool> RevokeAsync(Scope scope, long id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            if (await transaction.RunAsync("UPDATE shared_link SET revoked_at = @now WHERE organization_id = @org AND link_id = @id AND " +
                "revoked_at IS NULL", cancel,
                ("@now", Stored.Moment(clock.GetUtcNow())), ("@org", scope.OrganizationId), ("@id", id)) == 0) return false;
            string? name = await transaction.ValueAsync("SELECT name FROM shared_link WHERE organization_id = @org AND link_id = @id",
                cancel,
                ("@org", scope.OrganizationId), ("@id", id)) as string;
            await TellAsync(transaction, scope, id, name, cancel);
            return true;
        }, cancel);
    }

    private Task TellAsync(StoreTransaction transaction, Scope scope, long id, string? name, CancellationToken cancel) =>
        AuditTrail.WriteAsync(engine, transaction, scope, "link", string.Create(CultureInfo.InvariantCulture, $"{id} {name}"),
            clock.GetUtcNow(), cancel);

    private static SharedLink Read(DbDataReader reader) => new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2),
        Convert.ToInt64(reader.GetValue(3), CultureInfo.InvariantCulture) != 0, Stored.Moment(reader.GetInt64(4)), reader.GetString(5),
        Stored.Moment(reader.GetInt64(6)), reader.Moment(7), reader.Text(8), reader.GetInt64(9), reader.Moment(10), reader.Text(11));

    private static long DigestOf(byte[] page)
    {
        using var row = new RowBuffer();
        row.Bytes(page);
        return row.Digest();
    }
}

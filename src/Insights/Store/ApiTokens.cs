using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>A program's way in. The token itself is shown once, when it is made; kept is its SHA-256.</summary>
/// <param name="Reach">What it may be used for, by its key.</param>
/// <param name="UsedAt">To the minute; null when it never was.</param>
public sealed record ApiToken(long Id, string Name, string Reach, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt);

/// <summary>The tokens of an organisation's programs. Reached through <see cref="ReferralStore.ApiTokens"/>.</summary>
public sealed class ApiTokens
{
    private const string Columns = "token_id, name, reach, created_at, created_by, expires_at, revoked_at, used_at";
    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal ApiTokens(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>Returns the token's number.</summary>
    public Task<long> PutAsync(Scope scope, string hash, string name, string reach, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(token_id), 0) FROM api_token WHERE organization_id = @org",
                cancel, ("@org", scope.OrganizationId));
            await transaction.RunAsync(
                "INSERT INTO api_token (organization_id, token_id, token_hash, name, reach, created_at, created_by, expires_at) VALUES " +
                    "(@org, @id, @hash, @name, @reach, @now, @by, @expires)", cancel,
                ("@org", scope.OrganizationId), ("@id", id), ("@hash", hash), ("@name", name), ("@reach", reach),
                    ("@now", Stored.Moment(clock.GetUtcNow())), ("@by", scope.Person ?? ""), ("@expires", Stored.Moment(expiresAt)));
            await TellAsync(transaction, scope, id, name, cancel);
            return id;
        }, cancel);
    }

    /// <summary>The token that is neither revoked nor expired and has this hash; else null. That it was used is noted, to the minute, when
    /// the store is
    /// free: who asks does not wait for it.</summary>
    public async Task<ApiToken?> UseAsync(long organizationId, string hash, CancellationToken cancel)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (await ReadAsync("AND token_hash = @hash AND revoked_at IS NULL AND expires_at > @now", organizationId, cancel, ("@hash", hash),
            ("@now", Stored.Moment(now))) is not [var token, ..]) return null;
        if (token.UsedAt is not { } used || now - used >= TimeSpan.FromMinutes(1))
            engine.Later.Add(organizationId, transaction =>
                transaction.RunAsync("UPDATE api_token SET used_at = @now WHERE organization_id = @org AND token_id = @id",
                CancellationToken.None,
                ("@now", Stored.Moment(now)), ("@org", organizationId), ("@id", token.Id)), once: $"token {organizationId} {token.Id}");
        return token;
    }

    /// <summary>All tokens ever made, newest first.</summary>
    public async Task<IReadOnlyList<ApiToken>> ListAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await engine.Later.SettleAsync(LaterWrites.Glance, cancel);
        return await ReadAsync("ORDER BY token_id DESC", scope.OrganizationId, cancel);
    }

    /// <summary>False when there is no such token, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(Scope scope, long id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            if (await transaction.RunAsync("UPDATE api_token SET revoked_at = @now WHERE organization_id = @org AND token_id = @id AND " +
                "revoked_at IS NULL", cancel,
                ("@now", Stored.Moment(clock.GetUtcNow())), ("@org", scope.OrganizationId), ("@id", id)) == 0) return false;
            string? name = await transaction.ValueAsync("SELECT name FROM api_token WHERE organization_id = @org AND token_id = @id",
                cancel,
                ("@org", scope.OrganizationId), ("@id", id)) as string;
            await TellAsync(transaction, scope, id, name, cancel);
            return true;
        }, cancel);
    }

    private Task TellAsync(StoreTransaction transaction, Scope scope, long id, string? name, CancellationToken cancel) =>
        AuditTrail.WriteAsync(engine, transaction, scope, "token", string.Create(CultureInfo.InvariantCulture, $"{id} {name}"),
            clock.GetUtcNow(), cancel);

    private async Task<IReadOnlyList<ApiToken>> ReadAsync(string which, long organizationId, CancellationToken cancel,
        params (string, object?)[] parameters) => await engine.ReadAsync(organizationId, transaction =>
        transaction.ListAsync($"SELECT {Columns} FROM api_token WHERE organization_id = @org {which}",
            reader => new ApiToken(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), Stored.Moment(reader.GetInt64(3)),
                reader.GetString(4), Stored.Moment(reader.GetInt64(5)), reader.Moment(6), reader.Moment(7)),
            cancel, [("@org", organizationId), .. parameters]), cancel);
}

using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Something somebody did.</summary>
/// <param name="Person">Who; empty for who sat at the machine itself.</param>
/// <param name="Action">A key; the words are under <c>audit.{Action}</c>.</param>
/// <param name="Subject">What it was done to: an address, a file, a name.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Person, string Action, string Subject);

/// <summary>Who did what and when, per organisation; only ever added to. Reached through <see cref="ReferralStore.Audit"/>.</summary>
public sealed class AuditTrail
{
    /// <summary>A subject longer than this is cut.</summary>
    public const int LongestSubject = 1000;

    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal AuditTrail(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    public Task WriteAsync(Scope scope, string action, string subject, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, session => WriteAsync(engine, session, scope, action, subject, clock.GetUtcNow(), cancel), cancel);
    }

    /// <summary>As part of what it tells of, so that neither is without the other.</summary>
    internal static async Task WriteAsync(Engine engine, Session session, Scope scope, string action, string subject, DateTimeOffset now, CancellationToken cancel)
    {
        // An import waits its own turn all the while; the trail's next number is everybody's.
        await engine.WaitForAsync(session, Turn.Brief, scope.OrganizationId, cancel);
        long id = 1 + await session.CountAsync("SELECT COALESCE(MAX(audit_id), 0) FROM audit WHERE organization_id = @org", cancel, ("@org", scope.OrganizationId));
        await session.RunAsync("INSERT INTO audit (organization_id, audit_id, at, person, action, subject) VALUES (@org, @id, @at, @person, @action, @subject)", cancel,
            ("@org", scope.OrganizationId), ("@id", id), ("@at", Stored.Moment(now)), ("@person", scope.Person ?? ""), ("@action", action),
            ("@subject", subject.Length > LongestSubject ? subject[..LongestSubject] : subject));
    }

    /// <summary>The entries before one, newest first.</summary>
    /// <param name="before">Only entries with a smaller number; null begins at the newest.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(Scope scope, int most, long? before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return await engine.ReadAsync(scope.OrganizationId, session => session.ListAsync(
            "SELECT audit_id, at, person, action, subject FROM audit WHERE organization_id = @org AND audit_id < @before ORDER BY audit_id DESC LIMIT @most",
            reader => new AuditEntry(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            cancel, ("@org", scope.OrganizationId), ("@before", before ?? long.MaxValue), ("@most", most)), cancel);
    }
}

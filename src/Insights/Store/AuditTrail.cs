using System.Globalization;
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

    /// <summary>Notes what somebody read or took away, which changes nothing in the store: written as soon as the store is free.</summary>
    /// <exception cref="StoreException">Too much waits to be written: then nothing may leave.</exception>
    public void Note(Scope scope, string action, string subject)
    {
        ArgumentNullException.ThrowIfNull(scope);
        DateTimeOffset now = clock.GetUtcNow();
        Note(engine, scope.OrganizationId, transaction =>
            WriteAsync(engine, transaction, scope, action, subject, now, CancellationToken.None),
            Told(scope, action, subject, now));
    }

    /// <summary>Takes what is to be written later, a line of the trail among it.</summary>
    /// <exception cref="StoreException">Too much waits to be written.</exception>
    internal static void Note(Engine engine, long organization, Func<StoreTransaction, Task> write, string told)
    {
        if (!engine.Later.Add(organization, write, told))
            throw new StoreException($"The store {engine.Location} has been busy for so long that no more can be noted. Nothing was " +
                "changed; try again when it is free.")
            { Trouble = StoreTrouble.Busy };
    }

    /// <summary>A line for who reads what the program prints.</summary>
    internal static string Told(Scope scope, string action, string subject, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} organisation {scope.OrganizationId}, {scope.Person ?? "at the machine"}: " +
                $"{action} {subject}");

    /// <summary>As part of what it tells of, so that neither is without the other.</summary>
    internal static async Task WriteAsync(Engine engine, StoreTransaction transaction, Scope scope, string action, string subject,
        DateTimeOffset now, CancellationToken cancel)
    {
        // An import waits its own turn all the while; the trail's next number is everybody's.
        await engine.WaitForAsync(transaction, LockScope.Brief, scope.OrganizationId, cancel);
        long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(audit_id), 0) FROM audit WHERE organization_id = @org", cancel,
            ("@org", scope.OrganizationId));
        await transaction.RunAsync("INSERT INTO audit (organization_id, audit_id, at, person, action, subject) VALUES (@org, @id, @at, " +
            "@person, @action, @subject)", cancel,
            ("@org", scope.OrganizationId), ("@id", id), ("@at", Stored.Moment(now)), ("@person", scope.Person ?? ""), ("@action", action),
            ("@subject", subject.Length > LongestSubject ? subject[..LongestSubject] : subject));
    }

    /// <summary>Who imported, by the number of the import; none for what was imported at the machine.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ImportersAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var people = new Dictionary<long, string>();
        foreach ((string person, string subject) in await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            "SELECT person, subject FROM audit WHERE organization_id = @org AND action = 'import' AND person <> ''",
            reader => (reader.GetString(0), reader.GetString(1)), cancel, ("@org", scope.OrganizationId)), cancel))
            if (long.TryParse(subject.AsSpan(0, Math.Max(0, subject.IndexOf(':', StringComparison.Ordinal))), NumberStyles.None,
                CultureInfo.InvariantCulture, out long import)) people[import] = person;
        return people;
    }

    /// <summary>The entries before one, newest first.</summary>
    /// <param name="before">Only entries with a smaller number; null begins at the newest.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(Scope scope, int most, long? before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await engine.Later.SettleAsync(LaterWrites.Glance, cancel);
        return await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            "SELECT audit_id, at, person, action, subject FROM audit WHERE organization_id = @org AND audit_id < @before ORDER BY " +
                "audit_id DESC LIMIT @most",
            reader => new AuditEntry(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3),
                reader.GetString(4)),
            cancel, ("@org", scope.OrganizationId), ("@before", before ?? long.MaxValue), ("@most", most)), cancel);
    }
}

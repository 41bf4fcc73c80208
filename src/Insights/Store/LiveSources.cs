using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>The sources that are read by themselves, per organisation. Reached through <see cref="ReferralStore.Sources"/>.</summary>
public sealed partial class LiveSources
{
    /// <summary>How long a run holds its source without saying anything.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>How long the receipts of runs are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const string Columns = "organization_id, source_id, due_at, lease_until, state, digest";

    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal LiveSources(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>All of an organisation, oldest first.</summary>
    public async Task<IReadOnlyList<LiveSource>> ListAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            $"SELECT {Columns} FROM source WHERE organization_id = @org ORDER BY source_id", Read, cancel, ("@org", scope.OrganizationId)),
            cancel);
    }

    /// <summary>The source as it is now, or null.</summary>
    public async Task<LiveSource?> FindAsync(Scope scope, long id, CancellationToken cancel) =>
        (await ListAsync(scope, cancel)).FirstOrDefault(source => source.Id == id);

    /// <summary>Whose sources are due, or will be within a time, and in how long; one question over all organisations.</summary>
    public async Task<IReadOnlyList<(long OrganizationId, long Id, TimeSpan In)>> DueAsync(TimeSpan within, CancellationToken cancel)
    {
        long now = Now();
        return (await Across.AskAsync(engine,
            whose => $"SELECT organization_id, source_id, due_at FROM source WHERE {whose} AND due_at <= @until", reader =>
            (reader.GetInt64(0), reader.GetInt64(1), TimeSpan.FromTicks(reader.GetInt64(2) - now)), cancel, ("@until", now + within.Ticks)))
            .Rows;
    }

    /// <summary>Keeps a source in place of what was known of it, and tells the audit trail.</summary>
    /// <param name="source">With number 0 for one that is new.</param>
    public Task<LiveSource> KeepAsync(Scope scope, LiveSource source, string action, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(source);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            long org = scope.OrganizationId;
            LiveSource kept = source.Id > 0 ? source : source with
            {
                Id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(source_id), 0) FROM source WHERE organization_id = @org", cancel,
                    ("@org", org)),
            };
            kept = kept with { OrganizationId = org };
            if (await WriteAsync(transaction, kept, null, cancel) == 0)
                await transaction.RunAsync("INSERT INTO source (organization_id, source_id, due_at, state, digest) VALUES (@org, @id, " +
                    "@due, @state, @digest)", cancel, Values(kept));
            await AuditTrail.WriteAsync(engine, transaction, scope, "source", $"{kept.Id} {action}", clock.GetUtcNow(), cancel);
            return kept;
        }, cancel);
    }

    /// <summary>Forgets a source with everything that lets us in; what it told stays.</summary>
    public Task ForgetAsync(Scope scope, long id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            foreach (string table in (string[])["source", "source_secret", "source_page", "source_record", "source_run"])
                await transaction.RunAsync($"DELETE FROM {table} WHERE organization_id = @org AND source_id = @id", cancel,
                    ("@org", scope.OrganizationId), ("@id", id));
            await AuditTrail.WriteAsync(engine, transaction, scope, "source", $"{id} disconnect", clock.GetUtcNow(), cancel);
        }, cancel);
    }

    /// <summary>Changes what is known of a source, whoever else does at the same moment.</summary>
    /// <param name="owner">Who must hold its lease; null when nobody has to.</param>
    /// <returns>The source as it is then; null when it is gone, or the lease is another's.</returns>
    public Task<LiveSource?> ChangeAsync(Scope scope, long id, string? owner, Func<LiveSource, LiveSource> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, transaction => ChangeAsync(transaction, scope.OrganizationId, id, owner, change,
            cancel), cancel, LockScope.Brief, Engine.Usual);
    }

    /// <summary>Changes a source because somebody pressed a button, and tells the audit trail; one that is gone stays so.</summary>
    public Task PressAsync(Scope scope, long id, string action, Func<LiveSource, LiveSource> change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            if (await ChangeAsync(transaction, scope.OrganizationId, id, null, change, cancel) is not null)
                await AuditTrail.WriteAsync(engine, transaction, scope, "source", $"{id} {action}", clock.GetUtcNow(), cancel);
        }, cancel);
    }

    /// <summary>Takes a source for <see cref="Lease"/>; true for who has it. Two takers never both do.</summary>
    public async Task<bool> TakeAsync(Scope scope, long id, string owner, CancellationToken cancel) =>
        await engine.WriteAsync(scope.OrganizationId, transaction => transaction.RunAsync(
            """
            UPDATE source SET lease_owner = @owner, lease_until = @until
            WHERE organization_id = @org AND source_id = @id AND (lease_until IS NULL OR lease_until < @now OR lease_owner = @owner)
            """, cancel, ("@org", scope.OrganizationId), ("@id", id), ("@owner", owner), ("@now", Now()),
            ("@until", Now() + Lease.Ticks)), cancel, LockScope.Nobody, Engine.Usual) == 1;

    /// <summary>Gives a source back.</summary>
    public Task GiveBackAsync(Scope scope, long id, string owner, CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, transaction => transaction.RunAsync("UPDATE source SET lease_owner = NULL, lease_until = " +
            "NULL WHERE organization_id = @org AND source_id = @id AND lease_owner = @owner", cancel, ("@org", scope.OrganizationId),
            ("@id", id), ("@owner", owner)), cancel, LockScope.Nobody, Engine.Usual);

    /// <summary>Keeps a page of a run together with how far the run is, and renews the lease.</summary>
    /// <returns>False when the lease is another's: nothing was kept.</returns>
    public Task<bool> PutPageAsync(Scope scope, long id, string owner, string records, Func<LiveSource, LiveSource> change,
        CancellationToken cancel) => engine.WriteAsync(scope.OrganizationId, async transaction =>
    {
        if (await ChangeAsync(transaction, scope.OrganizationId, id, owner, change, cancel) is not { Run: { } run }) return false;
        await transaction.RunAsync("INSERT INTO source_page (organization_id, source_id, page, records) " +
            "VALUES (@org, @id, @page, @records)", cancel, ("@org", scope.OrganizationId), ("@id", id),
            ("@page", run.Pages), ("@records", records));
        return true;
    }, cancel, LockScope.Brief, Engine.Usual);

    /// <summary>Begins or gives up a run: no page is kept of it.</summary>
    /// <returns>The source as it is then; null when the lease is another's.</returns>
    public Task<LiveSource?> ClearAsync(Scope scope, long id, string owner, Func<LiveSource, LiveSource> change,
        CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            LiveSource? changed = await ChangeAsync(transaction, scope.OrganizationId, id, owner, change, cancel);
            if (changed is not null) await EmptyAsync(transaction, scope.OrganizationId, id, cancel);
            return changed;
        }, cancel, LockScope.Brief, Engine.Usual);

    /// <summary>A kept page of a run, from 1.</summary>
    public async Task<string> PageAsync(Scope scope, long id, int page, CancellationToken cancel) =>
        await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ValueAsync("SELECT records FROM source_page WHERE " +
            "organization_id = @org AND source_id = @id AND page = @page", cancel, ("@org", scope.OrganizationId), ("@id", id),
            ("@page", page)), cancel) as string ?? throw ((await FindAsync(scope, id, cancel))?.Run?.Pages >= page
            ? engine.Damaged(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"table source_page: page {page} is gone"))
            // It was undone, or disconnected, meanwhile.
            : new StoreException("This source was changed meanwhile: what was read is not kept."));

    /// <summary>What the source told last, by record.</summary>
    public async Task<Dictionary<string, TellingMark>> MarksAsync(Scope scope, long id, CancellationToken cancel) =>
        (await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            "SELECT record_id, digest, missed FROM source_record WHERE organization_id = @org AND source_id = @id",
            reader => (Id: reader.GetString(0), Mark: new TellingMark(reader.GetInt64(1), reader.GetInt64(2))), cancel,
            ("@org", scope.OrganizationId), ("@id", id)), cancel)).ToDictionary(one => one.Id, one => one.Mark,
            StringComparer.OrdinalIgnoreCase);

    /// <summary>The last runs, newest first.</summary>
    public async Task<IReadOnlyList<RunReceipt>> RunsAsync(Scope scope, long id, int most, CancellationToken cancel) =>
        await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            """
            SELECT run_id, ended_at, receipt FROM source_run WHERE organization_id = @org AND source_id = @id
            ORDER BY run_id DESC LIMIT @most
            """, reader => Parsed<RunReceipt>(reader.GetString(2)) with
            { Id = reader.GetInt64(0), EndedAt = Stored.Moment(reader.GetInt64(1)) }, cancel,
            ("@org", scope.OrganizationId), ("@id", id), ("@most", most)), cancel);

    /// <summary>What lets us in at a source, as it was kept; null when nothing was.</summary>
    public async Task<byte[]?> SecretAsync(Scope scope, long id, string name, CancellationToken cancel) =>
        await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ValueAsync("SELECT secret FROM source_secret WHERE " +
            "organization_id = @org AND source_id = @id AND name = @name", cancel, ("@org", scope.OrganizationId), ("@id", id), ("@name",
            name)),
            cancel) as byte[];

    /// <summary>Keeps what lets us in, in place of what did before.</summary>
    public Task PutSecretAsync(Scope scope, long id, string name, byte[] secret, CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, transaction => PutSecretAsync(transaction, scope.OrganizationId, id, name, secret, cancel),
            cancel, LockScope.Nobody, Engine.Usual);
}

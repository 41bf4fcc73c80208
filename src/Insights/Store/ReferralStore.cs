using System.Data.Common;
using System.Reflection;
using Insights.Store.Schema;
using Insights.Store.Sqlite;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Where observations are kept, for every organisation. Asked for rows, never for sums (DESIGN.md, decision 2).
/// Safe for several threads: every call opens its own connection.</summary>
public sealed partial class ReferralStore
{
    private readonly Engine engine;
    private readonly TimeProvider clock;

    private ReferralStore(Engine engine, TimeProvider clock)
    {
        (this.engine, this.clock, FeedbackBox, Outbox) = (engine, clock, new FeedbackBox(engine, clock), new Outbox(engine, clock));
        SharedLinks = new SharedLinks(engine, clock);
        (Sessions, OneTimeLinks, ApiTokens, Audit, ProtectionKeys) = (new Sessions(engine, clock), new OneTimeLinks(engine, clock), new ApiTokens(engine, clock), new AuditTrail(engine, clock), new ProtectionKeys(engine));
    }

    public string Location => engine.Location;

    /// <summary>What people say of the page.</summary>
    public FeedbackBox FeedbackBox { get; }

    /// <summary>What is shared, on its way to others.</summary>
    public Outbox Outbox { get; }

    /// <summary>Who is signed in.</summary>
    public Sessions Sessions { get; }

    /// <inheritdoc cref="Store.OneTimeLinks"/>
    public OneTimeLinks OneTimeLinks { get; }

    /// <inheritdoc cref="Store.ApiTokens"/>
    public ApiTokens ApiTokens { get; }

    /// <inheritdoc cref="Store.SharedLinks"/>
    public SharedLinks SharedLinks { get; }

    /// <summary>Who did what and when.</summary>
    public AuditTrail Audit { get; }

    /// <inheritdoc cref="Store.ProtectionKeys"/>
    public ProtectionKeys ProtectionKeys { get; }

    /// <summary>Opens the SQLite file, making it and bringing its schema up to date when needed.</summary>
    /// <exception cref="StoreException">It cannot be opened, or was written by a newer program.</exception>
    public static async Task<ReferralStore> OpenAsync(string path, TimeProvider clock, CancellationToken cancel)
    {
        var store = new ReferralStore(new SqliteEngine(path), clock);
        await Migration.BringUpToDateAsync(store.engine, cancel);
        return store;
    }

    /// <summary>All organisations, the sample last.</summary>
    public async Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        return await OrganizationsAsync(connection, null, cancel);
    }

    /// <summary>The organisation as it is now, or null. One small read: the check whether facts in memory are still good.</summary>
    public async Task<Organization?> FindAsync(long organizationId, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        return await FindAsync(connection, null, organizationId, cancel);
    }

    /// <summary>The organisation of a Partner Center id, or null.</summary>
    public async Task<Organization?> FindAsync(string partnerCenterId, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null,
            "SELECT organization_id, partner_center_id, name, is_sample, change_number FROM organization WHERE partner_center_id = @pc AND is_sample = 0 ORDER BY organization_id LIMIT 1", ("@pc", partnerCenterId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    /// <summary>What a program serves that was not told for whom each reader comes: the organisation it was started for, else the store's
    /// first real one, else the sample. Null while the store is empty.</summary>
    public async Task<Scope?> ServedAsync(long? served, CancellationToken cancel) =>
        served is { } chosen ? new Scope(chosen) : await OrganizationsAsync(cancel) is [var first, ..] ? new Scope(first.Id) : null;

    /// <summary>Begins an import for an organisation that exists, or makes it within the same transaction.</summary>
    /// <param name="organizationId">The organisation, or null for a new one.</param>
    /// <param name="partnerCenterId">Its Partner Center id when the data or the person told it; adopted when the store did not know it yet.</param>
    /// <param name="name">What it is called from now on.</param>
    public async Task<ImportSession> BeginImportAsync(long? organizationId, string? partnerCenterId, string name, bool isSample, DateTimeOffset? recordedAt, CancellationToken cancel)
    {
        DbConnection connection = await engine.ConnectAsync(cancel);
        try
        {
            DbTransaction transaction = await engine.BeginWriteAsync(connection, cancel);
            Organization organization;
            if (organizationId is { } known)
            {
                organization = await FindAsync(connection, transaction, known, cancel) ?? throw new StoreException("That organisation is no longer in the store.");
                Organization told = organization with { PartnerCenterId = organization.PartnerCenterId ?? partnerCenterId, Name = name };
                if (told != organization)
                {
                    await connection.RunAsync(transaction, "UPDATE organization SET partner_center_id = @pc, name = @name WHERE organization_id = @org", cancel,
                        ("@pc", told.PartnerCenterId), ("@name", told.Name), ("@org", known));
                    organization = told;
                }
            }
            else
            {
                long id = 1 + await LargestAsync(connection, transaction, "SELECT MAX(organization_id) FROM organization", null, cancel);
                await connection.RunAsync(transaction, "INSERT INTO organization (organization_id, partner_center_id, name, is_sample) VALUES (@org, @pc, @name, @sample)", cancel,
                    ("@org", id), ("@pc", partnerCenterId), ("@name", name), ("@sample", isSample ? 1 : 0));
                organization = new Organization(id, partnerCenterId, name, isSample, 0);
            }

            var live = new Dictionary<long, bool>();
            await using (DbCommand command = connection.Ask(transaction, "SELECT import_id, undone_at FROM import WHERE organization_id = @org", ("@org", organization.Id)))
            await using (DbDataReader reader = await command.ExecuteReaderAsync(cancel))
                while (await reader.ReadAsync(cancel)) live[reader.GetInt64(0)] = reader.IsDBNull(1);

            long largest = 0;
            foreach (VersionTable table in VersionTable.All)
                largest = Math.Max(largest, await LargestAsync(connection, transaction, $"SELECT MAX(version_id) FROM {table.Name} WHERE organization_id = @org", organization.Id, cancel));

            long importId = 1 + live.Keys.DefaultIfEmpty(0).Max();
            return new ImportSession(engine, connection, await engine.ConnectAsync(cancel), transaction, organization, importId, recordedAt ?? clock.GetUtcNow(), clock.GetUtcNow(), largest + 1, live);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>All imports of an organisation, newest first, undone ones included.</summary>
    public async Task<IReadOnlyList<ImportEntry>> ImportsAsync(Scope scope, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        var files = new Dictionary<long, List<FileReceipt>>();
        await using (DbCommand command = connection.Ask(null,
            "SELECT import_id, file, format, rows_read, rows_new, rows_changed, rows_unchanged, rows_refused FROM import_file WHERE organization_id = @org ORDER BY import_id, position",
            ("@org", scope.OrganizationId)))
        await using (DbDataReader reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
            {
                if (!files.TryGetValue(reader.GetInt64(0), out List<FileReceipt>? list)) files[reader.GetInt64(0)] = list = [];
                list.Add(new FileReceipt(reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7)));
            }

        var imports = new List<ImportEntry>();
        await using (DbCommand command = connection.Ask(null, "SELECT import_id, recorded_at, undone_at FROM import WHERE organization_id = @org ORDER BY import_id DESC", ("@org", scope.OrganizationId)))
        await using (DbDataReader reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                imports.Add(new ImportEntry(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), reader.Moment(2), files.GetValueOrDefault(reader.GetInt64(0)) ?? []));
        return imports;
    }

    /// <summary>Takes an import back as a whole: facts are afterwards as if it had never been. What another import told as well stays.</summary>
    /// <exception cref="StoreException">There is no such import, or it was undone before.</exception>
    public async Task UndoAsync(Scope scope, long importId, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbTransaction transaction = await engine.BeginWriteAsync(connection, cancel);
        int undone = await connection.RunAsync(transaction, "UPDATE import SET undone_at = @at WHERE organization_id = @org AND import_id = @import AND undone_at IS NULL", cancel,
            ("@at", Stored.Moment(clock.GetUtcNow())), ("@org", scope.OrganizationId), ("@import", importId));
        if (undone == 0)
            throw new StoreException($"There is no import {importId} that could be undone; `insights imports` lists them.");
        await AuditTrail.WriteAsync(connection, transaction, scope, "undo", importId.ToString(System.Globalization.CultureInfo.InvariantCulture), clock.GetUtcNow(), cancel);
        await connection.RunAsync(transaction, "UPDATE organization SET change_number = change_number + 1 WHERE organization_id = @org", cancel, ("@org", scope.OrganizationId));
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Removes an organisation with everything known of it. Only the sample is ever removed this way.</summary>
    public async Task RemoveSampleAsync(CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbTransaction transaction = await engine.BeginWriteAsync(connection, cancel);
        foreach (Organization sample in (await OrganizationsAsync(connection, transaction, cancel)).Where(o => o.IsSample))
            foreach (string table in VersionTable.All.Select(t => t.Name).Concat(["sighting", "import_file", "import", "setting", "setting_change", "feedback_picture", "feedback", "delivery", "share_picture", "share", "api_token", "shared_link_opening", "shared_link", "one_time_link", "session", "audit", "organization"]))
                await connection.RunAsync(transaction, $"DELETE FROM {table} WHERE organization_id = @org", cancel, ("@org", sample.Id));
        await transaction.CommitAsync(cancel);
        await engine.TidyAsync(connection, cancel);
    }

    /// <summary>The settings of an organisation by name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SettingsAsync(Scope scope, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null, "SELECT name, setting_value FROM setting WHERE organization_id = @org", ("@org", scope.OrganizationId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) settings[reader.GetString(0)] = reader.GetString(1);
        return settings;
    }

    /// <summary>Sets one setting; null forgets it.</summary>
    public Task SetAsync(Scope scope, string name, string? value, CancellationToken cancel) =>
        SetAllAsync(scope, new Dictionary<string, string?> { [name] = value }, cancel);

    /// <summary>Sets several settings as one change; what already is so is left alone. Who and when is remembered.</summary>
    public async Task SetAllAsync(Scope scope, IReadOnlyDictionary<string, string?> settings, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbTransaction transaction = await engine.BeginWriteAsync(connection, cancel);
        await SettingChanges.WriteAsync(connection, transaction, scope, settings, clock.GetUtcNow(), cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The last changes of settings, newest first.</summary>
    public async Task<IReadOnlyList<SettingChange>> SettingChangesAsync(Scope scope, int most, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        return await SettingChanges.ReadAsync(connection, scope, most, cancel);
    }

    /// <summary>Hands every version of one table to <paramref name="take"/>, in the order they were learnt. The columns asked for
    /// follow <c>version_id, import_id</c>. Versions of undone imports come too: <see cref="LifelinesAsync"/> tells which live.</summary>
    public async Task ReadVersionsAsync(Scope scope, VersionTable table, IReadOnlyList<string> columns, Action<DbDataReader> take, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null,
            $"SELECT version_id, import_id, {string.Join(", ", columns)} FROM {table.Name} WHERE organization_id = @org ORDER BY version_id", ("@org", scope.OrganizationId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        int rows = 0;
        while (reader.Read())
        {
            if ((++rows & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            take(reader);
        }
    }

    /// <summary>The numbers of the versions of referrals, living or not: the first, and the one after the last.</summary>
    public async Task<(long From, long To)> ReferralVersionsAsync(Scope scope, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null, "SELECT COALESCE(MIN(version_id), 0), COALESCE(MAX(version_id) + 1, 0) FROM referral_version WHERE organization_id = @org", ("@org", scope.OrganizationId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>As <see cref="ReadVersionsAsync"/>, for referrals by the million: numbers that are not said are <see cref="Stored.None"/>.</summary>
    /// <param name="from">First version number, included.</param>
    /// <param name="to">Last version number, excluded: several walkers can share the way.</param>
    /// <param name="numbers">Columns that hold numbers; they come first, behind <c>version_id, import_id</c>.</param>
    /// <param name="texts">Columns that hold texts; they follow.</param>
    public async Task WalkReferralsAsync(Scope scope, long from, long to, IReadOnlyList<string> numbers, IReadOnlyList<string> texts, Action<RowCursor> take, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        IEnumerable<string> said = numbers.Select(n => $"COALESCE({n}, @none)");
        await using DbCommand command = connection.Ask(null,
            $"SELECT version_id, import_id, {string.Join(", ", said.Concat(texts))} FROM referral_version WHERE organization_id = @org AND version_id >= @from AND version_id < @to ORDER BY version_id",
            ("@org", scope.OrganizationId), ("@from", from), ("@to", to), ("@none", Stored.None));
        using RowCursor cursor = engine.Walk(connection, command);
        int rows = 0;
        while (cursor.Move())
        {
            if ((++rows & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            take(cursor);
        }
    }

    /// <summary>For versions whose first import was undone and that a later, living import told again: when that one was recorded.</summary>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> LifelinesAsync(Scope scope, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null,
            """
            SELECT s.version_id, i.recorded_at
            FROM sighting s
            JOIN import i ON i.organization_id = s.organization_id AND i.import_id = s.import_id
            WHERE s.organization_id = @org AND i.undone_at IS NULL
              AND EXISTS (SELECT 1 FROM import u WHERE u.organization_id = @org AND u.undone_at IS NOT NULL)
            ORDER BY s.import_id DESC
            """, ("@org", scope.OrganizationId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        var lifelines = new Dictionary<long, DateTimeOffset>();
        while (await reader.ReadAsync(cancel)) lifelines[reader.GetInt64(0)] = Stored.Moment(reader.GetInt64(1));
        return lifelines;
    }

    /// <summary>The referral ids of some versions; a handful at a time.</summary>
    public async Task<IReadOnlyDictionary<long, string>> ReferralIdsAsync(Scope scope, IReadOnlyList<long> versions, CancellationToken cancel)
    {
        var ids = new Dictionary<long, string>();
        if (versions.Count == 0) return ids;
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        await using DbCommand command = connection.Ask(null,
            $"SELECT version_id, referral_id FROM referral_version WHERE organization_id = @org AND version_id IN ({string.Join(", ", versions)})", ("@org", scope.OrganizationId));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) ids[reader.GetInt64(0)] = reader.GetString(1);
        return ids;
    }

    private static async Task<IReadOnlyList<Organization>> OrganizationsAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancel)
    {
        await using DbCommand command = connection.Ask(transaction, "SELECT organization_id, partner_center_id, name, is_sample, change_number FROM organization ORDER BY is_sample, organization_id");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        var organizations = new List<Organization>();
        while (await reader.ReadAsync(cancel)) organizations.Add(Read(reader));
        return organizations;
    }

    private static async Task<Organization?> FindAsync(DbConnection connection, DbTransaction? transaction, long id, CancellationToken cancel)
    {
        await using DbCommand command = connection.Ask(transaction, "SELECT organization_id, partner_center_id, name, is_sample, change_number FROM organization WHERE organization_id = @org", ("@org", id));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    private static Organization Read(DbDataReader reader) =>
        new(reader.GetInt64(0), reader.Text(1), reader.GetString(2), reader.GetInt64(3) != 0, reader.GetInt64(4));

    private static async Task<long> LargestAsync(DbConnection connection, DbTransaction transaction, string sql, long? organization, CancellationToken cancel)
    {
        await using DbCommand command = organization is { } id ? connection.Ask(transaction, sql, ("@org", id)) : connection.Ask(transaction, sql);
        return await command.ExecuteScalarAsync(cancel) is long value ? value : 0;
    }
}

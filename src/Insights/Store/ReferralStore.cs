using System.Data;
using System.Globalization;
using Insights.Store.Postgres;
using Insights.Store.Schema;
using Insights.Store.Sqlite;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Where observations are kept, for every organisation. Asked for rows, never for sums (DESIGN.md, decision 2).
/// Safe for several threads: every call opens its own connection.</summary>
public sealed partial class ReferralStore : IImportTarget, IFactSource
{
    private readonly Engine engine;
    private readonly TimeProvider clock;

    private ReferralStore(Engine engine, TimeProvider clock)
    {
        (this.engine, this.clock, FeedbackBox, Outbox, Sources) =
            (engine, clock, new FeedbackBox(engine, clock), new Outbox(engine, clock), new LiveSources(engine, clock));
        SharedLinks = new SharedLinks(engine, clock);
        (Sessions, OneTimeLinks, ApiTokens, Audit, ProtectionKeys) =
            (new Sessions(engine, clock), new OneTimeLinks(engine, clock), new ApiTokens(engine, clock), new AuditTrail(engine, clock),
            new ProtectionKeys(engine));
    }

    public string Location => engine.Location;

    /// <summary>Where it is a file: its path; else null.</summary>
    public string? File => (engine as SqliteEngine)?.Location;

    /// <summary>What tells this store from every other, the same for all who open it, however they spell its place.</summary>
    public string Identity { get; private set; } = "";

    /// <inheritdoc cref="Engine.Isolation"/>
    internal IsolationLevel Isolation
    {
        set => engine.Isolation = value;
    }

    /// <summary>What people say of the page.</summary>
    public FeedbackBox FeedbackBox { get; }

    /// <summary>What is shared, on its way to others.</summary>
    public Outbox Outbox { get; }

    /// <summary>What comes by itself.</summary>
    public LiveSources Sources { get; }

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

    /// <summary>Opens the store, making it and bringing its schema up to date when needed.</summary>
    /// <param name="place">The path of an SQLite file, or how to reach a PostgreSQL database: <c>Host=…;Database=…</c>.</param>
    /// <exception cref="StoreException">It cannot be opened, or was written by a newer program.</exception>
    public static async Task<ReferralStore> OpenAsync(string place, TimeProvider clock, CancellationToken cancel)
    {
        var store = new ReferralStore(EngineFor(place), clock);
        await store.engine.RecognizeAsync(cancel);
        await Migration.BringUpToDateAsync(store.engine, cancel);
        store.Identity = await store.engine.ReadAsync(null, transaction => ProtectionKeys.IdentityAsync(transaction, cancel), cancel)
            ?? store.Location;
        return store;
    }

    /// <summary>Whether a store stands there already, and not just an empty file; a PostgreSQL database is taken to. Nothing is
    /// made.</summary>
    /// <exception cref="StoreException">The place is none, or something else stands there.</exception>
    public static async Task<bool> ExistsAsync(string place, CancellationToken cancel) =>
        EngineFor(place) is not SqliteEngine file || await file.LookAsync(cancel) == Found.Store;

    /// <summary>The file of a store that is one; else null.</summary>
    /// <exception cref="StoreException">The place is none.</exception>
    public static string? FileOf(string place) => (EngineFor(place) as SqliteEngine)?.Location;

    /// <summary>Where a place is, for messages: without a password.</summary>
    /// <exception cref="StoreException">The place is none.</exception>
    public static string LocationOf(string place) => EngineFor(place).Location;

    /// <summary>What whoever runs the store should know of its second wall; null when all is well.</summary>
    public Task<string?> CautionAsync(CancellationToken cancel) => engine.CautionAsync(cancel);

    /// <inheritdoc cref="Engine.WhyOnlyReadAsync"/>
    public Task<StoreException?> WhyOnlyReadAsync(CancellationToken cancel) => engine.WhyOnlyReadAsync(cancel);

    /// <summary>The tables of the store, as they are now.</summary>
    internal Task<IReadOnlyList<Table>> TablesAsync(CancellationToken cancel) =>
        engine.ReadAsync(null, transaction => engine.TablesAsync(transaction, cancel), cancel);

    /// <summary>Whose facts other processes changed, and whose shares they put in the outbox, as long as they can be heard; ends at once
    /// where nobody tells anything. What was told while nobody listened is not heard.</summary>
    /// <exception cref="StoreException">The connection was lost.</exception>
    internal IAsyncEnumerable<StoreNews> HearAsync(CancellationToken cancel) => engine.HearAsync(cancel);

    /// <summary>All organisations, the sample last.</summary>
    public Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancel) =>
        engine.ReadAsync(null, transaction => Organizations.ListAsync(transaction, cancel), cancel);

    /// <summary>The organisation as it is now, or null. One small read: the check whether facts in memory are still good.</summary>
    public Task<OrganizationState?> FindAsync(long organizationId, CancellationToken cancel) =>
        engine.ReadAsync(organizationId, transaction => Organizations.FindAsync(transaction, organizationId, cancel), cancel);

    /// <summary>The organisation of a Partner Center id, or null.</summary>
    public Task<Organization?> FindAsync(string partnerCenterId, CancellationToken cancel) =>
        engine.ReadAsync(null, transaction => Organizations.FindAsync(transaction, partnerCenterId, cancel), cancel);

    /// <summary>What a program serves that was not told for whom each reader comes: the organisation it was started for, else the store's
    /// first real one, else the sample. Null while the store is empty.</summary>
    public async Task<Scope?> ServedAsync(long? served, CancellationToken cancel) =>
        served is { } chosen ? new Scope(chosen)
        : await engine.ReadAsync(null, transaction => Organizations.ListAsync(transaction, cancel, most: 1), cancel) is [var first, ..]
        ? new Scope(first.Id) : null;

    /// <summary>Begins an import for an organisation that exists, or makes it within the same transaction.</summary>
    /// <param name="organizationId">The organisation, or null for a new one: unless somebody else made it a moment ago.</param>
    /// <param name="partnerCenterId">Its Partner Center id when the data or the person told it; adopted when the store did not know it
    /// yet.</param>
    /// <param name="name">What it is called from now on.</param>
    public async Task<ImportSession> BeginImportAsync(long? organizationId, string? partnerCenterId, string name, bool isSample,
        DateTimeOffset? recordedAt, CancellationToken cancel)
    {
        StoreTransaction transaction = await engine.BeginAsync(organizationId, LockScope.Facts, cancel);
        try
        {
            return await engine.TellAsync(async () =>
            {
                Organization? known = organizationId is { } id
                    ? (await Organizations.FindAsync(transaction, id, cancel))?.Organization
                    ?? throw new StoreException("That organisation is no longer in the store.")
                    : await MadeMeanwhileAsync(transaction, partnerCenterId, isSample, cancel);
                Organization organization = known is null
                    ? new Organization(await Organizations.NewNumberAsync(engine, transaction, cancel), partnerCenterId, name, isSample)
                    : known with { PartnerCenterId = known.PartnerCenterId ?? partnerCenterId, Name = name };
                if (organizationId is null) await engine.ActForAsync(transaction, organization.Id, cancel, LockScope.Facts);

                IReadOnlyList<ImportEntry> imports = await Imports.ListAsync(transaction, organization.Id, cancel);
                long versions = VersionsOf(imports);
                foreach (VersionTable table in VersionTable.All)
                    if (await transaction.CountAsync($"SELECT MAX(version_id) FROM {table.Name} WHERE organization_id = @org", cancel,
                        ("@org", organization.Id)) is var last && last > versions)
                        throw engine.Damaged(string.Create(CultureInfo.InvariantCulture,
                            $"table {table.Name}: a version {last}, though there are {versions}"));
                return new ImportSession(engine, transaction, await engine.BeginAsync(organization.Id, null, cancel), organization,
                    known is null,
                    recordedAt ?? clock.GetUtcNow(), clock.GetUtcNow(), versions + 1, imports);
            });
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>All imports of an organisation, newest first, undone ones included.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public Task<IReadOnlyList<ImportEntry>> ImportsAsync(Scope scope, CancellationToken cancel) =>
        engine.ReadAsync(scope.OrganizationId, transaction => Imports.ListAsync(transaction, scope.OrganizationId, cancel), cancel);

    /// <summary>Takes an import back as a whole: facts are afterwards as if it had never been. What another import told as well
    /// stays.</summary>
    /// <exception cref="StoreException">There is no such import, or it was undone before.</exception>
    public Task UndoAsync(Scope scope, long importId, CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, async transaction =>
    {
        if (!await Imports.ChangeAsync(transaction, scope.OrganizationId, importId, Stored.Moment(clock.GetUtcNow()), cancel))
            throw new StoreException($"There is no import {importId} that could be undone; `insights imports` lists them.");
        await LiveSources.PauseAsync(Sources, transaction, scope.OrganizationId, importId, cancel);
        await AuditTrail.WriteAsync(engine, transaction, scope, "undo", importId.ToString(CultureInfo.InvariantCulture), clock.GetUtcNow(),
            cancel);
        await Organizations.GrowAsync(transaction, scope.OrganizationId, cancel);
    }, cancel, LockScope.Facts);

    /// <summary>Lets an import count again that was taken back.</summary>
    /// <exception cref="StoreException">There is no such import, or it counts.</exception>
    public Task RedoAsync(Scope scope, long importId, CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, async transaction =>
    {
        if (!await Imports.ChangeAsync(transaction, scope.OrganizationId, importId, null, cancel))
            throw new StoreException($"There is no import {importId} that could be brought back; `insights imports` lists them.");
        await AuditTrail.WriteAsync(engine, transaction, scope, "redo", importId.ToString(CultureInfo.InvariantCulture),
            clock.GetUtcNow(), cancel);
        await Organizations.GrowAsync(transaction, scope.OrganizationId, cancel);
    }, cancel, LockScope.Facts);

    /// <summary>Removes an organisation with everything known of it. Only the sample is ever removed this way.</summary>
    /// <param name="by">Whose audit trail tells of it, and who did it; null when it only makes room for another sample.</param>
    public async Task RemoveSampleAsync(CancellationToken cancel, Scope? by = null)
    {
        foreach (Organization sample in (await OrganizationsAsync(cancel)).Where(o => o.IsSample))
            await engine.WriteAsync(sample.Id, async transaction =>
            {
                if ((await Organizations.ListAsync(transaction, cancel)).All(o => o.Id != sample.Id || !o.IsSample)) return;
                await engine.AllowRemovalAsync(transaction, sample.Id, cancel);
                foreach (Table table in (await engine.TablesAsync(transaction, cancel)).Where(t => t.OfOrganization))
                    await transaction.RunAsync($"DELETE FROM {table.Name} WHERE organization_id = @org", cancel, ("@org", sample.Id));
                await transaction.RunAsync("DELETE FROM organization WHERE organization_id = @org", cancel, ("@org", sample.Id));
                if (by is null) return;
                if (by.OrganizationId != sample.Id) await engine.ActForAsync(transaction, by.OrganizationId, cancel, LockScope.Brief);
                await AuditTrail.WriteAsync(engine, transaction, by, "sample", sample.Name, clock.GetUtcNow(), cancel);
            }, cancel, LockScope.Facts);
        await engine.TidyAsync(cancel);
    }

    /// <summary>The settings of an organisation by name.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public Task<IReadOnlyDictionary<string, string>> SettingsAsync(Scope scope, CancellationToken cancel) =>
        engine.ReadAsync(scope.OrganizationId, transaction => SettingChanges.CurrentAsync(transaction, scope.OrganizationId, cancel),
            cancel);

    /// <summary>Sets one setting; null forgets it.</summary>
    public Task SetAsync(Scope scope, string name, string? value, CancellationToken cancel) =>
        SetAllAsync(scope, new Dictionary<string, string?> { [name] = value }, cancel);

    /// <summary>Sets several settings as one change; what already is so is left alone. Who and when is remembered.</summary>
    public Task SetAllAsync(Scope scope, IReadOnlyDictionary<string, string?> settings, CancellationToken cancel) =>
        engine.WriteAsync(scope.OrganizationId, transaction =>
            SettingChanges.WriteAsync(engine, transaction, scope, settings, clock.GetUtcNow(),
            cancel), cancel);

    /// <summary>The last changes of settings, newest first.</summary>
    public Task<IReadOnlyList<SettingChange>> SettingChangesAsync(Scope scope, int most, CancellationToken cancel) =>
        engine.ReadAsync(scope.OrganizationId, transaction => SettingChanges.ReadAsync(transaction, scope, most, cancel), cancel);

    private static Engine EngineFor(string place) => PostgresEngine.Fits(place) ? new PostgresEngine(place) : new SqliteEngine(place);
}

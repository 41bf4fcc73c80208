using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Takes one import on trial: it is counted and folded exactly as if it had been kept, and nothing is written but a file of its
/// own, which goes with it. Nobody waits for it: the store over which it is tried is only read.</summary>
public sealed class TrialStore : IImportTarget, IFactSource, IAsyncDisposable
{
    private readonly ReferralStore known;
    private readonly string path;
    private readonly TimeProvider clock;
    private ReferralStore? trial;
    /// <summary>How many imports were known when it began; what others import meanwhile is not looked at.</summary>
    private int imports;
    private bool isNew;

    /// <param name="known">The store the import is tried over.</param>
    /// <param name="path">Where the trial's own file is made; nothing may be there.</param>
    public TrialStore(ReferralStore known, string path, TimeProvider clock) => (this.known, this.path, this.clock) = (known, path, clock);

    /// <summary>Of whose facts the trial is; null before it began.</summary>
    public Scope? Scope { get; private set; }

    /// <summary>The organisation's change number when it began; null for one that is new.</summary>
    public long? ChangeNumber { get; private set; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancel) => known.OrganizationsAsync(cancel);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An import was tried here before.</exception>
    public async Task<ImportSession> BeginImportAsync(long? organizationId, string? partnerCenterId, string name, bool isSample,
        DateTimeOffset? recordedAt, CancellationToken cancel)
    {
        if (trial is not null) throw new InvalidOperationException("One trial takes one import.");
        OrganizationState? state = organizationId is { } id ? await known.FindAsync(id, cancel)
            ?? throw new StoreException("That organisation is no longer in the store.") : null;
        isNew = state is null;
        Organization organization = state is null
            ? new Organization(1 + (await known.OrganizationsAsync(cancel)).Select(o => o.Id).DefaultIfEmpty().Max(), partnerCenterId, name,
                isSample)
            : state.Organization with { PartnerCenterId = state.Organization.PartnerCenterId ?? partnerCenterId, Name = name };
        Scope = new Scope(organization.Id);
        ChangeNumber = state?.ChangeNumber;
        IReadOnlyList<ImportEntry> before = isNew ? [] : await known.ImportsAsync(Scope, cancel);
        imports = before.Count;
        trial = await ReferralStore.OpenAsync(path, clock, cancel);
        return await trial.BeginTrialAsync(organization, before, known, recordedAt ?? clock.GetUtcNow(), cancel);
    }

    Task<OrganizationState?> IFactSource.FindAsync(long organizationId, CancellationToken cancel) =>
        Begun.FindAsync(organizationId, cancel);

    async Task<IReadOnlyDictionary<string, string>> IFactSource.SettingsAsync(Scope scope, CancellationToken cancel) =>
        isNew ? new Dictionary<string, string>() : await known.SettingsAsync(scope, cancel);

    Task<IReadOnlyList<ImportEntry>> IFactSource.ImportsAsync(Scope scope, CancellationToken cancel) => Begun.ImportsAsync(scope, cancel);

    async Task<IReadOnlyList<Sighting>> IFactSource.SightingsAsync(Scope scope, IReadOnlyList<long> asked, CancellationToken cancel) =>
    [
        .. isNew ? [] : await known.SightingsAsync(scope, [.. asked.Where(import => import <= imports)], cancel),
        .. await Begun.SightingsAsync(scope, [.. asked.Where(import => import > imports)], cancel),
    ];

    async Task IFactSource.ReadVersionsAsync(Scope scope, VersionTable table, Action<VersionRow> take, CancellationToken cancel)
    {
        if (!isNew)
            await known.ReadVersionsAsync(scope, table, row =>
            {
                if (row.ImportId <= imports) take(row);
            }, cancel);
        await Begun.ReadVersionsAsync(scope, table, take, cancel);
    }

    async Task<T[]> IFactSource.WalkReferralsAsync<T>(Scope scope, Func<int, T> begin, Action<T, VersionRow> take,
        CancellationToken cancel) =>
    [
        .. isNew ? [] : await known.WalkReferralsAsync(scope, begin, (into, row) =>
        {
            if (row.ImportId <= imports) take(into, row);
        }, cancel),
        .. await Begun.WalkReferralsAsync(scope, begin, take, cancel),
    ];

    async Task<IReadOnlyDictionary<long, string>> IFactSource.ReferralIdsAsync(Scope scope, IReadOnlyList<long> versions,
        CancellationToken cancel)
    {
        var ids = new Dictionary<long, string>(await Begun.ReferralIdsAsync(scope, versions, cancel));
        long[] others = isNew ? [] : [.. versions.Where(version => !ids.ContainsKey(version))];
        foreach ((long version, string id) in await known.ReferralIdsAsync(scope, others, cancel)) ids[version] = id;
        return ids;
    }

    /// <summary>Closes the trial's file and deletes it.</summary>
    public ValueTask DisposeAsync()
    {
        trial?.Delete();
        return ValueTask.CompletedTask;
    }

    private ReferralStore Begun => trial ?? throw new InvalidOperationException("No import was tried yet.");
}

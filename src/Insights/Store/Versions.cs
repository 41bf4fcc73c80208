using System.Data.Common;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>Where the versions of an organisation's referrals lie, and how its walkers share the way.</summary>
/// <param name="From">First version number, included.</param>
/// <param name="To">Last version number, excluded.</param>
public sealed record VersionSpan(long From, long To, int Walkers)
{
    /// <summary>The imports as of the moment the span was taken: rows of later ones are left out.</summary>
    internal IReadOnlyList<ImportEntry> Imports { get; init; } = [];

    /// <summary>How many numbers each walker has.</summary>
    public long Share => Math.Max(1, (To - From + Walkers - 1) / Walkers);
}

/// <summary>Every version an organisation has, read whole: each row is held against its digest, and all of them against what their imports
/// sealed.</summary>
public sealed partial class ReferralStore
{
    /// <summary>Below this a second walker costs more than it saves.</summary>
    private const long WorthSharing = 50_000;

    /// <summary>The first import whose rows are here; those before it stand in another store (<see cref="TrialStore"/>).</summary>
    private long firstImport = 1;

    private IReadOnlyList<ImportEntry> Held(IReadOnlyList<ImportEntry> imports) =>
        firstImport == 1 ? imports : [.. imports.Where(import => import.Id >= firstImport)];

    /// <summary>Begins an import over what another store knows: only what is new is written here, numbered on from there.</summary>
    /// <param name="before">The imports that are known, newest first.</param>
    internal async Task<ImportSession> BeginTrialAsync(Organization organization, IReadOnlyList<ImportEntry> before, ReferralStore known,
        DateTimeOffset recordedAt, CancellationToken cancel)
    {
        firstImport = before.Count + 1;
        StoreTransaction writing = await engine.BeginAsync(organization.Id, LockScope.Facts, cancel);
        try
        {
            await Organizations.KeepAsync(writing, new OrganizationState(organization, 0, before.Count), isNew: true, cancel);
            foreach (ImportEntry import in before.Reverse())
                await Imports.AddAsync(writing, organization.Id, new Imports.Row(import.Id, Stored.Moment(import.RecordedAt),
                    import.UndoneAt is { } undone ? Stored.Moment(undone) : null, 0, import.Files, import.Seals), cancel);
            return new ImportSession(engine, writing, await known.engine.BeginAsync(organization.Id, null, cancel), organization,
                isNew: false, recordedAt, clock.GetUtcNow(), VersionsOf(before) + 1, before);
        }
        catch
        {
            await writing.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes the store; only of one that was made for a while.</summary>
    internal void Delete() => engine.Delete();

    /// <summary>Hands every version of one table to <paramref name="take"/>, in the order they were learnt. Versions of undone imports come
    /// too.</summary>
    /// <exception cref="StoreException">The store is damaged; then what was taken is good for nothing.</exception>
    public Task ReadVersionsAsync(Scope scope, VersionTable table, Action<VersionRow> take, CancellationToken cancel) =>
        engine.WalkAsync(scope.OrganizationId, async transaction =>
    {
        IReadOnlyList<ImportEntry> imports = await Imports.ListAsync(transaction, scope.OrganizationId, cancel);
        await using DbCommand command = transaction.Ask(
            $"SELECT {VersionRow.Selected(table)} FROM {table.Name} WHERE organization_id = @org ORDER BY version_id",
                ("@org", scope.OrganizationId));
        Walk(engine, command, table, imports.Count, take, cancel).Verify(engine, Held(imports), table.Name);
    }, cancel);

    /// <summary>Where the versions of referrals lie, living or not.</summary>
    public Task<VersionSpan> ReferralVersionsAsync(Scope scope, CancellationToken cancel) =>
        engine.ReadAsync(scope.OrganizationId, async transaction =>
    {
        IReadOnlyList<ImportEntry> imports = await Imports.ListAsync(transaction, scope.OrganizationId, cancel);
        // Each from its own end of the key; asked for together, every version would be walked.
        const string Versions = "SELECT version_id FROM referral_version WHERE organization_id = @org ORDER BY version_id";
        List<long> ends = [];
        foreach (string end in (string[])["", " DESC"])
            ends.AddRange(await transaction.ListAsync($"{Versions}{end} LIMIT 1", reader => reader.GetInt64(0), cancel,
                ("@org", scope.OrganizationId)));
        // Versions are numbered from 1 on without gaps over all tables: a number beyond would cost memory for nothing.
        long from = Math.Max(1, ends.FirstOrDefault()), to = Math.Max(from, 1 + Math.Min(ends.LastOrDefault(), VersionsOf(imports)));
        return new VersionSpan(from, to, to - from < WorthSharing ? 1 : Math.Min(4, Environment.ProcessorCount)) { Imports = imports };
    }, cancel);

    /// <inheritdoc cref="WalkReferralsAsync{T}(Scope, VersionSpan, Func{int, T}, Action{T, VersionRow}, CancellationToken)"/>
    public async Task<T[]> WalkReferralsAsync<T>(Scope scope, Func<int, T> begin, Action<T, VersionRow> take, CancellationToken cancel) =>
        await WalkReferralsAsync(scope, await ReferralVersionsAsync(scope, cancel), begin, take, cancel);

    /// <summary>As <see cref="ReadVersionsAsync"/>, for referrals by the million.</summary>
    /// <param name="begin">Begins what one walker collects; it is told how many versions to expect at most.</param>
    /// <returns>What the walkers collected, in the order of the span.</returns>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public async Task<T[]> WalkReferralsAsync<T>(Scope scope, VersionSpan span, Func<int, T> begin, Action<T, VersionRow> take,
        CancellationToken cancel)
    {
        VersionTable table = VersionTable.Referrals;
        int most = checked((int)Math.Min(span.Share, Held(span.Imports).Sum(i => i.Seals.GetValueOrDefault(table.Name).Rows)));
        (T Collected, SealCount Count)[] walked = await Task.WhenAll(Enumerable.Range(0, span.Walkers).Select(i => Task.Run(async () =>
        {
            T collected = begin(most);
            var count = new SealCount();
            await engine.WalkAsync(scope.OrganizationId, async transaction =>
            {
                await using DbCommand command = transaction.Ask(
                    $"SELECT {VersionRow.Selected(table)} FROM {table.Name} WHERE organization_id = @org AND version_id >= @from AND " +
                        "version_id < @to ORDER BY version_id",
                    ("@org", scope.OrganizationId), ("@from", span.From + i * span.Share),
                        ("@to", Math.Min(span.To, span.From + (i + 1) * span.Share)));
                count = Walk(engine, command, table, span.Imports.Count, row => take(collected, row), cancel);
            }, cancel);
            return (collected, count);
        }, cancel)));
        var all = new SealCount();
        foreach ((_, SealCount count) in walked) all.Add(count);
        all.Verify(engine, Held(span.Imports), table.Name);
        return [.. walked.Select(w => w.Collected)];
    }

    /// <summary>Which versions some later imports told again.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public async Task<IReadOnlyList<Sighting>> SightingsAsync(Scope scope, IReadOnlyList<long> imports, CancellationToken cancel) =>
        imports.Count == 0
        ? []
        : await engine.ReadAsync(scope.OrganizationId, async transaction =>
        {
            var asked = imports.ToHashSet();
            var found = new List<Sighting>();
            await Sightings.ReadAsync(transaction, scope.OrganizationId,
                [.. (await Imports.ListAsync(transaction, scope.OrganizationId, cancel)).Where(i => asked.Contains(i.Id))],
                (import, version) => found.Add(new Sighting(version, import)), cancel);
            return found;
        }, cancel);

    /// <summary>The referral ids of some versions; a handful at a time.</summary>
    public async Task<IReadOnlyDictionary<long,
        string>> ReferralIdsAsync(Scope scope, IReadOnlyList<long> versions, CancellationToken cancel) => versions.Count == 0
        ? new Dictionary<long, string>()
        : (await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            "SELECT version_id, referral_id FROM referral_version WHERE organization_id = @org AND version_id IN " +
                $"({string.Join(", ", versions)})",
            reader => (Version: reader.GetInt64(0), Id: reader.GetString(1)), cancel, ("@org", scope.OrganizationId)), cancel))
                .ToDictionary(v => v.Version, v => v.Id);

    /// <summary>How many versions some imports brought to all tables together: their highest number.</summary>
    internal static long VersionsOf(IEnumerable<ImportEntry> imports) =>
        imports.Sum(i => VersionTable.All.Sum(t => i.Seals.GetValueOrDefault(t.Name).Rows));

    /// <summary>All versions of a table by their import, each held against its digest; for a store that has no seals yet.</summary>
    /// <exception cref="StoreException">A row is not what was written.</exception>
    internal static SealCount Count(Engine engine, StoreTransaction transaction, long organization, VersionTable table,
        CancellationToken cancel)
    {
        using DbCommand command = transaction.Ask($"SELECT {VersionRow.Selected(table)} FROM {table.Name} WHERE organization_id = @org",
            ("@org", organization));
        return Walk(engine, command, table, long.MaxValue, _ => { }, cancel);
    }

    /// <param name="last">Rows of later imports are left out: of one kept a moment ago. Where it is damage, the import that lost the row
    /// tells.</param>
    /// <exception cref="StoreException">A row is not what was written.</exception>
    private static SealCount Walk(Engine engine, DbCommand command, VersionTable table, long last, Action<VersionRow> take,
        CancellationToken cancel)
    {
        using var row = new VersionRow(table);
        using RowCursor cursor = engine.Walk(command);
        var count = new SealCount();
        int rows = 0;
        while (cursor.Move(row.Values))
        {
            if ((++rows & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            if (row.ImportId > last) continue;
            if (!row.IsWhole) throw row.Damaged(engine);
            count.Add(row.ImportId, row.Mark);
            take(row);
        }
        return count;
    }
}

using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>A store as it would be with one import taken back, or brought back. Nothing is written.</summary>
/// <param name="importId">The import that is supposed to be otherwise.</param>
/// <param name="undone">True to suppose it taken back, false to suppose that it counts.</param>
internal sealed class SupposedStore(ReferralStore store, long importId, bool undone) : IFactSource
{
    public Task<OrganizationState?> FindAsync(long organizationId, CancellationToken cancel) => store.FindAsync(organizationId, cancel);

    public Task<IReadOnlyDictionary<string, string>> SettingsAsync(Scope scope, CancellationToken cancel) =>
        store.SettingsAsync(scope, cancel);

    public async Task<IReadOnlyList<ImportEntry>> ImportsAsync(Scope scope, CancellationToken cancel) =>
    [
        .. (await store.ImportsAsync(scope, cancel)).Select(import => import.Id != importId ? import
            : import with { UndoneAt = undone ? import.UndoneAt ?? import.RecordedAt : null }),
    ];

    public Task<IReadOnlyList<Sighting>> SightingsAsync(Scope scope, IReadOnlyList<long> imports, CancellationToken cancel) =>
        store.SightingsAsync(scope, imports, cancel);

    public Task ReadVersionsAsync(Scope scope, VersionTable table, Action<VersionRow> take, CancellationToken cancel) =>
        store.ReadVersionsAsync(scope, table, take, cancel);

    public Task<T[]> WalkReferralsAsync<T>(Scope scope, Func<int, T> begin, Action<T, VersionRow> take, CancellationToken cancel) =>
        store.WalkReferralsAsync(scope, begin, take, cancel);

    public Task<IReadOnlyDictionary<long, string>> ReferralIdsAsync(Scope scope, IReadOnlyList<long> versions, CancellationToken cancel) =>
        store.ReferralIdsAsync(scope, versions, cancel);
}

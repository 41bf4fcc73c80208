using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>What an organisation's facts are read from: a store as it is, or as it would be with an import that is not kept
/// (<see cref="TrialStore"/>), or with one taken back (<see cref="SupposedStore"/>).</summary>
internal interface IFactSource
{
    /// <inheritdoc cref="ReferralStore.FindAsync(long, CancellationToken)"/>
    Task<OrganizationState?> FindAsync(long organizationId, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.SettingsAsync"/>
    Task<IReadOnlyDictionary<string, string>> SettingsAsync(Scope scope, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.ImportsAsync"/>
    Task<IReadOnlyList<ImportEntry>> ImportsAsync(Scope scope, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.SightingsAsync"/>
    Task<IReadOnlyList<Sighting>> SightingsAsync(Scope scope, IReadOnlyList<long> imports, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.ReadVersionsAsync"/>
    Task ReadVersionsAsync(Scope scope, VersionTable table, Action<VersionRow> take, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.WalkReferralsAsync{T}(Scope, VersionSpan, Func{int, T}, Action{T, VersionRow}, CancellationToken)"/>
    Task<T[]> WalkReferralsAsync<T>(Scope scope, Func<int, T> begin, Action<T, VersionRow> take, CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.ReferralIdsAsync"/>
    Task<IReadOnlyDictionary<long, string>> ReferralIdsAsync(Scope scope, IReadOnlyList<long> versions, CancellationToken cancel);
}

/// <summary>Where an import is kept.</summary>
public interface IImportTarget
{
    /// <inheritdoc cref="ReferralStore.OrganizationsAsync"/>
    Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancel);

    /// <inheritdoc cref="ReferralStore.BeginImportAsync"/>
    Task<ImportSession> BeginImportAsync(long? organizationId, string? partnerCenterId, string name, bool isSample,
        DateTimeOffset? recordedAt, CancellationToken cancel);
}

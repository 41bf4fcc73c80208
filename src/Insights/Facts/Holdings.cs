using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Opens the records of the organisation the program serves: the one chosen when it was started, else the store's first
/// real one, else the sample.</summary>
/// <param name="organizationId">The store's number of the organisation; null lets the store decide each time.</param>
public sealed class Holdings(ReferralStore store, FactsCache cache, long? organizationId = null)
{
    /// <summary>Null when the store holds no organisation yet.</summary>
    public async Task<Records?> OpenAsync(CancellationToken cancel)
    {
        Scope scope;
        if (organizationId is { } chosen) scope = new Scope(chosen);
        else if (await store.OrganizationsAsync(cancel) is [var first, ..]) scope = new Scope(first.Id);
        else return null;
        return new Records(store, scope, await cache.ReadAsync(scope, cancel));
    }
}

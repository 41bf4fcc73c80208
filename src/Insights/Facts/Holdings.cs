using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Opens the records a reader may see.</summary>
public sealed class Holdings(ReferralStore store, FactsCache cache)
{
    /// <param name="scope">Whose, and as whom; null while the store holds no organisation.</param>
    /// <returns>Null when there is no organisation to open.</returns>
    public async Task<Records?> OpenAsync(Scope? scope, CancellationToken cancel) =>
        scope is null ? null : new Records(store, scope, await cache.ReadAsync(scope, cancel));
}

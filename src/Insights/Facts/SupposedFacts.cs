using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Facts as they would be. Nothing of them is kept: they are read for the one who asks.</summary>
public static class SupposedFacts
{
    /// <summary>As if an import that was tried had been kept.</summary>
    /// <exception cref="InvalidOperationException">No import was tried.</exception>
    public static Task<OrganizationFacts> WithAsync(TrialStore trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        Scope scope = trial.Scope ?? throw new InvalidOperationException("No import was tried yet.");
        return Task.Run(() => new FactsReader(trial, scope, cancel).ReadAsync(), cancel);
    }

    /// <summary>As if an import had been taken back, or counted again.</summary>
    /// <param name="undone">True to suppose it taken back.</param>
    public static Task<OrganizationFacts> AfterChangeAsync(ReferralStore store, Scope scope, long importId, bool undone,
        CancellationToken cancel) =>
        Task.Run(() => new FactsReader(new SupposedStore(store, importId, undone), scope, cancel).ReadAsync(), cancel);
}

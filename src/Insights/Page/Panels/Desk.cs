using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Page.Panels;

/// <summary>Where a reader of the page leaves something: feedback, a setting, a share. A page without one is a page to look at.</summary>
/// <param name="scope">Whose page it is; null while the store is empty.</param>
public sealed class Desk(ReferralStore store, TimeProvider clock, Func<CancellationToken, ValueTask<Scope?>> scope)
{
    public ReferralStore Store => store;

    public TimeProvider Clock => clock;

    /// <summary>Keeps one address from filling the boxes.</summary>
    public Gate Gate { get; } = new(clock);

    public ValueTask<Scope?> ScopeAsync(CancellationToken cancel) => scope(cancel);
}

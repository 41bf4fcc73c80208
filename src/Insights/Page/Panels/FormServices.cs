using Insights.Store;

namespace Insights.Page.Panels;

/// <summary>Where a reader of the page leaves something: feedback, a setting, a share. A page without one is a page to look at.</summary>
public sealed class FormServices(ReferralStore store, TimeProvider clock)
{
    public ReferralStore Store => store;

    public TimeProvider Clock => clock;

    /// <summary>Keeps one address from filling the boxes.</summary>
    public Gate Gate { get; } = new(clock);
}

using Insights.Store;

namespace Insights.Access.OpenId;

/// <summary>Ends sessions in the store, for every process of it.</summary>
public sealed class SessionEnds(ReferralStore store) : ISessionEnds
{
    /// <inheritdoc/>
    public Task EndAsync(string issuer, string? sid, string? subject, CancellationToken cancel) => store.Sessions.EndOfIssuerAsync(issuer, sid ?? "", subject ?? "", cancel);
}

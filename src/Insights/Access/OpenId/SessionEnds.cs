using Insights.Store;

namespace Insights.Access.OpenId;

/// <summary>Ends sessions in the store, for every process of it.</summary>
public sealed class SessionEnds(ReferralStore store) : ISessionEnds
{
    /// <inheritdoc/>
    public Task<bool> EndAsync(string issuer, string? sid, string? subject, LogoutWord? word, CancellationToken cancel) =>
        store.Sessions.EndOfIssuerAsync(issuer, sid ?? "", subject ?? "", cancel, word);
}

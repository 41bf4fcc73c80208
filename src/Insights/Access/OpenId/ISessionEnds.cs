using Insights.Store;

namespace Insights.Access.OpenId;

/// <summary>Where the provider's word that somebody signed out is heard.</summary>
public interface ISessionEnds
{
    /// <summary>Ends the sessions of one sign-in at the provider, or all of a person's. That there are none is no error.</summary>
    /// <param name="issuer">The claim <c>iss</c> of the sessions.</param>
    /// <param name="sid">Their claim <c>sid</c>; null ends every session of <paramref name="subject"/>.</param>
    /// <param name="subject">Their claim <c>sub</c>; null when only <paramref name="sid"/> is known. Never both null; with both, both must
    /// fit.</param>
    /// <param name="word">What the provider has signed, which counts once; null when nobody vouches for it.</param>
    /// <returns>False when that was used before.</returns>
    Task<bool> EndAsync(string issuer, string? sid, string? subject, LogoutWord? word, CancellationToken cancel);
}

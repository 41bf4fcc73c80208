using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Insights.Store;

namespace Insights.Access.OpenId;

/// <summary>Whether a token is the provider's, for us, now, and about this very sign-in (OpenID Connect Core 3.1.3.7; Back-Channel Logout 2.6).</summary>
internal sealed class TokenCheck(OpenIdSettings settings, Provider provider, TimeProvider clock)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";

    /// <summary>The claims of an id_token.</summary>
    /// <param name="nonce">What this browser's sign-in was begun with; null when that is not known, and then nothing is believed.</param>
    /// <param name="accessToken">The access token that came with it.</param>
    /// <exception cref="OpenIdException">It is not to be believed.</exception>
    public async Task<JsonElement> IdTokenAsync(string text, string? nonce, string accessToken, CancellationToken cancel)
    {
        JsonElement claims = await ClaimsAsync(text, cancel);
        if (nonce is null || claims.Text("nonce") != nonce) throw new OpenIdException(OpenIdProblem.Nonce, "The token's nonce is not the one this sign-in was begun with.");
        if (string.IsNullOrEmpty(claims.Text("sub"))) throw new OpenIdException(OpenIdProblem.Token, "The token does not say who it is about (sub).");
        // All three algorithms hash with SHA-256.
        if (claims.TryGetProperty("at_hash", out _) && claims.Text("at_hash") != Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16)))
            throw new OpenIdException(OpenIdProblem.Token, "The token was not given with this access token (at_hash).");
        return claims;
    }

    /// <summary>The claims of a logout_token.</summary>
    /// <exception cref="OpenIdException">It is not to be believed.</exception>
    public async Task<JsonElement> LogoutTokenAsync(string text, CancellationToken cancel)
    {
        JsonElement claims = await ClaimsAsync(text, cancel);
        if (!claims.TryGetProperty("events", out JsonElement events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out JsonElement happened) || happened.ValueKind != JsonValueKind.Object || claims.TryGetProperty("nonce", out _))
            throw new OpenIdException(OpenIdProblem.Token, "The token is no logout_token (events, nonce).");
        if (string.IsNullOrEmpty(claims.Text("sub")) && string.IsNullOrEmpty(claims.Text("sid"))) throw new OpenIdException(OpenIdProblem.Token, "The token does not say who signed out (sub, sid).");
        return claims;
    }

    /// <summary>What tells a logout_token from every other of its issuer, and until when it is believed: its <c>jti</c>, or else the token
    /// itself.</summary>
    public LogoutWord WordOf(JsonElement claims, string text)
    {
        DateTimeOffset now = clock.GetUtcNow();
        // A year is the longest that is remembered; what a token says of its end may be any number.
        double lasts = Math.Clamp((claims.Moment("exp") ?? 0) + settings.Skew.TotalSeconds - now.ToUnixTimeSeconds(), 0,
            TimeSpan.FromDays(366).TotalSeconds);
        return new LogoutWord(claims.Text("jti") is { Length: > 0 } id ? "jti " + id : "token " + text, now.AddSeconds(lasts + 1));
    }

    private async Task<JsonElement> ClaimsAsync(string text, CancellationToken cancel)
    {
        SignedToken token = SignedToken.Read(text);
        JsonElement claims = token.Claims;
        Published published = await SignedByAsync(token, cancel);
        if (!published.IsIssuerOf(claims)) throw new OpenIdException(OpenIdProblem.Issuer, $"The token is from {OpenIdException.Quoted(claims.Text("iss"))}, not from {published.Issuer}.");

        IReadOnlyList<string> audience = claims.Texts("aud");
        if (!audience.Contains(settings.Client)) throw new OpenIdException(OpenIdProblem.Audience, $"The token is for {OpenIdException.Quoted(string.Join(' ', audience))}, not for {settings.Client}.");
        if (claims.TryGetProperty("azp", out _) || audience.Count > 1)
        {
            if (claims.Text("azp") != settings.Client) throw new OpenIdException(OpenIdProblem.Audience, $"The token was given to {OpenIdException.Quoted(claims.Text("azp"))} (azp), not to {settings.Client}.");
        }

        double now = clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0, skew = settings.Skew.TotalSeconds;
        if (claims.Moment("exp") is not { } ends || claims.Moment("iat") is not { } issued) throw new OpenIdException(OpenIdProblem.Token, "The token does not say until when it holds and since when (exp, iat).");
        if (now - skew >= ends) throw new OpenIdException(OpenIdProblem.Expired, $"The token held until {now - ends:F0} seconds ago.");
        if (Math.Max(issued, claims.Moment("nbf") ?? issued) is var begins && begins > now + skew) throw new OpenIdException(OpenIdProblem.Early, $"The token holds {begins - now:F0} seconds from now.");
        return claims;
    }

    /// <returns>What the provider published when the key was among it.</returns>
    private async Task<Published> SignedByAsync(SignedToken token, CancellationToken cancel)
    {
        string algorithm = token.Header.Text("alg") ?? "", kid = token.Header.Text("kid") ?? "";
        if (!SigningKey.Algorithms.TryGetValue(algorithm, out var verifies)) throw new OpenIdException(OpenIdProblem.Signature, $"The token's algorithm is {OpenIdException.Quoted(algorithm)}, not {string.Join(" or ", SigningKey.Algorithms.Keys.Order(StringComparer.Ordinal))}.");
        // What is critical in it we would not understand (RFC 7515, 4.1.11).
        if (token.Header.TryGetProperty("crit", out _)) throw new OpenIdException(OpenIdProblem.Signature, "The token has something critical in its header.");

        bool May(SigningKey key) => key.Fits(algorithm, token.Header.Text("kid")) && (key.Issuer is null || Published.IsIssuerOf(token.Claims, key.Issuer));
        Published published = await provider.ReadAsync(cancel);
        if (!published.Keys.Any(May)) published = await provider.ReadNewerAsync(published, cancel);
        SigningKey[] keys = [.. published.Keys.Where(May)];
        if (keys.Length == 0) throw new OpenIdException(OpenIdProblem.Signature, $"The provider publishes no key {OpenIdException.Quoted(kid)} for {algorithm}.");
        return keys.Any(key => verifies(key, token)) ? published : throw new OpenIdException(OpenIdProblem.Signature, $"The token's signature is not of the key {OpenIdException.Quoted(kid)}.");
    }
}

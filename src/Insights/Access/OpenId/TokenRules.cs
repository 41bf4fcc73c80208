using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Insights.Access.OpenId;

/// <summary>When a token is the provider's, for us and now (OpenID Connect Core 3.1.3.7). The library checks the signature and asks these
/// rules, which say in words what was wrong.</summary>
internal static class TokenRules
{
    private const string Tenant = "{tenantid}";
    private const int ShortestRsa = 2048;

    // "none" and what is signed with a shared secret are not among them.
    private static readonly string[] Algorithms = ["RS256", "PS256", "ES256"];

    public static TokenValidationParameters Of(OpenIdSettings settings, TimeProvider clock) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidateIssuerSigningKey = true,
        IssuerSigningKeyValidatorUsingConfiguration = (key, token, _, published) =>
            Signs(key, (JsonWebToken)token, (OpenIdConnectConfiguration)published),
        IssuerValidatorUsingConfiguration = (_, token, _, published) =>
            IssuerOf(TokenClaims.Read(((JsonWebToken)token).EncodedPayload), published),
        AudienceValidator = (audience, token, _) =>
            IsFor(settings.Client, [.. audience], TokenClaims.Read(((JsonWebToken)token).EncodedPayload)),
        LifetimeValidator = (_, _, token, _) =>
            Holds(TokenClaims.Read(((JsonWebToken)token).EncodedPayload), clock.GetUtcNow(), settings.Skew),
    };

    /// <summary>True when anybody's tenant can sign in, so that its claims alone make nobody anything here.</summary>
    public static bool HasManyTenants(BaseConfiguration published) => published.Issuer?.Contains(Tenant, StringComparison.Ordinal) == true;

    /// <summary>True when a provider that publishes this issuer may call itself so in an address; with many tenants by the name of
    /// one.</summary>
    public static bool IsIssuer(string issuer, BaseConfiguration published) => !HasManyTenants(published) ? issuer == published.Issuer
        : issuer != published.Issuer && published.Issuer.Split(Tenant) is [{ } before, { } after]
            && issuer.StartsWith(before, StringComparison.Ordinal) && issuer.EndsWith(after, StringComparison.Ordinal);

    private static bool Signs(SecurityKey? key, JsonWebToken token, OpenIdConnectConfiguration published)
    {
        if (key is null || !Algorithms.Contains(token.Alg))
            throw new OpenIdException(OpenIdProblem.Signature,
                $"The token's algorithm is {OpenIdException.Quoted(token.Alg)}, not {string.Join(" or ", Algorithms)}.");
        // What is critical in it we would not understand (RFC 7515, 4.1.11).
        if (TokenClaims.Read(token.EncodedHeader).TryGetProperty("crit", out _))
            throw new OpenIdException(OpenIdProblem.Signature, "The token has something critical in its header.");
        JsonElement claims = TokenClaims.Read(token.EncodedPayload);
        // A key signs only with its own algorithm, and of many tenants perhaps only for one.
        bool fits = published.JsonWebKeySet.Keys.Any(entry => entry.Kid == key.KeyId && (entry.Alg ?? token.Alg) == token.Alg
            && (!entry.AdditionalData.TryGetValue("issuer", out object? only) || IsIssuerOf(claims, $"{only}")));
        if (!fits || (token.Alg != "ES256" && key.KeySize < ShortestRsa))
            throw new OpenIdException(OpenIdProblem.Signature,
                $"The provider publishes no key {OpenIdException.Quoted(key.KeyId)} for {token.Alg}.");
        return true;
    }

    private static string IssuerOf(JsonElement claims, BaseConfiguration published) => IsIssuerOf(claims, published.Issuer)
        ? claims.Text("iss")!
        : throw new OpenIdException(OpenIdProblem.Issuer,
        $"The token is from {OpenIdException.Quoted(claims.Text("iss"))}, not from {published.Issuer}.");

    private static bool IsIssuerOf(JsonElement claims, string issuer)
    {
        if (issuer.Contains(Tenant, StringComparison.Ordinal))
        {
            // Anything but a tenant's id could make the address another one.
            if (!Guid.TryParseExact(claims.Text("tid"), "D", out _)) return false;
            issuer = issuer.Replace(Tenant, claims.Text("tid"), StringComparison.Ordinal);
        }
        return claims.Text("iss") == issuer;
    }

    private static bool IsFor(string client, string[] audience, JsonElement claims)
    {
        if (!audience.Contains(client))
            throw new OpenIdException(OpenIdProblem.Audience,
                $"The token is for {OpenIdException.Quoted(string.Join(' ', audience))}, not for {client}.");
        bool given = audience.Length == 1 && !claims.TryGetProperty("azp", out _);
        return given || claims.Text("azp") == client ? true
            : throw new OpenIdException(OpenIdProblem.Audience,
            $"The token was given to {OpenIdException.Quoted(claims.Text("azp"))} (azp), not to {client}.");
    }

    private static bool Holds(JsonElement claims, DateTimeOffset moment, TimeSpan skew)
    {
        double now = moment.ToUnixTimeMilliseconds() / 1000.0;
        if (claims.Moment("exp") is not { } ends || claims.Moment("iat") is not { } issued)
            throw new OpenIdException(OpenIdProblem.Token, "The token does not say until when it holds and since when (exp, iat).");
        if (now - skew.TotalSeconds >= ends)
            throw new OpenIdException(OpenIdProblem.Expired, $"The token held until {now - ends:F0} seconds ago.");
        double begins = Math.Max(issued, claims.Moment("nbf") ?? issued);
        return begins <= now + skew.TotalSeconds ? true
            : throw new OpenIdException(OpenIdProblem.Early, $"The token holds {begins - now:F0} seconds from now.");
    }
}

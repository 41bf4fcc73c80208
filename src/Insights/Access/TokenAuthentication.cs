using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Insights.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Insights.Access;

/// <summary>The organisation the program was started for.</summary>
/// <param name="OrganizationId">Null lets the store decide for who sits at the machine.</param>
public sealed record ServedOrganization(long? OrganizationId);

/// <summary>Knows a program by its token (<c>Authorization: Bearer</c>, RFC 6750).</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    ReferralStore store,
    ServedOrganization served) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "token", ReachClaim = "reach";
    private const string Bearer = "Bearer ";

    /// <summary>True when who asks shows a token, whether a good one or not.</summary>
    public static bool IsShown(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsShown(Context)) return AuthenticateResult.NoResult();
        if (Secret.Read(Request.Headers.Authorization.ToString()[Bearer.Length..].Trim()) is not { } secret)
            return AuthenticateResult.Fail("This is no token.");
        if (served.OrganizationId is { } only && only != secret.OrganizationId)
            return AuthenticateResult.Fail("The token is another organisation's.");
        if (await store.ApiTokens.UseAsync(secret.OrganizationId, secret.Hash, Context.RequestAborted) is not { } token)
            return AuthenticateResult.Fail("The token is unknown, expired or revoked.");
        var program = new ClaimsIdentity(
        [
            new Claim(PersonClaims.Name, token.Name), new Claim(ReachClaim, token.Reach),
            new Claim(PersonClaims.OrganizationNumber, secret.OrganizationId.ToString(CultureInfo.InvariantCulture)),
        ], SchemeName, PersonClaims.Name, PersonClaims.Role);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(program), SchemeName));
    }
}

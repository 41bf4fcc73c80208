using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Insights.Access.OpenId;

/// <summary>The framework's OpenID Connect handler, with what it leaves open: who the claims make somebody here, a provider that is away,
/// and signing out that the provider begins.</summary>
internal sealed class OpenIdHandler(IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory logger, HtmlEncoder html,
    UrlEncoder encoder, OpenIdSettings settings,
    ProviderConfiguration provider, ProviderLogout logout, ILogger<Person> log) : OpenIdConnectHandler(options, logger, html, encoder)
{
    // Kept with the session only as a hint for signing out, where it goes into an address; without it the provider asks who.
    private const int LongestHint = 2048;

    /// <inheritdoc/>
    public override async Task<bool> HandleRequestAsync() => await logout.AnswerAsync(Context) || await base.HandleRequestAsync();

    /// <summary>Sends the browser to the provider to sign out there too, and from there to <see cref="OpenIdSignIn.SignInPath"/>.</summary>
    public override async Task SignOutAsync(AuthenticationProperties? properties)
    {
        try
        {
            await base.SignOutAsync(properties);
        }
        catch (OpenIdException e)
        {
            log.LogWarning("Signed out here, but not at the provider: {Detail}", e.Message);
            Response.Redirect($"{OriginalPathBase}{OpenIdSignIn.SignInPath}");
        }
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            await base.HandleChallengeAsync(properties);
            await OpenIdSignIn.LeaveAsync(Context, Response.Headers.Location.ToString());
        }
        catch (Exception e) when (OpenIdException.Of(e) is { } failed)
        {
            OpenIdSignIn.Tell(Context, failed);
        }
    }

    /// <summary>Makes somebody of a sign-in that was checked. The provider's userinfo is asked only for what the token leaves
    /// out.</summary>
    protected override async Task<HandleRequestResult> GetUserInformationAsync(OpenIdConnectMessage message, JwtSecurityToken jwt,
        ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        OpenIdConnectConfiguration published = await provider.GetConfigurationAsync(Context.RequestAborted);
        JsonElement claims = TokenClaims.Read(jwt.RawPayload);
        JsonElement? userInfo = Person.IsIncomplete(claims, settings) && published.UserInfoEndpoint is { Length: > 0 } place
            ? await UserInfoAsync(place, message.AccessToken, claims) : null;
        if (message.IdToken.Length <= LongestHint)
            properties.StoreTokens([new AuthenticationToken { Name = OpenIdConnectParameterNames.IdToken, Value = message.IdToken }]);
        // However busy the session, in the end the provider is asked again who this is and as what.
        properties.AllowRefresh = false;
        ClaimsPrincipal person = Person.Of(claims, userInfo, TokenRules.HasManyTenants(published), settings);
        if (!person.HasClaim(claim => claim.Type == PersonClaims.Role))
            log.LogWarning("Somebody was signed in without a role: the claim {RoleClaim} says {Roles}, {OrganizationClaim} says " +
                "{Organization}", settings.RoleClaim,
                OpenIdException.Quoted(string.Join(' ', claims.Texts(settings.RoleClaim))), settings.OrganizationClaim,
                    OpenIdException.Quoted(claims.Text(settings.OrganizationClaim)));
        return HandleRequestResult.Success(new AuthenticationTicket(person, properties, Scheme.Name));
    }

    private async Task<JsonElement> UserInfoAsync(string place, string accessToken, JsonElement claims)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, place);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using HttpResponseMessage response = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (!response.IsSuccessStatusCode)
            throw new OpenIdException(OpenIdProblem.Provider, $"{place} answered {(int)response.StatusCode} {response.ReasonPhrase}.");
        using JsonDocument document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(Context.RequestAborted),
            default, Context.RequestAborted);
        JsonElement answer = document.RootElement.Clone();
        if (answer.ValueKind != JsonValueKind.Object || answer.Text("sub") != claims.Text("sub"))
            throw new OpenIdException(OpenIdProblem.Token, "The provider's userinfo is about somebody else than the token (sub).");
        return answer;
    }
}

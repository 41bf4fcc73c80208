using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Insights.Access.OpenId;

/// <summary>The framework's OAuth handler (state, PKCE, correlation) with what OpenID Connect adds: discovery, nonce, id_token, signing out.</summary>
internal sealed class OpenIdHandler(IOptionsMonitor<OpenIdOptions> options, ILoggerFactory logger, UrlEncoder encoder, OpenIdSettings settings, Provider provider, TokenCheck check, ISessionEnds sessions)
    : OAuthHandler<OpenIdOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    private const string Nonce = ".nonce", IdToken = "id_token";

    // Kept with the session only as a hint for signing out, where it goes into an address; without it the provider asks who.
    private const int LongestHint = 2048;
    private const int LongestLogout = 64 * 1024;

    private Published? published;

    private CancellationToken Cancel => Context.RequestAborted;

    /// <inheritdoc/>
    public override async Task<bool> HandleRequestAsync()
    {
        bool back = Request.Path == OpenIdSignIn.BackChannelPath && HttpMethods.IsPost(Request.Method),
            front = Request.Path == OpenIdSignIn.FrontChannelPath && HttpMethods.IsGet(Request.Method) && !Context.AsksForHead();
        if (!back && !front) return await base.HandleRequestAsync();
        Response.Headers.CacheControl = "no-store";
        try
        {
            await (back ? EndByTokenAsync() : EndByFrameAsync());
        }
        catch (OpenIdException e)
        {
            Logger.LogWarning("Nobody was signed out ({Code}): {Detail}", e.Problem.Code, e.Message);
            Response.StatusCode = e.Problem == OpenIdProblem.Provider ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
            await Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = "invalid_request", ["error_description"] = e.Problem.Code }, Cancel);
        }
        return true;
    }

    /// <summary>Sends the browser to the provider to sign out there too, and from there to <see cref="OpenIdSignIn.SignInPath"/>.</summary>
    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        Uri? place = null;
        try
        {
            place = (await provider.ReadAsync(Cancel)).EndSession;
        }
        catch (OpenIdException e)
        {
            Logger.LogWarning("Signed out here, but not at the provider: {Detail}", e.Message);
        }
        if (place is null)
        {
            Response.Redirect($"{OriginalPathBase}{OpenIdSignIn.SignInPath}");
            return;
        }
        var query = new Dictionary<string, string?> { ["client_id"] = settings.Client, ["post_logout_redirect_uri"] = Public(BuildRedirectUri(OpenIdSignIn.SignInPath), OpenIdSignIn.SignInPath) };
        if (await Context.GetTokenAsync(OpenIdSignIn.SessionScheme, IdToken) is { } hint) query["id_token_hint"] = hint;
        await OpenIdSignIn.LeaveAsync(Context, QueryHelpers.AddQueryString(place.AbsoluteUri, query));
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        try
        {
            published = await provider.ReadAsync(Cancel);
        }
        catch (OpenIdException e)
        {
            OpenIdSignIn.Tell(Context, e);
            return;
        }
        await base.HandleChallengeAsync(properties);
    }

    /// <inheritdoc/>
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        string nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        properties.Items[Nonce] = nonce;
        string framework = base.BuildChallengeUrl(properties, Public(redirectUri, OpenIdSignIn.CallbackPath));
        return QueryHelpers.AddQueryString(published!.Authorization.AbsoluteUri, QueryHelpers.ParseQuery(framework).Append(new("nonce", nonce)));
    }

    /// <inheritdoc/>
    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        published = await provider.ReadAsync(Cancel);
        // A code of another provider is not carried to this one (RFC 9207).
        if (Request.Query.TryGetValue("iss", out var issuer) && issuer != published.Issuer) throw new OpenIdException(OpenIdProblem.Issuer, $"The answer is from {OpenIdException.Quoted(issuer)}, not from {published.Issuer}.");
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = context.Code,
            ["redirect_uri"] = Public(context.RedirectUri, OpenIdSignIn.CallbackPath),
            ["client_id"] = settings.Client,
        };
        if (context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey, out string? verifier)) form[OAuthConstants.CodeVerifierKey] = verifier;
        using var request = new HttpRequestMessage(HttpMethod.Post, published.Token);
        if (settings.Secret is { } secret)
        {
            // Each half is written as in a form (RFC 6749, 2.3.1).
            if (published.TakesBasic) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.Client)}:{Uri.EscapeDataString(secret)}")));
            else form["client_secret"] = secret;
        }
        using var content = new FormUrlEncodedContent(form);
        request.Content = content;
        (bool done, JsonElement answer, string status) = await provider.TryAskAsync(request, Cancel);
        if (done && answer.Text("access_token") is not null && answer.Text(IdToken) is not null) return OAuthTokenResponse.Success(JsonDocument.Parse(answer.GetRawText()));
        if (done) throw new OpenIdException(OpenIdProblem.Token, "The provider gave no access_token, or no id_token: is openid among the scopes it grants?");
        throw new OpenIdException(
            answer.Text("error") switch { "invalid_grant" => OpenIdProblem.Grant, "invalid_client" or "unauthorized_client" => OpenIdProblem.Client, _ => OpenIdProblem.Provider },
            $"{published.Token} answered {status}: {OpenIdException.Quoted(answer.Text("error"))}, {OpenIdException.Quoted(answer.Text("error_description"))}.");
    }

    /// <inheritdoc/>
    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        string idToken = tokens.Response!.RootElement.Text(IdToken)!;
        properties.Items.Remove(Nonce, out string? nonce);
        JsonElement claims = await check.IdTokenAsync(idToken, nonce, tokens.AccessToken!, Cancel);
        JsonElement? userInfo = Person.IsIncomplete(claims, settings) && published!.UserInfo is { } place ? await UserInfoAsync(place, tokens.AccessToken!, claims) : null;
        if (idToken.Length <= LongestHint) properties.StoreTokens([new AuthenticationToken { Name = IdToken, Value = idToken }]);
        // However busy the session, in the end the provider is asked again who this is and as what.
        properties.AllowRefresh = false;
        ClaimsPrincipal person = Person.Of(claims, userInfo, published!, settings);
        if (!person.HasClaim(claim => claim.Type == "role"))
            Logger.LogWarning("Somebody was signed in without a role: the claim {RoleClaim} says {Roles}, {OrganizationClaim} says {Organization}", settings.RoleClaim,
                OpenIdException.Quoted(string.Join(' ', claims.Texts(settings.RoleClaim))), settings.OrganizationClaim, OpenIdException.Quoted(claims.Text(settings.OrganizationClaim)));
        return new AuthenticationTicket(person, properties, Scheme.Name);
    }

    private async Task<JsonElement> UserInfoAsync(Uri place, string accessToken, JsonElement claims)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, place);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        JsonElement answer = await provider.AskAsync(request, Cancel);
        return answer.Text("sub") == claims.Text("sub") ? answer : throw new OpenIdException(OpenIdProblem.Token, "The provider's userinfo is about somebody else than the token (sub).");
    }

    private async Task EndByTokenAsync()
    {
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LongestLogout;
        string? text = null;
        try
        {
            if (Request.HasFormContentType) text = (await Request.ReadFormAsync(Cancel))["logout_token"];
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw new OpenIdException(OpenIdProblem.Token, "What was posted is no form, or too long a one.", e);
        }
        if (string.IsNullOrEmpty(text)) throw new OpenIdException(OpenIdProblem.Token, "There is no logout_token.");
        JsonElement claims = await check.LogoutTokenAsync(text, Cancel);
        if (!await sessions.EndAsync(claims.Text("iss")!, claims.Text("sid"), claims.Text("sub"), check.WordOf(claims, text), Cancel))
            throw new OpenIdException(OpenIdProblem.Token, "The token was used before (jti).");
    }

    // Without a signature, so it is the session's own secret number that is believed. The frame gets no cookie, and needs none.
    private async Task EndByFrameAsync()
    {
        Published now = await provider.ReadAsync(Cancel);
        // Entra leaves the issuer out, against the specification; with many tenants that says too little.
        string sid = Request.Query["sid"].ToString(), issuer = Request.Query["iss"] is [{ } said] ? said : now.Issuer;
        if (sid.Length == 0 || (now.HasManyTenants && issuer == now.Issuer)) throw new OpenIdException(OpenIdProblem.Token, "The provider does not say whose session ends (iss, sid).");
        if (now.HasManyTenants ? now.Issuer.Split(Published.Tenant) is not [{ } before, { } after] || !issuer.StartsWith(before, StringComparison.Ordinal) || !issuer.EndsWith(after, StringComparison.Ordinal) : issuer != now.Issuer)
            throw new OpenIdException(OpenIdProblem.Issuer, $"{OpenIdException.Quoted(issuer)} is not {now.Issuer}.");
        await sessions.EndAsync(issuer, sid, null, null, Cancel);
    }

    private string Public(string address, string path) => settings.PublicAddress is { } open ? open.AbsoluteUri.TrimEnd('/') + path : address;
}

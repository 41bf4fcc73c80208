using System.Text.Json;
using Insights.Store;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Insights.Access.OpenId;

/// <summary>Signing out that the provider tells of: by a token it has signed (OpenID Connect Back-Channel Logout 1.0) or by a hidden frame
/// (Front-Channel Logout 1.0). The framework has neither: its own frame needs a cookie that browsers do not send there.</summary>
internal sealed class ProviderLogout(OpenIdSettings settings, ProviderConfiguration provider, ISessionEnds sessions,
    IOptionsMonitor<OpenIdConnectOptions> options,
    TimeProvider clock, ILogger<ProviderLogout> log)
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private const int Longest = 64 * 1024;

    /// <summary>Answers a request to one of the two addresses: 200, 400 for what is not to be believed, 503 while the provider is
    /// away.</summary>
    /// <returns>False for every other request, which is not answered.</returns>
    public async Task<bool> AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool back = request.Path == OpenIdSignIn.BackChannelPath && HttpMethods.IsPost(request.Method),
            front = request.Path == OpenIdSignIn.FrontChannelPath && HttpMethods.IsGet(request.Method) && !context.AsksForHead();
        if (!back && !front) return false;
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await (back ? EndByTokenAsync(context) : EndByFrameAsync(context));
        }
        catch (OpenIdException e)
        {
            log.LogWarning("Nobody was signed out ({Code}): {Detail}", e.Problem.Code, e.Message);
            context.Response.StatusCode = e.Problem == OpenIdProblem.Provider ? StatusCodes.Status503ServiceUnavailable
                : StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new Dictionary<string,
                string>
            { ["error"] = "invalid_request", ["error_description"] = e.Problem.Code }, context.RequestAborted);
        }
        return true;
    }

    private async Task EndByTokenAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = Longest;
        string? text = null;
        try
        {
            if (context.Request.HasFormContentType) text = (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"];
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw new OpenIdException(OpenIdProblem.Token, "What was posted is no form, or too long a one.", e);
        }
        if (string.IsNullOrEmpty(text)) throw new OpenIdException(OpenIdProblem.Token, "There is no logout_token.");
        JsonElement claims = await ClaimsAsync(text, context.RequestAborted);
        if (!await sessions.EndAsync(claims.Text("iss")!, claims.Text("sid"), claims.Text("sub"), WordOf(claims, text),
            context.RequestAborted))
            throw new OpenIdException(OpenIdProblem.Token, "The token was used before (jti).");
    }

    private async Task<JsonElement> ClaimsAsync(string text, CancellationToken cancel)
    {
        JsonElement claims = TokenClaims.Of(text);
        await provider.GetConfigurationAsync(cancel);
        OpenIdConnectOptions how = options.Get(OpenIdSignIn.Scheme);
        TokenValidationParameters rules = how.TokenValidationParameters.Clone();
        rules.ConfigurationManager = provider;
        TokenValidationResult result = await how.TokenHandler.ValidateTokenAsync(text, rules);
        if (!result.IsValid) throw OpenIdException.Of(result.Exception)
            ?? new OpenIdException(OpenIdProblem.Token, result.Exception.Message, result.Exception);
        bool tells = claims.TryGetProperty("events", out JsonElement events) && events.ValueKind == JsonValueKind.Object
            && events.TryGetProperty(LogoutEvent, out JsonElement happened) && happened.ValueKind == JsonValueKind.Object;
        if (!tells || claims.TryGetProperty("nonce", out _))
            throw new OpenIdException(OpenIdProblem.Token, "The token is no logout_token (events, nonce).");
        if (string.IsNullOrEmpty(claims.Text("sub")) && string.IsNullOrEmpty(claims.Text("sid")))
            throw new OpenIdException(OpenIdProblem.Token, "The token does not say who signed out (sub, sid).");
        return claims;
    }

    // What tells a token from every other of its issuer, and until when it is believed.
    private LogoutWord WordOf(JsonElement claims, string text)
    {
        DateTimeOffset now = clock.GetUtcNow();
        // A year is the longest that is remembered; what a token says of its end may be any number.
        double lasts = Math.Clamp((claims.Moment("exp") ?? 0) + settings.Skew.TotalSeconds - now.ToUnixTimeSeconds(), 0,
            TimeSpan.FromDays(366).TotalSeconds);
        return new LogoutWord(claims.Text("jti") is { Length: > 0 } id ? "jti " + id : "token " + text, now.AddSeconds(lasts + 1));
    }

    // Without a signature, so it is the session's own secret number that is believed. The frame gets no cookie, and needs none.
    private async Task EndByFrameAsync(HttpContext context)
    {
        BaseConfiguration published = await provider.GetConfigurationAsync(context.RequestAborted);
        string sid = context.Request.Query["sid"].ToString();
        // Entra leaves the issuer out, against the specification; with many tenants that says too little.
        string issuer = context.Request.Query["iss"] is [{ } said] ? said : published.Issuer;
        if (sid.Length == 0) throw new OpenIdException(OpenIdProblem.Token, "The provider does not say whose session ends (sid).");
        if (!TokenRules.IsIssuer(issuer, published))
            throw new OpenIdException(OpenIdProblem.Issuer, $"{OpenIdException.Quoted(issuer)} is not {published.Issuer}.");
        await sessions.EndAsync(issuer, sid, null, null, context.RequestAborted);
    }
}

using System.Text.Encodings.Web;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Insights.Access.OpenId;

/// <summary>Sign-in with OpenID Connect: authorization code with PKCE, on the framework's OpenID Connect handler
/// (docs/decisions/0028). It answers its addresses by itself, before any route.</summary>
public static class OpenIdSignIn
{
    /// <summary>The scheme to challenge for signing in, and to sign out of after the session.</summary>
    public const string Scheme = "openid";

    /// <summary>The scheme the session is kept in.</summary>
    public const string SessionScheme = "session";

    /// <summary>The page people are sent to when they are not, or no longer, signed in; with <c>?problem=CODE</c>
    /// (<see cref="OpenIdProblem"/>) when that failed.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where the provider sends people back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>Where the provider itself says that somebody signed out (POST, <c>logout_token</c>).</summary>
    public const string BackChannelPath = "/sign-in/back-channel-logout";

    /// <summary>What the provider shows in a hidden frame when somebody signs out (GET, <c>iss</c> and <c>sid</c>).</summary>
    public const string FrontChannelPath = "/sign-in/front-channel-logout";

    /// <summary>Adds the scheme <see cref="Scheme"/>, which signs people in to <see cref="SessionScheme"/> with the claims <c>sub</c>,
    /// <c>iss</c>, <c>sid</c>, <c>name</c>, <c>email</c>, <c>organization</c> (its id here) and <c>role</c> (a name of <see cref="Role"/>),
    /// each only when there is one; nobody has a role without an organisation. Needs a <see cref="TimeProvider"/> and an
    /// <see cref="ISessionEnds"/> among the services.</summary>
    public static AuthenticationBuilder AddOpenId(this AuthenticationBuilder builder, OpenIdSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        builder.Services.AddSingleton(settings).AddSingleton<ProviderConfiguration>().AddSingleton<ProviderLogout>();
        // The framework tells every refused token as an error with its stack; the sentence about it is a warning of ours.
        builder.Services.AddLogging(logging => logging.AddFilter(typeof(OpenIdHandler).FullName, LogLevel.Critical));
        builder.Services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>();
        builder.Services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<ProviderConfiguration,
            TimeProvider>((options, provider, clock) =>
        {
            (options.ConfigurationManager, options.Backchannel) = (provider, provider.Http);
            options.TokenValidationParameters = TokenRules.Of(settings, clock);
        });
        return builder.AddRemoteScheme<OpenIdConnectOptions, OpenIdHandler>(Scheme, null, options => Configure(options, settings));
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdSettings settings)
    {
        (options.ClientId, options.ClientSecret, options.SignInScheme) = (settings.Client, settings.Secret, SessionScheme);
        (options.ResponseType, options.ResponseMode) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query);
        // Signing out comes back to the page itself, and what the provider begins is answered by ProviderLogout.
        (options.CallbackPath, options.SignedOutCallbackPath, options.RemoteSignOutPath) = (CallbackPath, default, default);
        (options.MapInboundClaims, options.DisableTelemetry, options.GetClaimsFromUserInfoEndpoint) = (false, true, true);
        // The largest tokens of real providers, with a hundred groups, are some 10 KB.
        options.TokenHandler = new JsonWebTokenHandler { MaximumTokenSizeInBytes = 64 * 1024, MapInboundClaims = false };
        options.Scope.Clear();
        foreach (string scope in settings.Scopes) options.Scope.Add(scope);
        (options.CorrelationCookie.Name, options.NonceCookie.Name) = ("insights.sign-in.", "insights.nonce.");
        // The way back is a link that is followed, so the cookies need not go along with anything else.
        foreach (CookieBuilder cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);

        OpenIdConnectEvents events = options.Events;
        events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.RedirectUri = Public(context.ProtocolMessage.RedirectUri, CallbackPath, settings);
            return Task.CompletedTask;
        };
        events.OnMessageReceived = async context =>
        {
            // A code of another provider is not carried to this one (RFC 9207).
            OpenIdConnectConfiguration published =
                await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
            if (context.ProtocolMessage.GetParameter("iss") is { } issuer && !TokenRules.IsIssuer(issuer, published))
                throw new OpenIdException(OpenIdProblem.Issuer,
                    $"The answer is from {OpenIdException.Quoted(issuer)}, not from {published.Issuer}.");
        };
        events.OnTokenResponseReceived = context =>
        {
            OpenIdConnectMessage answer = context.TokenEndpointResponse;
            if (string.IsNullOrEmpty(answer.IdToken) || string.IsNullOrEmpty(answer.AccessToken))
                throw new OpenIdException(OpenIdProblem.Token,
                    "The provider gave no access_token, or no id_token: is openid among the scopes it grants?");
            // The library takes of two claims of one name the last, and throws for what is no token as for a fault of ours.
            TokenClaims.Of(answer.IdToken);
            return Task.CompletedTask;
        };
        events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            context.HandleResponse();
            OpenIdConnectMessage message = context.ProtocolMessage;
            (message.ClientId, message.PostLogoutRedirectUri) =
                (settings.Client, Public($"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{SignInPath}",
                SignInPath, settings));
            if (message.IssuerAddress.Length > 0) return LeaveAsync(context.HttpContext, message.CreateLogoutRequestUrl());
            context.Response.Redirect(context.Request.PathBase + SignInPath);
            return Task.CompletedTask;
        };
        events.OnAccessDenied = context => Tell(context, new OpenIdException(OpenIdProblem.Denied, "The provider says access_denied."));
        events.OnRemoteFailure = context => OpenIdException.Of(context.Failure) is { } failed ? Tell(context, failed) : Task.CompletedTask;
    }

    private static string Public(string address, string path, OpenIdSettings settings) => settings.PublicAddress is { } open
        ? open.AbsoluteUri.TrimEnd('/') + path : address;

    private static Task Tell<TOptions>(HandleRequestContext<TOptions> context, OpenIdException failed) where TOptions
        : AuthenticationSchemeOptions
    {
        Tell(context.HttpContext, failed);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Sends the browser to the provider. A form of ours may lead nowhere else (form-action in the page's policy, which browsers
    /// hold every redirect after it to), so what answers one is a page that leads on at once.</summary>
    internal static Task LeaveAsync(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        if (!HttpMethods.IsPost(context.Request.Method)) return Task.CompletedTask;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Remove("Location");
        context.Response.Headers["Refresh"] = $"0;url={address}";
        context.Response.ContentType = "text/html; charset=utf-8";
        string place = HtmlEncoder.Default.Encode(new Uri(address).Host);
        return context.Response.WriteAsync($"<!DOCTYPE html><title>{place}</title><a " +
            $"href=\"{HtmlEncoder.Default.Encode(address)}\">{place}</a>", context.RequestAborted);
    }

    /// <summary>The particulars to the log, the code to the browser.</summary>
    internal static void Tell(HttpContext context, OpenIdException failed)
    {
        context.RequestServices.GetRequiredService<ILogger<OpenIdProblem>>()
            .LogWarning("Nobody was signed in ({Code}): {Detail}", failed.Problem.Code, failed.Message);
        context.Response.Redirect($"{context.Request.PathBase}{SignInPath}?problem={failed.Problem.Code}");
    }
}

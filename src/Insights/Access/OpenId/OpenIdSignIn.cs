using System.Text.Encodings.Web;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;

namespace Insights.Access.OpenId;

/// <summary>Sign-in with OpenID Connect: authorization code with PKCE, on the framework's OAuth handler, the id_token checked by us
/// (docs/decisions/0019). It answers its addresses by itself, before any route.</summary>
public static class OpenIdSignIn
{
    /// <summary>The scheme to challenge for signing in, and to sign out of after the session.</summary>
    public const string Scheme = "openid";

    /// <summary>The scheme the session is kept in.</summary>
    public const string SessionScheme = "session";

    /// <summary>The page people are sent to when they are not, or no longer, signed in; with <c>?problem=CODE</c> (<see cref="OpenIdProblem"/>) when that failed.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Where the provider sends people back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>Where the provider itself says that somebody signed out (POST, <c>logout_token</c>).</summary>
    public const string BackChannelPath = "/sign-in/back-channel-logout";

    /// <summary>What the provider shows in a hidden frame when somebody signs out (GET, <c>iss</c> and <c>sid</c>).</summary>
    public const string FrontChannelPath = "/sign-in/front-channel-logout";

    /// <summary>Adds the scheme <see cref="Scheme"/>, which signs people in to <see cref="SessionScheme"/> with the claims <c>sub</c>, <c>iss</c>, <c>sid</c>, <c>name</c>, <c>email</c>,
    /// <c>organization</c> (its id here) and <c>role</c> (a name of <see cref="Role"/>), each only when there is one; nobody has a role without an organisation. Needs a <see cref="TimeProvider"/>
    /// and an <see cref="ISessionEnds"/> among the services.</summary>
    public static AuthenticationBuilder AddOpenId(this AuthenticationBuilder builder, OpenIdSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        builder.Services.AddSingleton(settings).AddSingleton<Provider>().AddSingleton<TokenCheck>();
        builder.Services.AddOptions<OpenIdOptions>(Scheme).Configure<Provider>((options, provider) => options.Backchannel = provider.Http);
        return builder.AddOAuth<OpenIdOptions, OpenIdHandler>(Scheme, options =>
        {
            options.ClientId = settings.Client;
            // The provider says where; the handler puts that before what the framework asks.
            options.AuthorizationEndpoint = "";
            options.SignInScheme = SessionScheme;
            options.CallbackPath = CallbackPath;
            options.UsePkce = true;
            foreach (string scope in settings.Scopes) options.Scope.Add(scope);
            // The way back is a link that is followed, so the cookie need not go along with anything else.
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.CorrelationCookie.Name = "insights.sign-in.";
            options.Events.OnRedirectToAuthorizationEndpoint = context => LeaveAsync(context.HttpContext, context.RedirectUri);
            options.Events.OnAccessDenied = context => Tell(context, new OpenIdException(OpenIdProblem.Denied, "The provider says access_denied."));
            options.Events.OnRemoteFailure = context => WhatFailed(context.Failure) is { } failed ? Tell(context, failed) : Task.CompletedTask;
        });
    }

    // What is no failed sign-in is a fault of ours, and stays one.
    private static OpenIdException? WhatFailed(Exception? failure) => failure switch
    {
        OpenIdException ours => ours,
        AuthenticationFailureException e when e.Data["error"] is string error => new OpenIdException(OpenIdProblem.Refused, $"The provider says {OpenIdException.Quoted(error)}."),
        AuthenticationFailureException e => new OpenIdException(OpenIdProblem.State, e.Message),
        _ => null,
    };

    private static Task Tell<TOptions>(HandleRequestContext<TOptions> context, OpenIdException failed) where TOptions : AuthenticationSchemeOptions
    {
        Tell(context.HttpContext, failed);
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Sends the browser to the provider. A form of ours may lead nowhere else (form-action in the page's policy, which browsers hold every
    /// redirect after it to), so what answers one is a page that leads on at once.</summary>
    internal static Task LeaveAsync(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        if (!HttpMethods.IsPost(context.Request.Method)) return Task.CompletedTask;
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.Remove("Location");
        context.Response.Headers["Refresh"] = $"0;url={address}";
        context.Response.ContentType = "text/html; charset=utf-8";
        string place = HtmlEncoder.Default.Encode(new Uri(address).Host);
        return context.Response.WriteAsync($"<!DOCTYPE html><title>{place}</title><a href=\"{HtmlEncoder.Default.Encode(address)}\">{place}</a>", context.RequestAborted);
    }

    /// <summary>The particulars to the log, the code to the browser.</summary>
    internal static void Tell(HttpContext context, OpenIdException failed)
    {
        context.RequestServices.GetRequiredService<ILogger<OpenIdHandler>>().LogWarning("Nobody was signed in ({Code}): {Detail}", failed.Problem.Code, failed.Message);
        context.Response.Redirect($"{context.Request.PathBase}{SignInPath}?problem={failed.Problem.Code}");
    }
}

/// <summary>The framework's, without its addresses: those are the provider's to say.</summary>
internal sealed class OpenIdOptions : OAuthOptions
{
    /// <inheritdoc/>
    public override void Validate()
    {
    }
}

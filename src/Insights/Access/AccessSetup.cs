using Insights.Store;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Insights.Access;

/// <summary>Puts sign-in and the guard of every address into the program.</summary>
public static class AccessSetup
{
    /// <param name="served">The organisation the program was started for; null lets the store decide for who sits at the machine.</param>
    public static AuthenticationBuilder AddAccess(this IServiceCollection services, ReferralStore store, TimeProvider clock, long? served,
        DenialAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(store);
        // Before the framework's own, which looks for a key when the program starts.
        services.AddHostedService<KeyRenewal>();
        services.AddDataProtection().SetApplicationName("insights");
        services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new StoredKeys(store);
            options.AutoGenerateKeys = false;
        });
        // Cookies do not tell ports apart: two programs over two stores on one machine must not sign each other out, nor spoil each other's
        // forms.
        string ours = $"{Stored.Key(store.Identity):x16}";
        services.PostConfigure<AntiforgeryOptions>(options => options.Cookie.Name = "insights.form." + ours);
        services.AddSingleton<SessionTickets>(found =>
            new SessionTickets(store, clock, found.GetRequiredService<IDataProtectionProvider>()));
        services.AddOptions<CookieAuthenticationOptions>(SessionTickets.Scheme)
            .Configure<SessionTickets>((options, tickets) => options.SessionStore = tickets);
        services.AddSingleton(new ServedOrganization(served)).AddSingleton<IAuthorizationHandler, RightAuthorization>()
            .AddSingleton<IAuthorizationMiddlewareResultHandler>(new DenialResults(store, answer)).AddAuthorization(RightPolicies.Add);
        return services.AddAuthentication(SessionTickets.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddPolicyScheme(RightPolicies.SessionOrToken, null, options =>
                options.ForwardDefaultSelector = context => TokenAuthentication.IsShown(context) ? TokenAuthentication.SchemeName
                    : SessionTickets.Scheme)
            .AddCookie(SessionTickets.Scheme, options =>
        {
            options.Cookie.Name = "insights.session." + ours;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.IsEssential = true;
            // Told as an age and not as a date: the clock of the browser may differ. The session itself may end before.
            options.Cookie.MaxAge = SessionTickets.AtTheMachine;
            options.ExpireTimeSpan = SessionTickets.Working;
            options.SlidingExpiration = true;
            options.TimeProvider = clock;
        });
    }

    /// <summary>From here on every request is known, or refused.</summary>
    /// <returns>Where addresses are mapped; each has its rule of <see cref="EndpointRules"/>, or is closed.</returns>
    public static RouteGroupBuilder UseAccess(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        return app.MapGroup("").RequireRules();
    }
}

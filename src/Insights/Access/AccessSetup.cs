using Insights.Store;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Insights.Access;

/// <summary>Puts sign-in and the guard of every address into the program.</summary>
public static class AccessSetup
{
    public static AuthenticationBuilder AddAccess(this IServiceCollection services, ReferralStore store, TimeProvider clock)
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
        // Cookies do not tell ports apart: two programs over two stores on one machine must not sign each other out, nor spoil each other's forms.
        string ours = $"{Stored.Key(store.Identity):x16}";
        services.PostConfigure<AntiforgeryOptions>(options => options.Cookie.Name = "insights.form." + ours);
        services.AddSingleton<SessionTickets>(found => new SessionTickets(store, clock, found.GetRequiredService<IDataProtectionProvider>()));
        services.AddOptions<CookieAuthenticationOptions>(SessionTickets.Scheme).Configure<SessionTickets>((options, tickets) => options.SessionStore = tickets);
        return services.AddAuthentication(SessionTickets.Scheme).AddCookie(SessionTickets.Scheme, options =>
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
    public static void UseAccess(this WebApplication app, ReferralStore store, long? served, DenialAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(app);
        var guard = new AccessMiddleware(store, served, answer);
        app.UseRouting();
        app.UseAuthentication();
        app.Use(guard.GuardAsync);
    }
}

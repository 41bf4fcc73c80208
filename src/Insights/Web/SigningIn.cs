using Insights.Access;
using Insights.Access.OpenId;
using Insights.Page.SignIn;
using Insights.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace Insights.Web;

/// <summary>Joins the page's sign-in to the ways by which one can come in.</summary>
internal static class SigningIn
{
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static void AddSignIn(this WebApplicationBuilder builder, ReferralStore store, TimeProvider clock, long? served)
    {
        (OpenIdSettings? company, IReadOnlyList<string> problems) = OpenIdSettings.Read(name => builder.Configuration[name]);
        if (problems.Count > 0) throw new UsageException(string.Join('\n', problems));

        builder.Services.AddSingleton(new SignInWays(company is null ? null
            : OpenIdSignIn.Scheme, builder.Configuration[Settings.Contact]));
        AuthenticationBuilder ways = builder.Services.AddAccess(store, clock, served, SignInRoutes.TurnAwayAsync);
        if (company is null) return;
        builder.Services.AddSingleton<ISessionEnds>(new SessionEnds(store));
        ways.AddOpenId(company);
        builder.Services.Configure<OpenIdConnectOptions>(OpenIdSignIn.Scheme, options => options.Events.OnTicketReceived = context =>
        {
            SessionTickets.By(OpenIdSignIn.Scheme, context.Properties!);
            return Task.CompletedTask;
        });
    }
}

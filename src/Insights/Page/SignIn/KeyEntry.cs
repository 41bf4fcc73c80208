using Insights.Access;
using Insights.Page.Panels;
using Insights.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.SignIn;

/// <summary>Coming in with the key of a one-time link. A wrong one costs a question to the store and nothing else, and few of them a
/// minute.</summary>
internal static class KeyEntry
{
    /// <returns>What to say and with which status; null when whoever asks is signed in.</returns>
    public static async Task<(string Word, int Status)?> TryAsync(HttpContext context, ReferralStore store, string word)
    {
        (string, int) unknown = ("signin.problem.link", StatusCodes.Status401Unauthorized);
        Gate gate = context.RequestServices.GetRequiredService<FormServices>().Gate;
        Secret? secret = Secret.Read(word);
        string address = "key from " + Gate.Address(context);
        string[] guess = secret is null ? [address] : [address, "key " + secret.Hash];
        if (!gate.LetsIn(guess)) return ("form.problem.often", StatusCodes.Status429TooManyRequests);
        if (secret is null || !await store.OneTimeLinks.IsOpenAsync(secret.OrganizationId, secret.Hash,
            context.RequestAborted)) return unknown;
        DateTimeOffset ends = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + SessionTickets.AtTheMachine;
        try
        {
            await context.SignInAsync(SessionTickets.Scheme, PersonClaims.AtTheMachine(secret.OrganizationId, SessionTickets.Scheme),
                SessionTickets.By("link", new AuthenticationProperties { ExpiresUtc = ends }, secret));
        }
        catch (UsedLinkException)
        {
            return unknown;
        }
        gate.Forgive(guess);
        return null;
    }
}

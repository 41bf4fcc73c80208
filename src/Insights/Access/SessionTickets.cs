using System.Globalization;
using System.Security.Claims;
using Insights.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Insights.Access;

/// <summary>Keeps who is signed in inside the store, so that every process knows and an end is an end; the browser holds a random word.</summary>
public sealed class SessionTickets(ReferralStore store, TimeProvider clock, IDataProtectionProvider protection) : ITicketStore
{
    /// <summary>The authentication scheme of everybody with a browser.</summary>
    public const string Scheme = "session";

    /// <summary>How long a session lasts without use: for who was sent by an identity provider, which has the last word on their roles…</summary>
    public static readonly TimeSpan Working = TimeSpan.FromHours(12);

    /// <summary>… and for who sits at the machine.</summary>
    public static readonly TimeSpan AtTheMachine = TimeSpan.FromDays(14);

    private readonly IDataProtector seal = protection.CreateProtector("session");

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ClaimsPrincipal person = ticket.Principal;
        // The row belongs to the organisation when it is known by now.
        long organization = person.FindFirstValue(PersonClaims.Organization) is { } theirs ? (await store.FindAsync(theirs, cancellationToken))?.Id ?? 0
            : long.TryParse(person.FindFirstValue(PersonClaims.OrganizationNumber), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
        var secret = Secret.New(organization);
        await store.Sessions.BeginAsync(new StoredSession(organization, secret.Hash, Ends(ticket), person.FindFirstValue(PersonClaims.Issuer) ?? "",
            person.FindFirstValue(PersonClaims.Sid) ?? "", person.FindFirstValue(PersonClaims.Subject) ?? "", seal.Protect(TicketSerializer.Default.Serialize(ticket))), cancellationToken);
        return secret.Word;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    public async Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (Secret.Read(key) is { } secret)
            await store.Sessions.RenewAsync(secret.OrganizationId, secret.Hash, Ends(ticket), seal.Protect(TicketSerializer.Default.Serialize(ticket)), cancellationToken);
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        Secret.Read(key) is { } secret && await store.Sessions.FindAsync(secret.OrganizationId, secret.Hash, cancellationToken) is { } ticket
            ? TicketSerializer.Default.Deserialize(seal.Unprotect(ticket)) : null;

    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (Secret.Read(key) is { } secret) await store.Sessions.EndAsync(secret.OrganizationId, secret.Hash, cancellationToken);
    }

    private DateTimeOffset Ends(AuthenticationTicket ticket) => ticket.Properties.ExpiresUtc ?? clock.GetUtcNow() + Working;
}

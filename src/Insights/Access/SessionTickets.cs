using System.Globalization;
using System.Security.Claims;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Insights.Access;

/// <summary>Keeps who is signed in inside the store, so that every process knows and an end is an end; the browser holds a random
/// word.</summary>
public sealed class SessionTickets(ReferralStore store, TimeProvider clock, IDataProtectionProvider protection) : ITicketStore
{
    /// <summary>The authentication scheme of everybody with a browser.</summary>
    public const string Scheme = "session";

    /// <summary>How long a session lasts without use: for who was sent by an identity provider, which has the last word on their
    /// roles…</summary>
    public static readonly TimeSpan Working = TimeSpan.FromHours(12);

    /// <summary>… and for who sits at the machine.</summary>
    public static readonly TimeSpan AtTheMachine = TimeSpan.FromDays(14);

    // Beside the ticket and not in it: what is only renewed has them no more.
    private const string Way = "way", Link = "link";

    private readonly IDataProtector seal = protection.CreateProtector("session");

    /// <summary>Says of a sign-in by which way it came, for the audit trail.</summary>
    /// <param name="link">The one-time link that lets in and is used up by it; null for another way.</param>
    public static AuthenticationProperties By(string way, AuthenticationProperties properties, Secret? link = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        properties.SetParameter(Way, way);
        properties.SetParameter(Link, link);
        return properties;
    }

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    /// <exception cref="UsedLinkException">The one-time link opens nothing any more.</exception>
    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ClaimsPrincipal person = ticket.Principal;
        // The row belongs to the organisation when it is known by now.
        long organization = person.FindFirstValue(PersonClaims.Organization) is { } theirs
            ? (await store.FindAsync(theirs, cancellationToken))?.Id ?? 0
            : NumberIn(person.FindFirstValue(PersonClaims.OrganizationNumber));
        var secret = Secret.New(organization);
        await BeginAsync(secret, ticket, cancellationToken);
        return secret.Word;
    }

    private async Task BeginAsync(Secret secret, AuthenticationTicket ticket, CancellationToken cancel)
    {
        ClaimsPrincipal person = ticket.Principal;
        SignIn? how = ticket.Properties.GetParameter<string>(Way) is { } way
            ? new SignIn(await TrailOf(person, store, cancel), way, ticket.Properties.GetParameter<Secret>(Link)?.Hash) : null;
        if (!await store.Sessions.BeginAsync(new StoredSession(secret.OrganizationId, secret.Hash, Ends(ticket),
            person.FindFirstValue(PersonClaims.Issuer) ?? "",
            person.FindFirstValue(PersonClaims.Sid) ?? "", person.FindFirstValue(PersonClaims.Subject) ?? "",
                seal.Protect(TicketSerializer.Default.Serialize(ticket))), cancel, how))
            throw new UsedLinkException();
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    /// <exception cref="UsedLinkException">The one-time link opens nothing any more.</exception>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (Secret.Read(key) is not { } secret) return;
        // Who is signed in and comes in anew keeps the word, as the framework has it, but nothing else of the session before.
        if (ticket.Properties.GetParameter<string>(Way) is not null) await BeginAsync(secret, ticket, cancellationToken);
        else await store.Sessions.RenewAsync(secret.OrganizationId, secret.Hash, Ends(ticket),
            seal.Protect(TicketSerializer.Default.Serialize(ticket)), cancellationToken);
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken cancellationToken) =>
        Secret.Read(key) is { } secret
            && await store.Sessions.FindAsync(secret.OrganizationId, secret.Hash, cancellationToken) is { } ticket
            ? TicketSerializer.Default.Deserialize(seal.Unprotect(ticket)) : null;

    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    public async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (Secret.Read(key) is { } secret && await RetrieveAsync(key, cancellationToken) is { } ticket)
            await store.Sessions.EndAsync(secret.OrganizationId, secret.Hash, await TrailOf(ticket.Principal, store, cancellationToken),
                cancellationToken);
    }

    /// <summary>Whose audit trail a person's coming and going belongs into; 0 for nobody's yet.</summary>
    public static async Task<Scope> TrailOf(ClaimsPrincipal person, ReferralStore store, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(store);
        string? Claim(string type) => person.FindFirstValue(type);
        long id = Claim(PersonClaims.Organization) is { } theirs ? (await store.FindAsync(theirs, cancel))?.Id ?? 0
            : NumberIn(Claim(PersonClaims.OrganizationNumber)) is > 0 and var number ? number
            : (await store.ServedAsync(null, cancel))?.OrganizationId ?? 0;
        return new Scope(id, Person: Claim(PersonClaims.Mail) ?? (Claim(PersonClaims.Issuer) is null ? null : Claim(PersonClaims.Subject)));
    }

    private static long NumberIn(string? claim) => long.TryParse(claim, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number : 0;

    private DateTimeOffset Ends(AuthenticationTicket ticket) => ticket.Properties.ExpiresUtc ?? clock.GetUtcNow() + Working;
}

/// <summary>A one-time link was used by somebody else in the same moment.</summary>
public sealed class UsedLinkException() : Exception("The one-time link was used, or its time is over.");

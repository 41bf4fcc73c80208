using System.Globalization;
using System.Security.Claims;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Insights.Access;

/// <summary>Why somebody was not let in.</summary>
public enum Denial
{
    /// <summary>Nobody knows who asks.</summary>
    NotSignedIn,
    /// <summary>The person belongs to no organisation of this store.</summary>
    NoOrganization,
    /// <summary>The person has none of our roles.</summary>
    NoRole,
    /// <summary>The person's role, or the token's reach, does not include it.</summary>
    NoRight,
    /// <summary>The address is in no table.</summary>
    Closed,
}

/// <summary>Tells somebody why they were not let in, as a page or as a document, whichever they came for.</summary>
/// <param name="needed">What they would have to be allowed to do; null when that is not the matter.</param>
public delegate Task DenialAnswer(HttpContext context, Denial denial, Right? needed);

/// <summary>Stands before every address: finds out who asks, whether they may, and notes what leaves. What is changed is told by whoever changes
/// it.</summary>
/// <param name="served">The organisation the program was started for; null lets the store decide for who sits at the machine.</param>
public sealed class AccessMiddleware(ReferralStore store, long? served, DenialAnswer answer)
{
    private const string Bearer = "Bearer ";

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        // No endpoint, no answer but "not found": nothing to guard.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }
        if (EndpointRules.Of(context.Request.Method, endpoint.RoutePattern.RawText) is not { } rule)
        {
            await answer(context, Denial.Closed, null);
            return;
        }
        if (rule.Right is not { } right)
        {
            await next(context);
            return;
        }
        (Visitor? visitor, Denial denial) = await RecognizeAsync(context, rule);
        if (visitor is null)
        {
            await answer(context, denial, null);
            return;
        }
        context.Features.Set(visitor);
        if (!visitor.May(right))
        {
            await answer(context, Denial.NoRight, right);
            return;
        }

        // What leaves is noted before it leaves.
        if (rule.Leaves is { } leaving && !context.AsksForHead())
            store.Audit.Note(visitor.Scope ?? new Scope(0, Person: visitor.Name), leaving,
                context.Request.Path + context.Request.QueryString);
        await next(context);
    }

    private async Task<(Visitor?, Denial)> RecognizeAsync(HttpContext context, EndpointRule rule)
    {
        CancellationToken cancel = context.RequestAborted;
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } header)
        {
            if (!rule.Programs || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || Secret.Read(header[Bearer.Length..].Trim()) is not { } secret) return (null, Denial.NotSignedIn);
            if (served is { } only && only != secret.OrganizationId) return (null, Denial.NotSignedIn);
            if (await store.ApiTokens.UseAsync(secret.OrganizationId, secret.Hash, cancel) is not { } token || Reach.Find(token.Reach) is not { } reach) return (null, Denial.NotSignedIn);
            return (new Visitor(token.Name, new Scope(secret.OrganizationId, Person: token.Name), VisitorKind.Program, reach.Rights), default);
        }

        if (await context.AuthenticateAsync(SessionTickets.Scheme) is not { Succeeded: true, Principal: { } person }) return (null, Denial.NotSignedIn);
        if (!Enum.TryParse(person.FindFirstValue(PersonClaims.Role), out Role role)) return (null, Denial.NoRole);
        IReadOnlyList<Right> rights = [.. Enum.GetValues<Right>().Where(right => role.May(right))];
        if (person.FindFirstValue(PersonClaims.Organization) is { } theirs)
        {
            string mail = person.FindFirstValue(PersonClaims.Mail) ?? person.FindFirstValue(PersonClaims.Subject) ?? "";
            return await store.FindAsync(theirs, cancel) is { } organization && (served is null || served == organization.Id)
                ? (new Visitor(person.FindFirstValue(PersonClaims.Name) ?? mail, new Scope(organization.Id, role, mail), VisitorKind.SignedIn, rights), default)
                : (null, Denial.NoOrganization);
        }
        // Who was sent by somebody else never counts as who sits at the machine.
        if (person.HasClaim(claim => claim.Type == PersonClaims.Issuer)) return (null, Denial.NoOrganization);
        Scope? scope = long.TryParse(person.FindFirstValue(PersonClaims.OrganizationNumber), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? served is null || served == number ? new Scope(number, role) : null
            : await store.ServedAsync(served, cancel);
        return scope is null && number > 0 ? (null, Denial.NoOrganization) : (new Visitor("", scope is null ? null : scope with { Role = role }, VisitorKind.AtTheMachine, rights), default);
    }
}

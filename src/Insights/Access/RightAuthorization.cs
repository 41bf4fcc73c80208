using System.Globalization;
using System.Security.Claims;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Insights.Access;

/// <summary>What one must be allowed to do; without a right nobody may.</summary>
internal sealed record RightRequirement(Right? Right) : IAuthorizationRequirement;

/// <summary>The authorization policies, one for each right, made of <see cref="EndpointRules"/>. An address without a rule is
/// closed.</summary>
internal static class RightPolicies
{
    /// <summary>The scheme that is asked where programs come in too: a token when one is shown, else the session.</summary>
    public const string SessionOrToken = "session or token";

    public static void Add(AuthorizationOptions options)
    {
        foreach (Right right in Enum.GetValues<Right>())
            foreach (bool programs in new[] { false, true })
                options.AddPolicy(Name(right, programs), policy => policy
                    .AddAuthenticationSchemes(programs ? SessionOrToken : SessionTickets.Scheme)
                    .AddRequirements(new RightRequirement(right)));
        options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new RightRequirement(null)).Build();
    }

    /// <summary>Gives every address mapped here the policy of its rule.</summary>
    public static RouteGroupBuilder RequireRules(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(endpoint =>
        {
            IReadOnlyList<string> methods = endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
            string? pattern = (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText;
            if (methods.Count != 1 || EndpointRules.Of(methods[0], pattern) is not { } rule) return;
            endpoint.Metadata.Add(rule);
            endpoint.Metadata.Add(rule.Right is { } right ? new AuthorizeAttribute(Name(right, rule.Programs))
                : new AllowAnonymousAttribute());
        });
        return routes;
    }

    private static string Name(Right right, bool programs) => programs ? $"{right} by program" : right.ToString();
}

/// <summary>Finds out whose facts who asks may see, and whether they may do what is asked.</summary>
internal sealed class RightAuthorization(ReferralStore store, ServedOrganization served) : AuthorizationHandler<RightRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        if (context.Resource is not HttpContext http) return;
        // Nothing of ours: the answer is "not found", or "not by this method".
        if (http.GetEndpoint() is not RouteEndpoint) context.Succeed(requirement);
        else if (requirement.Right is not { } right) context.Fail(new DenialReason(this, Denial.Closed));
        else
        {
            (Visitor? visitor, Denial denial) = await RecognizeAsync(context.User, http.RequestAborted);
            if (visitor is not null) http.Features.Set(visitor);
            if (visitor is null) context.Fail(new DenialReason(this, denial));
            else if (visitor.May(right)) context.Succeed(requirement);
            else context.Fail(new DenialReason(this, Denial.NoRight, right));
        }
    }

    private async Task<(Visitor?, Denial)> RecognizeAsync(ClaimsPrincipal person, CancellationToken cancel)
    {
        if (person.Identity?.IsAuthenticated != true) return (null, Denial.NotSignedIn);
        long.TryParse(person.FindFirstValue(PersonClaims.OrganizationNumber), NumberStyles.None, CultureInfo.InvariantCulture,
            out long number);
        if (person.Identity.AuthenticationType == TokenAuthentication.SchemeName)
        {
            string program = person.FindFirstValue(PersonClaims.Name) ?? "";
            return Reach.Find(person.FindFirstValue(TokenAuthentication.ReachClaim)) is { } reach
                ? (new Visitor(program, new Scope(number, Person: program), VisitorKind.Program, reach.Rights), default)
                : (null, Denial.NotSignedIn);
        }
        if (!Enum.TryParse(person.FindFirstValue(PersonClaims.Role), out Role role)) return (null, Denial.NoRole);
        IReadOnlyList<Right> rights = [.. Enum.GetValues<Right>().Where(right => role.May(right))];
        if (person.FindFirstValue(PersonClaims.Organization) is { } theirs)
        {
            string mail = person.FindFirstValue(PersonClaims.Mail) ?? person.FindFirstValue(PersonClaims.Subject) ?? "";
            return await store.FindAsync(theirs, cancel) is { } organization
                && (served.OrganizationId is null || served.OrganizationId == organization.Id)
                ? (new Visitor(person.FindFirstValue(PersonClaims.Name) ?? mail, new Scope(organization.Id, role, mail),
                VisitorKind.SignedIn, rights), default)
                : (null, Denial.NoOrganization);
        }
        // Who was sent by somebody else never counts as who sits at the machine.
        if (person.HasClaim(claim => claim.Type == PersonClaims.Issuer)) return (null, Denial.NoOrganization);
        Scope? scope = number <= 0 ? await store.ServedAsync(served.OrganizationId, cancel)
            : served.OrganizationId is null || served.OrganizationId == number ? new Scope(number, role) : null;
        return scope is null && number > 0 ? (null, Denial.NoOrganization)
            : (new Visitor("", scope is null ? null : scope with { Role = role }, VisitorKind.AtTheMachine, rights), default);
    }
}

using Insights.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

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

internal sealed class DenialReason(IAuthorizationHandler handler, Denial denial, Right? needed = null)
    : AuthorizationFailureReason(handler, denial.ToString())
{
    public Denial Denial => denial;
    public Right? Needed => needed;
}

/// <summary>Lets in or turns away, and notes what leaves before it leaves. What is changed is told by whoever changes it.</summary>
internal sealed class DenialResults(ReferralStore store, DenialAnswer answer) : IAuthorizationMiddlewareResultHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Succeeded)
        {
            DenialReason? reason = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<DenialReason>().FirstOrDefault();
            return answer(context, reason?.Denial ?? Denial.NotSignedIn, reason?.Needed);
        }
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointRule>()?.Leaves is { } leaving && !context.AsksForHead())
            store.Audit.Note(context.Scope() ?? new Scope(0, Person: Visitor.Of(context)?.Name), leaving,
                context.Request.Path + context.Request.QueryString);
        return next(context);
    }
}

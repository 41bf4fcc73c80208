using System.Security.Claims;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Http;

namespace Insights.Access;

/// <summary>Who asks: somebody at the machine itself, somebody who signed in, or a program with a token.</summary>
/// <param name="Name">What to call them; empty for who sits at the machine.</param>
/// <param name="Scope">Whose facts they see, and as whom; null while the store is empty.</param>
public sealed record Visitor(string Name, Scope? Scope, VisitorKind Kind, IReadOnlyList<Right> Rights)
{
    public bool May(Right right) => Rights.Contains(right);

    /// <summary>The words are under <c>role.{RoleKey}</c>.</summary>
    public string RoleKey => Key(Scope?.Role ?? Role.ReferralsAdmin);

    public static string Key(Role role) => role switch { Role.ReferralsUser => "user", Role.ExecutiveViewer => "executive", _ => "admin" };

    /// <summary>Who asked for this; null where nobody has to say who they are, and for whoever was not recognised.</summary>
    public static Visitor? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Visitor>();
    }
}

public enum VisitorKind { AtTheMachine, SignedIn, Program }

public static class Visitors
{
    /// <summary>Whose facts this request may see; null while the store is empty.</summary>
    public static Scope? Scope(this HttpContext context) => Visitor.Of(context)?.Scope;

    /// <summary>True when who asks may do it; whoever was not recognised may do nothing.</summary>
    public static bool May(this HttpContext context, Right right) => Visitor.Of(context)?.May(right) ?? false;

    /// <summary>True for HEAD, which is answered like GET but is nobody's reading: it counts as nothing and writes nothing.</summary>
    public static bool AsksForHead(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.ContainsKey(HeadMark);
    }

    /// <summary>Answers HEAD like GET; the server itself leaves the body out.</summary>
    public static void AnswerHeadLikeGet(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!HttpMethods.IsHead(context.Request.Method)) return;
        context.Request.Method = HttpMethods.Get;
        context.Items[HeadMark] = true;
    }

    private static readonly object HeadMark = new();
}

/// <summary>What a session's principal says of a person, by the name of the claim.</summary>
public static class PersonClaims
{
    public const string Subject = "sub", Issuer = "iss", Name = "name", Mail = "email", Sid = "sid";
    /// <summary>Name of a <see cref="Vocabulary.Role"/>; absent when the person has none.</summary>
    public const string Role = "role";
    /// <summary>What the identity provider calls the organisation; absent for who sits at the machine.</summary>
    public const string Organization = "organization";
    /// <summary>The store's number of it, when a link said which.</summary>
    public const string OrganizationNumber = "organization_number";

    /// <summary>The principal of whoever opened the one-time link: the machine's own admin.</summary>
    /// <param name="organizationId">0 for whatever organisation the program serves.</param>
    public static ClaimsPrincipal AtTheMachine(long organizationId, string scheme) => new(new ClaimsIdentity(
        [new Claim(Subject, "machine"), new Claim(Role, nameof(Vocabulary.Role.ReferralsAdmin)),
            new Claim(OrganizationNumber, organizationId.ToString(System.Globalization.CultureInfo.InvariantCulture))], scheme, Name,
            Role));
}

using System.Security.Claims;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Access.OpenId;

/// <summary>Whom the session is about, from the provider's claims.</summary>
internal sealed class Person
{
    /// <summary>True when the id_token leaves something open that the provider's userinfo may say.</summary>
    public static bool IsIncomplete(JsonElement claims, OpenIdSettings settings) =>
        claims.Text("name") is null || claims.Text("email") is null || claims.Texts(settings.RoleClaim).Count == 0
            || claims.Text(settings.OrganizationClaim) is null;

    /// <param name="claims">Of a checked id_token; what it says goes before userinfo.</param>
    /// <param name="userInfo">What else the provider says of the same <c>sub</c>; null when it was not asked.</param>
    /// <param name="anyTenant">True when anybody's tenant can sign in.</param>
    public static ClaimsPrincipal Of(JsonElement claims, JsonElement? userInfo, bool anyTenant, OpenIdSettings settings)
    {
        string? Text(string name) => claims.Text(name) ?? userInfo?.Text(name);
        string? organization = Text(settings.OrganizationClaim), subject = claims.Text("sub");
        IReadOnlyList<string> roles = claims.Texts(settings.RoleClaim);
        if (roles.Count == 0 && userInfo is { } more) roles = more.Texts(settings.RoleClaim);

        var identity = new ClaimsIdentity(OpenIdSignIn.Scheme, "name", "role");
        void Add(string type, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value)) identity.AddClaim(new Claim(type, value));
        }
        Add("sub", subject);
        Add("iss", claims.Text("iss"));
        Add("sid", claims.Text("sid"));
        Add("name", Text("name") ?? Text("preferred_username") ?? Text("email") ?? subject);
        Add("email", IsUnverified(claims) || (userInfo is { } said && IsUnverified(said)) ? null : Text("email"));
        Add("organization", organization is not null && settings.Organizations.TryGetValue(organization, out string? ours) ? ours
            : organization);
        if (MayHaveRole(organization, anyTenant, settings))
            Add("role", roles.Select(r => settings.Roles.TryGetValue(r, out Role role) ? role : (Role?)null).Min()?.ToString());
        return new ClaimsPrincipal(identity);
    }

    // A role is one in an organisation. The administrators of any tenant give their own people what roles they like.
    private static bool MayHaveRole(string? organization, bool anyTenant, OpenIdSettings settings) =>
        organization is not null && (settings.Organizations.Count == 0 ? !anyTenant : settings.Organizations.ContainsKey(organization));

    // A mail address says whose referrals a referrals user sees, so one that its owner only claims is none.
    private static bool IsUnverified(JsonElement claims) => claims.TryGetProperty("email_verified", out JsonElement verified)
        && verified.ToString() is not ("True" or "true");
}

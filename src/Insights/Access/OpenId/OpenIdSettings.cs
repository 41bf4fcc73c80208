using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Access.OpenId;

/// <summary>One thing to set in the program's configuration, by the name of its environment variable.</summary>
/// <param name="Needed">False when there is a default.</param>
/// <param name="Secret">True for what must be on no page and in no log.</param>
public sealed record OpenIdSetting(string Name, bool Needed = false, bool Secret = false);

/// <summary>Who signs people in, and what their claims mean here; read from the configuration once, when the program starts.
/// Nothing of it is in the store. Not a record: a record would print its secret.</summary>
/// <param name="authority">The provider's issuer address; <c>/.well-known/openid-configuration</c> below it describes it.</param>
/// <param name="client">What the provider calls this program.</param>
public sealed class OpenIdSettings(Uri authority, string client)
{
    public const string AuthorityName = "INSIGHTS_SIGNIN_AUTHORITY", ClientName = "INSIGHTS_SIGNIN_CLIENT",
        SecretName = "INSIGHTS_SIGNIN_SECRET", ScopesName = "INSIGHTS_SIGNIN_SCOPES",
        RoleClaimName = "INSIGHTS_SIGNIN_ROLE_CLAIM", RolesName = "INSIGHTS_SIGNIN_ROLES",
            OrganizationClaimName = "INSIGHTS_SIGNIN_ORGANIZATION_CLAIM", OrganizationsName = "INSIGHTS_SIGNIN_ORGANIZATIONS",
        SkewName = "INSIGHTS_SIGNIN_SKEW", PublicName = "INSIGHTS_PUBLIC_URL";

    private const int LongestSkew = 600;

    /// <summary>Every name there is: docs/sign-in.md and the tests read this table.</summary>
    public static IReadOnlyList<OpenIdSetting> All { get; } =
    [
        new(AuthorityName, Needed: true), new(ClientName, Needed: true), new(SecretName, Secret: true), new(ScopesName), new(RoleClaimName),
            new(RolesName),
        new(OrganizationClaimName), new(OrganizationsName), new(SkewName), new(PublicName),
    ];

    /// <summary>What a role is called at the provider when the configuration does not say: its own name.</summary>
    public static IReadOnlyDictionary<string, Role> OwnNames { get; } = Enum.GetValues<Role>()
        .ToDictionary(role => role.ToString(), StringComparer.Ordinal);

    public Uri Authority => authority;
    public string Client => client;
    /// <summary>Null for a public client, which PKCE alone vouches for.</summary>
    public string? Secret { get; init; }
    /// <summary>What is asked of the provider; <c>openid</c> is always among it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];
    /// <summary>The claim with the names of a person's roles: a text or a list of texts.</summary>
    public string RoleClaim { get; init; } = "roles";
    /// <summary>By the value of <see cref="RoleClaim"/>; a person with several has the first of <see cref="Role"/>'s order.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = OwnNames;
    /// <summary>The claim that says which organisation a person is of; Entra's is the tenant.</summary>
    public string OrganizationClaim { get; init; } = "tid";
    /// <summary>The organisation's id here by the value of <see cref="OrganizationClaim"/>; without any, that value is the id. When there
    /// are any, nobody of another organisation has a role.</summary>
    public IReadOnlyDictionary<string, string> Organizations { get; init; } = new Dictionary<string, string>();
    /// <summary>How far the provider's clock and this machine's may differ.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromMinutes(2);
    /// <summary>Where a browser reaches this program, which is what the provider is told to send people back to; null leaves it to the
    /// address the browser used.</summary>
    public Uri? PublicAddress { get; init; }

    /// <param name="value">The configuration's value of a name, or null.</param>
    /// <returns>No settings when nothing is set, or when there are problems: a sentence each, and nobody can sign in before they are
    /// mended.</returns>
    public static (OpenIdSettings? Settings, IReadOnlyList<string> Problems) Read(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string? Text(string name) => value(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        var problems = new List<string>();
        if (All.All(s => s.Name == PublicName || Text(s.Name) is null)) return (null, problems);

        foreach (OpenIdSetting needed in All.Where(s => s.Needed && Text(s.Name) is null))
            problems.Add($"{needed.Name} is not set, and signing in with OpenID Connect needs it. Set it, or none of the " +
                "INSIGHTS_SIGNIN settings.");
        Uri? authority = Address(Text(AuthorityName), IsSafe,
            $"{AuthorityName} is no address of a provider: write its issuer, a whole address that begins with https:// and has no " +
            "question mark.", problems);
        Uri? open = Address(Text(PublicName), a => a.Scheme is "https"
            or "http", $"{PublicName} is no address: write a whole one that begins with https://.", problems);
        Dictionary<string, string> roles = Pairs(RolesName, Text(RolesName), "a8c3=ReferralsAdmin; sales=ReferralsUser", problems);
        foreach (string unknown in roles.Values.Where(role => !OwnNames.ContainsKey(role)).Distinct())
            problems.Add($"{RolesName} names a role '{unknown}' that is not there: it is {string.Join(" or ", OwnNames.Keys)}.");
        Dictionary<string, string> organizations =
            Pairs(OrganizationsName, Text(OrganizationsName), "72f988bf-86f1-41af-91ab-2d7cd011db47=contoso", problems);
        var skew = 120;
        if (Text(SkewName) is { } seconds && (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out skew)
            || skew > LongestSkew))
            problems.Add($"{SkewName} is no number of seconds: write a whole number from 0 to {LongestSkew}.");
        if (problems.Count > 0) return (null, problems);

        var plain = new OpenIdSettings(authority!, Text(ClientName)!);
        return (new OpenIdSettings(plain.Authority, plain.Client)
        {
            Secret = Text(SecretName),
            Scopes = Text(ScopesName) is { } scopes
                ? [.. scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("openid").Distinct()] : plain.Scopes,
            RoleClaim = Text(RoleClaimName) ?? plain.RoleClaim,
            Roles = roles.Count > 0 ? roles.ToDictionary(pair => pair.Key, pair => OwnNames[pair.Value], StringComparer.Ordinal) : OwnNames,
            OrganizationClaim = Text(OrganizationClaimName) ?? plain.OrganizationClaim,
            Organizations = organizations,
            Skew = TimeSpan.FromSeconds(skew),
            PublicAddress = open,
        }, problems);
    }

    /// <summary>True for an address that what is said to it stays secret on the way: https, or this machine.</summary>
    internal static bool IsSafe(Uri address) =>
        (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { UserInfo: "", Query: "", Fragment: "" };

    private static Uri? Address(string? text, Func<Uri, bool> may, string problem, List<string> problems)
    {
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && may(address)) return address;
        problems.Add(problem);
        return null;
    }

    private static Dictionary<string, string> Pairs(string name, string? text, string example, List<string> problems)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A claim's value may hold an equals sign, a role or an organisation's id does not.
            int middle = pair.LastIndexOf('=');
            if (middle <= 0 || middle == pair.Length - 1)
                problems.Add($"{name} has '{pair}', which is no pair: write the claim's value, an equals sign and what it means here, " +
                    $"with semicolons between, as in {example}.");
            else if (!pairs.TryAdd(pair[..middle].TrimEnd(), pair[(middle + 1)..].TrimStart()))
                problems.Add($"{name} says twice what '{pair[..middle].TrimEnd()}' means: leave one.");
        }
        return pairs;
    }
}

using Insights.Access.OpenId;
using Insights.Vocabulary;

namespace Insights.Tests.Access.OpenId;

public sealed class OpenIdSettingsTests
{
    private static (OpenIdSettings? Settings, IReadOnlyList<string> Problems) Read(params (string Name, string Value)[] configuration)
    {
        Dictionary<string, string> values = configuration.ToDictionary(c => c.Name, c => c.Value);
        return OpenIdSettings.Read(values.GetValueOrDefault);
    }

    private static readonly (string, string)[] Least =
        [("INSIGHTS_SIGNIN_AUTHORITY", "https://login.example.com/contoso/"), ("INSIGHTS_SIGNIN_CLIENT", "insights")];

    [Fact]
    public void Nothing_set_is_no_sign_in_and_no_problem()
    {
        (OpenIdSettings? settings, IReadOnlyList<string> problems) = Read(("INSIGHTS_PUBLIC_URL", "https://insights.example.com"));
        settings.ShouldBeNull();
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Authority_and_client_are_enough()
    {
        (OpenIdSettings? settings, IReadOnlyList<string> problems) = Read(Least);
        problems.ShouldBeEmpty();
        settings.ShouldNotBeNull().Scopes.ShouldBe(["openid", "profile", "email"]);
        settings.Secret.ShouldBeNull();
        settings.Roles["ReferralsUser"].ShouldBe(Role.ReferralsUser);
        settings.Organizations.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_can_be_said()
    {
        (OpenIdSettings? settings, IReadOnlyList<string> problems) =
            Read([.. Least, ("INSIGHTS_SIGNIN_SECRET", "s"), ("INSIGHTS_SIGNIN_SCOPES", "groups openid"),
            ("INSIGHTS_SIGNIN_ROLE_CLAIM", "groups"), ("INSIGHTS_SIGNIN_ROLES", "cn=sales=ReferralsUser ; boss = ExecutiveViewer;"),
            ("INSIGHTS_SIGNIN_ORGANIZATION_CLAIM", "org"), ("INSIGHTS_SIGNIN_ORGANIZATIONS", "1=contoso"), ("INSIGHTS_SIGNIN_SKEW", "0"),
                ("INSIGHTS_PUBLIC_URL", "https://insights.example.com")]);
        problems.ShouldBeEmpty();
        settings.ShouldNotBeNull().Scopes.ShouldBe(["openid", "groups"]);
        settings.Roles.ShouldBe(new Dictionary<string, Role> { ["cn=sales"] = Role.ReferralsUser, ["boss"] = Role.ExecutiveViewer },
            ignoreOrder: true);
        (settings.Secret, settings.RoleClaim, settings.OrganizationClaim, settings.Organizations["1"], settings.Skew,
            settings.PublicAddress!.Host).ShouldBe(("s", "groups", "org", "contoso", TimeSpan.Zero, "insights.example.com"));
    }

    [Theory]
    [InlineData("INSIGHTS_SIGNIN_AUTHORITY", "http://login.example.com", "begins with https://")]
    [InlineData("INSIGHTS_SIGNIN_AUTHORITY", "login.example.com", "begins with https://")]
    [InlineData("INSIGHTS_SIGNIN_AUTHORITY", "https://login.example.com/?x=1", "no question mark")]
    [InlineData("INSIGHTS_SIGNIN_AUTHORITY", "", "is not set")]
    [InlineData("INSIGHTS_SIGNIN_CLIENT", " ", "is not set")]
    [InlineData("INSIGHTS_SIGNIN_ROLES", "sales", "'sales', which is no pair")]
    [InlineData("INSIGHTS_SIGNIN_ROLES", "sales=King",
        "a role 'King' that is not there: it is ReferralsAdmin or ReferralsUser or ExecutiveViewer")]
    [InlineData("INSIGHTS_SIGNIN_ROLES", "a=ReferralsUser;a=ReferralsAdmin", "says twice what 'a' means")]
    [InlineData("INSIGHTS_SIGNIN_ORGANIZATIONS", "=x", "'=x', which is no pair")]
    [InlineData("INSIGHTS_SIGNIN_SKEW", "601", "from 0 to 600")]
    [InlineData("INSIGHTS_SIGNIN_SKEW", "-1", "from 0 to 600")]
    [InlineData("INSIGHTS_PUBLIC_URL", "insights", "begins with https://")]
    public void What_cannot_be_is_told_in_a_sentence(string name, string value, string sentence)
    {
        Dictionary<string, string> values = Least.ToDictionary();
        values[name] = value;
        (OpenIdSettings? settings, IReadOnlyList<string> problems) = OpenIdSettings.Read(values.GetValueOrDefault);
        settings.ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.ShouldStartWith(name), p => p.ShouldContain(sentence), p =>
            p.ShouldEndWith("."));
    }

    [Fact]
    public void Every_setting_is_in_the_guide()
    {
        string guide = File.ReadAllText(Path.Combine(HouseTests.Root, "docs", "sign-in.md"));
        foreach (OpenIdSetting setting in OpenIdSettings.All) guide.ShouldContain($"| `{setting.Name}` |");
        foreach (string path in new[] { OpenIdSignIn.CallbackPath, OpenIdSignIn.BackChannelPath, OpenIdSignIn.FrontChannelPath })
            guide.ShouldContain($"`{path}`");
    }
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Insights.Access.OpenId;
using Insights.Tests.Page;
using Insights.Tests.Share;
using Microsoft.Playwright;

namespace Insights.Tests.Access.OpenId;

/// <summary>A real OpenID provider on this machine: npm's oidc-provider, certified by the OpenID Foundation.</summary>
internal sealed class RealProvider : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process process = Peer.Start("oidc.mjs");

    public string Address { get; private set; } = "";

    public static async Task<RealProvider> StartAsync()
    {
        var provider = new RealProvider();
        provider.Address = (await provider.SaysAsync()).GetProperty("address").GetString()!;
        return provider;
    }

    /// <param name="secret">Null for a public client.</param>
    /// <param name="inToken">Whether a person's claims are in the id_token, or only at userinfo.</param>
    public async Task RegisterAsync(string site, string? secret, bool inToken)
    {
        var client = new Dictionary<string, object>
        {
            ["client_id"] = "insights",
            ["token_endpoint_auth_method"] = secret is null ? "none" : "client_secret_basic",
            ["redirect_uris"] = new[] { site + OpenIdSignIn.CallbackPath },
            ["post_logout_redirect_uris"] = new[] { site + OpenIdSignIn.SignInPath },
            ["backchannel_logout_uri"] = site + OpenIdSignIn.BackChannelPath,
            ["backchannel_logout_session_required"] = true,
        };
        if (secret is not null) client["client_secret"] = secret;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { clients = new[] { client }, inToken }));
        (await SaysAsync()).GetProperty("ready").GetBoolean().ShouldBeTrue();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
    }

    private async Task<JsonElement> SaysAsync() =>
        JsonDocument.Parse((await process.StandardOutput.ReadLineAsync().WaitAsync(Patience)).ShouldNotBeNull("the provider must start"))
            .RootElement;
}

/// <summary>The whole way, in a real browser, with a provider nobody here wrote.</summary>
[Trait("Category", "Browser")]
public sealed class RealProviderTests : IAsyncLifetime
{
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private RealProvider provider = null!;
    private SignInSite site = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
        provider = await RealProvider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await provider.DisposeAsync();
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    // A public client is tried by the whole program.
    private async Task OpenAsync(bool inToken)
    {
        const string secret = "a secret of the client";
        site = await SignInSite.StartAsync(client => new OpenIdSettings(new Uri(provider.Address), client) { Secret = secret },
            TimeProvider.System);
        await provider.RegisterAsync(site.Address, secret, inToken);
    }

    private async Task SignInAsync(IPage page, string name, Func<Task>? before = null)
    {
        await page.GotoAsync(site.Address);
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(name);
        if (before is not null) await before();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_and_out_again_on_both_sides()
    {
        await OpenAsync(inToken: false);
        IPage page = await browser.NewPageAsync();
        await SignInAsync(page, "admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Good day, Admin of Contoso");
        string claims = await page.Locator("pre").InnerTextAsync();
        foreach (string claim in new[] { "sub=admin", "iss=" + provider.Address, "email=admin@example.com", "organization=contoso",
            "role=ReferralsAdmin" }) claims.Split('\n').ShouldContain(claim);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("sign me out") }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/sign-in");
        // The provider has forgotten them too: it asks who is there.
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        site.Log.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_stops_and_somebody_signs_in_without_a_role_and_uses_no_code_twice()
    {
        await OpenAsync(inToken: true);
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(site.Address + "/sign-in/start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Problem: denied")).ToBeVisibleAsync();

        // Somebody reads along: the answer, and the cookies it belongs to.
        string copied = "";
        IReadOnlyList<BrowserContextCookiesResult> then = [];
        page.Request += (_, request) => copied = request.Url.Contains(OpenIdSignIn.CallbackPath, StringComparison.Ordinal) ? request.Url
            : copied;
        await SignInAsync(page, "walter", async () => then = await context.CookiesAsync([site.Address + OpenIdSignIn.CallbackPath]));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Good day, Walter of Contoso");
        (await page.Locator("pre").InnerTextAsync()).ShouldNotContain("role=");

        await using IBrowserContext other = await browser.NewContextAsync();
        IPage thief = await other.NewPageAsync();
        await thief.GotoAsync(copied);
        await Assertions.Expect(thief.GetByText("Problem: state")).ToBeVisibleAsync();
        await other.AddCookiesAsync(then.Select(c =>
            new Cookie { Name = c.Name, Value = c.Value, Url = site.Address + OpenIdSignIn.CallbackPath }));
        await thief.GotoAsync(copied);
        await Assertions.Expect(thief.GetByText("Problem: grant")).ToBeVisibleAsync();
        await thief.GotoAsync(site.Address);
        await Assertions.Expect(thief.GetByText("Nobody is signed in.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_signs_out_at_the_provider_is_signed_out_here()
    {
        await OpenAsync(inToken: true);
        await using IBrowserContext context = await browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        await SignInAsync(page, "admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Good day, Admin of Contoso");

        IPage elsewhere = await context.NewPageAsync();
        await elsewhere.GotoAsync(provider.Address + "/session/end");
        await elsewhere.GetByRole(AriaRole.Button, new() { NameRegex = new("sign me out") }).ClickAsync();
        await Assertions.Expect(elsewhere).ToHaveURLAsync(new Regex("/session/end/success"));
        site.Ends.ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.Issuer.ShouldBe(provider.Address), e => e.Sid.ShouldNotBeNull(),
            e => e.Subject.ShouldBe("admin"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("Nobody is signed in.")).ToBeVisibleAsync();
        site.Log.ShouldBeEmpty();
    }
}

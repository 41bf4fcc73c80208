using Insights.Access.OpenId;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Microsoft.Playwright;
using Insights.Web;

namespace Insights.Tests.Access.OpenId;

/// <summary>The program itself, whose people a real OpenID provider signs in.</summary>
public sealed class WholeProgramTests
{
    [Fact, Trait("Category", "Browser")]
    public async Task Who_signs_in_with_the_company_reads_the_Summary_and_who_has_no_role_is_told()
    {
        await using RealProvider provider = await RealProvider.StartAsync();
        await using LiveSite site = await LiveSite.OpenAsync(sample: false, (OpenIdSettings.AuthorityName, provider.Address),
            (OpenIdSettings.ClientName, "insights"), (OpenIdSettings.OrganizationsName, "contoso=us"));
        await provider.RegisterAsync(site.Address, secret: null, inToken: true);
        site.Clock.Now = TimeProvider.System.GetUtcNow();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);
        IPage page = await browser.NewPageAsync(new() { Locale = "en-US" });

        async Task SignInAsync(string name)
        {
            await page.GotoAsync(site.Address + "/insights/summary?range=6m");
            await page.GetByLabel("Name").FillAsync(name);
            await page.GetByLabel("Password").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }
        async Task SignOutAsync()
        {
            await page.GotoAsync(site.Address + OpenIdSignIn.SignInPath);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("sign me out") }).ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(site.Address + OpenIdSignIn.SignInPath);
        }

        await SignInAsync("admin");
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/insights/summary?range=6m");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Summary");
        await page.GotoAsync(site.Address + OpenIdSignIn.SignInPath);
        await Assertions.Expect(page.GetByText("Admin of Contoso")).ToBeVisibleAsync();
        await SignOutAsync();

        // Neither side remembers: the page leads to the provider, which asks who is there.
        await SignInAsync("walter");
        await Assertions.Expect(page.GetByText("You are signed in, but you have no role in Referral Insights.")).ToBeVisibleAsync();

        await page.GotoAsync($"{site.Address}{OpenIdSignIn.SignInPath}?problem={OpenIdProblem.Grant.Code}");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("each can be used once");
        (await site.Store.Audit.ListAsync(site.Scope, 100, null, TestContext.Current.CancellationToken))
            .Where(e => e.Subject == OpenIdSignIn.Scheme).Select(e => e.Person).Order()
            .ShouldBe(["admin@example.com", "walter@example.com"]);
    }

    [Fact]
    public async Task A_program_whose_sign_in_cannot_be_does_not_start()
    {
        await using var files = new TemporaryStore();
        ReferralStore store = await files.OpenAsync();
        string told = Should.Throw<UsageException>(() =>
            WebProgram.Build(store, files.Clock, null, "http://127.0.0.1:0",
            [new(OpenIdSettings.AuthorityName, "http://login.example.com")])).Message;
        told.ShouldContain($"{OpenIdSettings.ClientName} is not set");
        told.ShouldContain($"{OpenIdSettings.AuthorityName} is no address of a provider");
    }
}

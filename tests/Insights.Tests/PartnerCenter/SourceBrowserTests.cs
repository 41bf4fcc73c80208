using Insights.Tests.Access;
using Insights.Tests.Page;
using Insights.Vocabulary;
using Microsoft.Playwright;

namespace Insights.Tests.PartnerCenter;

/// <summary>Partner Center connected in a real browser, by the keyboard alone; every state of its card is read by axe, and fits on a phone.
/// With LOOK in the environment, pictures of them go into that folder.</summary>
[Trait("Category", "Browser")]
public sealed class SourceBrowserTests : IAsyncLifetime
{
    private readonly BrowserPages browser = new();
    private PartnerCenterServer server = null!;
    private LiveSite site = null!;

    public async ValueTask InitializeAsync() => (server, site) = await SourcePageTests.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("en", "light"), InlineData("nl", "dark")]
    public async Task Connected_by_the_keyboard_and_axe_finds_nothing_in_any_state(string code, string theme)
    {
        Language language = Language.Find(code)!;
        IPage page = await browser.NewPageAsync(new()
        {
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        });
        await page.AdmitAsync(site.Session);
        await page.GotoAsync($"{site.Address}/sources?lang={code}&theme={theme}");
        await page.GetByLabel(language["live.tenant"]).FocusAsync();
        await page.Keyboard.TypeAsync("common");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(ConnectedStore.Client);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText(language["live.problem.tenant"])).ToBeVisibleAsync();
        await LookAsync(page, $"form-{theme}");
        await page.GetByLabel(language["live.tenant"]).FillAsync("contoso.example");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".sign-in-code")).ToBeVisibleAsync();
        await LookAsync(page, $"code-{theme}");
        server.Approve();
        // The page looks by itself.
        await Assertions.Expect(page.Locator(".live dd b")).ToHaveTextAsync(language["live.state.UpToDate"], new() { Timeout = 30_000 });
        await page.Locator(".live summary").ClickAsync();
        await LookAsync(page, $"connected-{theme}");
        server.Faults.At(server.Requests + 1, Fault.Error(403), 100);
        await page.GetByRole(AriaRole.Button, new() { Name = language["live.now"] }).ClickAsync();
        await Assertions.Expect(page.Locator(".live dd b")).ToHaveTextAsync(language["live.state.Role"], new() { Timeout = 30_000 });
        await LookAsync(page, $"trouble-{theme}");
    }

    private static async Task LookAsync(IPage page, string name)
    {
        (await page.AxeAsync(again: name.EndsWith("dark", StringComparison.Ordinal))).ShouldFindNothing(name);
        foreach (int width in new[] { 390, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, name);
            if (Environment.GetEnvironmentVariable("LOOK") is { Length: > 0 } folder)
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"live-{name}-{width}.png"), FullPage = true });
        }
    }
}

using Insights.Store;
using Insights.Tests.Access;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Everything that opens over the page, and the pages beside it, read by axe: the page whole once, what opens over it by itself,
/// for a page is long. A class of its own, because classes run side by side.</summary>
[Trait("Category", "Browser")]
public sealed class PanelAxeTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly BrowserPages browser = new();
    private LiveSite site = null!;

    public async ValueTask InitializeAsync() => site = await LiveSite.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }

    [Theory]
    [InlineData("en", "light"), InlineData("nl", "dark")]
    public async Task Axe_finds_nothing_on_any_page_or_panel(string language, string theme)
    {
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.AdmitAsync(site.Session);
        await page.GotoAsync($"{site.Address}/insights/summary?lang={language}&theme={theme}");
        foreach (string panel in new[] { "refresh", "news", "shortcuts" })
        {
            await page.EvaluateAsync($"document.getElementById('{panel}').showPopover()");
            await page.EvaluateAsync("for (const d of document.querySelectorAll('.side-panel details')) d.open = true");
            (await page.Locator("#" + panel).AxeAsync(again: theme == "dark")).ShouldFindNothing(panel);
            await page.Keyboard.PressAsync("Escape");
        }
        await page.Locator("#more-menu > summary").ClickAsync();
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing("menu");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#leads .more summary").ClickAsync();
        (await page.Locator("#leads").AxeAsync(again: theme == "dark")).ShouldFindNothing("card menu");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#leads [data-thumb=up]").ClickAsync();
        await page.Locator("dialog .preview img").WaitForAsync(new() { Timeout = 60_000 });
        (await page.Locator("dialog[open]").AxeAsync(again: theme == "dark")).ShouldFindNothing("feedback");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("g");
        await page.Locator(".driver-popover").WaitForAsync();
        (await page.Locator(".driver-popover").AxeAsync(again: theme == "dark")).ShouldFindNothing("tour");

        await site.Store.FeedbackBox.PutAsync(site.Scope, new FeedbackGiven(new string('a', 32), "/insights/summary", "leads", true,
            ["other"], "A word"), PngPictureTests.Png(8, 4), Cancel);
        await site.Store.ApiTokens.PutAsync(site.Scope, "hash", "Nightly report", "numbers", site.Clock.Now.AddDays(9), Cancel);
        await site.Store.SharedLinks.PutAsync(site.Scope, "hash", "For the board", "/insights/summary", site.Clock.Now.AddDays(9), null,
            null, Cancel);
        await site.Store.SetAsync(site.Scope, "rhythm_days.solutions", language == "en" ? "3" : "4", Cancel);
        foreach (string path in new[] { "/feedback", "/feedback/new", "/feedback/new?widget=leads", "/settings", "/sign-in", "/access",
            "/access/audit", "/share/links" })
        {
            await page.GotoAsync($"{site.Address}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}lang={language}&theme={theme}");
            await page.EvaluateAsync("for (const d of document.querySelectorAll('main details')) d.open = true");
            (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing(path);
        }
    }
}

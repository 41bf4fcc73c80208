using Insights.Store;
using Insights.Tests.Access;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Pictures of the panels for people: run with <c>--explicit only --filter-class "*PanelLook"</c> and look in
/// <c>$LOOK</c>.</summary>
public sealed class PanelLook
{
    [Fact(Explicit = true)]
    public async Task At_the_panels()
    {
        string folder = Environment.GetEnvironmentVariable("LOOK") ?? Path.Combine(Path.GetTempPath(), "look");
        Directory.CreateDirectory(folder);
        await using LiveSite site = await LiveSite.OpenAsync();
        await using LiveSite late = await LiveSite.OpenAsync(sample: false);
        late.Clock.Now += TimeSpan.FromDays(9);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);

        async Task Shoot(string name, LiveSite of, string path, Func<IPage, Task>? act = null, int width = 1280, int height = 900,
            ColorScheme scheme = ColorScheme.Light, bool full = false)
        {
            IPage page = await browser.NewPageAsync(new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce
            });
            await page.AdmitAsync(of.Session);
            await page.GotoAsync(of.Address + path);
            if (act is not null) await act(page);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = full });
            await page.CloseAsync();
        }

        Task Pictured(IPage p) => p.Locator("dialog .preview img").WaitForAsync();
        await Shoot("p-summary", site, "/insights/summary", height: 1100);
        await Shoot("p-late", late, "/insights/summary", height: 1100, act: p =>
            p.EvaluateAsync("document.getElementById('refresh').showPopover()"));
        await Shoot("p-late-dark", late, "/insights/summary?lang=nl", height: 1100, scheme: ColorScheme.Dark);
        await Shoot("p-news", site, "/insights/summary", p => p.Locator("#news-button").ClickAsync());
        await Shoot("p-news-dark", site, "/insights/summary?lang=nl", p => p.Locator("#news-button").ClickAsync(),
            scheme: ColorScheme.Dark);
        await Shoot("p-tour", site, "/insights/summary", async p =>
            {
                await p.Keyboard.PressAsync("g"); await p.Locator(".driver-popover")
            .WaitForAsync(); await p.Keyboard.PressAsync("ArrowRight"); await p.WaitForTimeoutAsync(400);
            });
        await Shoot("p-tour-dark", site, "/insights/summary?lang=nl", async p =>
            {
                await p.Keyboard.PressAsync("g"); await p.Locator(".driver-popover")
            .WaitForAsync(); await p.Keyboard.PressAsync("ArrowRight"); await p.WaitForTimeoutAsync(400);
            }, scheme: ColorScheme.Dark);
        await Shoot("p-feedback", site, "/insights/summary", async p => { await p.Keyboard.PressAsync("f"); await Pictured(p); });
        await Shoot("p-feedback-card", site, "/insights/summary?lang=nl", async p =>
            { await p.Locator("#cosell [data-thumb=down]").ClickAsync(); await Pictured(p); }, scheme: ColorScheme.Dark);
        await Shoot("p-feedback-phone", site, "/insights/summary", async p => { await p.Keyboard.PressAsync("f"); await Pictured(p); },
            width: 390, height: 844);
        await Shoot("p-shortcuts", site, "/insights/summary", p => p.Keyboard.PressAsync("?"));
        await Shoot("p-menu", site, "/insights/summary", p => p.Locator("#more-menu > summary").ClickAsync());
        await Shoot("p-settings", site, "/settings", full: true, act: p =>
            p.EvaluateAsync("document.querySelector('.program').open = true"));
        await Shoot("p-settings-dark", site, "/settings?lang=nl", full: true, scheme: ColorScheme.Dark);
        await Shoot("p-settings-phone", site, "/settings", full: true, width: 390);
        await Shoot("p-contrast", late, "/insights/summary", p => p.EmulateMediaAsync(new() { Contrast = Contrast.More }));
        // The picture as it is sent, masked and not, goes through the box.
        foreach (bool hide in new[] { false, true })
            await Shoot("p-sent", site, "/insights/summary", async p =>
            {
                await p.Keyboard.PressAsync("f");
                await Pictured(p);
                if (hide)
                {
                    await p.Locator("dialog [data-hide]").CheckAsync();
                    await p.WaitForTimeoutAsync(4000);
                }
                await p.Locator("dialog textarea").FillAsync("A word about this page");
                await p.Locator("dialog .feedback .primary").ClickAsync();
                await p.Locator("dialog .thanks").WaitForAsync();
            });
        foreach (FeedbackEntry entry in await site.Store.FeedbackBox.ListAsync(site.Scope, CancellationToken.None))
            await File.WriteAllBytesAsync(Path.Combine(folder, $"sent-{entry.Id}.png"),
                (await site.Store.FeedbackBox.PictureAsync(site.Scope, entry.Id, CancellationToken.None))!);
        await Shoot("p-inbox", site, "/feedback", full: true);
        await Shoot("p-inbox-phone", site, "/feedback?lang=nl", full: true, width: 390, scheme: ColorScheme.Dark);
    }
}

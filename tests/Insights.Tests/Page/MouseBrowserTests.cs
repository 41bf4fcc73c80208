using System.Text.RegularExpressions;
using Insights.Tests.Access;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Whatever opens over a page, used with a mouse: on labels, padding and icons as well as on controls.</summary>
[Trait("Category", "Browser")]
public sealed class MouseBrowserTests : IAsyncLifetime
{
    private readonly BrowserPages browser = new();
    private LiveSite site = null!;

    public async ValueTask InitializeAsync() => site = await LiveSite.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }

    [Theory]
    [InlineData("/insights/summary", 150), InlineData("/sources", 5), InlineData("/settings", 20)]
    [InlineData("/insights/cosell?range=12m&lang=nl", 100, 390)]
    public Task A_press_on_a_label_its_padding_or_its_icon_is_taken_and_closes_nothing(string path, int presses, int width = 1280) =>
        WalkAsync(path, presses, width);

    // They share every part with the pages above, and take minutes: run by hand when a part changes.
    [Theory(Explicit = true)]
    [InlineData("/insights/cosell?range=12m", 150), InlineData("/insights/leads?range=12m", 150), InlineData("referral", 5)]
    [InlineData("/insights/list?of=referrals.all&range=12m", 10), InlineData("/share/links", 5), InlineData("/access", 5)]
    [InlineData("/api/v1", 5)]
    public Task So_it_is_on_every_other_page(string path, int presses) => WalkAsync(path, presses, 1280);

    private async Task WalkAsync(string path, int presses, int width)
    {
        IPage page = await OpenAsync("/insights/list?of=referrals.all&range=12m", width);
        if (path == "referral") path = (await page.Locator(".rows tbody th a").First.GetAttributeAsync("href"))!;
        var walk = new MouseWalk(page, site.Address + path);
        await walk.GoAsync();
        walk.Faults.ShouldBeEmpty();
        walk.Presses.ShouldBeGreaterThan(presses, "the walk found what there is to press");
    }

    private async Task<IPage> OpenAsync(string path, int width = 1280)
    {
        IPage page = await browser.NewPageAsync(new()
        {
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        // No file and no picture need be made for it.
        await page.RouteAsync(new Regex(@"\.(pdf|xlsx|csv)\b|/picture\.js"), route => route.AbortAsync());
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + path);
        return page;
    }
}

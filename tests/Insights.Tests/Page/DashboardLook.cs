using Insights.Metrics;
using Insights.Tests.Access;
using Insights.Tests.Widgets;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Pictures of the dashboards for people: run with <c>--explicit only --filter-class "*DashboardLook"</c> and look in
/// <c>$LOOK</c>.</summary>
public sealed class DashboardLook
{
    [Fact(Explicit = true)]
    public async Task At_the_dashboards()
    {
        string folder = Environment.GetEnvironmentVariable("LOOK") ?? Path.Combine(Path.GetTempPath(), "look");
        Directory.CreateDirectory(folder);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);
        await using LiveSite live = await LiveSite.OpenAsync();

        async Task Shoot(string name, Reading? reading, string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, Func<IPage,
            Task>? act = null, bool top = false, int height = 900)
        {
            await using Site site = await Site.OpenAsync(reading);
            await ShootAt(site.Address, name, path, width, scheme, act, top, height);
        }

        async Task ShootAt(string address, string name, string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, Func<IPage,
            Task>? act = null, bool top = false, int height = 900)
        {
            IPage page = await browser.NewPageAsync(new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce
            });
            await page.AdmitAsync(live.Session);
            await page.GotoAsync(address + path);
            if (act is not null) await act(page);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = !top });
            await page.CloseAsync();
        }

        await Shoot("d-cosell", Readings.Full, "/insights/cosell");
        await Shoot("d-leads", Readings.Full, "/insights/leads");
        await Shoot("d-qualified-nl", Readings.Full, "/referrals/leads?tab=qualified&lang=nl&country=NL&country=DE",
            scheme: ColorScheme.Dark);
        await Shoot("d-phone", Readings.Full, "/insights/cosell?lang=nl", width: 390);
        await Shoot("d-filters", Readings.Full, "/insights/cosell", top: true, height: 1000, act: p => p.Locator("#filters > summary")
            .ClickAsync());
        await Shoot("d-filters-phone", Readings.Full, "/insights/cosell", width: 390, top: true, act: p => p.Locator("#filters > summary")
            .ClickAsync());
        await Shoot("d-quiet", Readings.Quiet, "/insights/leads?country=NL");
        await Shoot("d-value", Readings.Full,
            "/insights/cosell?flows=value&countries.sort=name&countries.find=er&measure=revenue.won_value.co_sell&reasons=lost&deal_type=all&oops=1&tab=x", scheme: ColorScheme.Dark);
        await ShootAt(live.Address, "l-cosell", "/insights/cosell?range=12m");
        await ShootAt(live.Address, "l-leads", "/insights/leads?range=12m&lang=nl", scheme: ColorScheme.Dark);
    }
}

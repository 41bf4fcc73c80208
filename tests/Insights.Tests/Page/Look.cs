using Insights.Metrics;
using Insights.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Pictures for people, not for the check: run with <c>--explicit only --filter-class "*Look"</c> and look in
/// <c>$LOOK</c> (default: look/ in the temporary folder).</summary>
public sealed class Look
{
    [Fact(Explicit = true)]
    public async Task At_the_page()
    {
        string folder = Environment.GetEnvironmentVariable("LOOK") ?? Path.Combine(Path.GetTempPath(), "look");
        Directory.CreateDirectory(folder);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);

        async Task Shoot(string name, Reading? reading, string path, int width = 1440, ColorScheme scheme = ColorScheme.Light, Func<IPage,
            Task>? act = null, bool pdf = false, bool top = false)
        {
            await using Site site = await Site.OpenAsync(reading);
            IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
            await page.GotoAsync(site.Address + path);
            if (act is not null) await act(page);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = !top });
            if (pdf) await page.PdfAsync(new()
            {
                Path = Path.Combine(folder, name + ".pdf"),
                PreferCSSPageSize = true,
                PrintBackground = true,
                Tagged = true
            });
            await page.CloseAsync();
        }

        await Shoot("light", Readings.Full, "/insights/summary", pdf: true);
        await Shoot("top", Readings.Full, "/insights/summary", top: true, act: p => p.SetViewportSizeAsync(1440, 1400));
        await Shoot("dark", Readings.Full, "/insights/summary", scheme: ColorScheme.Dark, top: true, act: async p =>
            { await p.SetViewportSizeAsync(1440, 1400); await p.EvaluateAsync("scrollTo(0, 1150)"); });
        await Shoot("foot", Readings.Full, "/insights/summary", top: true, act: async p =>
            { await p.SetViewportSizeAsync(1440, 1400); await p.EvaluateAsync("scrollTo(0, 9999)"); });
        await Shoot("dutch", Readings.Huge, "/referrals/summary?lang=nl", width: 1280, top: true, act: p =>
            p.SetViewportSizeAsync(1280, 1400));
        await Shoot("phone", Readings.Full, "/insights/summary", width: 390, top: true, act: p => p.SetViewportSizeAsync(390, 1500));
        await Shoot("phone2", Readings.Full, "/insights/summary", width: 390, top: true, act: async p =>
            {
                await p.SetViewportSizeAsync(390,
            1500); await p.EvaluateAsync("document.querySelector('#distribution').scrollIntoView()");
            });
        await Shoot("year", Readings.Long(Granularity.Month), "/insights/summary?range=12m", top: true, act: p =>
            p.SetViewportSizeAsync(1440, 1000));
        await Shoot("days", Readings.Long(Granularity.Day), "/insights/summary?range=12m&granularity=day", top: true, act: p =>
            p.SetViewportSizeAsync(1440, 1000));
        await Shoot("forced", Readings.Full, "/insights/summary", top: true, act: async p =>
            { await p.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active }); await p.SetViewportSizeAsync(1440, 1400); });
        await Shoot("quiet", Readings.Quiet, "/insights/summary?from=oops&compare=x");
        await Shoot("empty", Readings.Empty, "/insights/summary");
        await Shoot("nothing", null, "/insights/summary", width: 1000);
        await Shoot("detail", Readings.Full, "/insights/leads", width: 1000);
        await Shoot("range", Readings.Full, "/insights/summary", width: 1200, top: true, act: p => p.Locator(".range > summary")
            .ClickAsync());
        await Shoot("about", Readings.Full, "/insights/summary", width: 1440, top: true, act: async p =>
        {
            await p.Locator("[popovertarget=cosell-about]").ClickAsync();
            await p.Locator("#referrals .area").HoverAsync();
        });
    }

    [Fact(Explicit = true)]
    public async Task How_long_drawing_takes()
    {
        var view = new WidgetView(Readings.Full, Language.English, new SummaryQuery());
        for (int i = 0; i < 300; i++) await Draw();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 100; i++) await Draw();
        Console.WriteLine($"{System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds / 100:0.00} ms a page of " +
            $"{(await Draw()).Length / 1024} KB");
        Task<string> Draw() => Html.PageAsync<SummaryPage>(new Dictionary<string, object?> { ["View"] = view });
    }
}

using Insights.Tests.Access;
using Insights.Tests.Page;
using Microsoft.Playwright;

namespace Insights.Tests.Exports;

/// <summary>The Download menu in a real browser.</summary>
[Trait("Category", "Browser")]
public sealed class DownloadMenuTests(SampleSite site) : IClassFixture<SampleSite>
{
    [Fact]
    public async Task A_file_is_fetched_while_the_page_stays_and_a_failure_is_said()
    {
        await using var browser = new BrowserPages();
        IPage page = await browser.NewPageAsync();
        await page.AdmitAsync(site.Session);
        var asked = new TaskCompletionSource();
        await page.RouteAsync("**/summary.pdf*", async route => { await asked.Task; await route.ContinueAsync(); });
        await page.GotoAsync(new Uri(site.Client.BaseAddress!, "/insights/summary?range=1m").ToString());
        ILocator button = page.Locator("summary", new() { HasText = "Download" }), state = page.Locator(".download-state");

        await button.ClickAsync();
        (await page.AxeAsync()).ShouldFindNothing();
        IDownload file = await page.RunAndWaitForDownloadAsync(async () =>
        {
            await page.GetByText("Download as PDF").ClickAsync();
            await Assertions.Expect(state).ToHaveTextAsync("Making the PDF…");
            (await page.Locator("summary[aria-busy=true]").CountAsync()).ShouldBe(1);
            await page.Locator(".range > summary").ClickAsync();
            asked.SetResult();
        }, new() { Timeout = 90_000 });
        file.SuggestedFilename.ShouldBe("insights-summary-2026-10-01-2026-11-21.pdf");
        await Assertions.Expect(state).ToBeEmptyAsync();

        await page.RouteAsync("**/summary.csv*", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = """{"detail":"Nothing works today."}""" }));
        await button.ClickAsync();
        await page.GetByText("Download data (CSV)").ClickAsync();
        await Assertions.Expect(state).ToHaveTextAsync("The download failed. The page and its figures still work. Nothing works today.");
    }
}

using System.Text.RegularExpressions;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Microsoft.Playwright;

namespace Insights.Tests.Lists;

/// <summary>Lists and a referral in a real browser: nothing for axe to find, nothing sideways on a phone, reached by keyboard.</summary>
[Trait("Category", "Browser")]
public sealed class ListBrowserTests : IAsyncLifetime
{
    private readonly BrowserPages browser = new();
    private Served site = null!;

    public async ValueTask InitializeAsync()
    {
        site = await Served.SampleAsync(300);
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        await browser.DisposeAsync();
    }

    [Theory, InlineData("en", "light"), InlineData("nl", "dark")]
    public async Task Axe_finds_nothing(string language, string theme)
    {
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.AdmitAsync(site.Session);
        foreach (string list in new[] { "of=distribution&type=inbound&state=won&range=12m&q=a", "of=referrals.all&q=nobody",
            "of=solutions.total", "of=nonsense" })
        {
            await page.GotoAsync($"{site.Address}/insights/list?{list}&lang={language}&theme={theme}");
            (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
        }
        await page.GotoAsync($"{site.Address}/insights/list?of=cosell.won&range=12m&lang={language}&theme={theme}");
        await page.Locator(".rows tbody th a").First.ClickAsync();
        await page.EvaluateAsync("for (const d of document.querySelectorAll('.referral details')) d.open = true");
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
        await page.GotoAsync($"{site.Address}/insights/referral?id=nobody&lang={language}&theme={theme}");
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
        await page.GotoAsync($"{site.Address}/insights/summary?lang={language}&theme={theme}");
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details.as-table, .tree details')) d.open = true");
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
    }

    [Fact]
    public async Task Nothing_scrolls_sideways_on_a_phone_but_the_table_in_its_box()
    {
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 390, Height = 800 } });
        await page.AdmitAsync(site.Session);
        await page.GotoAsync($"{site.Address}/insights/list?of=referrals.all&lang=nl&type=inbound");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await page.Locator(".rows tbody th a").First.ClickAsync();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    [Fact]
    public async Task A_point_of_a_chart_leads_to_its_list_by_keyboard_and_by_pointer()
    {
        IPage page = await browser.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync($"{site.Address}/insights/summary");
        await page.Locator("#referrals .area").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/list\?of=referrals\.total"));
        await page.GoBackAsync();
        await page.Locator("#referrals .mark-link").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/list\?of=referrals\."));
    }
}

using System.Text.RegularExpressions;
using Insights.Tests.Widgets;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>The page in a real browser: nothing for axe to find, everything by keyboard, nothing sideways on a phone.</summary>
[Trait("Category", "Browser")]
public sealed class BrowserTests : IAsyncDisposable
{
    private readonly BrowserPages browser = new();

    public ValueTask DisposeAsync() => browser.DisposeAsync();

    [Theory]
    [InlineData("en", "light"), InlineData("nl", "dark")]
    public async Task Axe_finds_nothing(string language, string theme)
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync($"{site.Address}/insights/summary?lang={language}&theme={theme}");
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details.as-table, .tree details')) d.open = true");
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
        await page.Locator(".range > summary").ClickAsync();
        await page.Locator("[popovertarget=cosell-about]").ClickAsync();
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
        site.Reading = Readings.Quiet;
        await page.GotoAsync($"{site.Address}/insights/summary?lang={language}&theme={theme}&range=x");
        (await page.AxeAsync(again: theme == "dark")).ShouldFindNothing();
    }

    [Theory, InlineData("leads?lang=nl&theme=light&"), InlineData("leads?tab=qualified&country=NL&lang=en&theme=dark&"),
        InlineData("cosell?flows=value&countries.find=e&lang=en&theme=light&"), InlineData("cosell?tab=ip&lang=nl&theme=dark&")]
    public async Task Axe_finds_nothing_on_a_dashboard(string address)
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync($"{site.Address}/insights/{address}oops=1");
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details.as-table')) d.open = true");
        await page.Locator("#filters > summary").ClickAsync();
        (await page.AxeAsync()).ShouldFindNothing();
    }

    [Fact]
    public async Task Nothing_scrolls_sideways_on_a_phone()
    {
        await using Site site = await Site.OpenAsync(Readings.Huge);
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 390, Height = 800 } });
        await page.GotoAsync(site.Address + "/insights/summary?lang=nl");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await page.GetByRole(AriaRole.Button, new() { Name = "Navigatie openen" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Leads" }).First.ClickAsync();
        page.Url.ShouldContain("/insights/leads");
        foreach (string path in new[] { "leads", "leads?tab=qualified", "cosell", "cosell?flows=value&lang=nl" })
        {
            await page.GotoAsync($"{site.Address}/insights/{path}");
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, path);
        }
    }

    [Fact]
    public async Task A_range_is_chosen_and_a_chart_is_read_by_keyboard()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync(site.Address + "/insights/summary");
        await page.Locator("#referrals .area").FocusAsync();
        await page.Keyboard.PressAsync("Home");
        string tip = await page.Locator("#referrals .tooltip").InnerTextAsync();
        tip.ShouldContain("January 2022");
        tip.ShouldContain("788");
        await page.Locator(".range > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Last 6 months").CheckAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/summary\?range=6m$"));
        (await page.Locator(".range > summary").InnerTextAsync()).ShouldContain("1 Oct 2021 – 4 Apr 2022");
    }

    [Fact]
    public async Task Without_script_every_figure_and_control_is_there()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        await using IBrowserContext context = await browser.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(site.Address + "/insights/summary");
        await page.Locator("#leads .as-table summary").ClickAsync();
        (await page.Locator("#leads table").First.InnerTextAsync()).ShouldContain("10,391");
        await page.Locator(".range > summary").ClickAsync();
        await page.GetByLabel("Last 12 months").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        page.Url.ShouldEndWith("?range=12m");
    }

    [Fact]
    public async Task Without_script_a_dashboard_is_filtered_sorted_searched_and_compared()
    {
        await using Site site = await Site.OpenAsync(Readings.Full);
        await using IBrowserContext context = await browser.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(site.Address + "/insights/cosell?range=6m");
        await page.Locator("#filters > summary").ClickAsync();
        await page.GetByLabel("Germany").CheckAsync();
        await page.GetByLabel("Netherlands").CheckAsync();
        await page.Locator("#filters").GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Co-sell") }).UncheckAsync();
        await page.Locator("#filters").GetByLabel("Partner-led").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).First.ClickAsync();
        page.Url.ShouldEndWith("/insights/cosell?country=DE&country=NL&deal_type=all&range=6m");
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter Country: Germany" }).ClickAsync();
        page.Url.ShouldEndWith("/insights/cosell?country=NL&deal_type=all&range=6m");

        await page.Locator("#by_country").GetByRole(AriaRole.Link, new() { Name = "Won", Exact = true }).ClickAsync();
        (await page.Locator("#by_country th[aria-sort]").InnerTextAsync()).ShouldStartWith("Won");
        await page.Locator("#by_country").GetByRole(AriaRole.Searchbox).FillAsync("germ");
        await page.Locator("#by_country").GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        (await page.Locator("#by_country tbody tr").CountAsync()).ShouldBe(1);
        await page.Locator("#compare").GetByLabel("Choice 1").SelectOptionAsync("Private");
        await page.Locator("#compare").GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        page.Url.ShouldContain("with=private");
        page.Url.ShouldContain("countries.find=germ");
        page.Url.ShouldContain("range=6m");

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Workspaces" }).GetByRole(AriaRole.Link, new() { Name = "Leads" })
            .First.ClickAsync();
        page.Url.ShouldEndWith("/insights/leads?country=NL&range=6m");
    }
}

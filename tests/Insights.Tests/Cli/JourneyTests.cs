using System.Text.RegularExpressions;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Microsoft.Playwright;

namespace Insights.Tests.Cli;

/// <summary>What a person meets who starts the program for the first time: the real program, a real browser, found by role and
/// label.</summary>
[Trait("Category", "Browser")]
public sealed class JourneyTests : IAsyncLifetime
{
    private static readonly string[] Widgets =
    [
        "Solutions outlook", "Referrals", "Co-sell opportunities", "Leads", "Referrals distribution", "QRP performance",
            "Referrals acceptance time", "Referrals win time", "Revenue",
    ];

    private readonly RealProgram program = new();
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.LaunchAsync(playwright);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        program.Dispose();
    }

    [Fact]
    public async Task From_an_empty_store_to_the_sample_another_period_dutch_and_back_to_empty()
    {
        await using ServingProgram serving = await ServingProgram.StartAsync(program, "--sample-when-empty");
        IPage page = await browser.NewPageAsync(new() { Locale = "en-US", ViewportSize = new() { Width = 1400, Height = 1000 } });
        List<string> wrong = Watch(page);

        await page.ComeInAsync(serving.Link);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/summary$"));
        foreach (string title in Widgets)
        {
            ILocator card = page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });
            await Assertions.Expect(card.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
            (await card.Locator("svg:visible, table:visible, .tree:visible").CountAsync()).ShouldBeGreaterThan(0, $"{title} is drawn");
        }
        (await page.Locator(".cards > section").CountAsync()).ShouldBe(Widgets.Length);

        ILocator range = page.Locator("summary").Filter(new() { HasText = "compared with" });
        string before = await range.InnerTextAsync();
        await range.ClickAsync();
        await page.GetByLabel("Last 6 months").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/summary\?range=6m$"));
        await Assertions.Expect(range).Not.ToHaveTextAsync(before);

        await page.GetByRole(AriaRole.Link, new() { Name = "Nederlands" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/insights/summary\?range=6m&lang=nl$"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Verdeling van verwijzingen" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This is sample data.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No referrals yet" })).ToBeVisibleAsync();
        (await page.Locator(".cards").CountAsync()).ShouldBe(0);

        wrong.ShouldBeEmpty();
        (await program.RunAsync("imports")).Ended(0).Talk.ShouldContain("is empty");
    }

    [Fact]
    public async Task What_is_imported_while_the_page_is_served_is_there_after_a_reload()
    {
        await using ServingProgram serving = await ServingProgram.StartAsync(program);
        IPage page = await browser.NewPageAsync(new() { Locale = "en-US" });
        List<string> wrong = Watch(page);
        await page.ComeInAsync(serving.Link);
        await page.GotoAsync(serving.Address + "/insights/summary?from=2026-01-01&to=2026-01-31");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No referrals yet" })).ToBeVisibleAsync();

        program.Write("leads.csv",
            "Referral ID,Creation Date,Status,Lead Type\nL1,2026-01-05,New,Qualified\nL2,2026-01-06,New,Qualified\n");
        (await program.RunAsync("import", "leads.csv")).Ended(0);
        await page.ReloadAsync();
        ILocator card = page.GetByRole(AriaRole.Region, new() { Name = "Leads", Exact = true });
        await Assertions.Expect(card.Locator("dl.numbers")).ToContainTextAsync(new Regex(@"Received\s*2\b"));

        (await program.RunAsync("undo", "1")).Ended(0);
        await page.ReloadAsync();
        await Assertions.Expect(card.Locator("dl.numbers")).ToContainTextAsync(new Regex(@"Received\s*0\b"));
        wrong.ShouldBeEmpty();
    }

    /// <summary>Not a test but a tool: draws docs/summary.png anew. Run with <c>--explicit only --filter-class
    /// "*JourneyTests"</c>.</summary>
    [Fact(Explicit = true)]
    public async Task The_picture_in_the_readme()
    {
        await using ServingProgram serving = await ServingProgram.StartAsync(program, "--sample-when-empty");
        IPage page = await browser.NewPageAsync(new()
        {
            Locale = "en-US",
            ViewportSize = new() { Width = 1400, Height = 1500 },
            ReducedMotion = ReducedMotion.Reduce
        });
        await page.ComeInAsync(serving.Link);
        await page.GotoAsync(serving.Address + "/insights/summary?range=6m");
        await page.ScreenshotAsync(new() { Path = Path.Combine(HouseTests.Root, "docs", "summary.png") });
    }

    /// <summary>Everything the browser complains of: errors on its console, in scripts, and requests that came to nothing.</summary>
    private static List<string> Watch(IPage page)
    {
        var wrong = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") wrong.Add($"console: {message.Text}"); };
        page.PageError += (_, error) => wrong.Add($"script: {error}");
        // Whoever leaves a page hears no more of its news.
        page.RequestFailed += (_, request) =>
        {
            if (!request.Url.Contains("/changes?", StringComparison.Ordinal)) wrong.Add($"request: {request.Url} {request.Failure}");
        };
        page.Response += (_, response) => { if (response.Status >= 400) wrong.Add($"answer: {response.Status} {response.Url}"); };
        return wrong;
    }
}

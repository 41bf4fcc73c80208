using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Widgets;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>What opens over the page, in a real browser: tours, news, feedback with its picture, settings, shortcuts.</summary>
[Trait("Category", "Browser")]
public sealed class PanelBrowserTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly BrowserPages browser = new();
    private LiveSite site = null!;

    public async ValueTask InitializeAsync()
    {
        site = await LiveSite.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }

    [Theory, InlineData("quick", 7), InlineData("guide", 9)]
    public async Task A_tour_is_walked_left_and_taken_up_again_by_keyboard_alone(string tour, int steps)
    {
        IPage page = await OpenAsync("/insights/summary");
        await page.Locator("#news-button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator($"[data-tour={tour}]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Step(page, 1, steps);
        await page.Keyboard.PressAsync("ArrowRight");
        await Step(page, 2, steps);
        await page.Keyboard.PressAsync("ArrowLeft");
        await Step(page, 1, steps);
        await page.Keyboard.PressAsync("ArrowRight");
        await Step(page, 2, steps);
        await page.Keyboard.PressAsync("ArrowRight");
        await Step(page, 3, steps);
        await page.Keyboard.PressAsync("Escape");
        await page.FocusIsOn("#news-button");

        await page.ReloadAsync();
        await page.Locator("#news-button").ClickAsync();
        ILocator again = page.Locator($"[data-tour={tour}]");
        (await again.InnerTextAsync()).ShouldBe("Go on at step 3");
        await again.ClickAsync();
        await Step(page, 3, steps);
        for (int step = 4; step <= steps; step++)
        {
            await page.Keyboard.PressAsync("ArrowRight");
            await Step(page, step, steps);
        }
        await page.Keyboard.PressAsync("Tab");
        await page.Locator(".driver-popover-next-btn").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".driver-popover").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.FocusIsOn("#news-button");
        (await page.EvaluateAsync<string?>($"localStorage.getItem('insights.tour.{tour}')")).ShouldBeNull("a finished tour begins anew");
    }

    [Fact]
    public async Task Customers_are_suggested_while_one_types()
    {
        IPage page = await OpenAsync("/insights/cosell?range=12m");
        await page.Locator("#filters > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        ILocator field = page.Locator("#filters input[name=customer]").First;
        await field.FocusAsync();
        await page.Keyboard.TypeAsync("er");
        await Assertions.Expect(page.Locator("#filters datalist option").First).ToBeAttachedAsync();
        string name = (await page.Locator("#filters datalist option").First.GetAttributeAsync("value"))!;
        name.ShouldContain("er", Case.Insensitive);
        (await field.GetAttributeAsync("list")).ShouldBe(await page.Locator("#filters datalist").First.GetAttributeAsync("id"));
        await field.FillAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".chips").First).ToContainTextAsync(name);
        await page.Locator(".navigation a[href^='/insights/summary']").First.ClickAsync();
        await Assertions.Expect(page.Locator(".kept")).ToContainTextAsync(name);
        if (Environment.GetEnvironmentVariable("LOOK") is { } look)
            await page.ScreenshotAsync(new() { Path = Path.Combine(look, "kept.png") });
    }

    [Fact]
    public async Task The_dot_goes_after_a_look_and_stays_away()
    {
        IPage page = await OpenAsync("/insights/summary");
        (await page.Locator("#news-button .dot").CountAsync()).ShouldBe(1);
        await page.Locator("#news-button").ClickAsync();
        await page.Locator("#news .new-mark").First.WaitForAsync();
        (await page.Locator("#news-button .dot").CountAsync()).ShouldBe(0);
        await page.ReloadAsync();
        (await page.Locator("#news-button .dot").CountAsync()).ShouldBe(0);
        await page.Locator("#news-button").ClickAsync();
        (await page.Locator("#news .new-mark").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Feedback_on_the_page_and_on_a_card_arrives_with_its_picture_and_is_answered()
    {
        IPage page = await OpenAsync("/insights/summary?range=6m");
        await page.Locator("#more-menu > summary").ClickAsync();
        await page.Locator("#more-menu [data-feedback=page]").ClickAsync();
        await page.GetByLabel("Data is missing").CheckAsync();
        await page.GetByLabel("Additional details").FillAsync("Where is March?");
        await Pictured(page);
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldBeEmpty("nothing leaves before Submit");
        await Submit(page);

        await page.Locator("#leads [data-thumb=down]").ClickAsync();
        await Pictured(page);
        await Submit(page);
        IReadOnlyList<FeedbackEntry> box = await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel);
        box.Select(e => (e.Feedback.Widget, e.Feedback.ThumbUp, e.Feedback.GivenOn, e.HasPicture)).ShouldBe(
            [("leads", false, "/insights/summary?range=6m#leads", true), (null, null, "/insights/summary?range=6m", true)]);
        box[1].Feedback.Reasons.ShouldBe(["missing"]);

        IPage inbox = await OpenAsync("/feedback");
        (await inbox.EvaluateAsync<int>("document.querySelector('#feedback-1 img').decode().then(() => " +
            "document.querySelector('#feedback-1 img').naturalWidth)")).ShouldBeGreaterThan(600);
        await inbox.Locator("#feedback-1 textarea").FillAsync("It comes tomorrow.");
        await inbox.Locator("#feedback-1 button").ClickAsync();
        await page.ReloadAsync();
        (await page.Locator(".banner.answer").InnerTextAsync()).ShouldContain("It comes tomorrow.");
        await page.Locator(".banner.answer button").ClickAsync();
        (await page.Locator(".banner.answer").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_masked_picture_holds_no_name_and_no_amount()
    {
        IPage page = await OpenAsync("/insights/summary?range=12m");
        string organization = (await page.Locator(".organization").InnerTextAsync()).Trim();
        string amount = await page.Locator("#revenue .figure").First.EvaluateAsync<string>("e => e.firstChild.nodeValue.trim()");
        await page.EvaluateAsync("window.pictures = []; document.addEventListener('insights:picture', e => window.pictures.push(e.detail))");
        await page.Keyboard.PressAsync("f");
        await Pictured(page);
        await page.Locator("dialog [data-hide]").CheckAsync();
        for (int wait = 0; wait < 200 && await page.EvaluateAsync<int>("window.pictures.length") < 2; wait++) await Task.Delay(200, Cancel);
        string[] pictures = await page.EvaluateAsync<string[]>("window.pictures");
        pictures[0].ShouldContain(organization);
        pictures[0].ShouldContain(amount);
        pictures[1].ShouldNotContain(organization);
        pictures[1].ShouldNotContain(amount);
        pictures[1].ShouldContain("█");
        pictures[1].ShouldContain(await page.Locator("#cosell .figure").First.InnerTextAsync(), customMessage: "counts stay");
    }

    [Fact]
    public async Task Feedback_without_a_picture_sends_none_and_cancel_sends_nothing()
    {
        IPage page = await OpenAsync("/insights/summary");
        await page.Keyboard.PressAsync("f");
        await page.GetByLabel("Include screenshot").UncheckAsync();
        await page.GetByLabel("Other").CheckAsync();
        await page.Locator("dialog [formmethod=dialog]").ClickAsync();
        (await page.Locator("dialog").IsVisibleAsync()).ShouldBeFalse();
        await page.FocusIsOn("#more-menu > summary");
        await page.Keyboard.PressAsync("f");
        await page.GetByLabel("Include screenshot").UncheckAsync();
        await page.Locator("dialog .primary").First.ClickAsync();
        await Assertions.Expect(page.Locator("dialog [data-problem]")).ToContainTextAsync("Tick a box");
        await page.GetByLabel("Other").CheckAsync();
        await Submit(page);
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().HasPicture.ShouldBeFalse();
    }

    [Fact]
    public async Task A_whole_visit_by_keyboard_alone()
    {
        IPage page = await OpenAsync("/insights/summary");
        await page.Keyboard.PressAsync("Tab");
        await page.FocusIsOn(".skip");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.FocusIsOn("main :focus");

        await page.TabTo("#news-button");
        await page.TabTo("#more-menu > summary");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#refresh")).ToBeVisibleAsync();
        await page.FocusIsOn("#refresh:focus, #refresh :focus");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#refresh")).ToBeHiddenAsync();
        await page.FocusIsOn("#more-menu > summary");

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("4");
        await page.FocusIsOn("#leads");
        await page.TabTo("#leads [data-thumb=up]");
        await page.Keyboard.PressAsync("Enter");
        await Pictured(page);
        await page.TabTo("dialog textarea");
        await page.Keyboard.TypeAsync("good? 4");
        await page.TabTo("dialog .primary");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("dialog .thanks").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.FocusIsOn("#leads [data-thumb=up]");
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Feedback.Details.ShouldBe("good? 4");

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await page.TabTo("#shortcuts-on");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("#shortcuts-on")).Not.ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("r");
        (await page.Locator("#refresh").IsVisibleAsync()).ShouldBeFalse("single keys can be switched off");

        await page.GotoAsync(site.Address + "/settings");
        await page.TabTo("select[name=theme]");
        await page.Keyboard.TypeAsync("Dark");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"/settings#saved$"));
        (await page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
    }

    [Fact]
    public async Task Nothing_scrolls_sideways_on_a_phone()
    {
        IPage page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 390, Height = 800 } });
        await page.AdmitAsync(site.Session);
        await site.Store.FeedbackBox.PutAsync(site.Scope, new FeedbackGiven(new string('a', 32), "/insights/summary?" +
            new string('x', 300), "leads", true, ["other"], new string('w', 300)), PngPictureTests.Png(800, 4), Cancel);
        foreach (string path in new[] { "/insights/summary?lang=nl", "/feedback?lang=nl", "/feedback/new?lang=nl", "/settings?lang=nl",
            "/sign-in?lang=nl", "/access?lang=nl", "/access/audit?lang=nl", "/share/links?lang=nl" })
        {
            await page.GotoAsync(site.Address + path);
            await page.EvaluateAsync("for (const d of document.querySelectorAll('main .program')) d.open = true");
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, path);
        }
    }

    private async Task<IPage> OpenAsync(string path)
    {
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + path);
        return page;
    }

    private static Task Step(IPage page, int step, int of) =>
        Assertions.Expect(page.Locator(".driver-popover-progress-text")).ToHaveTextAsync($"{step} of {of}", new() { Timeout = 15_000 });

    private static Task Pictured(IPage page) => page.Locator("dialog .preview img").WaitForAsync(new() { Timeout = 60_000 });

    private static async Task Submit(IPage page)
    {
        await page.Locator("dialog .feedback .primary").ClickAsync();
        await page.Locator("dialog .thanks").WaitForAsync();
        await page.Locator("dialog .thanks button").ClickAsync();
    }
}

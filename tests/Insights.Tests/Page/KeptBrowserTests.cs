using Insights.Cli;
using Insights.Tests.Access;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>What outlives a session in a browser, and what does not: words typed do, pages do not.</summary>
[Trait("Category", "Browser")]
public sealed class KeptBrowserTests : IAsyncLifetime
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

    [Fact]
    public async Task Words_in_the_feedback_dialog_survive_the_end_of_the_session()
    {
        IPage page = await OpenAsync("/insights/summary?range=6m");
        await page.Locator("#leads [data-feedback=leads][data-thumb=down]").ClickAsync();
        await page.Locator("dialog#feedback textarea").FillAsync("Too few\nleads & <more>");
        await EndSession();
        await page.Locator("dialog#feedback .buttons .primary").First.ClickAsync();
        await SignIn(page);
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/insights/summary?range=6m");
        ILocator text = page.Locator("dialog#feedback[open] textarea");
        await Assertions.Expect(text).ToHaveValueAsync("Too few\nleads & <more>");
        await Assertions.Expect(page.Locator("dialog#feedback input[name=thumb][value=down]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator("dialog#feedback [role=status]").First).ToContainTextAsync("has not been sent");
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldBeEmpty("nothing of a stranger is kept");
        await page.Locator("dialog#feedback .buttons .primary").First.ClickAsync();
        await page.Locator("dialog#feedback .thanks").WaitForAsync();
        var entry = (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem();
        (entry.Feedback.Details, entry.Feedback.Widget, entry.Feedback.ThumbUp).ShouldBe(("Too few\nleads & <more>", "leads", false));
        (await page.EvaluateAsync<string?>("sessionStorage.getItem('insights.kept')")).ShouldBeNull();
    }

    [Fact]
    public async Task A_message_in_the_share_dialog_survives_it()
    {
        IPage page = await OpenAsync("/insights/leads?range=12m",
            [("INSIGHTS_SMTP_HOST", "127.0.0.1"), ("INSIGHTS_SMTP_PORT", "9"), ("INSIGHTS_SMTP_TLS", "off"),
            ("INSIGHTS_MAIL_FROM", "a@example.com")]);
        await page.Locator("a[data-share]").First.ClickAsync();
        await page.Locator("dialog#share [name=to]").FillAsync("bob@example.com");
        await page.Locator("dialog#share [name=message]").FillAsync("Look at March");
        await EndSession();
        await page.Locator("dialog#share button[value=mail]").ClickAsync();
        await SignIn(page);
        await Assertions.Expect(page.Locator("dialog#share [name=message]")).ToHaveValueAsync("Look at March");
        await Assertions.Expect(page.Locator("dialog#share [name=to]")).ToHaveValueAsync("bob@example.com");
    }

    [Fact]
    public async Task A_form_of_a_page_of_its_own_survives_it_also_when_one_signs_in_in_another_tab()
    {
        IPage page = await OpenAsync("/settings?theme=dark");
        await page.Locator("form[action='/settings/reporting'] [name=currency]").FillAsync("EUR");
        await EndSession();
        await page.Locator("form[action='/settings/reporting'] button[type=submit]").ClickAsync();
        await page.Locator("input[name=key]").WaitForAsync();
        IPage other = await page.Context.NewPageAsync();
        await other.GotoAsync(await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel));
        await other.Locator("form:has(input[name=key]) button").ClickAsync();
        await other.WaitForURLAsync("**/insights/summary");
        await page.BringToFrontAsync();
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/settings?theme=dark");
        await Assertions.Expect(page.Locator("form[action='/settings/reporting'] [name=currency]")).ToHaveValueAsync("EUR");
        await page.Locator("form[action='/settings/reporting'] button[type=submit]").ClickAsync();
        await page.WaitForURLAsync("**/settings?theme=dark#saved");
        (await site.Store.SettingsAsync(site.Scope, Cancel))["reporting_currency"].ShouldBe("EUR");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("form[action='/settings/reporting'] [role=status]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_token_and_a_link_for_others_come_back_without_the_password()
    {
        IPage page = await OpenAsync("/share/links?at=%2Finsights%2Fsummary%3Frange%3D6m");
        await page.Locator("main form [name=name]").First.FillAsync("For the board");
        await page.Locator("main form [name=password]").First.FillAsync("correct horse");
        await EndSession();
        await page.Locator("main form button[type=submit]").First.ClickAsync();
        (await page.ContentAsync()).ShouldNotContain("correct horse");
        (await page.EvaluateAsync<string>("JSON.stringify(sessionStorage)")).ShouldNotContain("correct horse");
        await SignIn(page);
        await Assertions.Expect(page.Locator("main form [name=name]").First).ToHaveValueAsync("For the board");
        await Assertions.Expect(page.Locator("main form [name=password]").First).ToHaveValueAsync("");

        await page.GotoAsync(site.Address + "/access");
        await page.Locator("form[action='/access/tokens'] [name=name]").FillAsync("Power BI");
        await EndSession();
        await page.Locator("form[action='/access/tokens'] button").ClickAsync();
        await SignIn(page);
        await Assertions.Expect(page.Locator("form[action='/access/tokens'] [name=name]")).ToHaveValueAsync("Power BI");
    }

    [Fact]
    public async Task Without_script_the_page_that_turns_a_form_away_carries_what_was_sent()
    {
        IBrowserContext plain = await browser.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await plain.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + "/feedback/new?at=%2Finsights%2Fsummary");
        await page.Locator(".feedback textarea").FillAsync("Without a script");
        await EndSession();
        await page.Locator(".feedback .primary").ClickAsync();
        await Assertions.Expect(page.Locator("#again")).ToBeVisibleAsync();
        IPage other = await plain.NewPageAsync();
        await other.GotoAsync(await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel));
        await other.Locator("form:has(input[name=key]) button").ClickAsync();
        await page.Locator("section:has(#again) button").ClickAsync();
        await page.Locator("section:has(#again) button, .feedback .primary").First.ClickAsync();
        (await site.Store.FeedbackBox.ListAsync(site.Scope, Cancel)).ShouldHaveSingleItem().Feedback.Details.ShouldBe("Without a script");
    }

    [Fact]
    public async Task What_was_typed_is_forgotten_after_an_hour_and_by_signing_out()
    {
        IPage page = await OpenAsync("/feedback/new?at=%2Finsights%2Fsummary");
        async Task KeepAsync(int minutesAgo)
        {
            await page.EvaluateAsync("""
                minutes => sessionStorage.setItem("insights.kept", JSON.stringify({ page: location.pathname + location.search, action: "/feedback",
                    at: [...document.querySelectorAll("form")].filter(f => f.getAttribute("action") === "/feedback").length - 1, opener: "",
                    fields: [{ name: "details", at: 0, value: "Typed before", checked: false }], since: Date.now() - minutes * 60000, turnedAway: true }))
                """, minutesAgo);
            await page.ReloadAsync();
        }
        await KeepAsync(59);
        await Assertions.Expect(page.Locator(".feedback textarea")).ToHaveValueAsync("Typed before");
        await KeepAsync(61);
        await Assertions.Expect(page.Locator("html.scripting")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".feedback textarea")).ToHaveValueAsync("");

        await page.GotoAsync(site.Address + "/sign-in");
        await page.EvaluateAsync("sessionStorage.setItem('insights.kept', JSON.stringify({ page: '/x', fields: [], since: Date.now(), turnedAway: true }))");
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await page.Locator("input[name=key]").WaitForAsync();
        (await page.EvaluateAsync<string?>("sessionStorage.getItem('insights.kept')")).ShouldBeNull();
    }

    [Fact]
    public async Task After_signing_out_going_back_shows_no_name()
    {
        IPage page = await OpenAsync("/insights/list?of=referrals.all&range=12m");
        string customer = await page.Locator(".rows tbody th a").First.InnerTextAsync();
        await page.GotoAsync(site.Address + "/sign-in");
        await page.Locator("form[action='/sign-out'] button").ClickAsync();
        await page.Locator("input[name=key]").WaitForAsync();
        await page.EvaluateAsync("history.go(-2)");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/insights/list"));
        await page.Locator("input[name=key]").WaitForAsync();
        (await page.ContentAsync()).ShouldNotContain(System.Net.WebUtility.HtmlEncode(customer));
    }

    [Fact]
    public async Task After_the_end_of_a_session_going_back_shows_no_name()
    {
        IPage page = await OpenAsync("/insights/list?of=referrals.all&range=12m");
        string customer = await page.Locator(".rows tbody th a").First.InnerTextAsync();
        await page.GotoAsync(site.Address + "/insights/summary");
        await EndSession();
        await page.GoBackAsync();
        await page.Locator("input[name=key]").WaitForAsync();
        (await page.ContentAsync()).ShouldNotContain(System.Net.WebUtility.HtmlEncode(customer));
    }

    private Task EndSession()
    {
        site.Clock.Now += TimeSpan.FromDays(15);
        return Task.CompletedTask;
    }

    /// <summary>In the same tab, with the key of another link.</summary>
    private async Task SignIn(IPage page)
    {
        string link = await LinkVerb.NewAsync(site.Store, site.Clock, 0, site.Address, Cancel);
        await page.Locator("input[name=key]").FillAsync(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        await page.Locator("form:has(input[name=key]) button").ClickAsync();
    }

    private async Task<IPage> OpenAsync(string path, (string, string?)[]? settings = null)
    {
        if (settings is not null)
        {
            await site.DisposeAsync();
            site = await LiveSite.OpenAsync(sample: true, settings);
        }
        IPage page = await browser.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + path);
        return page;
    }
}

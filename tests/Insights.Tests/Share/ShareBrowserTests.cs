using System.Globalization;
using System.Text.Json;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Microsoft.Playwright;

namespace Insights.Tests.Share;

/// <summary>Sharing in a real browser, to a real mail server: by keyboard alone, without script, with a clipboard and with none.</summary>
[Trait("Category", "Browser")]
public sealed class ShareBrowserTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly BrowserPages browser = new();
    private MailServer server = null!;
    private LiveSite site = null!;

    public async ValueTask InitializeAsync()
    {
        server = await MailServer.StartAsync();
        site = await LiveSite.OpenAsync(sample: true, (ShareSettings.SmtpHost, "127.0.0.1"),
            (ShareSettings.SmtpPort, server.Port.ToString(CultureInfo.InvariantCulture)),
            (ShareSettings.SmtpTls, "off"), (ShareSettings.From, "insights@example.com"), (ShareSettings.Teams, "http://127.0.0.1:9/"));
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_reading_is_shared_by_keyboard_alone_with_the_picture_that_was_seen()
    {
        IPage page = await OpenAsync("/insights/summary?range=6m");
        await page.Keyboard.PressAsync("s");
        ILocator dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Share" });
        await dialog.WaitForAsync();
        await page.Keyboard.TypeAsync("ann.example.com");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("How about this?");
        await page.TabTo("#share [value=mail]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.Locator("[data-problem]")).ToContainTextAsync("Not a mail address: “ann.example.com”");
        await dialog.GetByLabel("To", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("ann@example.com");
        await dialog.Locator(".preview img").WaitForAsync();
        string seen = (await dialog.Locator(".preview img").GetAttributeAsync("src"))!;
        await page.TabTo("#share [value=mail]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog.Locator(".sent [role=status]")).ToBeFocusedAsync();

        JsonElement mail = await server.NextAsync();
        mail.GetProperty("text").GetString()!.ShouldStartWith("How about this?");
        mail.GetProperty("text").GetString()!.ShouldContain(site.Address + "/insights/summary?from=2025-09-01&to=2026-03-10&lang=en");
        byte[] picture = mail.GetProperty("attachments")[0].GetProperty("content").GetBytesFromBase64();
        picture.ShouldBe(Convert.FromBase64String(seen["data:image/png;base64,".Length..]));

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#share")).ToHaveCountAsync(0);
        await page.FocusIsOn("#share-button");
        await page.TabTo("#more-menu > summary");
        await page.Keyboard.PressAsync("Enter");
        await page.TabTo("#more-menu a[href^='/share/log']");
        using var sharer = new Sharer(site);
        await sharer.SettledAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/share/log?range=6m", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".shared tbody tr")).ToContainTextAsync("Accepted");
    }

    [Fact]
    public async Task Without_script_the_link_leads_to_the_same_form_and_the_form_to_the_log()
    {
        await using IBrowserContext context = await browser.NewContextAsync(new() { JavaScriptEnabled = false });
        IPage page = await context.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + "/insights/summary?lang=nl");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delen", Exact = true }).ClickAsync();
        await page.GetByLabel("Aan", new() { Exact = true }).FillAsync("ann@example.com");
        await page.GetByLabel("Bericht").FillAsync("Zonder script");
        await page.GetByRole(AriaRole.Button, new() { Name = "Versturen" }).ClickAsync();
        await Assertions.Expect(page.Locator("#sent")).ToBeVisibleAsync();
        JsonElement mail = await server.NextAsync();
        mail.GetProperty("text").GetString()!.ShouldStartWith("Zonder script");
        mail.GetProperty("attachments").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Link_and_picture_are_copied_and_where_the_browser_refuses_selected_and_saved()
    {
        await using IBrowserContext context =
            await browser.NewContextAsync(new()
            {
                Permissions = ["clipboard-read", "clipboard-write"],
                ReducedMotion = ReducedMotion.Reduce
            });
        IPage page = await context.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + "/insights/summary?compare=none&theme=dark");
        await OpenDialog(page);
        ILocator said = page.Locator("#share [data-done]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Assertions.Expect(said).ToHaveTextAsync("The link is copied.");
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()"))
            .ShouldBe(site.Address + "/insights/summary?from=2025-12-01&to=2026-03-10&compare=none&lang=en",
            "the theme is each reader's own");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy as image" }).ClickAsync();
        await Assertions.Expect(said).ToHaveTextAsync("The picture is copied.");
        (await page.EvaluateAsync<int>("navigator.clipboard.read().then(items => items[0].getType('image/png')).then(png => png.size)"))
            .ShouldBeGreaterThan(10_000);

        await page.EvaluateAsync("() => { for (const way of ['write', 'writeText']) navigator.clipboard[way] = () => Promise.reject(new " +
            "DOMException('no')); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        await Assertions.Expect(said).ToContainTextAsync("press Ctrl+C");
        (await page.EvaluateAsync<bool>("(() => { const link = document.querySelector('#share input[readonly]'); return " +
            "link.selectionEnd - link.selectionStart === link.value.length; })()")).ShouldBeTrue();
        IDownload saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Copy as image" })
            .ClickAsync());
        saved.SuggestedFilename.ShouldBe("insights-summary-2025-12-01-2026-03-10.png");

        await page.GetByLabel("Message").FillAsync("Have a look & tell me");
        Uri.UnescapeDataString((await page.Locator("[data-way=teams]").GetAttributeAsync("href"))!)
            .ShouldContain("&msgText=Have a look & tell me\n\nReferral Insights, Summary: ");
        Uri.UnescapeDataString((await page.Locator("[data-way=mail]").GetAttributeAsync("href"))!)
            .ShouldContain("&body=Have a look & tell me\r\n\r\nReferral Insights, Summary: ");
    }

    [Fact]
    public async Task A_post_goes_to_the_channel_and_a_picture_nobody_wants_goes_nowhere()
    {
        IPage page = await OpenAsync("/insights/summary");
        await OpenDialog(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Post to the Teams channel" }).ClickAsync();
        await page.Locator("#share .sent [data-close]").ClickAsync();
        (await site.Store.Outbox.ListAsync(site.Scope, 9, Cancel)).ShouldHaveSingleItem().Way.ShouldBe(WayOut.Teams);
        await OpenDialog(page);
        await page.GetByLabel("Put a picture of the page in the mail").UncheckAsync();
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("ann@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        (await server.NextAsync()).GetProperty("attachments").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Axe_finds_nothing_in_the_dialog_the_form_and_the_log_and_a_phone_is_wide_enough()
    {
        await site.Store.Outbox.PutAsync(site.Scope, new SharedReading(WayOut.Mail, "/insights/summary", "Figures", "", ""),
            ["nobody@" + new string('x', 60) + ".example.com", "ann@example.com", "busy@example.com"], null, Cancel);
        await site.Store.Outbox.PutAsync(site.Scope, new SharedReading(WayOut.Teams, "/insights/summary", "Figures " +
            new string('x', 80), "", "{}"), [""], null, Cancel);
        site.Wake();
        using var sharer = new Sharer(site);
        await sharer.SettledAsync();
        await using LiveSite bare = await LiveSite.OpenAsync(sample: false);
        foreach (string state in new[] { "?lang=en&theme=light", "?lang=nl&theme=dark" })
        {
            IPage page = await OpenAsync("/insights/summary" + state);
            await page.AdmitAsync(bare.Session);
            await OpenDialog(page);
            await page.Locator("#share [value=mail]").ClickAsync();
            await Assertions.Expect(page.Locator("#share [data-problem]")).ToBeVisibleAsync();
            (await page.Locator("#share").AxeAsync()).ShouldFindNothing("dialog " + state);
            foreach (string address in new[] { site.Address + "/share" + state, bare.Address + "/share" + state, site.Address +
                "/share/log" + state + "#sent" })
            {
                await page.SetViewportSizeAsync(1280, 900);
                await page.GotoAsync(address);
                (await page.AxeAsync()).ShouldFindNothing(address);
                await page.SetViewportSizeAsync(390, 800);
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, address);
            }
            await page.CloseAsync();
        }
    }

    private async Task<IPage> OpenAsync(string path)
    {
        IPage page = await browser.NewPageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + path);
        return page;
    }

    private static async Task OpenDialog(IPage page)
    {
        await page.Locator("#share-button").ClickAsync();
        await page.Locator("#share .preview img").WaitForAsync();
    }
}

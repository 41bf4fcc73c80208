using System.Globalization;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Microsoft.Playwright;

namespace Insights.Tests.Share;

/// <summary>Pictures of sharing for people: run with <c>--explicit only --filter-class "*ShareLook"</c> and look in <c>$LOOK</c>.</summary>
public sealed class ShareLook
{
    [Fact(Explicit = true)]
    public async Task At_the_dialog_the_log_and_the_letter()
    {
        string folder = Environment.GetEnvironmentVariable("LOOK") ?? Path.Combine(Path.GetTempPath(), "look");
        Directory.CreateDirectory(folder);
        await using MailServer server = await MailServer.StartAsync();
        await using LiveSite site = await LiveSite.OpenAsync(sample: true, (ShareSettings.SmtpHost, "127.0.0.1"),
            (ShareSettings.SmtpPort, server.Port.ToString(CultureInfo.InvariantCulture)),
            (ShareSettings.SmtpTls, "off"), (ShareSettings.From, "insights@example.com"), (ShareSettings.Teams, "http://127.0.0.1:9/"),
                (ShareSettings.Public, "http://insights.example.com"));
        await using LiveSite bare = await LiveSite.OpenAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright);

        async Task Shoot(string name, LiveSite of, string path, Func<IPage, Task>? act = null, int width = 1280, int height = 1000,
            ColorScheme scheme = ColorScheme.Light, bool full = false)
        {
            IPage page = await browser.NewPageAsync(new()
            {
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce
            });
            await page.AdmitAsync(of.Session);
            await page.GotoAsync(path.StartsWith("file:", StringComparison.Ordinal) ? path : of.Address + path);
            if (act is not null) await act(page);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = full });
            await page.CloseAsync();
        }

        async Task Opened(IPage page)
        {
            await page.Locator("#share-button").ClickAsync();
            await page.Locator("#share .preview img").WaitForAsync();
        }

        await Shoot("s-dialog", site, "/insights/summary", Opened);
        await Shoot("s-dialog-dark", site, "/insights/summary?lang=nl", Opened, scheme: ColorScheme.Dark);
        await Shoot("s-dialog-phone", site, "/insights/summary?lang=nl", Opened, width: 390, height: 844);
        await Shoot("s-bare", bare, "/insights/summary", Opened);
        await Shoot("s-bare-nl", bare, "/insights/summary?lang=nl", Opened);
        await Shoot("s-page", site, "/share", full: true);
        await Shoot("s-sent", site, "/insights/summary?lang=nl", async page =>
        {
            await Opened(page);
            await page.Locator("#share [name=to]").FillAsync("ann@example.com, nobody@example.com, busy@example.com");
            await page.Locator("#share [name=message]").FillAsync("Kijk eens naar het winstpercentage.\nTot morgen!");
            await page.Locator("#share [value=mail]").ClickAsync();
            await page.Locator("#share .sent [role=status]").WaitForAsync();
        });
        string html = (await server.NextAsync()).GetProperty("html").GetString()!;
        await site.Store.Outbox.PutAsync(site.Scope, new SharedReading(WayOut.Teams, "/insights/summary",
            "Referral Insights: Contoso Consulting (sample), 1 Dec 2025 – 10 Mar 2026", "", "{}"), [""], null, CancellationToken.None);
        await site.Store.Outbox.TakeAsync(site.Scope, WayOut.Mail, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(folder, "letter.html"), html);
        await Shoot("s-letter", site, "file://" + Path.Combine(folder, "letter.html"), full: true, height: 700);
        await Shoot("s-log", site, "/share/log", full: true);
        await Shoot("s-log-dark", site, "/share/log?lang=nl#sent", full: true, scheme: ColorScheme.Dark);
        await Shoot("s-log-phone", site, "/share/log?lang=nl", full: true, width: 390);
    }
}

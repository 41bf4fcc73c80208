using Insights.Tests.Access;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Pictures of the way in, for people (<see cref="Look"/>).</summary>
public sealed class SourcesLook
{
    private const string Leads = """
        Referral ID,Creation Date,Customer Name,Customer Country,Lead Type,Lead currency,Lead value,Status
        L1,2026-02-01,Contoso,Netherlands,Qualified lead,USD,1000,New
        L2,31/02/2026,Fabrikam,Germany,Qualified lead,USD,2000,Lost
        L3,2026-02-03,Adatum,Germany,Qualified lead,EUR,"12,5OO",Won
        L4,2026-02-04,Litware,France,Qualified lead,EUR,12500,Won
        """;

    private const string Crm = """
        Vorgang;Angelegt am;Phase;Kunde;Umsatz;Unterschrift
        V-1;03.02.2026;Neu;Müller GmbH;1.234,50;
        V-2;13.02.2026;Gewonnen!;Contoso;2.000,00;20.02.2026
        V-3;14.02.2026;Gescheitert;Fabrikam;500,00;21.02.2026
        """;

    [Fact(Explicit = true)]
    public async Task At_the_sources()
    {
        string folder = Environment.GetEnvironmentVariable("LOOK") ?? Path.Combine(Path.GetTempPath(), "look");
        Directory.CreateDirectory(folder);
        await using var pages = new BrowserPages();
        foreach ((string name, int width, string query, ColorScheme scheme) in new[]
        {
            ("light", 1440, "", ColorScheme.Light), ("dark-dutch", 1440, "?lang=nl", ColorScheme.Dark), ("phone", 390, "", ColorScheme.Light),
        })
        {
            await using LiveSite site = await LiveSite.OpenEmptyAsync();
            IPage page = await pages.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
            await page.AdmitAsync(site.Session);
            Task Shoot(string what) => page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"sources-{what}-{name}.png"), FullPage = true });
            await page.GotoAsync(site.Address + "/sources" + query);
            await Shoot("first");
            string file = Path.Combine(folder, "leads.csv");
            await File.WriteAllTextAsync(file, Leads, TestContext.Current.CancellationToken);
            await page.Locator("input[type=file]").SetInputFilesAsync(file);
            await page.Locator(".drop button").ClickAsync();
            await page.Locator("#decide").WaitForAsync();
            await Shoot("upload");
            await page.Locator("form[action*='/import'] button").ClickAsync();
            await page.Locator("a[href*='/summary'].button").WaitForAsync();
            await Shoot("done");
            await page.GotoAsync(site.Address + "/sources" + query);
            await Shoot("imports");
            await page.GotoAsync(site.Address + "/sources/imports/1" + query);
            await Shoot("import");
            string crm = Path.Combine(folder, "crm.csv");
            await File.WriteAllTextAsync(crm, Crm, TestContext.Current.CancellationToken);
            await page.GotoAsync(site.Address + "/sources" + query);
            await page.Locator("input[type=file]").SetInputFilesAsync(crm);
            await page.Locator(".drop button").ClickAsync();
            await page.Locator("a[href*='/mapping']").ClickAsync();
            await page.Locator("select[name='column.5']").SelectOptionAsync("closed");
            await page.Locator("#tried table").First.WaitForAsync();
            await Shoot("mapping");
        }
    }
}

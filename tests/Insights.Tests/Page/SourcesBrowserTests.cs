using System.Text.RegularExpressions;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Tests.Access;
using Insights.Vocabulary;
using Microsoft.Playwright;

namespace Insights.Tests.Page;

/// <summary>Files in and imports out again, as a person does it: with a mouse, by keyboard, without script.</summary>
[Trait("Category", "Browser")]
public sealed class SourcesBrowserTests : IAsyncLifetime
{
    private const string Leads = """
        Referral ID,Creation Date,Customer Name,Lead Type,Lead currency,Lead value,Status
        L1,2026-02-01,Contoso,Qualified lead,USD,1000,New
        L2,31/02/2026,Fabrikam,Qualified lead,USD,2000,Lost
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly BrowserPages browser = new();
    private readonly string folder = Directory.CreateTempSubdirectory("insights-test-").FullName;
    private LiveSite site = null!;

    public async ValueTask InitializeAsync() => site = await LiveSite.OpenEmptyAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task From_the_empty_page_to_numbers_and_back_again()
    {
        IPage page = await OpenAsync("/");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("first files") }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "See how your referrals perform" })).ToBeVisibleAsync();
        (await page.AxeAsync()).ShouldFindNothing("sources");
        await DropAsync(page, "leads.csv", Leads);

        // One row is refused, with its line and what to do; nothing is kept yet.
        ILocator refused = page.Locator("section:has(#refused) tbody tr");
        await Expect(refused).ToHaveCountAsync(1);
        await Expect(refused).ToContainTextAsync("31/02/2026");
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals – → 1");
        (await site.Store.OrganizationsAsync(Cancel)).ShouldBeEmpty();
        (await page.AxeAsync()).ShouldFindNothing("upload");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator("input[type=file]")).ToBeVisibleAsync();

        // Mended and sent again; a state without a moment asks for the day of the download.
        await DropAsync(page, "leads.csv", Leads.Replace("31/02/2026", "2026-02-03", StringComparison.Ordinal));
        await Expect(page.Locator("#refused")).ToHaveCountAsync(0);
        await page.Locator("input[name=observed]").FillAsync("2026-03-01T09:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
        await Expect(page.Locator("input[name=observed]")).ToHaveValueAsync("2026-03-01T09:00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import (rows: 2)" }).ClickAsync();
        await Expect(page.GetByText("Imported into My organisation as import 1.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the Summary" }).ClickAsync();
        await Expect(page.Locator("#referrals")).ToContainTextAsync("2");
        (await site.Store.ImportsAsync(new Scope(1), Cancel))[0].RecordedAt.ShouldBe(new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

        // Taken back after being told what it moves, and brought back.
        await page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Import 1") }).ClickAsync();
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals 2 → 0");
        (await page.AxeAsync()).ShouldFindNothing("import");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take this import back" }).ClickAsync();
        await Expect(page.GetByText("The import was taken back.")).ToBeVisibleAsync();
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals 0 → 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring this import back" }).ClickAsync();
        await Expect(page.GetByText("The import counts again.")).ToBeVisibleAsync();
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals 2 → 0");
    }

    [Fact]
    public async Task Files_are_chosen_and_imported_by_keyboard_and_without_script_too()
    {
        IBrowserContext context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, Locale = "nl-NL", ViewportSize = new() { Width = 390, Height = 800 } });
        IPage page = await context.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + "/sources");
        await page.Locator("input[type=file]").SetInputFilesAsync(await FileAsync("leads.csv", Leads));
        await page.Locator("input[type=file]").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        // The page follows by itself.
        ILocator import = page.GetByRole(AriaRole.Button, new() { Name = "Inlezen (rijen: 1)" });
        await Expect(import).ToBeVisibleAsync();
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("nothing scrolls sideways");
        await import.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Ingelezen in")).ToBeVisibleAsync();
        (await site.Store.ImportsAsync(new Scope(1), Cancel)).ShouldHaveSingleItem();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_file_of_another_system_is_described_once_and_known_from_then_on(bool mouse)
    {
        const string Crm = """
            Vorgang;Angelegt am;Phase;Kunde;Umsatz;Unterschrift
            V-1;03.02.2026;Neu;Müller GmbH;1.234,50;
            V-2;13.02.2026;Gewonnen!;Contoso;2.000,00;20.02.2026
            V-3;14.02.2026;Gescheitert;Fabrikam;500,00;21.02.2026
            """;
        IPage page = await OpenAsync("/sources");
        await DropAsync(page, "crm.csv", Crm);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("Describe its columns") }).ClickAsync();
        (await page.AxeAsync()).ShouldFindNothing("mapping");
        // Names and contents say most of it.
        await Expect(Meaning(page, "Angelegt am")).ToHaveValueAsync("created");
        await Expect(Meaning(page, "Kunde")).ToHaveValueAsync("customer");
        await Expect(Meaning(page, "Umsatz")).ToHaveValueAsync("deal_value");
        await Expect(Meaning(page, "Vorgang")).ToHaveValueAsync("id");
        await Expect(page.Locator("select[name=dates]")).ToHaveValueAsync("dd.MM.yyyy");
        await Expect(page.Locator("select[name=decimal]")).ToHaveValueAsync(",");
        await ChooseAsync(page, Meaning(page, "Unterschrift"), "closed", "Closed", mouse);
        // The preview follows every choice.
        await Expect(page.Locator("#tried")).ToContainTextAsync("2026-02-20");
        await Expect(Word(page, "Neu")).ToHaveValueAsync("new");
        await ChooseAsync(page, Word(page, "Gewonnen!"), "won", "Won", mouse);
        await ChooseAsync(page, Word(page, "Gescheitert"), "lost", "Lost", mouse);
        await page.Locator("input[name=currency]").FillAsync("EUR");
        await page.Locator("input[name=name]").FillAsync("Our CRM");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Use it, and keep it" }), mouse);
        await Expect(page.GetByText("Mapped file “Our CRM”")).ToBeVisibleAsync();
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals – → 3");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Import (rows: 3)" }), mouse);
        await Expect(page.GetByText("as import 1")).ToBeVisibleAsync();
        Reading reading = Summary.Read(await new FactsCache(site.Store).ReadAsync(new Scope(1), Cancel), new SummaryQuestion(),
            site.Clock.Now);
        reading.Metrics["referrals.won"].ShouldBe(1);
        reading.Metrics["revenue.won_value"].ShouldNotBeNull().ShouldBeGreaterThan(2000, "EUR");

        // The next such file is known, whatever it is called.
        await page.GotoAsync(site.Address + "/sources");
        await DropAsync(page, "again.csv", Crm.Replace("V-3", "V-4", StringComparison.Ordinal));
        await Expect(page.GetByText("Mapped file “Our CRM”")).ToBeVisibleAsync();
        await Expect(page.Locator(".moves")).ToContainTextAsync("Referrals 3 → 4");
        using HttpClient client = site.Session.Client(site.Address);
        Mapping.Parse(await client.GetStringAsync("/sources/mappings.json?name=Our%20CRM", Cancel)).Files.ShouldHaveSingleItem();
        await page.GotoAsync(site.Address + "/sources");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Forget: Our CRM" }), mouse);
        await Expect(page.GetByText("Kept descriptions")).ToHaveCountAsync(0);
    }

    private static ILocator Meaning(IPage page, string column) =>
        page.Locator("tr", new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = column, Exact = true }) }).Locator("select");

    private static ILocator Word(IPage page, string word) => page.Locator($"label:has(input[value='{word}']) select");

    private static async Task ChooseAsync(IPage page, ILocator select, string value, string name, bool mouse)
    {
        if (mouse) await select.SelectOptionAsync(value);
        else
        {
            await select.FocusAsync();
            await page.Keyboard.TypeAsync(name);
            await page.Keyboard.PressAsync("Enter");
        }
        await Expect(select).ToHaveValueAsync(value);
    }

    private static async Task PressAsync(IPage page, ILocator button, bool mouse)
    {
        if (mouse) await button.ClickAsync();
        else
        {
            await button.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task Sample_data_comes_and_goes_by_a_button()
    {
        IPage page = await OpenAsync("/sources");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show sample data" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the Summary" }).ClickAsync();
        await Expect(page.GetByText("This is sample data.")).ToBeVisibleAsync();
        // One's own files go beside it, and are then what is shown.
        await page.GetByRole(AriaRole.Link, new() { Name = "Sources" }).ClickAsync();
        await DropAsync(page, "leads.csv", Leads);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import (rows: 1)" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See the Summary" }).ClickAsync();
        await Expect(page.Locator(".organization")).ToHaveTextAsync("My organisation");
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<IPage> OpenAsync(string path)
    {
        IPage page = await browser.NewPageAsync();
        await page.AdmitAsync(site.Session);
        await page.GotoAsync(site.Address + path);
        return page;
    }

    private async Task<string> FileAsync(string name, string text)
    {
        string path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text, Cancel);
        return path;
    }

    /// <summary>Drops a file on the page, as from the desktop.</summary>
    private static async Task DropAsync(IPage page, string name, string text)
    {
        await Expect(page.Locator(".drop-field")).ToBeVisibleAsync();
        IJSHandle data = await page.EvaluateHandleAsync("""
            ([name, text]) => { const data = new DataTransfer(); data.items.add(new File([text], name)); return data; }
            """, new[] { name, text });
        await page.DispatchEventAsync("h1", "drop", new { dataTransfer = data });
        await page.WaitForURLAsync(new Regex("/sources/files/"));
    }
}

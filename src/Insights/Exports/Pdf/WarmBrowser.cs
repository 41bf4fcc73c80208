using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Insights.Exports.Pdf;

/// <summary>One running browser and the sheets of it that are free: contexts that run no script and reach no network. Started
/// once, kept as long as it lives.</summary>
internal sealed class WarmBrowser : IAsyncDisposable
{
    /// <summary>Set to <c>off</c> where the machine forbids Chromium's sandbox, as some containers do.</summary>
    public const string SandboxVariable = "INSIGHTS_BROWSER_SANDBOX";

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly ConcurrentBag<IPage> free = [];

    private WarmBrowser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    internal IBrowser Browser => browser;

    public bool IsAlive => browser.IsConnected;

    /// <exception cref="BrowserMissingException">It does not start.</exception>
    public static async Task<WarmBrowser> StartAsync(string file)
    {
        IPlaywright? playwright = null;
        try
        {
            playwright = await Playwright.CreateAsync();
            IBrowser browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = file,
                // Chromium refuses to start as root with its sandbox; what it is given is our own page, without script or network.
                ChromiumSandbox = Environment.UserName != "root" && Environment.GetEnvironmentVariable(SandboxVariable) != "off",
                Args = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--font-render-hinting=none"],
                HandleSIGINT = false,
                HandleSIGTERM = false,
                Timeout = 20_000,
            });
            return new WarmBrowser(playwright, browser);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException or IOException or System.ComponentModel.Win32Exception)
        {
            playwright?.Dispose();
            throw new BrowserMissingException($"The PDF could not be made, because the browser {file} did not start (where its sandbox is forbidden, set {SandboxVariable}=off).", e);
        }
    }

    /// <summary>Lays the document out and returns the file.</summary>
    public async Task<byte[]> PrintAsync(PdfDocument document)
    {
        if (!free.TryTake(out IPage? page)) page = await OpenAsync();
        try
        {
            await page.SetContentAsync(document.Html, new() { WaitUntil = WaitUntilState.DOMContentLoaded, Timeout = 20_000 });
            byte[] file = await page.PdfAsync(new()
            {
                Format = document.Paper.SizeKey,
                Landscape = document.Paper.Orientation == Widgets.Orientation.Landscape,
                // Two cards to a sheet, and small print still of seven points.
                Scale = 0.9f,
                Tagged = true,
                Outline = true,
                PrintBackground = true,
                DisplayHeaderFooter = true,
                HeaderTemplate = SheetFurniture.Head(document),
                FooterTemplate = SheetFurniture.Foot(document),
                Margin = new() { Top = "17mm", Bottom = "16mm", Left = "12mm", Right = "12mm" },
            });
            // What one reader printed does not wait in memory for the next.
            await page.SetContentAsync("");
            free.Add(page);
            return file;
        }
        catch
        {
            // A page in an unknown state is not used again.
            if (IsAlive) await page.Context.CloseAsync();
            throw;
        }
    }

    private async Task<IPage> OpenAsync()
    {
        IBrowserContext context = await browser.NewContextAsync(new() { JavaScriptEnabled = false, Offline = true, ServiceWorkers = ServiceWorkerPolicy.Block, AcceptDownloads = false });
        await context.RouteAsync("**/*", route => route.AbortAsync());
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await browser.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // It has crashed already; there is nothing left to close.
        }
        playwright.Dispose();
    }
}

using System.Collections.Concurrent;
using Insights.Widgets;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace Insights.Exports.Pdf;

/// <summary>One running browser and the sheets of it that are free: contexts that run no script and reach no network. Started
/// once, kept as long as it lives.</summary>
internal sealed class WarmBrowser : IAsyncDisposable
{
    /// <summary>Set to <c>off</c> where the machine forbids Chromium's sandbox, as some containers do.</summary>
    public const string SandboxVariable = "INSIGHTS_BROWSER_SANDBOX";

    private const int Patience = 20_000;

    private readonly ConcurrentBag<IPage> free = [];

    private WarmBrowser(IBrowser browser) => Browser = browser;

    internal IBrowser Browser { get; }

    public bool IsAlive => Browser is { IsClosed: false, IsConnected: true };

    /// <exception cref="BrowserMissingException">It does not start.</exception>
    public static async Task<WarmBrowser> StartAsync(string file)
    {
        // Chromium refuses to start as root with its sandbox; what it is given is our own page, without script or network.
        bool sandboxed = Environment.UserName != "root" && Environment.GetEnvironmentVariable(SandboxVariable) != "off";
        string[] words = ["--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];
        try
        {
            return new WarmBrowser(await Puppeteer.LaunchAsync(new LaunchOptions
            {
                ExecutablePath = file,
                Args = sandboxed ? words : [.. words, "--no-sandbox"],
                // It ends when this program does, however that ends; and no other program of the machine can speak to it.
                Pipe = true,
                Timeout = Patience,
            }));
        }
        catch (Exception e) when (e is PuppeteerException or TimeoutException or IOException or System.ComponentModel.Win32Exception)
        {
            throw new BrowserMissingException($"The PDF could not be made, because the browser {file} did not start (where its sandbox " +
                $"is forbidden, set {SandboxVariable}=off).", e);
        }
    }

    /// <summary>Lays the document out and returns the file.</summary>
    /// <exception cref="PuppeteerException">The browser died, or it did not come to an end.</exception>
    public async Task<byte[]> PrintAsync(PdfDocument document)
    {
        if (!free.TryTake(out IPage? page)) page = await OpenAsync();
        try
        {
            await page.SetContentAsync(document.Html,
                new SetContentOptions { WaitUntil = [WaitUntilNavigation.DOMContentLoaded], Timeout = Patience });
            byte[] file = await page.PdfDataAsync(new PdfOptions
            {
                Format = document.Paper.Size == PaperSize.Letter ? PaperFormat.Letter : PaperFormat.A4,
                Landscape = document.Paper.Orientation == Orientation.Landscape,
                // Two cards to a sheet, and small print still of seven points.
                Scale = 0.9m,
                Tagged = true,
                Outline = true,
                PrintBackground = true,
                DisplayHeaderFooter = true,
                HeaderTemplate = SheetFurniture.Head(document),
                FooterTemplate = SheetFurniture.Foot(document),
                MarginOptions = new MarginOptions { Top = "17mm", Bottom = "16mm", Left = "12mm", Right = "12mm" },
            });
            // What one reader printed does not wait in memory for the next.
            await page.SetContentAsync("",
                new SetContentOptions { WaitUntil = [WaitUntilNavigation.DOMContentLoaded], Timeout = Patience });
            free.Add(page);
            return file;
        }
        catch
        {
            // A page in an unknown state is not used again.
            if (IsAlive) await page.BrowserContext.CloseAsync();
            throw;
        }
    }

    private async Task<IPage> OpenAsync()
    {
        IPage page = await (await Browser.CreateBrowserContextAsync()).NewPageAsync();
        await page.SetJavaScriptEnabledAsync(false);
        await page.SetOfflineModeAsync(true);
        await page.SetRequestInterceptionAsync(true);
        page.AddRequestInterceptor(request => request.AbortAsync());
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Browser.CloseAsync();
        }
        catch (PuppeteerException)
        {
            // It has crashed already; there is nothing left to close.
        }
        await Browser.DisposeAsync();
    }
}

using Insights.Widgets;
using PuppeteerSharp;

namespace Insights.Exports.Pdf;

/// <summary>Makes PDFs with one browser kept warm, a few at a time. A browser that dies is replaced once for the document it
/// died with.</summary>
/// <param name="findBrowser">Where the browser is; asked at each start, so that one installed later is found.</param>
public sealed class PdfPress(Func<string> findBrowser) : IAsyncDisposable
{
    /// <summary>How many are laid out at once; Chromium takes a core for each.</summary>
    public const int AtOnce = 2;

    private readonly SemaphoreSlim room = new(AtOnce, AtOnce);
    private readonly SemaphoreSlim starting = new(1, 1);
    private WarmBrowser? browser;

    /// <summary>A press with the browser of this machine.</summary>
    public PdfPress() : this(() => BrowserFile.Find(Environment.GetEnvironmentVariable, File.Exists)) { }

    /// <summary>The browser that is running now; null before the first document.</summary>
    internal WarmBrowser? Running => browser;

    /// <summary>Starts the browser and prints an empty sheet, so that the first document does not wait for either. Without a browser
    /// nothing happens: who asks for a document is told.</summary>
    public async Task WarmAsync(CancellationToken cancel)
    {
        try
        {
            await PrintAsync(new PdfDocument("<!DOCTYPE html><title> </title>", new Paper(PaperSize.A4, Orientation.Portrait), "en",
                ("", ""), "", "{0} {1}"), cancel);
        }
        catch (Exception e) when (e is BrowserMissingException or PuppeteerException or TimeoutException)
        {
            // The next document starts it anew, and says what is wrong.
        }
    }

    /// <exception cref="BrowserMissingException">There is no browser, or it does not start.</exception>
    public async Task<byte[]> PrintAsync(PdfDocument document, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        await room.WaitAsync(cancel);
        try
        {
            WarmBrowser first = await ReadyAsync(cancel);
            try
            {
                return await first.PrintAsync(document).WaitAsync(cancel);
            }
            catch (PuppeteerException)
            {
                await PutAwayAsync(first);
                return await (await ReadyAsync(cancel)).PrintAsync(document).WaitAsync(cancel);
            }
        }
        finally
        {
            room.Release();
        }
    }

    private async Task<WarmBrowser> ReadyAsync(CancellationToken cancel)
    {
        await starting.WaitAsync(cancel);
        try
        {
            if (browser is { IsAlive: true } warm) return warm;
            if (browser is not null) await browser.DisposeAsync();
            browser = null;
            return browser = await WarmBrowser.StartAsync(findBrowser()).WaitAsync(cancel);
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task PutAwayAsync(WarmBrowser failed)
    {
        await starting.WaitAsync();
        try
        {
            // Another document may have replaced it already.
            if (browser != failed) return;
            browser = null;
            await failed.DisposeAsync();
        }
        finally
        {
            starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        browser = null;
    }
}

using Deque.AxeCore.Playwright;
using Deque.AxeCore.Commons;
using Insights.Tests.Page;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SharedChromium))]

namespace Insights.Tests.Page;

/// <summary>The machine's own browser; Playwright's download is not needed.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    /// <exception cref="InvalidOperationException">There is none on the PATH.</exception>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string found = Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("No Chromium, Chrome or Edge is on the PATH. On Debian: apt-get install chromium. " +
            "`./check quick` leaves the browser tests out.");
        // A page on a busy machine may take its time; a test that fails waits in vain only once.
        Assertions.SetDefaultExpectTimeout(30_000);
        // Root, in a container, cannot have the sandbox; our own page is all it opens.
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = found, Args = ["--no-sandbox", "--disable-gpu"] });
    }
}

/// <summary>One browser for all tests, started by the first that asks for it and closed after the last.</summary>
public sealed class SharedChromium : IAsyncDisposable
{
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Started = new(StartAsync);

    internal static async Task<IBrowser> BrowserAsync() => (await Started.Value).Browser;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!Started.IsValueCreated || !Started.Value.IsCompletedSuccessfully) return;
        (IPlaywright playwright, IBrowser browser) = await Started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        return (playwright, await Chromium.LaunchAsync(playwright));
    }
}

/// <summary>A test's own pages in the shared browser: each in a context of its own, as a person with a fresh profile has it, and all closed
/// with the test.</summary>
internal sealed class BrowserPages : IAsyncDisposable
{
    private readonly List<IBrowserContext> contexts = [];

    public async Task<IPage> NewPageAsync(BrowserNewContextOptions? options = null) =>
        await (await NewContextAsync(options)).NewPageAsync();

    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await (await SharedChromium.BrowserAsync()).NewContextAsync(options);
        contexts.Add(context);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in contexts) await context.CloseAsync();
    }
}

/// <summary>What several browser tests do with a page.</summary>
internal static class BrowserActs
{
    public static async Task TabTo(this IPage page, string selector)
    {
        for (int i = 0; i < 150; i++)
        {
            if (await page.EvaluateAsync<bool>("s => document.activeElement.matches(s)", selector)) return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab never came to {selector}.");
    }

    /// <summary>Focus goes there, or comes back, soon.</summary>
    public static Task FocusIsOn(this IPage page, string selector) => Assertions.Expect(page.Locator(selector)).ToBeFocusedAsync();

    /// <summary>Axe found nothing.</summary>
    // What is right is not listed: naming each of a page's thousands of elements takes longer than looking at them.
    private static readonly AxeRunOptions Everything = new() { ResultTypes = [ResultType.Violations] };

    // What another language and theme can make wrong; the rest of the page is the same.
    private static readonly AxeRunOptions Looks = new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = RunOnlyOptions.Rules("color-contrast", "html-has-lang", "html-lang-valid", "valid-lang", "link-in-text-block"),
    };

    /// <summary>What axe finds wrong on the page.</summary>
    /// <param name="again">True for a page that was looked at whole before, in another language and theme.</param>
    public static Task<AxeResult> AxeAsync(this IPage page, bool again = false) => page.RunAxe(again ? Looks : Everything);

    /// <summary>What axe finds wrong in a part of the page.</summary>
    /// <inheritdoc cref="AxeAsync(IPage, bool)"/>
    public static Task<AxeResult> AxeAsync(this ILocator part, bool again = false) => part.RunAxe(again ? Looks : Everything);

    public static void ShouldFindNothing(this AxeResult result, string where = "") =>
        result.Violations.Select(v => $"{where}: {v.Id} ({v.Impact}): {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")
            .ShouldBeEmpty();
}

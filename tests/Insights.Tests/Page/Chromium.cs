using Microsoft.Playwright;

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
            ?? throw new InvalidOperationException("No Chromium, Chrome or Edge is on the PATH. On Debian: apt-get install chromium. `./check quick` leaves the browser tests out.");
        // A page on a busy machine may take its time; a test that fails waits in vain only once.
        Assertions.SetDefaultExpectTimeout(30_000);
        // Root, in a container, cannot have the sandbox; our own page is all it opens.
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = found, Args = ["--no-sandbox"] });
    }
}

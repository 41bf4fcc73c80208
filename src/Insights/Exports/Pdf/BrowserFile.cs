namespace Insights.Exports.Pdf;

/// <summary>Where the machine's browser is: the one <c>INSIGHTS_BROWSER</c> names, else Chromium, Chrome or Edge where they are
/// usually put.</summary>
public static class BrowserFile
{
    /// <summary>The environment variable that names the browser.</summary>
    public const string Variable = "INSIGHTS_BROWSER";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
        "microsoft-edge-stable", "msedge", "chrome"];

    private static readonly string[] WindowsRoots = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];
    private static readonly string[] WindowsFiles =
    [
        @"Chromium\Application\chrome.exe", @"Google\Chrome\Application\chrome.exe",
        @"Microsoft\Edge\Application\msedge.exe",
    ];
    private static readonly string[] MacNames = ["Chromium", "Google Chrome", "Microsoft Edge"];
    private static readonly string[] LinuxFolders =
        ["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome", "/opt/microsoft/msedge"];

    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="exists">Whether a file is there.</param>
    /// <exception cref="BrowserMissingException">There is none.</exception>
    public static string Find(Func<string, string?> variable, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(exists);
        if (variable(Variable) is { Length: > 0 } named)
            return exists(named) ? named
                : throw new BrowserMissingException($"The PDF needs a browser, and {Variable} names {named}, which is not there.");
        return Places(variable).FirstOrDefault(exists)
            ?? throw new BrowserMissingException($"The PDF needs Chromium, Google Chrome or Microsoft Edge on the machine that runs " +
            $"this program; install one, or name it in {Variable}.");
    }

    private static IEnumerable<string> Places(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
            return from root in WindowsRoots.Select(variable)
                   where root is { Length: > 0 }
                   from file in WindowsFiles
                   select Path.Combine(root, file);
        if (OperatingSystem.IsMacOS())
            return from root in new[] { "/Applications", Path.Combine(variable("HOME") ?? "/", "Applications") }
                   from name in MacNames
                   select $"{root}/{name}.app/Contents/MacOS/{name}";
        return (variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(LinuxFolders)
            .Distinct(StringComparer.Ordinal)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)));
    }
}

namespace Insights.Exports;

/// <summary>Where temporary files go. Who fails for want of it, such as a browser, seldom says so.</summary>
internal static class TemporaryFolder
{
    private const int Tried = 256 * 1024;

    /// <summary>Why it cannot be used, in a sentence; null when it can.</summary>
    public static string? Problem()
    {
        string folder = Path.GetTempPath();
        try
        {
            using var file = new FileStream(Path.Combine(folder, "insights-" + Path.GetRandomFileName()), FileMode.CreateNew,
                FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            file.Write(new byte[Tried]);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string cause = e is DirectoryNotFoundException ? "it is not there" : e.Message.Split(" : '")[0].TrimEnd('.');
            return $"The folder for temporary files, {folder}, cannot be used: {cause}. Make room there, or name another with " +
                $"{(OperatingSystem.IsWindows() ? "TEMP" : "TMPDIR")}.";
        }
    }
}

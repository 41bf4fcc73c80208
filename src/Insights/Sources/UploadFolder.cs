namespace Insights.Sources;

/// <summary>The one folder where uploads of this process lie, readable by its owner alone. As long as the program runs it holds a file
/// open in it; a folder where nobody does was left behind by a program that was killed.</summary>
internal sealed class UploadFolder : IDisposable
{
    private const string Prefix = "insights-uploads-", Lock = "lock";

    private readonly string path;
    private readonly FileStream held;

    private UploadFolder(string path, FileStream held) => (this.path, this.held) = (path, held);

    /// <exception cref="IOException">There is no room, or no place, for temporary files.</exception>
    public static UploadFolder Make()
    {
        string path = Directory.CreateTempSubdirectory(Prefix).FullName;
        return new UploadFolder(path, new FileStream(Path.Combine(path, Lock), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    }

    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(path, name)).FullName;

    /// <summary>Deletes what killed programs left; what cannot be deleted is somebody else's, or in use.</summary>
    public static void RemoveLeftBehind()
    {
        // Without a place for temporary files there is nothing left in it either; who uploads is told.
        if (!Directory.Exists(Path.GetTempPath())) return;
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                string file = Path.Combine(left, Lock);
                if (!File.Exists(file)) continue;
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                }
                Directory.Delete(left, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another program is at work in it.
            }
        }
    }

    public void Dispose()
    {
        held.Dispose();
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}

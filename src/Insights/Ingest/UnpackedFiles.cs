namespace Insights.Ingest;

/// <summary>The files of rows of an import, those out of workbooks and archives in a folder that goes with this.</summary>
internal sealed class UnpackedFiles : IDisposable
{
    private readonly string? folder;

    /// <param name="within">The folder the new one is made in; null for the machine's place for temporary files.</param>
    /// <exception cref="IOException">A file cannot be read, or there is no room for what is in it.</exception>
    public UnpackedFiles(IReadOnlyList<SourceFile> files, string? within, CancellationToken cancel)
    {
        Files = files;
        if (!files.Any(Unpacking.IsNeeded)) return;
        try
        {
            folder = within is null ? Directory.CreateTempSubdirectory("insights-import-").FullName
                : Directory.CreateDirectory(Path.Combine(within, Path.GetRandomFileName())).FullName;
            Files = Unpacking.Unpack(files, folder, cancel);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<SourceFile> Files { get; }

    public void Dispose()
    {
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}

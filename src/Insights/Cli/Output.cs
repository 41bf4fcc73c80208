using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>Something that is never written over.</summary>
/// <param name="What">What it is, in a sentence: "the file … would be lost, which is {What}".</param>
internal readonly record struct Precious(string Path, string What)
{
    /// <summary>The file of a store, and those that stand beside it while it is used; none of a database elsewhere.</summary>
    /// <exception cref="StoreException">The place is none.</exception>
    public static IEnumerable<Precious> Of(string store) => ReferralStore.FileOf(store) is { } file
        ? ((string[])["", .. Output.Journals])
        .Select(end => new Precious(file + end, end.Length == 0 ? "the store" : "the store's journal"))
        : [];
}

/// <summary>A file that a verb writes, the only way to open one. It never takes the place of a store, of any database or of what the verb
/// reads; it is written beside its place and put there when it is whole, for its owner alone, or as widely as what stood there. What is no
/// file, such as a pipe or standard output, is written straight.</summary>
internal sealed class Output : IAsyncDisposable
{
    /// <summary>What SQLite puts behind a database's name for the files it needs while it works.</summary>
    public static readonly string[] Journals = ["-wal", "-shm", "-journal"];

    private static readonly byte[][] DatabaseMarks = ["SQLite format 3\0"u8.ToArray(), [0x37, 0x7F, 0x06, 0x82], [0x37, 0x7F, 0x06, 0x83],
        [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]];

    private readonly string? target;
    private readonly bool replaces;

    private Output(Stream stream, string? target, bool replaces) => (Stream, this.target, this.replaces) = (stream, target, replaces);

    public Stream Stream { get; }

    /// <summary>Standard output, where nobody named a file.</summary>
    public static Output Standard() => new(Console.OpenStandardOutput(), null, false);

    /// <param name="option">The option that names the file, for messages.</param>
    /// <param name="path">The file; "-" is standard output.</param>
    /// <param name="kept">What it must not be.</param>
    /// <exception cref="UsageException">It may not be written, or cannot be a file.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    public static Output Open(string option, string path, IEnumerable<Precious> kept)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new UsageException($"{option}: name a file.");
        if (path is "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1") return Standard();
        if (path is "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2") return new Output(Console.OpenStandardError(), null, false);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new UsageException($"{option} {path} is a folder; name a file in it.");

        string real = SameFile.Real(path);
        foreach (Precious it in kept)
            if (SameFile.Is(real, it.Path)) throw new UsageException($"{option} {path} would overwrite {it.What}; name another file.");
        bool there = File.Exists(path);
        if (there && Straight(path, real) is { } straight) return new Output(straight, null, false);
        if (IsDatabase(real))
            throw new UsageException($"{option} {path} would overwrite a database; it is left as it is. Name another file.");
        string folder = Path.GetDirectoryName(real)!;
        if (!Directory.Exists(folder)) throw new UsageException($"{option} {path}: there is no folder {folder}; make it first.");
        return new Output(Spool(real), real, there);
    }

    /// <summary>Puts the file in its place: what was written is whole.</summary>
    /// <exception cref="IOException">It could not be written; what stood there is as it was.</exception>
    public async Task KeepAsync(CancellationToken cancel)
    {
        await Stream.FlushAsync(cancel);
        if (target is null) return;
        string part = Beside(target);
        try
        {
            await using (FileStream whole = Make(part, FileOptions.None))
            {
                Stream.Position = 0;
                await Stream.CopyToAsync(whole, cancel);
                whole.Flush(flushToDisk: true);
            }
            if (replaces && !OperatingSystem.IsWindows()) File.SetUnixFileMode(part, File.GetUnixFileMode(target));
            // What came there meanwhile is not ours to replace.
            File.Move(part, target, overwrite: replaces);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    /// <summary>What is being written has no name as long as it is not whole: killed at any moment, the program leaves nothing of it
    /// behind.</summary>
    private static FileStream Spool(string real)
    {
        string name = Beside(real);
        FileStream spool = Make(name, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows()) File.Delete(name);
        return spool;
    }

    private static FileStream Make(string path, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = options };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, how);
    }

    private static string Beside(string real)
    {
        string name = Path.GetFileName(real);
        return Path.Combine(Path.GetDirectoryName(real)!, $".{name[..Math.Min(name.Length, 40)]}.{Path.GetRandomFileName()}");
    }

    /// <summary>A pipe or device is no file that could be put in place; null for a file. Opening it tells as well whether it may be
    /// written.</summary>
    private static FileStream? Straight(string path, string real)
    {
        bool device = !File.Exists(real)
            || (real.StartsWith("/dev/", StringComparison.Ordinal) && !real.StartsWith("/dev/shm/", StringComparison.Ordinal));
        var open = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (device || !open.CanSeek) return open;
        open.Dispose();
        return null;
    }

    private static bool IsDatabase(string real)
    {
        if (Marked(real)) return true;
        string? end = Journals.FirstOrDefault(end => real.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        return end is not null && Marked(real[..^end.Length]);

        static bool Marked(string path)
        {
            if (!File.Exists(path)) return false;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] head = new byte[16];
            int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return DatabaseMarks.Any(mark => head.AsSpan(0, length).StartsWith(mark));
        }
    }
}

using System.Text;

namespace Insights.Cli;

/// <summary>Whether two paths lead to one file: over links, and in other capitals where the file system does not tell them apart.</summary>
internal static class SameFile
{
    private const int MostLinks = 40;

    /// <summary>Where a path leads in the end; what is not there yet, where it would be.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Real(string path) => Real(Path.GetFullPath(path), MostLinks);

    public static bool Is(string one, string other)
    {
        (string a, string b) = (Real(one), Real(other));
        if (string.Equals(a, b, StringComparison.Ordinal)) return true;
        if (!Alike(Path.GetFileName(a), Path.GetFileName(b))) return false;
        var (first, second) = (new FileInfo(a), new FileInfo(b));
        // Names that differ in capitals, or folders reached in two ways: one file has one size and the same moments, to a ten-millionth of
        // a second.
        if (first.Exists && second.Exists)
            return first.Length == second.Length && first.LastWriteTimeUtc == second.LastWriteTimeUtc
                && first.CreationTimeUtc == second.CreationTimeUtc;
        return (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) && Alike(a, b);
    }

    private static bool Alike(string a, string b) =>
        string.Equals(a.Normalize(NormalizationForm.FormC), b.Normalize(NormalizationForm.FormC), StringComparison.OrdinalIgnoreCase);

    private static string Real(string full, int links)
    {
        if (links == 0) throw new IOException($"{full}: its links lead in a circle.");
        if (Path.GetDirectoryName(full) is not { } folder) return full;
        string here = Path.Combine(Real(folder, links), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is { } target ? Real(Path.GetFullPath(target, Path.GetDirectoryName(here)!), links - 1) : here;
    }
}

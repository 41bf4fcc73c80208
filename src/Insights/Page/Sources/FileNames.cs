namespace Insights.Page.Sources;

/// <summary>What a page calls files that stand on it together: the last part of each name, and more of it where others end alike.</summary>
internal sealed class FileNames(IEnumerable<string> files)
{
    private static readonly char[] Between = ['/', '\\'];

    private readonly string[] all = [.. files.Distinct(StringComparer.Ordinal)];

    public string this[string file]
    {
        get
        {
            for (int at = file.Length; (at = at > 0 ? file.LastIndexOfAny(Between, at - 1) : -1) >= 0;)
            {
                string end = file[at..];
                if (!all.Any(other => other != file && (other == end[1..] || other.EndsWith(end, StringComparison.Ordinal))))
                    return end[1..];
            }
            return file;
        }
    }
}

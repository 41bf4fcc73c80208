using System.Reflection;
using System.Text.RegularExpressions;
using Insights.Vocabulary;

namespace Insights.Page.News;

/// <summary>One heading of the changelog with what stands under it, ready to show.</summary>
public sealed record Release(string Version, string? Date, string Html);

/// <summary>What changed in the program, newest first: <c>CHANGELOG.md</c> and its translations at the root of the repository,
/// embedded in the program.</summary>
public sealed partial class Changelog
{
    private static readonly Dictionary<string, Changelog> ByLanguage = Language.All.ToDictionary(l => l.Code, Read, StringComparer.Ordinal);

    private Changelog(IReadOnlyList<Release> releases) => Releases = releases;

    public IReadOnlyList<Release> Releases { get; }

    /// <summary>The version a reader of today has seen.</summary>
    public string? Newest => Releases.Count == 0 ? null : Releases[0].Version;

    /// <summary>The changelog in a language; in English where nobody translated it.</summary>
    public static Changelog Of(Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return ByLanguage[language.Code];
    }

    /// <summary>How many releases, from the top, came after the version last seen; all of them for who never looked.</summary>
    public int Since(string? seen)
    {
        int count = 0;
        while (count < Releases.Count && Releases[count].Version != seen) count++;
        return count;
    }

    /// <summary>Takes <c>## version — date</c> and what follows; what stands before the first such heading is not shown.</summary>
    public static Changelog Parse(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        MatchCollection heads = Head().Matches(markdown);
        return new Changelog(
        [
            .. heads.Select((head, i) => new Release(head.Groups["version"].Value.Trim('[', ']'), head.Groups["date"].Success
                ? head.Groups["date"].Value.Trim() : null,
                PlainMarkdown.ToHtml(markdown[(head.Index + head.Length)..(i + 1 < heads.Count ? heads[i + 1].Index : markdown.Length)]))),
        ]);
    }

    private static Changelog Read(Language language)
    {
        Assembly assembly = typeof(Changelog).Assembly;
        using Stream? stream = assembly.GetManifestResourceStream($"CHANGELOG.{language.Code}.md")
            ?? assembly.GetManifestResourceStream("CHANGELOG.md");
        if (stream is null) return new Changelog([]);
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    [GeneratedRegex(@"^##[ \t]+(?<version>\S+)(?:[ \t]+(?:—|–|-)[ \t]+(?<date>[^\r\n]+))?[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex Head();
}

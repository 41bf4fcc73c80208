using System.Collections.Frozen;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>What the numbers of a directory's refusals mean (docs/live.md 3.5).</summary>
public static class SignInCodes
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["700082"] = "unused",
        ["70008"] = "unused",
        ["50173"] = "password",
        ["50076"] = "factor",
        ["50078"] = "factor",
        ["50079"] = "factor",
        ["65001"] = "consent",
        ["7000222"] = "secret",
        ["7000215"] = "secret",
        ["53003"] = "policy",
        ["530003"] = "policy",
        ["7000218"] = "public",
        ["700016"] = "application",
        ["90002"] = "directory",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Which numbers have words.</summary>
    public static IReadOnlyCollection<string> All => Words.Keys;

    /// <summary>What a number means, in words; null for one that nobody explained.</summary>
    public static string? Say(string code, Language language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        return Words.TryGetValue(code, out string? word) ? language["live.aadsts." + word] : null;
    }
}

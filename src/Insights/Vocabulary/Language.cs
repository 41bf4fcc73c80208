using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Insights.Vocabulary;

/// <summary>A language of the page: its words and its way of writing numbers, dates and money. Words live beside the thing
/// they name, in <c>*.{code}.words.json</c> files (a flat object of key and text); adding a language adds files only.</summary>
public sealed class Language
{
    private static readonly FrozenDictionary<string, Language> Known = ReadAll();
    private readonly FrozenDictionary<string, string> words;

    private Language(string code, CultureInfo culture, FrozenDictionary<string, string> words) =>
        (Code, Culture, this.words) = (code, culture, words);

    /// <summary>ISO 639-1, as in the page's <c>lang</c> attribute and the <c>lang</c> of its address.</summary>
    public string Code { get; }

    public CultureInfo Culture { get; }

    public static Language English => Known["en"];

    /// <summary>Every language there is, English first.</summary>
    public static IReadOnlyList<Language> All { get; } =
        [.. Known.Values.OrderBy(l => l.Code == "en" ? "" : l.Code, StringComparer.Ordinal)];

    /// <summary>The language of a code, or null when we do not speak it.</summary>
    public static Language? Find(string? code) => code is not null && Known.TryGetValue(code, out Language? language) ? language : null;

    /// <summary>Every key this language has a word for.</summary>
    public IReadOnlyCollection<string> Keys => words.Keys;

    /// <summary>The word for a key. A missing word shows as its key in brackets; a test keeps that from happening.</summary>
    public string this[string key] => words.TryGetValue(key, out string? word) ? word : $"[{key}]";

    public bool Has(string key) => words.ContainsKey(key);

    /// <summary>The word for a key with its places <c>{0} {1} …</c> filled in, numbers and dates in this language's way.</summary>
    public string Say(string key, params object?[] places) => string.Format(Culture, this[key], places);

    private static FrozenDictionary<string, Language> ReadAll()
    {
        const string end = ".words.json";
        var byCode = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        Assembly assembly = typeof(Language).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(end, StringComparison.Ordinal)))
        {
            string code = name[..^end.Length].Split('.')[^1];
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            var file = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
            if (!byCode.TryGetValue(code, out Dictionary<string, string>? words))
                byCode[code] = words = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach ((string key, string word) in file)
                if (!words.TryAdd(key, word))
                    throw new InvalidOperationException($"The word '{key}' is written twice for '{code}'; the second time in {name}.");
        }
        return byCode.ToFrozenDictionary(
            pair => pair.Key,
            pair => new Language(pair.Key, CultureInfo.GetCultureInfo(pair.Key == "en" ? "en-US" : pair.Key),
                pair.Value.ToFrozenDictionary(StringComparer.Ordinal)),
            StringComparer.Ordinal);
    }
}

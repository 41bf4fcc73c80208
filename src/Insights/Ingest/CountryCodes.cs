using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Turns what people write for a country into its ISO 3166 alpha-2 code. Names are the page's own, in every language it speaks;
/// three-letter codes come from the platform, and the aliases are what Partner Center files were seen to say.</summary>
public static class CountryCodes
{
    private const int RememberedWords = 10_000;
    private const string Country = "country.";
    private const int LongestCode = 3;

    // Read when first needed: a file of alpha-2 codes never pays for it.
    private static readonly Lazy<FrozenDictionary<string, string>> ByWord = new(ReadNames);
    private static readonly ConcurrentDictionary<string, string> Remembered = new(StringComparer.Ordinal);

    private static readonly (string Code, string[] Words)[] Aliases =
    [
        ("US", ["USA", "U.S.", "U.S.A.", "United States of America", "America", "Verenigde Staten van Amerika", "VS", "V.S."]),
        ("GB", ["UK", "U.K.", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland", "Groot-Brittannië",
            "Engeland", "Schotland", "VK"]),
        ("KR", ["Korea", "South Korea", "Republic of Korea", "Korea, Republic of", "Zuid-Korea"]),
        ("NL", ["The Netherlands", "Holland"]),
        ("CZ", ["Czech Republic", "Czechia", "Tsjechië"]),
        ("RU", ["Russian Federation"]), ("TR", ["Turkey", "Türkiye"]), ("VN", ["Viet Nam"]), ("TW", ["Taiwan", "Taiwan, China"]),
        ("HK", ["Hong Kong", "Hong Kong SAR", "Hong Kong S.A.R."]), ("MO", ["Macau", "Macao", "Macao SAR"]),
            ("CN", ["PRC", "People's Republic of China"]),
        ("GR", ["EL", "Hellas"]), ("AE", ["UAE", "U.A.E.", "VAE"]), ("CI", ["Ivory Coast", "Cote d'Ivoire", "Ivoorkust"]),
            ("CD", ["DR Congo", "Democratic Republic of the Congo"]),
        ("MK", ["Macedonia", "FYROM"]), ("SZ", ["Swaziland"]), ("MM", ["Burma"]), ("CV", ["Cape Verde"]),
            ("BO", ["Bolivia, Plurinational State of"]),
        ("VE", ["Venezuela, Bolivarian Republic of"]), ("IR", ["Iran, Islamic Republic of"]), ("TZ", ["Tanzania, United Republic of"]),
            ("MD", ["Moldova, Republic of"]),
        ("BA", ["Bosnia"]), ("TT", ["Trinidad and Tobago"]), ("PS", ["Palestine"]), ("LA", ["Lao People's Democratic Republic"]),
            ("SY", ["Syrian Arab Republic"]),
    ];

    /// <summary>The alpha-2 code of a code (alpha-2 or -3) or name; what we do not know stays as written; nothing gives null.</summary>
    public static string? Normalise(string? written)
    {
        string? word = written?.Trim();
        if (string.IsNullOrEmpty(word)) return null;
        if (Remembered.TryGetValue(word, out string? known)) return known;
        string key = Spelling.Key(word);
        // A code is written as it is: "N/A" and "n.a." are not Namibia.
        if (key.Length <= LongestCode) key = word.ToLowerInvariant();
        string code = ByWord.Value.TryGetValue(key, out string? found) ? found : word;
        if (Remembered.Count < RememberedWords) Remembered[word] = code;
        return code;
    }

    private static FrozenDictionary<string, string> ReadNames()
    {
        var byWord = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (RegionInfo region in Regions())
        {
            byWord[Spelling.Key(region.TwoLetterISORegionName)] = region.TwoLetterISORegionName;
            byWord.TryAdd(Spelling.Key(region.ThreeLetterISORegionName), region.TwoLetterISORegionName);
            byWord.TryAdd(Spelling.Key(region.EnglishName), region.TwoLetterISORegionName);
        }
        foreach (Language language in Language.All)
            foreach (string word in language.Keys.Where(k => k.StartsWith(Country, StringComparison.Ordinal)))
                byWord.TryAdd(Spelling.Key(language[word]), word[Country.Length..]);
        foreach ((string code, string[] words) in Aliases)
            foreach (string word in words)
                foreach (string written in (string[])[Spelling.Key(word), word.ToLowerInvariant(),
                    word.ToLowerInvariant().TrimEnd('.')]) byWord.TryAdd(written, code);
        byWord.Remove("");
        return byWord.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static List<RegionInfo> Regions() =>
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .Select(culture => culture.Name)
            .Where(name => name.Length > 0)
            .Select(name => new RegionInfo(name))
            .Where(region => region.TwoLetterISORegionName.Length == 2 && region.TwoLetterISORegionName.All(char.IsAsciiLetterUpper))
            .DistinctBy(region => region.TwoLetterISORegionName)];
}

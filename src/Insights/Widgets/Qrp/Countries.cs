using Insights.Vocabulary;

namespace Insights.Widgets.Qrp;

/// <summary>Countries by the name a reader knows; what is no ISO code stays as the source wrote it. The platform names a country in its own
/// language or in English, never in a reader's, so the names are words like any other.</summary>
public static class Countries
{
    public static string Name(string code, Language language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        return code.Length == 0 ? language["qrp.country.unknown"] : language.Has("country." + code) ? language["country." + code] : code;
    }
}

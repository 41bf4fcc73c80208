using Insights.Vocabulary;

namespace Insights.Widgets.Qrp;

/// <summary>Countries by the name a reader knows (Unicode CLDR's); what is no ISO 3166 code stays as the source wrote it.</summary>
public static class CountryNames
{
    public static string Name(string code, Language language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        string word = "country." + code;
        return code.Length == 0 ? language["qrp.country.unknown"] : language.Has(word) ? language[word] : code;
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Widgets.Qrp;

/// <summary>Countries by the name a reader knows; what is no ISO code stays as the source wrote it.</summary>
public static class Countries
{
    private static readonly ConcurrentDictionary<(string Code, string Language), string> Known = new();

    public static string Name(string code, Language language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        if (code.Length == 0) return language["qrp.country.unknown"];
        return code.Length != 2 || !code.All(char.IsAsciiLetterUpper) ? code : Known.GetOrAdd((code, language.Code), _ => Ask(code, language));
    }

    // A region tells its name only in the language of the running thread.
    private static string Ask(string code, Language language)
    {
        CultureInfo before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = language.Culture;
            return language.Code == "en" ? new RegionInfo(code).EnglishName : new RegionInfo(code).DisplayName;
        }
        catch (ArgumentException)
        {
            return code;
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}

using Insights.Page.Panels;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Insights.Page;

/// <summary>In which language a reader is answered: what the address says, else what the reader chose in the settings, else what the
/// browser prefers, else English.</summary>
public static class ReaderLanguage
{
    public static Language Of(SummaryQuery query, HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(request);
        return Language.Find(query.Language) ?? Language.Find(request.Cookies[Reader.LanguageCookie])
            ?? Preferred(request.GetTypedHeaders().AcceptLanguage) ?? Language.English;
    }

    // "nl-BE" is content with "nl".
    private static Language? Preferred(IEnumerable<StringWithQualityHeaderValue> accepted) => accepted
        .Where(a => a.Quality is not 0)
        .OrderByDescending(a => a.Quality ?? 1)
        .Select(a => Language.Find(a.Value.Value?.Split('-')[0].ToLowerInvariant()))
        .FirstOrDefault(l => l is not null);
}

using Insights.Access;
using Insights.Metrics.Dashboards;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Insights.Page.Panels;

/// <summary>Whose eyes the page is for: what the address says, else what this reader once chose (a cookie), else the browser.</summary>
public static class Reader
{
    public const string LanguageCookie = "insights.language", ThemeCookie = "insights.theme";

    /// <param name="at">For the answer to a form, whose own address says nothing: the address it was filled in on.</param>
    public static (SummaryQuery Query, Language Language, Theme Theme) Of(HttpContext context, string? at = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        (string path, IQueryCollection asked) = Asked(at ?? "");
        SummaryQuery query = Summary(path, context.Request.Query.Count > 0 ? context.Request.Query : asked);
        return (query, ReaderLanguage.Of(query, context.Request), ThemeOf(query, context.Request));
    }

    /// <summary>The page of cards an address shows, read anew: a dashboard, or else the Summary. Null while the store is empty.</summary>
    /// <param name="at">Path and query of the page; what of it is not understood is left at its default.</param>
    public static async Task<WidgetView?> ViewAsync(HttpContext context, IReadings readings, string at)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(at);
        (string path, IQueryCollection asked) = Asked(at);
        foreach (Workspace workspace in Enum.GetValues<Workspace>())
            foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
            {
                if (path != Links.DetailPath(workspace, dashboard)) continue;
                DashboardQuery query = DashboardAddress.Read(workspace, dashboard, name => asked[name], context.May(Right.SeeReferrals))
                    .Query;
                return await readings.DashboardAsync(context.Scope(), query, context.RequestAborted) is { } answer
                    ? new DashboardView(answer, ReaderLanguage.Of(query.Summary, context.Request), query) : null;
            }
        SummaryQuery summary = Summary(path, asked);
        return await readings.SummaryAsync(context.Scope(), summary, context.RequestAborted) is { } reading
            ? new WidgetView(reading, ReaderLanguage.Of(summary, context.Request), summary) : null;
    }

    /// <summary>The theme of the address, else the one chosen in the settings.</summary>
    public static Theme ThemeOf(SummaryQuery query, HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(request);
        return query.Theme != Theme.System ? query.Theme
            : request.Cookies[ThemeCookie] switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System };
    }

    private static (string Path, IQueryCollection Asked) Asked(string at)
    {
        string[] parts = at.Split('#')[0].Split('?', 2);
        return (parts[0], new QueryCollection(parts.Length > 1 ? QueryHelpers.ParseQuery(parts[1]) : []));
    }

    private static SummaryQuery Summary(string path, IQueryCollection asked) =>
        AddressReader.Read(path.StartsWith("/referrals", StringComparison.Ordinal) ? Workspace.Referrals
            : Workspace.Insights, name => asked.TryGetValue(name, out var values) ? values[^1] : null).Query;
}

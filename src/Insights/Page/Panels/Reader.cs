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
        IQueryCollection asked = context.Request.Query;
        if (asked.Count == 0 && at is not null && at.Contains('?', StringComparison.Ordinal))
            asked = new QueryCollection(QueryHelpers.ParseQuery(at[at.IndexOf('?', StringComparison.Ordinal)..].Split('#')[0]));
        Workspace workspace = at?.StartsWith("/referrals", StringComparison.Ordinal) == true ? Workspace.Referrals : Workspace.Insights;
        SummaryQuery query = AddressReader.Read(workspace, name => asked.TryGetValue(name, out var values) ? values[^1] : null).Query;
        return (query, ReaderLanguage.Of(query, context.Request), ThemeOf(query, context.Request));
    }

    /// <summary>The page of cards an address shows, read anew: a dashboard, or else the Summary. Null while the store is empty.</summary>
    /// <param name="at">Path and query of the page; what of it is not understood is left at its default.</param>
    public static async Task<WidgetView?> ViewAsync(HttpContext context, IReadings readings, string at)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentNullException.ThrowIfNull(at);
        string[] parts = at.Split('#')[0].Split('?', 2);
        var asked = new QueryCollection(parts.Length > 1 ? QueryHelpers.ParseQuery(parts[1]) : []);
        foreach (Workspace workspace in Enum.GetValues<Workspace>())
            foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
            {
                if (parts[0] != Links.DetailPath(workspace, dashboard)) continue;
                DashboardQuery query = DashboardAddress.Read(workspace, dashboard, name => asked[name]).Query;
                return await readings.DashboardAsync(query, context.RequestAborted) is { } answer ? new DashboardView(answer, ReaderLanguage.Of(query.Summary, context.Request), query) : null;
            }
        Workspace of = parts[0] == Links.SummaryPath(Workspace.Referrals) ? Workspace.Referrals : Workspace.Insights;
        SummaryQuery summary = AddressReader.Read(of, name => asked.TryGetValue(name, out var values) ? values[^1] : null).Query;
        return await readings.SummaryAsync(summary, context.RequestAborted) is { } reading ? new WidgetView(reading, ReaderLanguage.Of(summary, context.Request), summary) : null;
    }

    /// <summary>The theme of the address, else the one chosen in the settings.</summary>
    public static Theme ThemeOf(SummaryQuery query, HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(request);
        return query.Theme != Theme.System ? query.Theme : request.Cookies[ThemeCookie] switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System };
    }
}

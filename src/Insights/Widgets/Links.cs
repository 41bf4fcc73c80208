using System.Globalization;
using System.Text;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>Every address of the program, written in one place. What is the default is left out, so an address is short.</summary>
public static class Links
{
    public const string RemoveSample = "/sample/remove";

    /// <summary>Where an open page hears of newer data.</summary>
    public const string Changes = "/changes";

    public static string Summary(SummaryQuery query) => $"/{Folder(query.Workspace)}/summary{Query(query, withQrp: true)}";

    /// <summary>The Summary, at one widget.</summary>
    public static string Summary(SummaryQuery query, string widget) => Summary(query) + "#" + widget;

    /// <summary>The path alone: where the time range form goes.</summary>
    public static string SummaryPath(Workspace workspace) => $"/{Folder(workspace)}/summary";

    /// <summary>The Summary, which keeps what the dashboard was filtered by for the way back.</summary>
    public static string Summary(DashboardQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        KeyValuePair<string, string>[] said = [.. Parts(new DashboardQuery(new SummaryQuery(), query.Tab, query.Filters))];
        return Summary(query.Summary with { Kept = said.Length == 0 ? null : DetailName(query.Tab.Dashboard) + Text(said) });
    }

    /// <summary>A dashboard, for the same period, with the filters the reader left it with.</summary>
    public static string Detail(SummaryQuery query, Dashboard dashboard)
    {
        ArgumentNullException.ThrowIfNull(query);
        return DashboardAddress.Kept(query) is { } kept ? Detail(kept.On(dashboard))
            : $"{DetailPath(query.Workspace, dashboard)}{Query(query, withQrp: false)}";
    }

    /// <summary>A dashboard with its tab, filters and comparison.</summary>
    public static string Detail(DashboardQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return DetailPath(query.Summary.Workspace, query.Tab.Dashboard) + Text(Parts(query));
    }

    /// <summary>The same dashboard as JSON.</summary>
    public static string Json(DashboardQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return JsonPath(query.Tab.Dashboard) +
            Text(Parts(query with { Summary = query.Summary with { Theme = Theme.System, Language = null } }));
    }

    public static string JsonPath(Dashboard dashboard) => dashboard == Dashboard.Leads ? "/api/v1/leads" : "/api/v1/cosell";

    public static string DetailPath(Workspace workspace, Dashboard dashboard) =>
        $"/{Folder(workspace)}/{DetailName(dashboard)}";

    /// <summary>A page beside the Summary that keeps the Summary's state, so that one can go back to it.</summary>
    public static string At(string path, SummaryQuery query) => path + Query(query, withQrp: true);

    /// <summary>A page beside the Summary that also knows which address its reader came from.</summary>
    public static string From(string path, SummaryQuery query, string at)
    {
        string address = At(path, query);
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}at={Uri.EscapeDataString(at)}";
    }

    /// <summary>The same reading as JSON.</summary>
    public static string Json(SummaryQuery query) =>
        "/api/v1/summary" + Query(query with { Theme = Theme.System, Language = null }, withQrp: false);

    /// <summary>What the address holds besides its path, as name and value, defaults left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parts(SummaryQuery query, bool withQrp = true)
    {
        ArgumentNullException.ThrowIfNull(query);
        var defaults = new SummaryQuery();
        if (query.Range == Preset.Custom && query.From is { } from && query.To is { } to)
        {
            yield return new("from", Day(from));
            yield return new("to", Day(to));
        }
        else if (query.Range != defaults.Range) yield return new("range", query.Range.Key()!);
        if (query.Comparison != defaults.Comparison) yield return new("compare", query.Comparison.Key());
        if (query.Granularity != defaults.Granularity) yield return new("granularity", query.Granularity.Key());
        if (query.Language is not null) yield return new("lang", query.Language);
        if (query.Theme != defaults.Theme) yield return new("theme", query.Theme == Theme.Dark ? "dark" : "light");
        if (!withQrp) yield break;
        if (query.Program is not null) yield return new("program", query.Program);
        if (query.Country is not null) yield return new("country", query.Country);
        if (query.Sort != defaults.Sort) yield return new("sort", query.Sort.Key);
        if (query.Kept is not null) yield return new("keep", query.Kept);
    }

    /// <summary>What a dashboard's address holds besides its path, as name and value, defaults left out. A preset that was removed is spelt
    /// <c>deal_type=all</c>: an address that says nothing has it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Parts(DashboardQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var parts = new List<KeyValuePair<string, string>>();
        if (query.Tab != DashboardTab.Of(query.Tab.Dashboard).First()) parts.Add(new("tab", query.Tab.Key));
        foreach (Dimension dimension in query.Tab.FilterBy)
        {
            IReadOnlyList<string> values = query.Filters[dimension], preset = query.Tab.Preset[dimension];
            if (values.SequenceEqual(preset)) continue;
            if (values.Count == 0) parts.Add(new(dimension.Key(), DashboardAddress.Everything));
            else parts.AddRange(values.Select(value => new KeyValuePair<string, string>(dimension.Key(), value)));
        }
        if (query.CompareMetric is { } metric) parts.Add(new("measure", metric));
        if (query.CompareBy is { } by) parts.Add(new("by", by.Key()));
        parts.AddRange(query.CompareValues.Select(value => new KeyValuePair<string, string>("with", value)));
        parts.AddRange(query.Choices);
        parts.AddRange(Parts(query.Summary, withQrp: false));
        return parts;
    }

    /// <summary>A query string, escaped; empty without parts.</summary>
    internal static string Text(IEnumerable<KeyValuePair<string, string>> parts)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in parts)
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }

    /// <summary>ISO 8601, as addresses and date inputs want it.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string DetailName(Dashboard dashboard) => dashboard == Dashboard.Leads ? "leads" : "cosell";

    internal static string Folder(Workspace workspace) => workspace == Workspace.Referrals ? "referrals" : "insights";

    private static string Query(SummaryQuery query, bool withQrp) => Text(Parts(query, withQrp));
}

using System.Collections.Immutable;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Widgets.Lists;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Insights.Widgets;

/// <summary>Reads a dashboard's address. A wrong value never fails: it is named, and the default is used.</summary>
public static class DashboardAddress
{
    /// <summary>How an address says that a preset filter was removed.</summary>
    public const string Everything = "all";

    /// <summary>The dashboard the Summary keeps for the way back (<see cref="SummaryQuery.Kept"/>); null when it keeps none, or what is
    /// none.</summary>
    public static DashboardQuery? Kept(SummaryQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Kept is not { } kept) return null;
        string[] parts = kept.Split('?', 2);
        foreach (Dashboard dashboard in Enum.GetValues<Dashboard>())
        {
            if (parts[0] != Links.DetailName(dashboard)) continue;
            Dictionary<string, StringValues> said = QueryHelpers.ParseQuery(parts.ElementAtOrDefault(1));
            DashboardAddressReading reading = Read(query.Workspace, dashboard, name => said.GetValueOrDefault(name));
            return reading.NotUnderstood.Count > 0 ? null : reading.Query with { Summary = query with { Kept = null } };
        }
        return null;
    }

    /// <param name="values">Every value the address gives a name, in order; of what is said once, the last counts.</param>
    /// <param name="seesCustomers">False for who may not know customers by name, and so cannot ask for one.</param>
    public static DashboardAddressReading Read(Workspace workspace, Dashboard dashboard, Func<string, IEnumerable<string?>> values,
        bool seesCustomers = true)
    {
        ArgumentNullException.ThrowIfNull(values);
        string? Text(string name) => values(name).LastOrDefault() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        // The Summary's own program, country and sort mean its QRP table.
        AddressReading page = AddressReader.Read(workspace, name => name is "program" or "country" or "sort" or "keep" ? null : Text(name));
        var wrong = new List<NotUnderstood>(page.NotUnderstood);

        DashboardTab tab = DashboardTab.Of(dashboard).First();
        if (Text("tab") is { } key)
        {
            if (DashboardTab.Find(dashboard, key) is { } found) tab = found;
            else wrong.Add(new NotUnderstood("tab", key, "dashboard.address.tab"));
        }
        Filters filters = Filters.None;
        foreach (Dimension dimension in Dimensions.All)
        {
            string[] said = [.. values(dimension.Key()).OfType<string>().Where(v => !string.IsNullOrWhiteSpace(v))];
            if (!tab.FilterBy.Contains(dimension))
            {
                if (said.Length > 0) wrong.Add(new NotUnderstood(dimension.Key(), said[0], "dashboard.address.filter"));
                continue;
            }
            if (dimension == Dimension.Customer && !seesCustomers)
            {
                if (said.Length > 0) wrong.Add(new NotUnderstood(dimension.Key(), said[0], "dashboard.address.customer"));
                continue;
            }
            // A form of check boxes says "all" and then what is ticked: when nothing is, that is no preset either.
            bool preset = tab.Preset[dimension].Count > 0;
            string[] chosen = [.. said.Where(v => !preset || !v.Trim().Equals(Everything, StringComparison.OrdinalIgnoreCase))];
            if (said.Length > 0 && chosen.Length == 0) continue;
            IReadOnlyList<string> read = ListAddress.ReadValues(dimension, _ => chosen, wrong);
            filters = filters.With(dimension, read.Count == 0 ? tab.Preset[dimension] : read);
        }

        string? metric = Text("measure");
        if (metric is not null && !tab.CompareMetrics.Contains(metric))
        {
            wrong.Add(new NotUnderstood("measure", metric, "dashboard.address.measure"));
            metric = null;
        }
        Dimension? by = null;
        if (Text("by") is { } word)
        {
            if (Dimensions.Parse(word) is { } dimension && tab.CompareDimensions.Contains(dimension)) by = dimension;
            else wrong.Add(new NotUnderstood("by", word, "dashboard.address.by"));
        }
        string[] with = [.. values("with").OfType<string>().Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v.Trim())
            .Distinct(StringComparer.Ordinal)];
        if (with.Length > Comparing.Most)
            wrong.Add(new NotUnderstood("with", string.Join(", ", with.Skip(Comparing.Most)), "dashboard.address.with"));

        ImmutableSortedDictionary<string, string> choices = DashboardQuery.NoChoices;
        foreach ((string name, Func<string, bool> may) in CardChoices.Of(tab))
        {
            if (Text(name) is not { } choice) continue;
            if (may(choice)) choices = choices.SetItem(name, choice);
            else wrong.Add(new NotUnderstood(name, choice, "dashboard.address.choice"));
        }

        return new DashboardAddressReading(new DashboardQuery(page.Query, tab, filters)
        {
            Choices = choices,
            CompareMetric = metric,
            CompareBy = by,
            CompareValues = [.. with.Take(Comparing.Most)],
        }, wrong);
    }
}

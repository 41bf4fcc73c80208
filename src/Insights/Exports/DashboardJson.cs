using System.Text.Json;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Exports;

/// <summary>A dashboard's reading as a document (docs/dashboards.md): keys, numbers and dates; only notes are in a language.</summary>
public static class DashboardJson
{
    public static void Write(Stream output, DashboardReading reading, Language language)
    {
        ArgumentNullException.ThrowIfNull(reading);
        using var json = new Utf8JsonWriter(output, ReadingJson.Options);
        json.WriteStartObject();
        ReadingJson.Head(json, reading.Reading);
        json.WriteString("dashboard", reading.Tab.Dashboard == Dashboard.Leads ? "leads" : "cosell");
        json.WriteString("tab", reading.Tab.Key);
        WriteFilters(json, reading.Filters);

        json.WriteStartArray("figures");
        foreach (PivotFigures figures in reading.Figures)
        {
            json.WriteStartObject();
            json.WriteString("pivot", figures.Pivot.Key);
            ReadingJson.Figures(json, reading.Tab.Figures.Select(Catalogue.Get), reading.Reading.Comparison, figures.Metrics,
                figures.Changes, figures.Trends);
            ReadingJson.Doubts(json, figures.Observed, figures.MoneyCaveats);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("flows");
        foreach (Flow flow in reading.Flows) WriteFlow(json, flow);
        json.WriteEndArray();
        json.WriteStartArray("breakdowns");
        foreach (Breakdown breakdown in reading.Breakdowns) WriteBreakdown(json, breakdown);
        json.WriteEndArray();
        WriteCompare(json, reading.Compare);
        ReadingJson.Tail(json, reading.Reading, language);
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, Filters filters)
    {
        json.WriteStartObject("filters");
        foreach (Dimension dimension in filters.Narrowed)
        {
            json.WriteStartArray(dimension.Key());
            foreach (string value in filters[dimension]) json.WriteStringValue(value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteFlow(Utf8JsonWriter json, Flow flow)
    {
        json.WriteStartObject();
        json.WriteString("flow", flow.Plan.Key);
        json.WriteNumber("pending", flow.Pending);
        ReadingJson.Number(json, "averageDaysToAccept", flow.ToAccept.Days, Unit.Percent);
        ReadingJson.Number(json, "averageDaysToWin", flow.ToWin.Days, Unit.Percent);
        ReadingJson.Doubts(json, flow.Observed, flow.MoneyCaveat is { } caveat ? new Dictionary<string, MoneyCaveat> { ["value"] = caveat }
            : new Dictionary<string, MoneyCaveat>());
        json.WriteStartArray("nodes");
        foreach (FlowNode node in flow.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("node", node.Key);
            json.WriteNumber("column", node.Column);
            json.WriteNumber("count", node.Count);
            ReadingJson.Number(json, "value", flow.Worth(node.Value), Unit.Money);
            json.WriteNumber("staying", node.Staying);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (FlowLink link in flow.Links)
        {
            json.WriteStartObject();
            json.WriteString("from", link.From);
            json.WriteString("to", link.To);
            json.WriteNumber("count", link.Count);
            ReadingJson.Number(json, "value", flow.Worth(link.Value), Unit.Money);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBreakdown(Utf8JsonWriter json, Breakdown breakdown)
    {
        json.WriteStartObject();
        json.WriteString("breakdown", breakdown.Plan.Key);
        json.WriteString("pivot", breakdown.Pivot.Key);
        json.WriteString("by", breakdown.Plan.Dimension.Key());
        json.WriteBoolean("overlaps", breakdown.Overlaps);
        WriteCells(json, "totals", breakdown.Plan, breakdown.Totals);
        ReadingJson.Doubts(json, breakdown.Observed, breakdown.MoneyCaveats);
        json.WriteStartArray("rows");
        foreach (BreakdownRow row in breakdown.Rows)
        {
            json.WriteStartObject();
            json.WriteString("value", row.Value);
            if (row.Name is not null) json.WriteString("name", row.Name);
            WriteCells(json, "cells", breakdown.Plan, row.Cells);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCells(Utf8JsonWriter json, string name, BreakdownPlan plan, IReadOnlyList<decimal?> cells)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < plan.Metrics.Count; i++)
            ReadingJson.Number(json, plan.Metrics[i], cells[i], Catalogue.Get(plan.Metrics[i]).Unit);
        json.WriteEndObject();
    }

    private static void WriteCompare(Utf8JsonWriter json, Comparing compare)
    {
        Unit unit = Catalogue.Get(compare.Metric).Unit;
        json.WriteStartObject("compare");
        json.WriteString("metric", compare.Metric);
        json.WriteString("by", compare.By.Key());
        json.WriteBoolean("overlaps", compare.Overlaps);
        ReadingJson.Doubts(json, compare.Observed, compare.MoneyCaveats);
        json.WriteStartArray("series");
        foreach (CompareSeries series in compare.Series)
        {
            json.WriteStartObject();
            json.WriteString("value", series.Value);
            if (series.Name is not null) json.WriteString("name", series.Name);
            ReadingJson.Number(json, "total", series.Total, unit);
            ReadingJson.Number(json, "share", series.Share, Unit.Percent);
            json.WriteStartArray("points");
            foreach (TrendPoint point in series.Points) ReadingJson.Point(json, point, unit);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Qrp;

namespace Insights.Exports.Data;

/// <summary>A reading as the sheets of a workbook. Nothing is rounded and nothing is left out.</summary>
public static class ReadingSheets
{
    public static IReadOnlyList<Sheet> Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        Reading reading = view.Reading;
        return
        [
            Summary(view), Trends(view),
            new(view["data.sheet.distribution"], Words(view, "group", "type", "state", "count"),
                [.. reading.Distribution.Select(l =>
                    (Cell[])[view["distribution.group." + l.Group.Key()], view["distribution.type." + l.Type.Key()],
                    view["distribution.state." + l.State.Key()], l.Count])]),
            Histogram(view, "data.sheet.acceptance", reading.AcceptanceTime),
            Histogram(view, "data.sheet.win", reading.WinTime),
            Qrp(view), Definitions(view), Notes(view),
        ];
    }

    private static Sheet Summary(WidgetView view) =>
        new(view["data.sheet.summary"], Words(view, "key", "figure", "value", "unit", "base", "change", "change_unit"),
    [
        .. Catalogue.Summary.Select(metric => (Cell[])
        [
            metric.Key, view["metric." + metric.Key], Cell.Of(metric.Unit, view.Value(metric.Key)), UnitWord(view, metric.Unit),
            Cell.Of(metric.Unit, view.Change(metric.Key)?.Base), Cell.Of(view.Change(metric.Key)),
                ChangeWord(view, view.Change(metric.Key)),
        ]),
    ]);

    /// <summary>One row a point, one column a metric: what a chart or a pivot table of a spreadsheet wants.</summary>
    private static Sheet Trends(WidgetView view)
    {
        Metric[] metrics = [.. Catalogue.Summary.Where(m => view.Reading.Trends.ContainsKey(m.Key))];
        IReadOnlyList<TrendPoint> points = metrics.Length == 0 ? [] : view.Reading.Trends[metrics[0].Key];
        return new Sheet(view["data.sheet.trends"],
            [.. Words(view, "start", "unfinished"), .. metrics.Select(m => view["metric." + m.Key])],
        [
            .. points.Select((point, i) => (Cell[])
                [Cell.Day(point.Start), point.Partial ? view["data.yes"]
                    : "", .. metrics.Select(m => Cell.Of(m.Unit, view.Reading.Trends[m.Key][i].Shown))]),
        ]);
    }

    private static Sheet Histogram(WidgetView view, string name, IReadOnlyList<TimeBucket> buckets) =>
        new(view[name], [view["chart.days"], view["distribution.group.co_sell"], view["distribution.group.leads"], view["chart.total"]],
        [.. buckets.Select(b => (Cell[])[b.Label.Replace('-', '–'), b.CoSell, b.Leads, b.CoSell + b.Leads])]);

    private static Sheet Qrp(WidgetView view) => new(view["data.sheet.qrp"],
        Words(view, "program", "month", "country", "achieved", "kpi", "value", "numerator", "denominator", "target", "band", "provisional"),
    [
        .. from program in view.Reading.Qrp
           from row in program.Rows
           from kpi in program.Kpis
           where row.Kpis.ContainsKey(kpi.Key)
           let value = row.Kpis[kpi.Key]
           select (Cell[])
           [
               ProgramNames.Of(program.Program, view.Language), Cell.Month(row.Month), CountryNames.Name(row.Country, view.Language),
                   row.TargetsAchieved, view["qrp." + kpi.Key],
               Cell.Of(Unit.Percent, value.Percent), value.Numerator, value.Denominator, kpi.Target is null ? "" : kpi.Target + "%",
               value.Band == Band.None ? "" : view[$"qrp.band.{BandMark.Word(value.Band)}.long"], value.Provisional ? view["data.yes"] : "",
           ],
    ]);

    private static Sheet Definitions(WidgetView view) =>
        new(view["data.sheet.definitions"], Words(view, "key", "figure", "definition", "formula"),
    [
        .. Catalogue.Summary.Select(metric => (Cell[])
            [metric.Key, view["metric." + metric.Key], view[$"metric.{metric.Key}.definition"],
                FormulaText.Of(metric, view.Reading, view.Figures, view.Language)]),
    ]);

    private static Sheet Notes(WidgetView view)
    {
        Reading reading = view.Reading;
        Cell[] Row(string word, Cell value, Cell text = default) => [view["data.note." + word], value, text];
        return new Sheet(view["data.sheet.notes"], Words(view, "what", "value", "text"),
        [
            Row("organization", Cell.Empty, reading.Organization),
            .. reading.OrganizationId is { } id ? [Row("organization_id", Cell.Empty, id)] : (Cell[][])[],
            Row("from", Cell.Day(reading.Period.From)),
            Row("to", Cell.Day(reading.Period.Last)),
            Row("zone", Cell.Empty, reading.Period.Zone.Id),
            Row("compared", Cell.Empty, reading.Comparison == Comparison.None ? view["range.compare.none"] : view.ComparedWith),
            Row("granularity", Cell.Empty, view["range.granularity." + reading.Granularity.Key()]),
            Row("currency", Cell.Empty, reading.Currency),
            Row("now", Cell.At(reading.Now, reading.Period.Zone)),
            .. reading.Freshness.DistinctBy(f => f.Source)
            .Select(f => Row("imported", Cell.At(f.RefreshedAt, reading.Period.Zone), f.Source)),
            .. MoneyText.Of(view, Catalogue.Summary.Select(m => m.Key), reading.MoneyCaveats) is { } caveat
                ? [Row("quality", Cell.Empty, caveat)] : (Cell[][])[],
            .. ObservedText.Of(view, reading.Observed) is { } observed ? [Row("quality", Cell.Empty, observed)] : (Cell[][])[],
            .. reading.Notes.Select(n => Row("quality", n.Count, NoteText.Of(n, view.Language))),
        ]);
    }

    internal static string UnitWord(WidgetView view, Unit unit) => unit == Unit.Money ? view.Reading.Currency
        : view[unit == Unit.Percent ? "data.unit.percent" : "data.unit.count"];

    internal static string ChangeWord(WidgetView view, Change? change) => change?.Amount is null ? ""
        : view[change.InPoints ? "data.unit.points" : "data.unit.percent"];

    private static string[] Words(WidgetView view, params string[] columns) => [.. columns.Select(c => view["data.column." + c])];
}

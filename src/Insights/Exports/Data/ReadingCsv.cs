using System.Globalization;
using System.Text;
using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Qrp;

namespace Insights.Exports.Data;

/// <summary>A reading as one CSV in sections, a figure a line (docs/downloads.md). Section and key are the API's words in every language;
/// the head and the labels are the reader's. UTF-8 with a byte order mark, without which Excel reads it as something else.</summary>
public static class ReadingCsv
{
    private static readonly string[] Columns = ["section", "key", "label", "start", "value", "unit", "base", "change", "change_unit",
        "numerator", "denominator", "remark", "text"];

    /// <summary>One line before it is written. <c>Unit</c> and <c>ChangeUnit</c> are wire words: count, percent, points or a
    /// currency.</summary>
    private readonly record struct Row(string Section, string Key, string? Label = null, string? Start = null, decimal? Value = null,
        string? Unit = null,
        decimal? From = null, decimal? Change = null, string? ChangeUnit = null, int? Numerator = null, int? Denominator = null,
            string? Remark = null, string? Text = null);

    public static byte[] Of(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        char separator = CsvText.Separator(view.Language);
        string? Number(decimal? value) => value is { } number ? CsvText.Number(number, view.Language) : null;
        var text = new StringBuilder();
        text.Append(CsvText.Line(separator, [.. Columns.Select(c => view["data.column." + c])])).Append("\r\n");
        foreach (Row row in Rows(view))
            text.Append(CsvText.Line(separator, [row.Section, row.Key, row.Label, row.Start, Number(row.Value), row.Unit, Number(row.From),
                Number(row.Change), row.ChangeUnit,
                Number(row.Numerator), Number(row.Denominator), row.Remark, row.Text])).Append("\r\n");
        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static IEnumerable<Row> Rows(WidgetView view) =>
        [.. Head(view), .. Figures(view), .. Trends(view), .. Counts(view), .. Qrp(view), .. Definitions(view), .. Notes(view)];

    private static IEnumerable<Row> Head(WidgetView view)
    {
        Reading reading = view.Reading;
        Row One(string key, string word, string? text) => new("reading", key, view["data.note." + word], Text: text);
        yield return One("organization", "organization", reading.Organization);
        if (reading.OrganizationId is { } id) yield return One("organization_id", "organization_id", id);
        yield return One("from", "from", Links.Day(reading.Period.From));
        yield return One("to", "to", Links.Day(reading.Period.Last));
        yield return One("time_zone", "zone", reading.Period.Zone.Id);
        yield return One("comparison", "compared", reading.Comparison.Key());
        yield return One("granularity", "granularity", reading.Granularity.Key());
        yield return One("currency", "currency", reading.Currency);
        yield return One("now", "now", Moment(reading.Now));
        foreach (Freshness source in reading.Freshness.DistinctBy(f => f.Source))
            yield return new Row("freshness", source.Source, view["data.note.imported"], Text: Moment(source.RefreshedAt));
    }

    private static IEnumerable<Row> Figures(WidgetView view) =>
        from metric in Catalogue.Summary
        let change = view.Change(metric.Key)
        select new Row("metrics", metric.Key, view["metric." + metric.Key], null, view.Value(metric.Key), Unit(view, metric.Unit),
            change?.Base, change?.Amount, change?.Amount is null ? null : change.InPoints ? "points"
                : "percent", Remark: Observed(view, metric));

    private static string? Observed(WidgetView view, Metric metric) =>
        view.Reading.Observed.TryGetValue(metric.Key, out Observed of)
            ? string.Create(CultureInfo.InvariantCulture, $"observed {of.Count}/{of.Of}") : null;

    private static IEnumerable<Row> Trends(WidgetView view) =>
        from metric in Catalogue.Summary
        where view.Reading.Trends.ContainsKey(metric.Key)
        from point in view.Reading.Trends[metric.Key]
        select new Row("trends", metric.Key, view["metric." + metric.Key], Links.Day(point.Start), point.Shown, Unit(view, metric.Unit),
            Remark: string.Join(' ',
                (string[])[.. point.Partial ? ["partial"] : (string[])[], .. point.Observed > 0 ? ["observed"] : (string[])[]]));

    private static IEnumerable<Row> Counts(WidgetView view) =>
    [
        .. view.Reading.Distribution.Select(l => new Row("distribution", $"{l.Group.Key()}/{l.Type.Key()}/{l.State.Key()}",
            $"{view["distribution.type." + l.Type.Key()]}: {view["distribution.state." + l.State.Key()]}", Value: l.Count, Unit: "count")),
        .. Buckets(view, "acceptance_time", view.Reading.AcceptanceTime),
        .. Buckets(view, "win_time", view.Reading.WinTime),
    ];

    // "0-1" alone would become the first of January.
    private static IEnumerable<Row> Buckets(WidgetView view, string section, IReadOnlyList<TimeBucket> buckets) =>
        from bucket in buckets
        from half in new[] { (Key: "co_sell", Count: bucket.CoSell), (Key: "leads", Count: bucket.Leads) }
        select new Row(section, $"{bucket.Label}/{half.Key}",
            $"{view["chart.days"]} {bucket.Label.Replace('-', '–')}: {view["distribution.group." + half.Key]}", Value: half.Count,
            Unit: "count");

    private static IEnumerable<Row> Qrp(WidgetView view)
    {
        foreach (QrpProgram program in view.Reading.Qrp)
        {
            string name = ProgramNames.Of(program.Program, view.Language);
            for (int k = program.Tiles.Count - 1; k >= 0; k--)
                yield return new Row("qrp_tiles", $"{program.Program}/targets_{k}", name, program.LatestMonth is { } latest
                    ? Links.Day(latest) : null, program.Tiles[k], "count");
            foreach (QrpRow row in program.Rows)
            {
                string where = $"{name}, {CountryNames.Name(row.Country, view.Language)}";
                yield return new Row("qrp", $"{program.Program}/{row.Country}/targets_achieved", $"{where}: {view["qrp.targets"]}",
                    Links.Day(row.Month), row.TargetsAchieved, "count");
                foreach ((string key, KpiValue value) in row.Kpis)
                    yield return new Row("qrp", $"{program.Program}/{row.Country}/{key}", $"{where}: {view["qrp." + key]}",
                        Links.Day(row.Month), value.Percent, "percent",
                        Numerator: value.Numerator, Denominator: value.Denominator, Remark: BandMark.Word(value.Band) +
                            (value.Provisional ? " provisional" : ""));
            }
        }
    }

    private static IEnumerable<Row> Definitions(WidgetView view) =>
        from metric in Catalogue.Summary
        let formula = FormulaText.Of(metric, view.Reading, view.Figures, view.Language)
        select new Row("definitions", metric.Key, view["metric." + metric.Key], Text: view[$"metric.{metric.Key}.definition"] +
            (formula is null ? "" : $" {formula}"));

    private static IEnumerable<Row> Notes(WidgetView view) =>
        view.Reading.Notes.Select(n => new Row("notes", n.Code, Value: n.Count, Unit: "count", Text: NoteText.Of(n, view.Language)));

    private static string Unit(WidgetView view, Unit unit) =>
        unit switch { Metrics.Unit.Money => view.Reading.Currency, Metrics.Unit.Percent => "percent", _ => "count" };

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>A reading as plain text in columns, written in full and rounded as on the page.</summary>
internal static class SummaryText
{
    public static async Task WriteAsync(TextWriter output, Reading reading, Language language)
    {
        var figures = new Figures(language, reading.Currency);
        string Day(DateOnly day) => day.ToString("d MMM yyyy", language.Culture);
        await output.WriteLineAsync($"{reading.Organization}, {Day(reading.Period.From)} – {Day(reading.Period.Last)} " +
            $"({reading.Period.Zone.Id})");
        await SectionAsync(output, numbersFrom: 2, [.. Catalogue.Summary.Select(metric => new[]
        {
            metric.Key, language[$"metric.{metric.Key}"], figures.InFull(metric.Unit, reading.Metrics[metric.Key]),
            reading.Changes.TryGetValue(metric.Key, out Change? change) ? figures.Change(change) : "",
        })]);

        if (!Catalogue.Summary.All(metric =>
            FormulaText.AddsUp(metric, reading))) await output.WriteLineAsync($"\n{language["figure.rounded.why"]}");

        await SectionAsync(output, numbersFrom: 3, [[language["distribution.title"]], .. reading.Distribution.Select(l => new[]
        {
            language["distribution.group." + l.Group.Key()], language["distribution.type." + l.Type.Key()],
                language["distribution.state." + l.State.Key()], figures.Exact(l.Count),
        })]);
        await BucketsAsync(output, "acceptance_time", reading.AcceptanceTime, language, figures);
        await BucketsAsync(output, "win_time", reading.WinTime, language, figures);
        foreach (QrpProgram program in reading.Qrp)
            await SectionAsync(output, numbersFrom: 2, [
                [language["qrp.program." + program.Program]],
                [language["qrp.country"], language["qrp.month"], language["qrp.targets"],
                    .. program.Kpis.Select(kpi => language["qrp." + kpi.Key])],
                .. program.Rows.Select(row => (string[])[
                    row.Country, row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                        string.Create(CultureInfo.InvariantCulture, $"{row.TargetsAchieved}/{program.Kpis.Count}"),
                    .. program.Kpis.Select(kpi => row.Kpis.TryGetValue(kpi.Key, out KpiValue? value) ? figures.Percent(value.Percent, 0) +
                    (value.Provisional ? "*" : " ") : "")])]);
        if (reading.Qrp.Any(p => p.Rows.Any(r => r.Kpis.Values.Any(k => k.Provisional))))
            await output.WriteLineAsync($"\n* {language["qrp.provisional"]}");
        foreach (Note note in reading.Notes)
            await output.WriteLineAsync($"\n! {NoteText.Of(note, language)}");
    }

    private static Task BucketsAsync(TextWriter output, string widget, IReadOnlyList<TimeBucket> buckets, Language language,
        Figures figures) =>
        SectionAsync(output, numbersFrom: 1, [
            [language[widget + ".title"], language[widget + ".cosell"], language[widget + ".leads"], language["chart.total"]],
            .. buckets.Select(b => new[] { b.Label, figures.Exact(b.CoSell), figures.Exact(b.Leads), figures.Exact(b.CoSell + b.Leads) })]);

    /// <summary>A row of one cell is a title: it stands above the columns and does not widen them.</summary>
    private static async Task SectionAsync(TextWriter output, int numbersFrom, IReadOnlyList<string[]> rows)
    {
        if (rows.All(r => r.Length == 1)) return;
        await output.WriteLineAsync();
        if (rows[0].Length == 1) await output.WriteLineAsync(rows[0][0]);
        await TextTable.WriteAsync(output, [.. rows.Where(r => r.Length > 1)], numbersFrom);
    }
}

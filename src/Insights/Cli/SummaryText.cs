using System.Globalization;
using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>A reading as plain text in columns.</summary>
internal static class SummaryText
{
    public static async Task WriteAsync(TextWriter output, Reading reading, Language language)
    {
        CultureInfo culture = language.Culture;
        await output.WriteLineAsync($"{reading.Organization}, {reading.Period.From.ToString("d MMM yyyy", culture)} – {reading.Period.Last.ToString("d MMM yyyy", culture)} ({reading.Period.Zone.Id})");
        await output.WriteLineAsync();
        var rows = new List<string[]>();
        foreach (Metric metric in Catalogue.All)
        {
            Change? change = reading.Changes.GetValueOrDefault(metric.Key);
            rows.Add([metric.Key, language[$"metric.{metric.Key}"], Figure(metric, reading.Metrics[metric.Key], reading.Currency, culture), change is null ? "" : Moved(change, culture)]);
        }
        await TextTable.WriteAsync(output, rows, numbersFrom: 2);

        await SectionAsync(output, language["distribution.title"], reading.Distribution.Select(l => new[] { l.Group.Key(), l.Type.Key(), l.State.Key(), l.Count.ToString("N0", culture) }), 3);
        await SectionAsync(output, language["acceptance_time.title"], reading.AcceptanceTime.Select(b => Bucket(b, culture)), 1);
        await SectionAsync(output, language["win_time.title"], reading.WinTime.Select(b => Bucket(b, culture)), 1);
        foreach (QrpProgram program in reading.Qrp)
            await SectionAsync(output, program.Program, program.Rows.Select(r => (string[])[
                r.Country, r.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{r.TargetsAchieved}/{r.Kpis.Count}"),
                .. r.Kpis.Select(k => $"{k.Key} {(k.Value.Percent is { } p ? Math.Round(p, MidpointRounding.AwayFromZero).ToString("0", culture) + " %" : "–")}{(k.Value.Provisional ? "*" : "")}")]), 3);
        foreach (Note note in reading.Notes)
            await output.WriteLineAsync($"\n! {NoteText.Of(note, language)}");
    }

    private static async Task SectionAsync(TextWriter output, string title, IEnumerable<string[]> rows, int numbersFrom)
    {
        List<string[]> list = [.. rows];
        if (list.Count == 0) return;
        await output.WriteLineAsync($"\n{title}");
        await TextTable.WriteAsync(output, list, numbersFrom);
    }

    private static string[] Bucket(TimeBucket bucket, CultureInfo culture) =>
        [bucket.Label, bucket.CoSell.ToString("N0", culture), bucket.Leads.ToString("N0", culture), (bucket.CoSell + bucket.Leads).ToString("N0", culture)];

    private static string Figure(Metric metric, decimal? value, string currency, CultureInfo culture) => value is not { } number ? "–" : metric.Unit switch
    {
        Unit.Count => number.ToString("N0", culture),
        Unit.Percent => number.ToString("N1", culture) + " %",
        _ => $"{number.ToString("N2", culture)} {currency}",
    };

    private static string Moved(Change change, CultureInfo culture) => change.Amount is not { } amount ? "–"
        : amount.ToString("+#,0.0;-#,0.0;0.0", culture) + (change.InPoints ? " pp" : " %");
}

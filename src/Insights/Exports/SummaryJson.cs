using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>A reading as the document of metrics.md 7: the same from the command line and from the API.</summary>
public static class SummaryJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="language">The language of the notes' texts; everything else is keys, numbers and dates.</param>
    public static void Write(Stream output, Reading reading, Language language)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("organization", reading.OrganizationId ?? reading.Organization);
        json.WriteString("organizationName", reading.Organization);
        json.WriteString("now", Moment(reading.Now));
        json.WriteStartObject("period");
        json.WriteString("preset", reading.Period.Preset.Key() ?? "custom");
        json.WriteString("from", Day(reading.Period.From));
        json.WriteString("to", Day(reading.Period.Last));
        json.WriteString("timeZone", reading.Period.Zone.Id);
        json.WriteEndObject();
        json.WriteString("comparison", reading.Comparison.Key());
        json.WriteString("granularity", reading.Granularity.Key());
        json.WriteString("currency", reading.Currency);

        json.WriteStartObject("metrics");
        foreach (Metric metric in Catalogue.Summary) Number(json, metric.Key, reading.Metrics[metric.Key], metric.Unit);
        json.WriteEndObject();

        json.WriteStartObject("changes");
        foreach (Metric metric in Catalogue.Summary)
            if (reading.Changes.TryGetValue(metric.Key, out Change? change)) WriteChange(json, metric, change, reading.Comparison);
        json.WriteEndObject();

        json.WriteStartObject("trends");
        foreach (Metric metric in Catalogue.Summary)
        {
            if (!reading.Trends.TryGetValue(metric.Key, out IReadOnlyList<TrendPoint>? points)) continue;
            json.WriteStartArray(metric.Key);
            foreach (TrendPoint point in points)
            {
                json.WriteStartObject();
                json.WriteString("start", Day(point.Start));
                Number(json, "value", point.Value, metric.Unit);
                json.WriteBoolean("partial", point.Partial);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();

        json.WriteStartArray("distribution");
        foreach (DistributionLeaf leaf in reading.Distribution)
        {
            json.WriteStartObject();
            json.WriteString("group", leaf.Group.Key());
            json.WriteString("type", leaf.Type.Key());
            json.WriteString("state", leaf.State.Key());
            json.WriteNumber("count", leaf.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        Histogram(json, "acceptanceTime", reading.AcceptanceTime);
        Histogram(json, "winTime", reading.WinTime);

        json.WriteStartArray("qrp");
        foreach (QrpProgram program in reading.Qrp) WriteProgram(json, program);
        json.WriteEndArray();

        json.WriteStartArray("freshness");
        foreach (Freshness freshness in reading.Freshness)
        {
            json.WriteStartObject();
            json.WriteString("widget", freshness.Widget);
            json.WriteString("source", freshness.Source);
            json.WriteString("refreshedAt", Moment(freshness.RefreshedAt));
            json.WriteString("newestFact", freshness.NewestFact is { } newest ? Moment(newest) : null);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("notes");
        foreach (Note note in reading.Notes)
        {
            json.WriteStartObject();
            json.WriteString("code", note.Code);
            json.WriteNumber("count", note.Count);
            json.WriteString("text", NoteText.Of(note, language));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>For rates <c>percent</c> holds percentage points and <c>unit</c> says so. Comparing months adds the month's
    /// own value, which is not the headline's.</summary>
    private static void WriteChange(Utf8JsonWriter json, Metric metric, Change change, Comparison comparison)
    {
        json.WriteStartObject(metric.Key);
        Number(json, "base", change.Base, metric.Unit);
        if (comparison == Comparison.Months) Number(json, "value", change.Value, metric.Unit);
        Number(json, "percent", change.Amount, Unit.Percent);
        if (change.InPoints) json.WriteString("unit", "points");
        json.WriteEndObject();
    }

    private static void WriteProgram(Utf8JsonWriter json, QrpProgram program)
    {
        json.WriteStartObject();
        json.WriteString("program", program.Program);
        json.WriteString("latestMonth", program.LatestMonth is { } latest ? Month(latest) : null);
        json.WriteNumber("countriesEnrolled", program.CountriesEnrolled);
        json.WriteStartObject("tiles");
        for (int k = program.Tiles.Count - 1; k >= 0; k--) json.WriteNumber(k.ToString(CultureInfo.InvariantCulture), program.Tiles[k]);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        foreach (QrpRow row in program.Rows)
        {
            json.WriteStartObject();
            json.WriteString("country", row.Country);
            json.WriteString("month", Month(row.Month));
            json.WriteNumber("targetsAchieved", row.TargetsAchieved);
            json.WriteStartObject("kpis");
            foreach ((string key, KpiValue value) in row.Kpis)
            {
                json.WriteStartObject(key);
                json.WriteNumber("numerator", value.Numerator);
                json.WriteNumber("denominator", value.Denominator);
                Number(json, "percent", value.Percent, Unit.Percent);
                json.WriteString("band", value.Band switch { Band.Achieved => "achieved", Band.Approaching => "approaching", Band.Below => "below", _ => "none" });
                json.WriteBoolean("provisional", value.Provisional);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Histogram(Utf8JsonWriter json, string name, IReadOnlyList<TimeBucket> buckets)
    {
        json.WriteStartArray(name);
        foreach (TimeBucket bucket in buckets)
        {
            json.WriteStartObject();
            json.WriteString("bucket", bucket.Label);
            json.WriteNumber("coSell", bucket.CoSell);
            json.WriteNumber("leads", bucket.Leads);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Counts are integers, amounts exact decimals, rates the nearest double; none is null.</summary>
    private static void Number(Utf8JsonWriter json, string name, decimal? value, Unit unit)
    {
        if (value is not { } number) json.WriteNull(name);
        else if (unit == Unit.Count) json.WriteNumber(name, (long)number);
        else if (unit == Unit.Money) json.WriteNumber(name, number / 1.0000000000000000000000000000m);
        else json.WriteNumber(name, (double)number);
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

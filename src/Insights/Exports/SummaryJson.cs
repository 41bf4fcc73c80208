using System.Globalization;
using System.Text.Json;
using Insights.Metrics;
using Insights.Vocabulary;

namespace Insights.Exports;

/// <summary>A reading as the document of metrics.md 7: the same from the command line and from the API.</summary>
public static class SummaryJson
{
    /// <param name="language">The language of the notes' texts; everything else is keys, numbers and dates.</param>
    public static void Write(Stream output, Reading reading, Language language)
    {
        using var json = new Utf8JsonWriter(output, ReadingJson.Options);
        json.WriteStartObject();
        ReadingJson.Head(json, reading);
        ReadingJson.Figures(json, Catalogue.Summary, reading.Comparison, reading.Metrics, reading.Changes, reading.Trends);

        ReadingJson.Doubts(json, reading.Observed, reading.MoneyCaveats);

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

        ReadingJson.Tail(json, reading, language);
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
                ReadingJson.Number(json, "percent", value.Percent, Unit.Percent);
                json.WriteString("band", value.Band switch
                {
                    Band.Achieved => "achieved",
                    Band.Approaching => "approaching",
                    Band.Below =>
                    "below",
                    _ => "none"
                });
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

    private static string Month(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

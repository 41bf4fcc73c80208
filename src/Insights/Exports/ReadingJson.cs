using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Insights.Metrics;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Exports;

/// <summary>What the documents of the Summary and of the dashboards have in common: one way of writing a number, a change, a
/// trend.</summary>
internal static class ReadingJson
{
    public static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whose numbers, and of which days.</summary>
    public static void Head(Utf8JsonWriter json, Reading reading)
    {
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
    }

    public static void Figures(Utf8JsonWriter json, IEnumerable<Metric> catalogue, Comparison comparison, IReadOnlyDictionary<string,
        decimal?> metrics,
        IReadOnlyDictionary<string, Change> changes, IReadOnlyDictionary<string, IReadOnlyList<TrendPoint>> trends)
    {
        json.WriteStartObject("metrics");
        foreach (Metric metric in catalogue) Number(json, metric.Key, metrics[metric.Key], metric.Unit);
        json.WriteEndObject();

        json.WriteStartObject("changes");
        foreach (Metric metric in catalogue)
            if (changes.TryGetValue(metric.Key, out Change? change)) WriteChange(json, metric, change, comparison);
        json.WriteEndObject();

        json.WriteStartObject("trends");
        foreach (Metric metric in catalogue)
        {
            if (!trends.TryGetValue(metric.Key, out IReadOnlyList<TrendPoint>? points)) continue;
            json.WriteStartArray(metric.Key);
            foreach (TrendPoint point in points) Point(json, point, metric.Unit);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>By metric, what is dated by an import, and what an amount leaves out; nothing where there is nothing to say.</summary>
    public static void Doubts(Utf8JsonWriter json, IReadOnlyDictionary<string, Observed> observed, IReadOnlyDictionary<string,
        MoneyCaveat> caveats)
    {
        if (observed.Count > 0)
        {
            json.WriteStartObject("observed");
            foreach ((string key, Observed of) in observed)
            {
                json.WriteStartObject(key);
                json.WriteNumber("count", of.Count);
                json.WriteNumber("of", of.Of);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        if (caveats.Count == 0) return;
        json.WriteStartObject("amountsLeftOut");
        foreach ((string key, MoneyCaveat caveat) in caveats) Caveat(json, key, caveat);
        json.WriteEndObject();
    }

    /// <summary>How many amounts had no rate, what they are in their own currencies, and how many have an earlier month's.</summary>
    public static void Caveat(Utf8JsonWriter json, string name, MoneyCaveat caveat)
    {
        json.WriteStartObject(name);
        json.WriteNumber("withoutRate", caveat.WithoutRate);
        json.WriteStartObject("leftOut");
        foreach (Money amount in caveat.LeftOut) Number(json, amount.Currency, amount.Amount, Unit.Money);
        json.WriteEndObject();
        json.WriteNumber("earlierRate", caveat.EarlierRate);
        json.WriteEndObject();
    }

    public static void Point(Utf8JsonWriter json, TrendPoint point, Unit unit)
    {
        json.WriteStartObject();
        json.WriteString("start", Day(point.Start));
        Number(json, "value", point.Shown, unit);
        json.WriteBoolean("partial", point.Partial);
        if (point.Observed > 0) json.WriteNumber("observed", point.Observed);
        json.WriteEndObject();
    }

    /// <summary>What the numbers rest on, and what one must know to trust them.</summary>
    /// <param name="language">The language of the notes' texts.</param>
    public static void Tail(Utf8JsonWriter json, Reading reading, Language language)
    {
        json.WriteStartArray("freshness");
        foreach (Freshness freshness in reading.Freshness)
        {
            json.WriteStartObject();
            json.WriteString("widget", freshness.Widget);
            json.WriteString("source", freshness.Source);
            json.WriteString("refreshedAt", Moment(freshness.RefreshedAt));
            json.WriteString("newestFact", freshness.NewestFact?.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();

        json.WriteStartArray("notes");
        foreach (Note note in reading.Notes)
        {
            json.WriteStartObject();
            json.WriteString("code", note.Code);
            json.WriteNumber("count", note.Count);
            if (note.Parts.Count > 0)
            {
                json.WriteStartObject("parts");
                foreach ((string key, int count) in note.Parts) json.WriteNumber(key, count);
                json.WriteEndObject();
            }
            if (note.List is { } list) json.WriteString("list", list.Of);
            json.WriteString("text", NoteText.Of(note, language));
            json.WriteEndObject();
        }
        json.WriteEndArray();
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
        if (change.OnObserved) json.WriteBoolean("observed", true);
        json.WriteEndObject();
    }

    /// <summary>Counts are integers, amounts exact decimals, rates the nearest double; none is null.</summary>
    public static void Number(Utf8JsonWriter json, string name, decimal? value, Unit unit)
    {
        if (value is not { } number) json.WriteNull(name);
        else if (unit == Unit.Count) json.WriteNumber(name, (long)number);
        else if (unit == Unit.Money) json.WriteNumber(name, number / 1.0000000000000000000000000000m);
        else json.WriteNumber(name, (double)number);
    }

    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

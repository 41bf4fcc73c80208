using System.Globalization;
using System.Text.Json.Nodes;
using static Insights.Tests.Plain.PlainPeriod;

namespace Insights.Tests.Plain;

/// <summary>Reads a world: the plain one below, or the real program behind files and a command line.</summary>
public delegate JsonObject ReadWorld(World world, Query query);

/// <summary>
/// The document of metrics.md section 7, without <c>freshness</c> and <c>notes</c>, computed the slow and plain way. It
/// shares no code with the program, so that the two can disagree.
/// </summary>
public static class PlainReading
{
    public static JsonObject Read(World world, Query query)
    {
        var period = PeriodOf(world, query);
        return new JsonObject
        {
            ["organization"] = world.OrganizationId,
            ["now"] = query.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["period"] = new JsonObject
            {
                ["preset"] = query.Preset ?? "custom",
                ["from"] = DayText(period.From),
                // "`period.to` is printed inclusive, as people read it."
                ["to"] = DayText(period.To.AddDays(-1)),
                ["timeZone"] = world.TimeZone,
            },
            ["metrics"] = Metrics(world, period),
            ["changes"] = Changes(world, query),
            ["trends"] = Trends(world, query),
            ["distribution"] = PlainCharts.Distribution(world, period),
            ["acceptanceTime"] = PlainCharts.AcceptanceTime(world, period),
            ["winTime"] = PlainCharts.WinTime(world, period),
            ["qrp"] = PlainQrp.Performance(world, query),
        };
    }

    private static JsonObject Metrics(World world, Days period)
    {
        var metrics = new JsonObject();
        foreach (var key in (string[])[.. PlainMetrics.Solutions, .. PlainMetrics.Counts, .. PlainMetrics.Money, .. PlainMetrics.Rates])
            metrics[key] = PlainMetrics.Value(world, period, key);
        return metrics;
    }

    /// <summary>"Three named comparisons, one at a time"; solutions ignore the period and so have no change.</summary>
    private static JsonObject Changes(World world, Query query)
    {
        var changes = new JsonObject();
        if (query.Comparison == "none") return changes;
        var (laterDays, earlierDays) = Compared(world, query);
        foreach (var key in (string[])[.. PlainMetrics.Counts, .. PlainMetrics.Money, .. PlainMetrics.Rates])
        {
            var later = laterDays is null ? null : PlainMetrics.Value(world, laterDays, key);
            var earlier = earlierDays is null ? null : PlainMetrics.Value(world, earlierDays, key);
            changes[key] = new JsonObject { ["base"] = earlier, ["percent"] = PlainMetrics.Change(key, later, earlier) };
        }

        return changes;
    }

    /// <summary>"A trend's points cover the whole period, zeros included, and add up to the headline figure", so no rates.</summary>
    private static JsonObject Trends(World world, Query query)
    {
        var trends = new JsonObject();
        var points = Points(world, query);
        foreach (var key in (string[])[.. PlainMetrics.Counts, .. PlainMetrics.Money])
        {
            var drawn = new JsonArray();
            foreach (var point in points)
            {
                drawn.Add(new JsonObject
                {
                    ["start"] = DayText(point.Days.From),
                    ["value"] = PlainMetrics.Value(world, point.Days, key),
                    ["partial"] = point.Partial,
                });
            }

            trends[key] = drawn;
        }

        return trends;
    }

    private static string DayText(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

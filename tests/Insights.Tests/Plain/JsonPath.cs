using System.Globalization;
using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>
/// Finds a place in a reading: <c>metrics/leads.won</c>, <c>trends/leads.won/0/value</c>,
/// <c>distribution/type=qualified,state=won/count</c> for the element of a list with these values, <c>qrp/#</c> for its length.
/// </summary>
public static class JsonPath
{
    /// <summary>What a path finds that leads nowhere.</summary>
    public static readonly JsonNode Absent = JsonValue.Create("(absent)");

    public static JsonNode? Find(JsonNode reading, string path)
    {
        JsonNode? node = reading;
        foreach (var step in path.Split('/'))
        {
            switch (node)
            {
                case JsonObject inside when inside.TryGetPropertyValue(step, out var value):
                    node = value;
                    break;
                case JsonArray list when step == "#":
                    node = JsonValue.Create(list.Count);
                    break;
                case JsonArray list when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                    && place < list.Count:
                    node = list[place];
                    break;
                case JsonArray list when step.Contains('='):
                    var matches = list.Where(element => Matches(element!.AsObject(), step)).ToList();
                    if (matches.Count == 0) return Absent;
                    matches.Count.ShouldBe(1, $"'{step}' of '{path}' should name one element");
                    node = matches[0];
                    break;
                default:
                    return Absent;
            }
        }

        return node;
    }

    private static bool Matches(JsonObject element, string conditions) =>
        conditions.Split(',').Select(condition => condition.Split('=', 2))
            .All(condition => element[condition[0]]?.ToString() == condition[1]);
}

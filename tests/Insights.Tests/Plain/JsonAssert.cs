using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>Compares two readings, whoever made them, and says where they differ.</summary>
public static class JsonAssert
{
    private const int Shown = 12;

    /// <summary>
    /// The same figures: numbers equal within 1e-9 of their size, keys in any order, lists in the same order.
    /// <c>freshness</c>, <c>notes</c> and <c>organization</c> are about the reader, not about the world.
    /// </summary>
    public static void Same(JsonObject expected, JsonObject actual, string? about = null)
    {
        var differences = Differences(expected, actual);
        if (differences.Count == 0) return;
        var more = differences.Count > Shown ? $"\n… and {differences.Count - Shown} more" : "";
        Assert.Fail($"{about ?? "The two readings"}: {differences.Count} differences\n{string.Join('\n', differences.Take(Shown))}{more}");
    }

    public static IReadOnlyList<string> Differences(JsonObject expected, JsonObject actual)
    {
        var differences = new List<string>();
        Compare("", Compared(expected), Compared(actual), differences);
        return differences;
    }

    private static JsonObject Compared(JsonObject reading)
    {
        var compared = reading.DeepClone().AsObject();
        foreach (var key in (string[])["organization", "freshness", "notes"]) compared.Remove(key);
        return compared;
    }

    private static void Compare(string path, JsonNode? expected, JsonNode? actual, List<string> differences)
    {
        if (expected is JsonObject expectedObject && actual is JsonObject actualObject)
        {
            foreach (var key in expectedObject.Select(p => p.Key).Union(actualObject.Select(p => p.Key)))
            {
                var inside = path.Length == 0 ? key : $"{path}/{key}";
                if (!actualObject.ContainsKey(key)) differences.Add($"{inside}: expected {Text(expectedObject[key])}, is missing");
                else if (!expectedObject.ContainsKey(key)) differences.Add($"{inside}: not expected, is {Text(actualObject[key])}");
                else Compare(inside, expectedObject[key], actualObject[key], differences);
            }
        }
        else if (expected is JsonArray expectedArray && actual is JsonArray actualArray)
        {
            if (expectedArray.Count != actualArray.Count)
                differences.Add($"{path}: expected {expectedArray.Count} elements {Text(expected)}, has {actualArray.Count} {Text(actual)}");
            for (var place = 0; place < Math.Min(expectedArray.Count, actualArray.Count); place++)
                Compare($"{path}/{place}", expectedArray[place], actualArray[place], differences);
        }
        else if (!SameValue(expected, actual))
        {
            differences.Add($"{path}: expected {Text(expected)}, is {Text(actual)}");
        }
    }

    public static bool SameValue(JsonNode? expected, JsonNode? actual)
    {
        if (expected is null || actual is null) return expected is null && actual is null;
        if (expected.GetValueKind() != actual.GetValueKind()) return false;
        if (expected.GetValueKind() != JsonValueKind.Number) return JsonNode.DeepEquals(expected, actual);
        var (one, other) = (Number(expected), Number(actual));
        return Math.Abs(one - other) <= 1e-9 * Math.Max(Math.Abs(one), Math.Abs(other));
    }

    /// <summary>Through its text, because a node made from a decimal refuses to be read as anything else.</summary>
    public static double Number(JsonNode? node) => double.Parse(node!.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 160 ? text : text[..160] + "…";
    }
}

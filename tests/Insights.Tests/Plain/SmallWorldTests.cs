namespace Insights.Tests.Plain;

/// <summary>The worlds worked out by hand, for any reader: derive with the real program's to hold it to them too.</summary>
public abstract class SmallWorldTests(ReadWorld read)
{
    [Theory]
    [MemberData(nameof(SmallWorlds.Names), MemberType = typeof(SmallWorlds))]
    public void Reads(string world)
    {
        var small = SmallWorlds.Named(world);
        var reading = read(small.World, small.Query);
        var wrong = small.Expected
            .Select(expected => (expected.Path, expected.Value, Found: JsonPath.Find(reading, expected.Path)))
            .Where(place => !JsonAssert.SameValue(place.Value, place.Found))
            .Select(place => $"{place.Path}: expected {Text(place.Value)}, is {Text(place.Found)}")
            .ToList();
        small.Expected.ShouldNotBeEmpty();
        wrong.ShouldBeEmpty($"{world}\n{string.Join('\n', wrong)}");
    }

    private static string Text(System.Text.Json.Nodes.JsonNode? node) => node?.ToJsonString() ?? "null";
}

public sealed class PlainSmallWorldTests() : SmallWorldTests(PlainReading.Read);

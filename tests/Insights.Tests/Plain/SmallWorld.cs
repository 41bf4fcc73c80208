using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>A world worked out by hand: its name says the rule, its expected values are found by <see cref="JsonPath"/>.</summary>
public sealed record SmallWorld(string Name, World World, Query Query)
{
    public IReadOnlyList<(string Path, JsonNode? Value)> Expected { get; init; } = [];

    public SmallWorld Expect(string path, decimal? value) => With(path, value is null ? null : JsonValue.Create(value.Value));

    public SmallWorld Expect(string path, string value) => With(path, JsonValue.Create(value));

    public SmallWorld Expect(string path, bool value) => With(path, JsonValue.Create(value));

    public SmallWorld ExpectNone(string path) => With(path, null);

    public SmallWorld ExpectAbsent(string path) => With(path, JsonPath.Absent);

    private SmallWorld With(string path, JsonNode? value) => this with { Expected = [.. Expected, (path, value)] };
}

public static class SmallWorlds
{
    public static readonly IReadOnlyList<SmallWorld> All =
    [
        .. SmallWorldsOfPeriods.All, .. SmallWorldsOfChanges.All, .. SmallWorldsOfEvents.All, .. SmallWorldsOfStates.All,
        .. SmallWorldsOfTime.All, .. SmallWorldsOfMoney.All, .. SmallWorldsOfQrp.All, .. SmallWorldsOfTargets.All,
    ];

    public static TheoryData<string> Names => [.. All.Select(small => small.Name)];

    public static SmallWorld Named(string name) => All.Single(small => small.Name == name);
}

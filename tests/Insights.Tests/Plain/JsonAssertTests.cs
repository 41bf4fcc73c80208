using System.Text.Json.Nodes;

namespace Insights.Tests.Plain;

/// <summary>A comparison that misses a difference would make every other test here worthless.</summary>
public sealed class JsonAssertTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":0.28785612,"notes":[1]}""", """{"a":0.2878561200000001,"freshness":[],"organization":"x"}""")]
    [InlineData("""{"a":null}""", """{"a":null}""")]
    public void Alike(string one, string other) =>
        JsonAssert.Differences(Parsed(one), Parsed(other)).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "a: expected 1, is 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "a: expected 1, is \"1\"")]
    [InlineData("""{"a":0}""", """{"a":null}""", "a: expected 0, is null")]
    [InlineData("""{"a":null}""", """{}""", "a: expected null, is missing")]
    [InlineData("""{}""", """{"a":0}""", "a: not expected, is 0")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":2}]}""", "a/0/b: expected 1, is 2")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "a: expected 1 elements [1], has 2 [1,2]")]
    [InlineData("""{"a":100.0}""", """{"a":100.000001}""", "a: expected 100.0, is 100.000001")]
    public void Different(string one, string other, string said) =>
        JsonAssert.Differences(Parsed(one), Parsed(other)).ShouldHaveSingleItem().ShouldBe(said);

    private static JsonObject Parsed(string text) => JsonNode.Parse(text)!.AsObject();
}

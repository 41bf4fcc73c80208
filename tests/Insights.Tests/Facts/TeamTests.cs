using Insights.Facts;

namespace Insights.Tests.Facts;

/// <summary>Who is on a team: by mail address, whatever its capitals and the blanks around it.</summary>
public sealed class TeamTests
{
    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData(" Ann@Example.com ", true)]
    [InlineData("bob@example.com", true)]
    [InlineData("nn@example.com", false)]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData(null, false)]
    public void A_person_is_on_the_team_that_names_them_and_nobody_is_on_none(string? person, bool isOn) =>
        ((IReadOnlyList<string>)["ann@example.com", " bob@example.com\t", "", "  "]).Names(person).ShouldBe(isOn);

    [Fact]
    public void A_referral_without_a_team_is_nobodys() => ((IReadOnlyList<string>?)null).Names("ann@example.com").ShouldBeFalse();
}

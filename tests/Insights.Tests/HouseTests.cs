namespace Insights.Tests;

public sealed class HouseTests
{
    [Fact]
    public void The_house_stands() => true.ShouldBeTrue();
}

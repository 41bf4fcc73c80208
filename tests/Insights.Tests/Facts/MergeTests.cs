using Insights.Facts;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>Two statements of one thing, worked out by hand (metrics.md 6).</summary>
public sealed class MergeTests
{
    private const long None = Stored.None;
    private static readonly LocalDays Auckland = new(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland"));

    private static long At(int day, int hour) => Stored.Moment((When)new DateTimeOffset(2026, 1, day, hour, 0, 0, TimeSpan.Zero));

    private static long Day(int day) => Stored.Moment(When.OnDay(new DateOnly(2026, 1, day)));

    [Fact]
    public void The_newer_moment_counts_unless_it_repeats_the_day_of_an_instant_here_or_in_UTC()
    {
        // 5 January 20:00 in UTC is 6 January in Auckland.
        long known = At(5, 20);
        (Merge.Moment(known, Day(5), Auckland), Merge.Moment(known, Day(6), Auckland)).ShouldBe((known, known));
        (Merge.Moment(known, Day(4), Auckland), Merge.Moment(known, Day(7), Auckland)).ShouldBe((Day(4), Day(7)));
        (Merge.Moment(known, At(5, 19), Auckland), Merge.Moment(known, At(6, 1), Auckland)).ShouldBe((At(5, 19), At(6, 1)),
            "an instant is no repetition");
        (Merge.Moment(Day(5), Day(6), Auckland), Merge.Moment(Day(6), At(5, 20), Auckland)).ShouldBe((Day(6), At(5, 20)));
        (Merge.Moment(known, None, Auckland), Merge.Moment(None, Day(5), Auckland), Merge.Moment(None, None, Auckland)).ShouldBe((known,
            Day(5), None));
        // Where a day begins after its midnight in UTC, the day before is another, too.
        Merge.Moment(Day(5), Day(4), new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu"))).ShouldBe(Day(4));
        // Midnight that was told as an instant is one, and no day.
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        long midnight = Stored.Moment((When)start);
        (Merge.Moment(midnight, Day(5), Auckland), Merge.Moment(midnight, Day(6), Auckland)).ShouldBe((midnight, Day(6)));
        (Merge.At(midnight, Auckland), Merge.At(Day(5), Auckland)).ShouldBe((Stored.Moment(start), Stored.Moment(start.AddHours(-13))));
    }

    [Fact]
    public void A_state_goes_forward_only_and_of_two_closed_ones_the_newer_counts()
    {
        int? Of(ObservedState? known, ObservedState? told) => Merge.State((int?)known ?? -1, (int?)told ?? -1) is >= 0 and var state ? state
            : null;
        ObservedState[] closed = [ObservedState.Won, ObservedState.Lost, ObservedState.Declined, ObservedState.Expired,
            ObservedState.Error];
        foreach (ObservedState one in closed)
        {
            foreach (ObservedState other in closed) Of(one, other).ShouldBe((int)other);
            Of(one, ObservedState.Active).ShouldBe((int)one);
            Of(one, ObservedState.New).ShouldBe((int)one);
            Of(one, null).ShouldBe((int)one);
            Of(ObservedState.Active, one).ShouldBe((int)one);
            Of(null, one).ShouldBe((int)one);
        }
        (Of(ObservedState.Active, ObservedState.New), Of(ObservedState.New, ObservedState.Active), Of(null, null))
            .ShouldBe(((int)ObservedState.Active, (int)ObservedState.Active, null));
    }

    [Fact]
    public void Newer_is_what_was_so_later_then_what_is_further_on_then_by_the_digest()
    {
        Recency[] inOrder = [new(1, 3, 9), new(2, -1, 9), new(2, 0, 8), new(2, 1, 7), new(2, 1, 8), new(3, -1, 0)];
        for (int i = 0; i < inOrder.Length; i++)
            for (int j = 0; j < inOrder.Length; j++) Math.Sign(inOrder[i].CompareTo(inOrder[j])).ShouldBe(Math.Sign(i.CompareTo(j)),
                $"{i} and {j}");
    }

    [Theory]
    [InlineData(true, true, false, true), InlineData(true, true, true, true), InlineData(false, true, false, true), InlineData(true, false,
        true, false),
        InlineData(false, false, true, true), InlineData(true, false, false, false), InlineData(false, false, false, false)]
    public void A_currency_alone_replaces_no_amount(bool known, bool told, bool currency, bool replaced) => Merge.Amount(known, told,
        currency).ShouldBe(replaced);

    [Fact]
    public void Details_are_the_newer_of_each_and_an_instant_the_earlier()
    {
        Merge.Details(new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" }, new Dictionary<string, string>
        {
            ["b"] = "2",
            ["c"] = "2"
        })
            .ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2", ["c"] = "2" }, ignoreOrder: true);
        (Merge.Earliest(1, 2), Merge.Earliest(2, 1), Merge.Earliest(None, 2), Merge.Earliest(1, None), Merge.Earliest(None, None))
            .ShouldBe((1, 1, 2, 1, None));
    }
}

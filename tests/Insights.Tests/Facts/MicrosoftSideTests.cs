using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>"Accepted by Microsoft" (metrics.md 3, 6): one rule, whether Microsoft's state comes as its own record or as a column of
/// ours.</summary>
public sealed class MicrosoftSideTests
{
    private static readonly DateTimeOffset Created = At(1, 5), Accept = At(2, 7);

    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 9, 0, 0, TimeSpan.Zero);

    private static readonly ReferralObservation Ours =
        new() { ReferralId = "ours", EngagementId = "e", Type = ReferralType.Outbound, State = ObservedState.Active, Created = Created };

    private static ReferralObservation Side(ObservedState? state, DateTimeOffset? accepted = null, string id = "theirs") =>
        new()
        {
            ReferralId = id,
            EngagementId = "e",
            Side = Insights.Vocabulary.Side.Microsoft,
            State = state,
            Created = Created,
            Accepted = accepted
        };

    public static TheoryData<ObservedState?, bool, bool> Judged => new()
    {
        { null, false, false }, { null, true, true }, { ObservedState.New, false, false }, { ObservedState.New, true, true },
        { ObservedState.Active, false, true }, { ObservedState.Active, true, true }, { ObservedState.Won, false, true },
            { ObservedState.Won, true, true },
        { ObservedState.Lost, false, true }, { ObservedState.Lost, true, true }, { ObservedState.Declined, false, false },
            { ObservedState.Declined, true, false },
        { ObservedState.Expired, false, false }, { ObservedState.Expired, true, false }, { ObservedState.Error, false, false },
            { ObservedState.Error, true, false },
    };

    [Theory, MemberData(nameof(Judged))]
    public async Task A_side_of_each_state_with_and_without_an_accept_date(ObservedState? state, bool dated, bool counts)
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Ours, Side(state, dated ? Accept : null));
        (await AcceptsAsync(store)).ShouldBe(counts ? dated ? [0, 1, 0] : [0, 0, 1] : [0, 0, 0]);
    }

    [Theory, MemberData(nameof(Judged))]
    public async Task A_column_of_ours_counts_as_its_own_record_would(ObservedState? state, bool dated, bool counts)
    {
        if (dated) return;
        await using var store = new TemporaryStore();
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Ours with { MicrosoftState = state });
        (await AcceptsAsync(store)).ShouldBe(counts ? [0, 0, 1] : [0, 0, 0]);
    }

    // What was closed as error never was: it accepts nothing, and refuses nothing either.
    [Theory, InlineData(ObservedState.Declined, 0), InlineData(ObservedState.Expired, 0), InlineData(ObservedState.Error, 1)]
    public async Task A_refusal_undoes_the_id_beside_it_and_an_error_does_not(ObservedState state, int counts)
    {
        await using TemporaryStore column = new(), side = new();
        await column.ImportAsync(Ours with { MicrosoftState = state, MicrosoftMsxId = "7-1" });
        await side.ImportAsync(Ours with { MicrosoftMsxId = "7-1" }, Side(state));
        (await AcceptsAsync(column)).ShouldBe([0, 0, counts]);
        (await AcceptsAsync(side)).ShouldBe([0, 0, counts]);
    }

    [Fact]
    public async Task A_side_is_folded_before_it_is_judged()
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(2, 1);
        await store.ImportAsync(Ours, Side(ObservedState.Active, Accept));
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Side(ObservedState.Declined));
        (await AcceptsAsync(store)).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task A_corrected_accept_date_replaces_the_earlier_one()
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(2, 1);
        await store.ImportAsync(Ours, Side(ObservedState.Active, At(1, 9)));
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Side(ObservedState.Active, Accept));
        (await AcceptsAsync(store)).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task Seen_active_and_then_won_it_was_accepted_when_it_was_first_seen()
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(2, 1);
        await store.ImportAsync(Ours, Side(ObservedState.Active));
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Side(ObservedState.Won));
        (await AcceptsAsync(store)).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task An_older_file_whose_column_still_says_declined_does_not_undo_a_later_win()
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(3, 1);
        await store.ImportAsync(Ours with { MicrosoftState = ObservedState.Won });
        store.Clock.Now = At(2, 1);
        await store.ImportAsync(Ours with { MicrosoftState = ObservedState.New });
        store.Clock.Now = At(3, 9);
        await store.ImportAsync(Ours with { MicrosoftState = ObservedState.Active, City = "told late" });
        (await AcceptsAsync(store)).ShouldBe([0, 0, 1]);
    }

    [Fact]
    public async Task Of_several_sides_the_earliest_acceptance_counts_and_a_refused_one_none()
    {
        await using var store = new TemporaryStore();
        await store.ImportAsync(Ours, Side(ObservedState.Won, At(3, 2), "one"), Side(ObservedState.Active, At(2, 2), "two"),
            Side(ObservedState.Declined, At(1, 6), "three"));
        (await AcceptsAsync(store)).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task An_id_of_Microsofts_is_only_the_last_resort()
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(1, 9);
        await store.ImportAsync(Ours with { MicrosoftMsxId = "7-1" });
        store.Clock.Now = At(2, 9);
        await store.ImportAsync(Side(ObservedState.Active));
        (await AcceptsAsync(store)).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task A_side_that_names_no_engagement_dates_no_referral_that_names_none_either()
    {
        await using var store = new TemporaryStore();
        await store.ImportAsync(Ours with { EngagementId = null }, Side(ObservedState.Active, Accept) with { EngagementId = null });
        (await AcceptsAsync(store)).ShouldBe([0, 0, 0]);
    }

    [Theory, InlineData("one", "two"), InlineData("two", "one")]
    public async Task Of_several_sides_the_earliest_counts_in_whatever_order_they_stand(string early, string late)
    {
        await using TemporaryStore told = new(), seen = new();
        await told.ImportAsync(Ours, Side(ObservedState.Active, At(2, 2), early), Side(ObservedState.Won, At(3, 2), late));
        (await AcceptsAsync(told)).ShouldBe([0, 1, 0]);
        seen.Clock.Now = At(2, 2);
        await seen.ImportAsync(Ours, Side(ObservedState.Active, id: early), Side(ObservedState.New, id: late));
        seen.Clock.Now = At(3, 2);
        await seen.ImportAsync(Side(ObservedState.Active, id: late));
        (await AcceptsAsync(seen)).ShouldBe([0, 1, 0]);
    }

    [Theory, InlineData(ObservedState.Active, 1, 0), InlineData(ObservedState.Declined, 0, 1)]
    public async Task A_column_seen_before_a_side_dates_it_unless_it_was_refused_in_the_end(ObservedState end, int february, int march)
    {
        await using var store = new TemporaryStore();
        store.Clock.Now = At(2, 2);
        await store.ImportAsync(Ours with { MicrosoftState = ObservedState.Active });
        store.Clock.Now = At(3, 2);
        await store.ImportAsync(Ours with { MicrosoftState = end, City = "told late" }, Side(ObservedState.Active));
        (await AcceptsAsync(store)).ShouldBe([0, february, march]);
    }

    private static async Task<IReadOnlyList<decimal>> AcceptsAsync(TemporaryStore store)
    {
        Reading reading = await store.ReadAsync(new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
        return [.. reading.Trends["cosell.accepted_by_microsoft"].Select(p => p.Value)];
    }
}

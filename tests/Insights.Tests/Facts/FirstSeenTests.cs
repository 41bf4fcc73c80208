using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>What is concluded where a source does not say it: when something was first seen, and what is then known of a state
/// (metrics.md 6).</summary>
public sealed class FirstSeenTests
{
    private static DateTimeOffset At(int day, int hour = 9) => new(2026, 2, day, hour, 0, 0, TimeSpan.Zero);

    private static ReferralObservation Lead(ObservedState? state = null) =>
        new() { ReferralId = "a", Type = ReferralType.Qualified, State = state };

    [Fact]
    public async Task A_referral_without_a_day_of_creation_was_created_when_it_was_first_told()
    {
        OrganizationFacts facts = await ToldAsync((At(9), Lead(ObservedState.New)), (At(3), Lead(ObservedState.New) with { City = "Utrecht" }),
            (At(20), Lead(ObservedState.Active)));
        facts.Created.ShouldBe([Stored.Moment(At(3))]);
    }

    [Fact]
    public async Task Or_when_it_was_accepted_or_closed_if_that_was_before()
    {
        (await ToldAsync((At(9), Lead(ObservedState.Won) with { Accepted = At(2), Closed = At(5) }))).Created
            .ShouldBe([Stored.Moment(At(2))]);
        OrganizationFacts days = await ToldAsync((At(9), Lead(ObservedState.Lost) with { Closed = When.OnDay(new DateOnly(2026, 2, 5)) }));
        days.Created.ShouldBe([Stored.Moment(At(5, 0))]);
        days.Days[0].HasFlag(BareDays.Created).ShouldBeTrue("nobody told a time of it");
    }

    [Fact]
    public async Task A_close_without_a_moment_is_when_it_was_first_seen_so_and_not_when_it_was_first_seen()
    {
        OrganizationFacts facts = await ToldAsync((At(3), Lead(ObservedState.New)), (At(9), Lead(ObservedState.Active)),
            (At(12), Lead(ObservedState.Lost)), (At(20), Lead(ObservedState.Lost) with { City = "Utrecht" }));
        facts.Closed.ShouldBe([Stored.Moment(At(12))]);
        facts.Accepted.ShouldBe([Stored.Moment(At(9))]);
    }

    [Fact]
    public async Task Only_a_deal_with_Microsofts_help_asked_is_accepted_by_Microsoft()
    {
        foreach ((ReferralType type, bool asked) in new[]
        {
            (ReferralType.Outbound, true), (ReferralType.Inbound, false), (ReferralType.Private, false), (ReferralType.PartnerLed, false),
            (ReferralType.Qualified, false),
        })
        {
            OrganizationFacts facts = await ToldAsync((At(3),
                new ReferralObservation { ReferralId = "a", Type = type, State = ObservedState.Active, Created = At(1), MicrosoftMsxId = "7-X" }));
            (facts.MicrosoftAccepted[0] != OrganizationFacts.NoMoment).ShouldBe(asked, type.ToString());
            (facts.Observed[0].HasFlag(ObservedMoments.MicrosoftAccepted)).ShouldBe(asked, type.ToString());
        }
    }

    [Fact]
    public async Task A_word_nobody_knows_is_noted_until_a_known_state_is_told_after_it()
    {
        ReferralObservation strange = Lead() with { UnknownState = "Simmering", Created = At(1), Updated = At(2) };
        (await ToldAsync((At(3), strange))).Doubts[0].HasFlag(Doubts.UnknownState).ShouldBeTrue();
        (await ToldAsync((At(3), strange), (At(9), Lead(ObservedState.Active) with { Updated = At(8) }))).Doubts[0]
            .HasFlag(Doubts.UnknownState).ShouldBeFalse();
        (await ToldAsync((At(3), Lead(ObservedState.New) with { Updated = At(1) }), (At(9), strange with { Updated = At(8) }))).Doubts[0]
            .HasFlag(Doubts.UnknownState).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_state_one_that_was_accepted_stands_accepted()
    {
        (await ToldAsync((At(3), Lead() with { Created = At(1), Accepted = At(2) }))).State.ShouldBe([State.Accepted]);
        (await ToldAsync((At(3), Lead() with { Created = At(1) }))).State.ShouldBe([State.Pending]);
        (await ToldAsync((At(3), Lead() with { Created = At(1), Type = ReferralType.Private }))).State.ShouldBe([State.Created]);
    }

    private static async Task<OrganizationFacts> ToldAsync(params (DateTimeOffset Observed, ReferralObservation What)[] told)
    {
        await using var store = new TemporaryStore();
        foreach ((DateTimeOffset observed, ReferralObservation what) in told)
        {
            store.Clock.Now = observed;
            await store.ImportAsync(what);
        }
        return await store.FactsAsync();
    }
}

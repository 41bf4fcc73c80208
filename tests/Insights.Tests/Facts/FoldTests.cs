using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

public sealed class FoldOnSqlite() : FoldTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class FoldOnPostgres() : FoldTests(StoreEngine.Postgres);

/// <summary>Several observations, one referral: small worlds worked out by hand.</summary>
public abstract class FoldTests(StoreEngine engine)
{
    private static readonly DateOnly January = new(2026, 1, 1), March = new(2026, 3, 31);

    private static DateTimeOffset At(int month, int day, int hour = 9) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_older_download_imported_later_reopens_nothing()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Won,
            Created = At(1, 5),
            Closed = At(2, 5)
        });
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.New,
            Created = At(1, 5)
        });
        (await store.FactsAsync()).State.ShouldBe([State.Won]);
    }

    [Fact]
    public async Task An_accept_moment_nobody_told_is_the_first_time_we_saw_it_accepted()
    {
        await using var store = new TemporaryStore(engine);
        store.Clock.Now = At(2, 1, 12);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Active,
            Created = At(1, 20)
        });
        store.Clock.Now = At(3, 1, 12);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Won,
            Created = At(1, 20)
        });
        Reading reading = await store.ReadAsync(January, March);
        reading.Trends["cosell.accepted"].Select(p => p.Value).ShouldBe([0, 1, 0]);
        reading.Trends["cosell.won"].Select(p => p.Value).ShouldBe([0, 0, 1]);
        reading.Notes.ShouldContain(n => n.Code == "observed_moments" && n.Count == 2);
    }

    [Fact]
    public async Task A_win_that_was_never_seen_accepted_has_no_accept_event_and_a_note()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.Won,
            Created = At(1, 5),
            Closed = At(1, 9)
        });
        Reading reading = await store.ReadAsync(January, March);
        reading.Metrics["leads.accepted"].ShouldBe(0);
        reading.Metrics["leads.win_rate"].ShouldBeNull();
        reading.Notes.ShouldContain(n => n.Code == "won_without_accept" && n.Count == 1);
    }

    [Fact]
    public async Task Two_files_that_each_know_half_of_a_referral_tell_one()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(
            new ReferralObservation { ReferralId = "a", State = ObservedState.Won, Closed = At(2, 9), DealValue = 100, Currency = "USD" },
            new ReferralObservation { ReferralId = "a", Type = ReferralType.Qualified, Created = At(2, 1) });
        Reading reading = await store.ReadAsync(January, March);
        reading.Metrics["leads.received"].ShouldBe(1);
        reading.Metrics["revenue.won_value"].ShouldBe(100);
        reading.WinTime[0].Leads.ShouldBe(1);
    }

    [Fact]
    public async Task A_day_without_a_time_does_not_blur_a_moment_known_exactly()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.New,
            Created = At(1, 5, 17)
        });
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Qualified,
            State = ObservedState.New,
            Created = When.OnDay(new DateOnly(2026, 1, 5)),
            City = "Utrecht"
        });
        (await store.FactsAsync()).Created.ShouldBe([Stored.Moment(At(1, 5, 17))]);
    }

    [Fact]
    public async Task Microsofts_side_dates_its_acceptance_and_is_no_referral_of_ours()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(
            new ReferralObservation
            {
                ReferralId = "ours",
                EngagementId = "e",
                ApiType = "Shared",
                Qualification = "SalesQualified",
                Direction = "Incoming",
                InvitedBy = "us",
                State = ObservedState.Active,
                Created = At(1, 5),
                Accepted = At(1, 5)
            },
            new ReferralObservation
            {
                ReferralId = "theirs",
                EngagementId = "e",
                Side = Side.Microsoft,
                State = ObservedState.Active,
                Created = At(1, 5),
                Accepted = At(2, 7)
            });
        Reading reading = await store.ReadAsync(January, March);
        reading.Metrics["referrals.total"].ShouldBe(1);
        reading.Metrics["cosell.outbound"].ShouldBe(1);
        reading.Metrics["cosell.accepted"].ShouldBe(0, "the accept moment of a deal we created is no accept event");
        reading.Trends["cosell.accepted_by_microsoft"].Select(p => p.Value).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task A_deal_Microsoft_declined_was_not_accepted_by_Microsoft()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(
            new ReferralObservation
            {
                ReferralId = "ours",
                EngagementId = "e",
                Type = ReferralType.Outbound,
                State = ObservedState.Active,
                Created = At(1, 5),
                MicrosoftMsxId = "7-1"
            },
            new ReferralObservation
            {
                ReferralId = "theirs",
                EngagementId = "e",
                Side = Side.Microsoft,
                State = ObservedState.Declined,
                Created = At(1, 5)
            });
        (await store.ReadAsync(January, March)).Metrics["cosell.accepted_by_microsoft"].ShouldBe(0);
    }

    [Fact]
    public async Task One_registration_told_by_two_files_is_approved_once()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(
            new RegistrationObservation
            {
                ReferralId = "a",
                RegistrationId = "r1",
                Registered = At(1, 10, 14),
                Status = "Approved",
                Approved = At(2, 1),
                ContractValue = 1000,
                Currency = "USD"
            },
            new RegistrationObservation
            {
                ReferralId = "a",
                Registered = When.OnDay(new DateOnly(2026, 1, 10)),
                Status = "Approved",
                Approved = When.OnDay(new DateOnly(2026, 2, 1)),
                ContractValue = 1000,
                Currency = "USD"
            });
        (await store.ReadAsync(January, March)).Metrics["revenue.ip_cosell_approved_value"].ShouldBe(1000);
    }

    [Fact]
    public async Task A_registration_that_failed_after_its_approval_is_out()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new RegistrationObservation
        {
            ReferralId = "a",
            Registered = At(1, 10),
            Status = "Failed",
            Approved = At(2, 1),
            Failed = At(2, 9),
            ContractValue = 1000,
            Currency = "USD"
        });
        (await store.ReadAsync(January, March)).Metrics["revenue.ip_cosell_approved_value"].ShouldBe(0);
    }

    [Fact]
    public async Task A_state_word_we_do_not_know_is_noted_and_the_referral_stays()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            UnknownState = "Closed/Paused",
            Created = At(1, 5)
        });
        Reading reading = await store.ReadAsync(January, March);
        reading.Metrics["cosell.inbound"].ShouldBe(1);
        reading.Notes.ShouldContain(n => n.Code == "unknown_state" && n.Count == 1);
    }

    [Fact]
    public async Task A_lead_without_a_creation_was_created_when_it_was_first_told_whatever_was_told_later()
    {
        await using var store = new TemporaryStore(engine);
        store.Clock.Now = At(2, 1, 12);
        await store.ImportAsync(new ReferralObservation { ReferralId = "a", Type = ReferralType.Qualified, State = ObservedState.New });
        store.Clock.Now = At(3, 1, 12);
        await store.ImportAsync(new ReferralObservation { ReferralId = "a", Type = ReferralType.Qualified, State = ObservedState.Active });
        (await store.FactsAsync()).Created.ShouldBe([Stored.Moment(At(2, 1, 12))]);
    }

    [Fact]
    public async Task What_is_told_closed_twice_was_not_reopened_and_what_is_told_open_after_it_was()
    {
        await using var store = new TemporaryStore(engine);
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Lost,
            Created = At(1, 5),
            Closed = At(2, 5),
            Updated = At(2, 5)
        });
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Won,
            Created = At(1, 5),
            Closed = At(2, 6),
            Updated = At(2, 6)
        });
        (await store.FactsAsync()).Doubts[0].HasFlag(Doubts.Reopened).ShouldBeFalse();
        await store.ImportAsync(new ReferralObservation
        {
            ReferralId = "a",
            Type = ReferralType.Inbound,
            State = ObservedState.Active,
            Created = At(1, 5),
            Updated = At(2, 7)
        });
        (await store.FactsAsync()).Doubts[0].HasFlag(Doubts.Reopened).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_state_told_later_is_a_doubt_until_a_known_one_is_told()
    {
        await using var store = new TemporaryStore(engine);
        ReferralObservation Told(ObservedState? state, string? unknown, int day) =>
            new()
            {
                ReferralId = "a",
                Type = ReferralType.Inbound,
                State = state,
                UnknownState = unknown,
                Created = At(1, 5),
                Updated = At(2, day)
            };
        await store.ImportAsync(Told(ObservedState.New, null, 1));
        (await store.FactsAsync()).Doubts[0].HasFlag(Doubts.UnknownState).ShouldBeFalse();
        await store.ImportAsync(Told(null, "Paused", 2));
        (await store.FactsAsync()).Doubts[0].HasFlag(Doubts.UnknownState).ShouldBeTrue();
        await store.ImportAsync(Told(ObservedState.Active, null, 3));
        (await store.FactsAsync()).Doubts[0].HasFlag(Doubts.UnknownState).ShouldBeFalse();
    }
}

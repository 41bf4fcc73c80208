using Insights.Facts;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>What several sources tell of the registrations of a referral, put together by hand.</summary>
public sealed class RegistrationFoldTests
{
    private static readonly RegistrationFold Folding = new(new LocalDays(TimeZoneInfo.Utc));

    private static DateTimeOffset At(int month, int day, int hour = 9) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    private static When Day(int month, int day) => When.OnDay(new DateOnly(2026, month, day));

    private static long Ticks(DateTimeOffset moment) => Stored.Moment(moment);

    private static readonly RegistrationObservation Plain = new()
    {
        ReferralId = "a",
        Registered = At(1, 10),
        Status = "Approved",
        Approved = At(2, 1),
        ContractValue = 1000,
        Currency = "USD"
    };

    /// <summary>Each told a moment after the one before, unless they say when.</summary>
    private static Registration[] Of(params RegistrationObservation[] told) => OfAll([.. told.Select((t, i) => (t, (long)i, 0L))]);

    private static Registration[] OfAll(params (RegistrationObservation What, long At, long Digest)[] told)
    {
        Registration[] One(IEnumerable<(RegistrationObservation What, long At, long Digest)> order) =>
            [.. Folding.Of(order.Select(t => new RegistrationFold.Told(t.What, t.At, t.Digest))).OrderBy(r => r.RegisteredAt).ThenBy(r =>
                r.Told.RegistrationId)];
        Registration[] forth = One(told), back = One(told.Reverse());
        back.Select(Shown).ShouldBe(forth.Select(Shown), "the order of imports changes nothing");
        return forth;
    }

    private static string Shown(Registration r) =>
        $"{r.Told.RegistrationId} {r.RegisteredAt} {r.ApprovedAt} {r.Undated} {r.PassedAt} {r.FailedAt} "
        + $"{r.ContractValue} {r.Currency} {r.ContractValueUsd}";

    [Fact]
    public void The_newer_word_counts_and_silence_takes_nothing_back()
    {
        Registration one = Of(Plain with { RegistrationId = "r", Status = "ReviewPending", Approved = null },
            Plain with { RegistrationId = "r", ContractValue = 1500 },
            new() { ReferralId = "a", RegistrationId = "r" }).ShouldHaveSingleItem();
        (one.ApprovedAt, one.Undated, one.ContractValue, one.Currency, one.Told.Status).ShouldBe((Ticks(At(2, 1)), false, 1500m, "USD",
            "Approved"));
    }

    [Fact]
    public void An_amount_comes_with_its_own_currency_and_conversion_or_without()
    {
        Registration one = Of(Plain with { RegistrationId = "r", ContractValue = 1000, Currency = "EUR", ContractValueUsd = 1100 },
            new() { ReferralId = "a", RegistrationId = "r", ContractValue = 2000, Currency = "GBP" }).ShouldHaveSingleItem();
        (one.ContractValue, one.Currency, one.ContractValueUsd).ShouldBe((2000m, "GBP", null));
        one = Of(Plain with { RegistrationId = "r", ContractValue = null, Currency = null, ContractValueUsd = 1100 },
            new() { ReferralId = "a", RegistrationId = "r", Currency = "EUR" }).ShouldHaveSingleItem();
        (one.ContractValue, one.Currency, one.ContractValueUsd).ShouldBe((null, null, 1100m),
            "a currency alone says nothing beside an amount in dollars");
        one = Of(Plain with { RegistrationId = "r" }, new() { ReferralId = "a", RegistrationId = "r", ContractValueUsd = 1200 })
            .ShouldHaveSingleItem();
        (one.ContractValue, one.Currency, one.ContractValueUsd).ShouldBe((null, null, 1200m));
    }

    [Fact]
    public void Of_two_words_of_one_moment_the_one_further_on_counts_and_then_the_digest()
    {
        RegistrationObservation named = Plain with { RegistrationId = "r", Approved = At(2, 1) };
        OfAll((named with { Status = "Failed" }, 1, 1), (named, 1, 2)).ShouldHaveSingleItem().ApprovedAt.ShouldBeNull();
        OfAll((named with { Status = "Closed" }, 1, 1), (named, 1, 2)).ShouldHaveSingleItem().Told.Status.ShouldBe("Closed");
        OfAll((named with { Status = "ReviewPending", Approved = null }, 1, 2), (named with { Status = "Passed", Approved = null }, 1, 1))
            .ShouldHaveSingleItem().Undated.ShouldBeTrue();
        OfAll((named with { ContractValue = 1 }, 1, 1), (named with { ContractValue = 2 }, 1, 2)).ShouldHaveSingleItem().ContractValue
            .ShouldBe(2);
        OfAll((named with { ContractValue = 1 }, 1, 2), (named with { ContractValue = 2 }, 1, 1)).ShouldHaveSingleItem().ContractValue
            .ShouldBe(1);
    }

    [Fact]
    public void What_has_no_id_joins_the_registration_of_its_day_and_what_has_no_day_the_first()
    {
        RegistrationObservation january = Plain with { RegistrationId = "z" }, march = Plain with
        {
            RegistrationId = "b",
            Registered = At(3, 10)
        };
        Registration[] two = Of(january, march, new() { ReferralId = "a", Registered = Day(3, 10), ContractValue = 7, Currency = "USD" });
        two.Select(r => r.ContractValue).ShouldBe([1000m, 7m]);
        two = Of(march, january, new() { ReferralId = "a", ContractValue = 8, Currency = "USD" });
        two.Select(r => (r.Told.RegistrationId, r.ContractValue)).ShouldBe([("z", 8m), ("b", 1000m)]);
        // Of two of one day, the one whose id comes first.
        two = Of(Plain with { RegistrationId = "n" }, Plain with { RegistrationId = "m" }, new()
        {
            ReferralId = "a",
            Registered = Day(1,
            10),
            ContractValue = 9,
            Currency = "USD"
        });
        two.Select(r => (r.Told.RegistrationId, r.ContractValue)).ShouldBe([("m", 9m), ("n", 1000m)]);
        // A day nobody else has is another registration, and what has neither joins the earliest of all.
        two = Of(new() { ReferralId = "a", Registered = Day(2, 20), ContractValue = 5, Currency = "USD" }, march, new()
        {
            ReferralId = "a",
            ContractValue = 6,
            Currency = "USD"
        });
        two.Select(r => (r.Told.RegistrationId, r.ContractValue)).ShouldBe([(null, 6m), ("b", 1000m)]);
        Of(Plain, Plain with { ReferralId = "b" }).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, true), InlineData("AzureIPCoSell", true), InlineData("Azure IP Co-sell", true), InlineData("azureipcosell", true),
        InlineData("SolutionAssessment", false), InlineData("", false)]
    public void Only_IP_co_sell_is_counted_and_another_type_is_another_registration(string? type, bool counts)
    {
        Of(Plain with { Type = type }).Length.ShouldBe(counts ? 1 : 0);
        RegistrationFold.Told[] told = [new(Plain with { Type = type }, 1, 1), new(Plain with { ContractValue = 3 }, 2, 2)];
        Folding.Together(told).Count().ShouldBe(counts ? 1 : 2);
        Folding.Together([.. told, new(Plain with { Type = "Another" }, 3, 3)]).Count().ShouldBe(counts ? 2 : 3);
    }

    [Fact]
    public void Approved_is_when_it_was_approved_else_when_it_passed_and_not_when_it_failed_later()
    {
        Registration Only(RegistrationObservation told) => Of(told).ShouldHaveSingleItem();
        Registration both = Only(Plain with { Passed = At(1, 20) });
        (both.ApprovedAt, both.PassedAt, both.FailedAt).ShouldBe((Ticks(At(2, 1)), Ticks(At(1, 20)), null));
        Only(Plain with { Approved = null, Passed = At(1, 20), Status = null }).ApprovedAt.ShouldBe(Ticks(At(1, 20)));
        Registration failed = Only(Plain with { Passed = At(1, 20), Failed = At(2, 2), Status = null });
        (failed.ApprovedAt, failed.PassedAt, failed.FailedAt).ShouldBe((null, null, Ticks(At(2, 2))));
        Registration again = Only(Plain with { Failed = At(1, 20) });
        (again.ApprovedAt, again.FailedAt).ShouldBe((Ticks(At(2, 1)), null), "approved after it had failed");
        Only(Plain with { Failed = At(2, 1), Status = null }).ApprovedAt.ShouldBe(Ticks(At(2, 1)),
            "a failure of the same moment came no later");
        Only(Plain with { Status = "Failed" }).ApprovedAt.ShouldBeNull();
        (Only(Plain).Undated, Only(Plain with { Approved = null }).Undated, Only(Plain with { Approved = null, Status = "passed" }).Undated,
            Only(Plain with { Approved = null, Status = "ReviewPending" }).Undated).ShouldBe((false, true, true, false));
    }

    [Fact]
    public void Details_tell_when_a_review_began_what_a_year_is_worth_and_how_long_it_runs()
    {
        Registration With(params (string Key, string Value)[] details) => Of(Plain with
        {
            Details = details.ToDictionary(d => d.Key, d =>
            d.Value)
        }).ShouldHaveSingleItem();
        With(("review_pending", "2026-01-12"), ("action_required", "2026-01-11")).ReviewAt.ShouldBe(Ticks(At(1, 12, 0)));
        With(("action_required", "2026-01-11T09:00:00Z")).ReviewAt.ShouldBe(Ticks(At(1, 11)));
        (With(("annual_contract_value", "1,250.5")).AnnualValue, With(("annual_contract_value_usd", "9")).AnnualValueUsd,
            With().AnnualValue).ShouldBe((1250.5m, 9m, null));
        decimal? Years(string start, string end) => With(("contract_start", start), ("contract_end", end)).Years;
        (With(("contract_term", "perpetual"), ("contract_start", "2026-01-01"), ("contract_end", "2027-01-01")).Years,
            With(("contract_start", "2026-01-01")).Years).ShouldBe((6m, null));
        (Years("2026-01-01", "2028-12-31"), Years("2026-01-01", "2029-01-01"), Years("2026-01-01", "2027-07-01")).ShouldBe((3m, 3m, 1.5m));
        (Years("2026-01-01", "2026-03-31"), Years("2026-01-01", "2026-01-01"), Years("2026-02-01", "2026-01-01")).ShouldBe((1m, null,
            null));
    }

    [Fact]
    public void A_day_in_details_begins_when_it_begins_here()
    {
        var amsterdam = new RegistrationFold(new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")));
        Registration one = amsterdam.Of([new(Plain with { Approved = Day(2, 1), Details = new Dictionary<string,
            string> { ["review_pending"] = "2026-01-12" } }, 1, 1)]).ShouldHaveSingleItem();
        (one.ApprovedAt, one.ReviewAt).ShouldBe((Ticks(At(1, 31, 23)), Ticks(At(1, 11, 23))));
    }
}

using Insights.Sources.Live;
using Insights.Store;

namespace Insights.Tests.PartnerCenter;

/// <summary>What is tried again, and when (docs/live.md 4.8), row by row.</summary>
public sealed class RetryTests
{
    private static Task<ConnectedStore> StartAsync(int records = 20, bool hasLimits = false) =>
        ConnectedStore.StartWithAsync(records, hasLimits: hasLimits);

    public static TheoryData<string, int, int> Waits => new()
    {
        // What the service answers, and the fewest and most seconds until it is asked again.
        { "429 for 30 s", 30, 34 }, { "429 until a date", 19, 23 }, { "503 for 40 s", 40, 45 },
        { "429", 0, 6 }, { "500", 1, 3 }, { "502", 1, 3 },
        { "503", 1, 3 }, { "504", 1, 3 }, { "408", 1, 3 }, { "509", 1, 3 }, { "html", 1, 3 }, { "cut", 1, 3 }, { "reset", 1, 3 },
        { "reset in the body", 1, 3 },
    };

    private static Fault FaultOf(string name) => name switch
    {
        "429 for 30 s" => Fault.TooMany(30),
        "429 until a date" => Fault.TooManyUntil(TimeSpan.FromSeconds(20)),
        "503 for 40 s" => Fault.Unavailable(40),
        "429" => Fault.TooMany(),
        "html" => Fault.Html,
        "cut" => Fault.Cut,
        "reset" => Fault.Reset,
        "reset in the body" => Fault.ResetInBody,
        _ => Fault.Error(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task What_passes_is_waited_for(string answer, int fewest, int most)
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, FaultOf(answer));
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        site.Server.Requests.ShouldBe(2);
        (site.Clock.GetUtcNow() - ConnectedStore.Start).ShouldBeInRange(TimeSpan.FromSeconds(fewest), TimeSpan.FromSeconds(most));
        LiveSource source = await site.SourceAsync();
        (source.Trouble, source.Failures).ShouldBe((null, 0));
        // A call that was cut off is the same call when it is made again.
        if (answer is "cut" or "reset in the body")
            site.Server.Received[1].ClientRequestId.ShouldBe(site.Server.Received[0].ClientRequestId);
        site.Server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_for_a_second_each_time_is_asked_ten_times_a_quarter_of_an_hour_and_by_nobody_before_it_may_be()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, Fault.TooMany(1), 10_000);
        while (site.Clock.GetUtcNow() < ConnectedStore.Start.AddHours(1))
        {
            DateTimeOffset due = (await site.SourceAsync()).DueAt ?? site.Clock.GetUtcNow();
            if (due > site.Clock.GetUtcNow()) site.Clock.Advance(due - site.Clock.GetUtcNow());
            await site.RunAsync();
        }
        site.Server.Requests.ShouldBeLessThan(60);
        int asked = site.Server.Requests;
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Later);
        site.Server.Requests.ShouldBe(asked, "what somebody presses skips no Retry-After");
    }

    [Theory]
    [InlineData("500", 6)]
    [InlineData("html", 6)]
    [InlineData("reset", 6)]
    public async Task What_does_not_pass_is_a_failure_and_each_doubles_the_wait_up_to_six_hours(string answer, int requests)
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, FaultOf(answer), 1000);
        TimeSpan expected = TimeSpan.FromMinutes(15);
        for (int failures = 1; failures <= 7; failures++)
        {
            int before = site.Server.Requests;
            (await site.RunAsync()).ShouldBe(RunOutcome.Later);
            (site.Server.Requests - before).ShouldBe(requests);
            LiveSource source = await site.SourceAsync();
            (source.Failures, source.Watermark).ShouldBe((failures, null));
            (source.DueAt!.Value - site.Clock.GetUtcNow()).ShouldBeInRange(expected - TimeSpan.FromSeconds(2), expected);
            expected = expected * 2 < TimeSpan.FromHours(6) ? expected * 2 : TimeSpan.FromHours(6);
        }
        site.Server.Faults.Clear();
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (await site.SourceAsync()).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task Patience_for_more_than_ten_minutes_ends_the_run_and_is_kept_to_but_is_no_failure()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, Fault.TooMany(3600));
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        site.Server.Requests.ShouldBe(1);
        LiveSource source = await site.SourceAsync();
        (source.Trouble!.Kind, source.Failures).ShouldBe((SourceTroubleKind.Busy, 0));
        source.DueAt!.Value.ShouldBeInRange(ConnectedStore.Start.AddMinutes(59), ConnectedStore.Start.AddMinutes(61));
    }

    [Fact]
    public async Task Ten_times_too_many_without_a_time_ends_the_run()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, Fault.TooMany(), 10);
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        site.Server.Requests.ShouldBe(6);
        (await site.SourceAsync()).Trouble!.Kind.ShouldBe(SourceTroubleKind.Busy);
    }

    [Fact]
    public async Task A_token_that_died_is_renewed_once_a_run()
    {
        await using ConnectedStore site = await StartAsync(230);
        site.Server.BeforeRequest = number => { if (number == 1) site.Server.KillTokens(); };
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        site.Server.SignIns.Count.ShouldBe(2);
        site.Server.BeforeRequest = _ => site.Server.KillTokens();
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.NeedsPerson);
        LiveSource source = await site.SourceAsync();
        (source.Trouble!.Kind, source.DueAt).ShouldBe((SourceTroubleKind.SignIn, null));
    }

    [Theory]
    [InlineData("mfa", SourceTroubleKind.SecondFactor, false)]
    [InlineData("claims", SourceTroubleKind.Policy, true)]
    [InlineData("403", SourceTroubleKind.Role, true)]
    public async Task What_waits_for_a_person_is_not_tried_again_within_the_run(string answer, SourceTroubleKind kind, bool looksAgain)
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, answer == "mfa" ? Fault.MfaWanted : answer == "claims" ? Fault.ClaimsWanted : Fault.Error(403), 1000);
        (await site.RunAsync()).ShouldBe(RunOutcome.NeedsPerson);
        site.Server.Requests.ShouldBe(answer == "mfa" ? 2 : 1);
        LiveSource source = await site.SourceAsync();
        source.Trouble!.Kind.ShouldBe(kind);
        if (looksAgain) source.DueAt!.Value.ShouldBeInRange(site.Clock.GetUtcNow().AddHours(5.9), site.Clock.GetUtcNow().AddHours(6));
        else source.DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_address_that_is_not_there_fails_at_once()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, Fault.Error(404));
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        site.Server.Requests.ShouldBe(1);
        SourceTrouble trouble = (await site.SourceAsync()).Trouble!;
        (trouble.Kind, trouble.Status).ShouldBe((SourceTroubleKind.Address, 404));
        trouble.RequestId.ShouldBe(site.Server.Received[^1].RequestId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_is_a_time_out_and_the_call_keeps_its_id(bool inBody)
    {
        await using ConnectedStore site = await StartAsync(hasLimits: true);
        // Every limit is reached at once on this clock, so that each call ends unanswered.
        site.Server.Faults.At(1, inBody ? Fault.SilentInBody : Fault.Silent, 1000);
        await site.RunAsync();
        LiveSource source = await site.SourceAsync();
        source.Trouble!.Kind.ShouldBe(SourceTroubleKind.Service);
        site.Server.Received.Select(received => received.ClientRequestId).Distinct().Count().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_body_of_twenty_one_megabytes_is_not_read_to_its_end()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Faults.At(1, Fault.Huge);
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        (await site.SourceAsync()).Trouble!.Kind.ShouldBe(SourceTroubleKind.Answer);
    }

    [Fact]
    public async Task As_many_requests_as_a_day_may_have_and_what_somebody_asks_for_besides()
    {
        await using ConnectedStore site = await StartAsync();
        site.Settings[LiveSettings.RequestsName] = "3";
        await site.OpenAsync();
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        for (int run = 1; run <= 3; run++) (await site.RunAsync()).ShouldBe(RunOutcome.Done, $"run {run}");
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        LiveSource source = await site.SourceAsync();
        (source.Trouble!.Kind, source.Failures).ShouldBe((SourceTroubleKind.DailyLimit, 0));
        source.DueAt.ShouldBe(new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero));
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done);
        site.Clock.Advance(source.DueAt!.Value - site.Clock.GetUtcNow());
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
    }
}

using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Store;

namespace Insights.Tests.PartnerCenter;

public sealed class SyncOnSqlite() : SyncTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class SyncOnPostgres() : SyncTests(StoreEngine.Postgres);

/// <summary>What runs do, one after the other (docs/live.md 4).</summary>
public abstract class SyncTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreEngine engine;

    private protected SyncTests(StoreEngine engine) => this.engine = engine;

    private Task<ConnectedStore> StartAsync(int records = 230) =>
        ConnectedStore.StartWithAsync(records, engine);

    [Fact]
    public async Task A_first_run_reads_everything_as_one_import_and_its_watermark_is_the_services_time()
    {
        await using ConnectedStore site = await StartAsync();
        site.Server.Skew = TimeSpan.FromMinutes(-7);
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        RunReceipt run = await site.ReceiptAsync();
        (run.Kind, site.PagesAsked, run.Read, run.New, run.Refused, run.Import).ShouldBe((RunKind.First, 3, 230, 230, 0, 1));
        LiveSource source = await site.SourceAsync();
        source.Watermark!.Value.ShouldBeInRange(ConnectedStore.Start.AddMinutes(-7).AddSeconds(-1), ConnectedStore.Start.AddMinutes(-6));
        (source.Trouble, source.Failures, source.Run, source.IsLeased).ShouldBe((null, 0, null, false));
        source.DueAt!.Value.ShouldBeInRange(site.Clock.GetUtcNow().AddMinutes(13), site.Clock.GetUtcNow().AddMinutes(17));
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());
        site.Server.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_changed_nothing_is_imported_and_only_receipts_grow_of_ninety_days()
    {
        await using ConnectedStore site = await StartAsync(40);
        await site.RunAsync();
        string before = await site.SaidAsync();
        // Written anew without a word changed: the eTag alone is no news.
        site.Server.Touch(site.Server.Records[0].Key, moves: false);
        for (int day = 0; day < 100; day++)
        {
            site.Clock.Advance(TimeSpan.FromDays(1));
            (await site.RunAsync(day % 10 == 0 ? RunKind.Full : RunKind.Ordinary)).ShouldBe(RunOutcome.Done);
        }
        (await site.Store.ImportsAsync(site.Scope, Cancel)).Count.ShouldBe(1);
        (await site.Store.Sources.RunsAsync(site.Scope, 1, 1000, Cancel)).Count.ShouldBeInRange(88, 92);
        (await site.SaidAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_change_is_read_by_the_next_ordinary_run_alone_and_imported_alone()
    {
        await using ConnectedStore site = await StartAsync();
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        site.Server.Touch(site.Server.Records.First(record => (string?)record.Json()["status"] == "Active").Key, record =>
            record["customerProfile"]!["address"]!["country"] = "SE");
        int asked = site.Server.Requests;
        await site.RunAsync(RunKind.Ordinary);
        RunReceipt run = await site.ReceiptAsync();
        (run.Kind, run.Read, run.New + run.Changed, run.Unchanged).ShouldBe((RunKind.Ordinary, 1, 1, 0));
        (site.Server.Requests - asked).ShouldBe(1);
        Uri.UnescapeDataString(site.Server.Received[^1].Query).ShouldContain("updatedDateTime ge 2026-03-10T1");
        (await site.SaidAsync()).ShouldContain(" SE ");
    }

    [Fact]
    public async Task Two_programs_over_one_store_read_a_source_once()
    {
        await using ConnectedStore site = await StartAsync();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        site.Server.Holding = number =>
        {
            if (number == 2) arrived.SetResult();
            return number == 2 ? goOn.Task : Task.CompletedTask;
        };
        Task<RunOutcome> first = site.RunAsync();
        await arrived.Task;
        SyncParts here = site.Parts;
        await site.OpenAsync();
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.NotTaken);
        goOn.SetResult();
        (await first).ShouldBe(RunOutcome.Done);
        here.Http.Dispose();
        site.Server.Complaints.ShouldBeEmpty();
        site.PagesAsked.ShouldBe(3);
        // The lease of one that died lapses after two minutes.
        (await site.Store.Sources.TakeAsync(site.Scope, 1, "dead", Cancel)).ShouldBeTrue();
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.NotTaken);
        site.Clock.Advance(LiveSources.Lease + TimeSpan.FromSeconds(1));
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done);
    }

    [Fact]
    public async Task Undoing_an_import_of_a_source_pauses_it_and_resuming_reads_everything()
    {
        await using ConnectedStore site = await StartAsync();
        await site.RunAsync();
        string everything = await site.SaidAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        await site.Store.UndoAsync(site.Scope, 1, Cancel);
        LiveSource undone = await site.SourceAsync();
        (undone.IsPaused, undone.IsUndone, undone.DueAt).ShouldBe((true, true, null));
        foreach (RunKind? asked in (RunKind?[])[null, RunKind.Ordinary, RunKind.Full])
            (await site.RunAsync(asked)).ShouldBe(RunOutcome.Paused, "only resuming brings back what was undone");
        (await site.FactsAsync()).Count.ShouldBe(0);
        await site.Store.Sources.ChangeAsync(site.Scope, 1, null, source => source with { IsPaused = false }, Cancel);
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (await site.ReceiptAsync()).Kind.ShouldBe(RunKind.First);
        (await site.SaidAsync()).ShouldBe(everything);
        (await site.SourceAsync()).IsUndone.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_absent_is_counted_after_two_full_runs_and_nothing_is_deleted()
    {
        await using ConnectedStore site = await StartAsync(100);
        await site.RunAsync();
        string everything = await site.SaidAsync();
        foreach (StoredReferral record in site.Server.Records.Take(3).ToArray()) site.Server.Remove(record.Key);
        await site.RunAsync(RunKind.Full);
        (await site.SourceAsync()).Missing.ShouldBe(0);
        await site.RunAsync(RunKind.Full);
        (await site.SourceAsync()).Missing.ShouldBe(3);
        // So many at once are believed to be nobody's doing but a lost role's.
        foreach (StoredReferral record in site.Server.Records.Take(30).ToArray()) site.Server.Remove(record.Key);
        await site.RunAsync(RunKind.Full);
        await site.RunAsync(RunKind.Full);
        LiveSource source = await site.SourceAsync();
        (source.Missing, source.IsManyMissing).ShouldBe((3, true));
        foreach (StoredReferral record in site.Server.Records.ToArray()) site.Server.Remove(record.Key);
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Later);
        (await site.SourceAsync()).Trouble!.Kind.ShouldBe(SourceTroubleKind.Nothing);
        (await site.SaidAsync()).ShouldBe(everything);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_refused_alone_and_tried_again_by_the_next_full_run()
    {
        await using ConnectedStore site = await StartAsync(20);
        StoredReferral good = site.Server.Records[3];
        site.Server.Put(good.With(record => record["createdDateTime"] = "soon"));
        (await site.RunAsync()).ShouldBe(RunOutcome.Refused);
        RunReceipt run = await site.ReceiptAsync();
        (run.New, run.Refused).ShouldBe((19, 1));
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Refused);
        site.Server.Put(good);
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Done);
        (await site.SaidAsync()).ShouldBe(await site.FreshAsync());
    }

    [Fact]
    public async Task Microsofts_side_of_our_own_undecided_deals_is_looked_at_and_is_never_missing()
    {
        await using ConnectedStore site = await StartAsync(60);
        DateTimeOffset accepted = ConnectedStore.Start.AddHours(-5);
        StoredReferral[] ours = [.. site.Server.Records.Where(record => record.Json() is var json && (string?)json["status"] != "Closed"
            && json["target"]!.AsArray().Any(target => (string?)target!["id"] == "msft"))];
        ours.Length.ShouldBeGreaterThan(1);
        // One of them is old: nobody asks for it any more.
        site.Server.Put(ours.Select((record, at) => record.With(json => json["createdDateTime"] = StoredReferral.Moment(
            ConnectedStore.Start.AddDays(at == 0 ? -31 : -2)))));
        foreach (StoredReferral record in ours)
            site.Server.Put(Accepting(ReferralRecords.MicrosoftSide(new Random(1), record), accepted));
        int listed = site.Server.Requests;
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (site.Server.Requests - listed).ShouldBe(1 + ours.Length - 1);
        (await site.FactsAsync()).MicrosoftAccepted.Count(moment => moment == (accepted - DateTimeOffset.UnixEpoch).Ticks)
            .ShouldBe(ours.Length - 1);
        for (int run = 0; run < 3; run++)
        {
            site.Clock.Advance(TimeSpan.FromDays(15));
            await site.RunAsync(RunKind.Full);
        }
        (await site.SourceAsync()).Missing.ShouldBe(0);
        (await site.Store.ImportsAsync(site.Scope, Cancel)).Count.ShouldBe(1);
        site.Server.Complaints.ShouldBeEmpty();

        static StoredReferral Accepting(StoredReferral side, DateTimeOffset moment)
        {
            var json = side.Json();
            (json["id"], json["status"], json["substatus"]) = (Guid.NewGuid().ToString(), "Active", "Accepted");
            json["acceptedDateTime"] = StoredReferral.Moment(moment);
            return new StoredReferral(json);
        }
    }

    [Theory, InlineData("ignored"), InlineData("refused")]
    public async Task A_service_that_cannot_be_asked_for_a_deal_is_asked_once_a_run(string answer)
    {
        await using ConnectedStore site = await StartAsync(60);
        site.Server.Queries.EngagementFilter = answer == "ignored" ? Obedience.Ignored : Obedience.Refused;
        site.Server.Put(site.Server.Records.ToArray().Select(record => record.With(json => json["createdDateTime"] =
            StoredReferral.Moment(ConnectedStore.Start.AddDays(-2)))));
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        site.Server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task Records_of_another_organisation_are_no_ones_here()
    {
        await using ConnectedStore site = await StartAsync(10);
        await site.RunAsync();
        site.Server.Organization = null;
        foreach (StoredReferral record in site.Server.Records.ToArray()) site.Server.Remove(record.Key);
        site.Server.Put(ReferralRecords.Make(new Random(1), 10, Guid.NewGuid().ToString(), site.Clock.GetUtcNow()));
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.NeedsPerson);
        LiveSource source = await site.SourceAsync();
        (source.Trouble!.Kind, source.DueAt).ShouldBe((SourceTroubleKind.OtherOrganization, null));
        (await site.FactsAsync()).Count.ShouldBe(10);
    }
}

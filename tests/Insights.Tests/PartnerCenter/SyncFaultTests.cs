using System.Text;
using Insights.Sources.Live;
using Insights.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insights.Tests.PartnerCenter;

/// <summary>What a stranger found who tried to break live sync.</summary>
public sealed class SyncFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ConnectedStore> StartAsync(int records = 40) =>
        ConnectedStore.StartWithAsync(records);

    [Fact]
    public async Task An_undo_while_a_run_is_under_way_ends_the_run_and_resuming_brings_everything_back()
    {
        foreach (int at in new[] { 1, 2 })
        {
            await using ConnectedStore site = await StartAsync(230);
            await site.RunAsync();
            string everything = await site.SaidAsync();
            site.Clock.Advance(TimeSpan.FromHours(3));
            int before = site.Server.Requests;
            site.Server.Holding = async number =>
            {
                if (number == before + at) await site.Store.UndoAsync(site.Scope, 1, CancellationToken.None);
            };
            (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Later);
            site.Server.Holding = null;
            LiveSource source = await site.SourceAsync();
            (source.IsPaused, source.IsUndone, source.IsLeased).ShouldBe((true, true, false));
            await site.Store.Sources.ChangeAsync(site.Scope, 1, null, s => s with { IsPaused = false }, Cancel);
            (await site.RunAsync()).ShouldBe(RunOutcome.Done);
            (await site.SaidAsync()).ShouldBe(everything);
        }
    }

    [Fact]
    public async Task An_import_of_long_ago_that_is_undone_pauses_its_source_too()
    {
        await using ConnectedStore site = await StartAsync();
        await site.RunAsync();
        string everything = await site.SaidAsync();
        for (int day = 0; day < 100; day += 20)
        {
            site.Clock.Advance(TimeSpan.FromDays(20));
            await site.RunAsync(RunKind.Ordinary);
        }
        await site.Store.UndoAsync(site.Scope, 1, Cancel);
        (await site.SourceAsync()).IsUndone.ShouldBeTrue();
        await site.Store.Sources.ChangeAsync(site.Scope, 1, null, s => s with { IsPaused = false }, Cancel);
        await site.RunAsync();
        (await site.SaidAsync()).ShouldBe(everything);
    }

    [Fact]
    public async Task A_byte_that_is_no_text_stops_nothing()
    {
        await using ConnectedStore site = await StartAsync(5);
        // What says nothing of its owner is shown to everybody.
        site.Server.Organization = null;
        StoredReferral one = site.Server.Records[0];
        string text = Encoding.UTF8.GetString(one.Written).Replace("Deal ", "D\u00e9al ", StringComparison.Ordinal);
        site.Server.Remove(one.Key);
        site.Server.Put(StoredReferral.Broken("broken", text.Replace("D\u00e9al", "D\\ud800al", StringComparison.Ordinal), one.Updated));
        (await site.RunAsync()).ShouldBeOneOf(RunOutcome.Done, RunOutcome.Refused);
        (await site.ReceiptAsync()).Read.ShouldBe(5);
        site.Server.Faults.At(site.Server.Requests + 1, Fault.Error(403, "\ud800"));
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.NeedsPerson);
    }

    [Fact]
    public async Task Another_partners_record_in_an_ordinary_window_is_no_trouble_and_a_run_that_was_wrong_is_not_gone_on_with()
    {
        await using ConnectedStore site = await StartAsync();
        await site.RunAsync();
        site.Clock.Advance(TimeSpan.FromHours(3));
        site.Server.Organization = null;
        StoredReferral other = ReferralRecords.Make(new Random(9), 1, Guid.NewGuid().ToString(), site.Clock.GetUtcNow())[0].With(json =>
            json["updatedDateTime"] = StoredReferral.Moment(site.Clock.GetUtcNow()));
        site.Server.Put(other);
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done);

        StoredReferral[] ours = [.. site.Server.Records.Where(record => record.Key != other.Key)];
        foreach (StoredReferral record in ours) site.Server.Remove(record.Key);
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.NeedsPerson);
        site.Server.Put(ours);
        (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Done, "the account was mended");
    }

    [Fact]
    public async Task What_another_program_reads_is_not_asked_for_over_and_over()
    {
        await using ConnectedStore site = await StartAsync();
        (await site.Store.Sources.TakeAsync(site.Scope, 1, "another", Cancel)).ShouldBeTrue();
        await site.Store.Sources.ChangeAsync(site.Scope, 1, null, s => s with { DueAt = site.Clock.GetUtcNow() }, Cancel);
        using var sync = new LiveSync(site.Parts, NullLogger<LiveSync>.Instance);
        await sync.RunDueAsync(Cancel);
        await site.Store.Sources.GiveBackAsync(site.Scope, 1, "another", Cancel);
        await sync.RunDueAsync(Cancel);
        site.Server.Requests.ShouldBe(0, "it is left alone for a minute");
        site.Clock.Advance(TimeSpan.FromSeconds(61));
        await sync.RunDueAsync(Cancel);
        site.Server.Requests.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Contacts_of_a_record_that_lies_in_a_list_are_not_kept_either()
    {
        await using ConnectedStore site = await StartAsync(2);
        // What says nothing of its owner is shown to everybody.
        site.Server.Organization = null;
        StoredReferral one = site.Server.Records[0];
        site.Server.Remove(one.Key);
        site.Server.Put(StoredReferral.Broken("broken", "[" + Encoding.UTF8.GetString(one.Written) + "]",
            ConnectedStore.Start.AddDays(1)));
        site.Server.Pages.Size = _ => 1;
        site.Server.Faults.At(2, Fault.Error(500), 100);
        await site.RunAsync();
        string kept = await site.Store.Sources.PageAsync(site.Scope, 1, 1, Cancel);
        kept.ShouldContain(ReferralRecords.Customer, Case.Sensitive, "it is the record in the list");
        kept.ShouldStartWith("[[");
        kept.ShouldNotContain(ReferralRecords.Contact);
    }

    [Fact]
    public async Task A_source_that_is_disconnected_keeps_no_token_that_comes_later()
    {
        await using ConnectedStore site = await StartAsync(2);
        await site.Store.Sources.ForgetAsync(site.Scope, 1, Cancel);
        await site.Secrets.KeepAsync(site.Scope, 1, SourceTokens.Refresh, "late", Cancel);
        (await site.Secrets.ReadAsync(site.Scope, 1, SourceTokens.Refresh, Cancel)).ShouldBeNull();
    }
}

using Insights.Store;
using Insights.Tests.Cli;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

/// <summary>A store on its way from file to PostgreSQL and back.</summary>
[Trait("Category", "Slow")]
public sealed class MovingTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_file_to_PostgreSQL_to_file_every_byte_of_the_summary_is_the_same()
    {
        using var program = new RealProgram();
        (await program.RunAsync("sample", "--size", "2000", "--seed", "3", "--now", "2026-03-10T12:00:00Z")).Ended(0);
        (await program.RunAsync("undo", "1")).Ended(0);
        (await program.RunAsync("sample", "--size", "2500", "--seed", "4", "--now", "2026-03-10T12:00:00Z")).Ended(0);
        ReferralStore file = await ReferralStore.OpenAsync(program.Store, TimeProvider.System, Cancel);
        Scope scope = new((await file.OrganizationsAsync(Cancel))[0].Id);
        byte[] picture = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        await file.FeedbackBox.PutAsync(scope, new FeedbackGiven("s", "/", null, true, ["clear"], "Straße 😀"), picture, Cancel);
        await file.Outbox.PutAsync(scope, new SharedReading(WayOut.Mail, "/", "subject", "plain", "rich"),
            ["a@example.com", "b@example.com"], picture, Cancel);
        await file.SetAsync(scope, "reporting_time_zone", "Europe/Amsterdam", Cancel);
        string[] summary = ["summary", "--json", "--range", "12m", "--now", "2026-03-15T00:00:00Z"];
        string before = (await program.RunAsync(summary)).Ended(0).Out;

        PrivatePostgres server = await PrivatePostgres.Shared;
        string database = await server.NewDatabaseAsync(empty: true), place = server.PlaceOf(database);
        try
        {
            Ran there = (await program.RunAsync("move", "--from", program.Store, "--to", place)).Ended(0);
            (await program.RunAsync([.. summary, "--store", place])).Ended(0).Out.ShouldBe(before);
            Ran back = (await program.RunAsync("move", "--from", place, "--to", program.At("back.db"))).Ended(0);
            (await program.RunAsync([.. summary, "--store", program.At("back.db")])).Ended(0).Out.ShouldBe(before);
            back.Out.ShouldBe(there.Out, "as many rows of every table");
            there.Rows.ShouldContain(row => row[0] == "feedback_picture" && row[1] == "1");
            there.Rows.ShouldContain(row => row[0] == "delivery" && row[1] == "2");
            ReferralStore again = await ReferralStore.OpenAsync(program.At("back.db"), TimeProvider.System, Cancel);
            (await again.FeedbackBox.PictureAsync(scope, 1, Cancel)).ShouldBe(picture);
            (await again.FeedbackBox.ListAsync(scope, Cancel))[0]
                .ShouldBeEquivalentTo((await file.FeedbackBox.ListAsync(scope, Cancel))[0]);

            Ran refused = (await program.RunAsync("move", "--from", program.Store, "--to", place)).Ended(1);
            refused.Talk.ShouldContain("is not empty");
            (await program.RunAsync("move", "--from", place, "--to", place)).Ended(2).Talk.ShouldContain("the same store");
        }
        finally
        {
            await server.DropAsync(database);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }

    [Fact]
    public async Task What_is_stopped_on_the_way_leaves_the_target_empty()
    {
        await using TemporaryStore from = new(), to = new(StoreEngine.Postgres);
        for (int import = 0; import < 3; import++)
            await from.ImportAsync([.. Enumerable.Range(0, 8_000)
                .Select(i => new ReferralObservation { ReferralId = $"{import}-{i}", Type = ReferralType.Qualified,
                State = ObservedState.New })]);
        ReferralStore target = await to.OpenAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await ReferralStore.MoveAsync(await from.OpenAsync(), target, _ =>
            throw new OperationCanceledException("the lights went out"), Cancel));
        (await target.OrganizationsAsync(Cancel)).ShouldBeEmpty();
        IReadOnlyDictionary<string, long> moved = await ReferralStore.MoveAsync(await from.OpenAsync(), target, _ => { }, Cancel);
        moved["referral_version"].ShouldBe(24_000);
        (await to.FactsAsync()).Count.ShouldBe(24_000);
    }
}

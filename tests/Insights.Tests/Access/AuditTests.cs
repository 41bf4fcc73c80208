using Insights.Access;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Access;

/// <summary>What is changed and the line that tells of it are one: neither is without the other.</summary>
public sealed class AuditTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every change that the trail tells of: how it is made, what the trail says, and a number that shows whether it was
    /// made.</summary>
    private static readonly (string Action, string Subject, Func<ReferralStore, Scope, DateTimeOffset, Task> Change,
        string Made)[] Changes =
    [
        ("settings", "reporting_time_zone", (store, scope, _) => store.SetAsync(scope, "reporting_time_zone", "Europe/Amsterdam", Cancel),
            "SELECT COUNT(*) FROM setting"),
        ("token", "1 nightly", (store, scope, now) => store.ApiTokens.PutAsync(scope, "hash", "nightly", "numbers", now.AddDays(1), Cancel),
            "SELECT COUNT(*) FROM api_token"),
        ("token", "1 nightly", (store, scope, _) => store.ApiTokens.RevokeAsync(scope, 1, Cancel),
            "SELECT COUNT(*) FROM api_token WHERE revoked_at IS NOT NULL"),
        ("link", "1 board", (store, scope, now) => store.SharedLinks.PutAsync(scope, "hash", "board", "/", now.AddDays(1), null, null,
            Cancel), "SELECT COUNT(*) FROM shared_link"),
        ("link", "1 board", (store, scope, _) => store.SharedLinks.RevokeAsync(scope, 1, Cancel),
            "SELECT COUNT(*) FROM shared_link WHERE revoked_at IS NOT NULL"),
        ("share", "1 /insights/summary", (store, scope, _) => store.Outbox.PutAsync(scope, new SharedReading(WayOut.Mail,
            "/insights/summary", "s", "p", "r"), ["ann@example.com"], null, Cancel), "SELECT COUNT(*) FROM delivery"),
        ("share", "1 ann@example.com", (store, scope, _) => store.Outbox.RetryAsync(scope, 1, "ann@example.com", Cancel),
            "SELECT COUNT(*) FROM delivery WHERE give_up_at > (SELECT shared_at FROM share) + 864000000000"),
        ("feedback", "1", (store, scope, _) => store.FeedbackBox.AnswerAsync(scope, 1, FeedbackStatus.Answered, "Thanks", Cancel),
            "SELECT COUNT(*) FROM feedback WHERE answer IS NOT NULL"),
        ("signin", "link", (store, scope, now) => store.Sessions.BeginAsync(new StoredSession(1, "hash", now.AddDays(1), "issuer", "sid",
            "subject", [1]), Cancel, new SignIn(scope, "link")), "SELECT COUNT(*) FROM session"),
        ("signout", "", (store, scope, _) => store.Sessions.EndAsync(1, "hash", scope, Cancel), "SELECT 1 - COUNT(*) FROM session"),
        ("undo", "1", (store, scope, _) => store.UndoAsync(scope, 1, Cancel), "SELECT COUNT(*) FROM import WHERE undone_at IS NOT NULL"),
        ("sample", "Made up", (store, scope, _) => store.RemoveSampleAsync(Cancel, scope),
            "SELECT 1 - COUNT(*) FROM organization WHERE is_sample = 1"),
    ];

    // Those of the sample go with the sample.
    private const string Lines = "SELECT COUNT(*) FROM audit WHERE organization_id = 1";

    [Fact]
    public async Task Every_change_the_trail_tells_of_leaves_one_line_and_without_the_line_it_is_not_made()
    {
        await using var files = new TemporaryStore();
        ReferralStore store = await files.OpenAsync();
        await files.ImportAsync();
        await using (ImportSession made = await store.BeginImportAsync(null, "made-up", "Made up", true, null,
            Cancel)) await made.CommitAsync([], Cancel);
        var scope = new Scope(1, Person: "ann@us.example");
        await store.FeedbackBox.PutAsync(scope, new FeedbackGiven("s", "/", null, true, [], "hm"), null, Cancel);
        foreach ((string action, string subject, Func<ReferralStore, Scope, DateTimeOffset, Task> change, string made) in Changes)
        {
            files.Clock.Now += TimeSpan.FromMinutes(1);
            long before = await HeldStore.CountAsync(files.Path, Lines);
            await HeldStore.SilenceAsync(files.Path);
            await Should.ThrowAsync<StoreException>(() => change(store, scope, files.Clock.Now), $"{action}: it has to be told");
            await HeldStore.SilenceAsync(files.Path, silent: false);
            (await HeldStore.CountAsync(files.Path, made)).ShouldBe(0, $"{action} was not told, so it was not made");

            await change(store, scope, files.Clock.Now);
            (await HeldStore.CountAsync(files.Path, made)).ShouldBe(1, action);
            (await HeldStore.CountAsync(files.Path, Lines)).ShouldBe(before + 1, action);
            AuditEntry line = (await store.Audit.ListAsync(scope, 1, null, Cancel)).ShouldHaveSingleItem();
            (line.Action, line.Subject, line.Person, line.At).ShouldBe((action, subject, "ann@us.example", files.Clock.Now));
        }
    }

    [Fact]
    public async Task What_changes_nothing_leaves_no_line()
    {
        await using var files = new TemporaryStore();
        ReferralStore store = await files.OpenAsync();
        await files.ImportAsync();
        var scope = new Scope(1);
        await store.SetAsync(scope, "zone", "UTC", Cancel);
        long before = await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM audit");
        await store.SetAsync(scope, "zone", "UTC", Cancel);
        (await store.ApiTokens.RevokeAsync(scope, 9, Cancel)).ShouldBeFalse();
        (await store.SharedLinks.RevokeAsync(scope, 9, Cancel)).ShouldBeFalse();
        (await store.Outbox.RetryAsync(scope, 9, "ann@example.com", Cancel)).ShouldBeFalse();
        (await store.FeedbackBox.AnswerAsync(scope, 9, FeedbackStatus.Closed, null, Cancel)).ShouldBeFalse();
        await store.Sessions.EndAsync(1, "nobody's", scope, Cancel);
        await store.RemoveSampleAsync(Cancel, scope);
        (await HeldStore.CountAsync(files.Path, "SELECT COUNT(*) FROM audit")).ShouldBe(before);
    }

    [Fact]
    public void Whoever_was_not_recognised_may_do_nothing()
    {
        foreach (Right right in Enum.GetValues<Right>())
            new Microsoft.AspNetCore.Http.DefaultHttpContext().May(right).ShouldBeFalse(right.ToString());
    }
}

using Insights.Facts;
using Insights.Ingest;
using Insights.Ingest.Sample;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Store;

internal static class StoreWalk
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What comes by itself, from being connected to being forgotten.</summary>
    private static async Task SourceAsync(ReferralStore store, Scope scope, DateTimeOffset later)
    {
        LiveSources sources = store.Sources;
        long import = (await store.ImportsAsync(scope, Cancel)).First(entry => entry.UndoneAt is null).Id;
        LiveSource made = await sources.KeepAsync(scope, new LiveSource { Tenant = "t", Client = "c", DueAt = later }, "connect", Cancel);
        await sources.PressAsync(scope, made.Id, "pause", source => source with { IsPaused = true }, Cancel);
        await sources.PutSecretAsync(scope, made.Id, "token", [1], Cancel);
        (await sources.SecretAsync(scope, made.Id, "token", Cancel)).ShouldBe([1]);
        (await sources.FindAsync(scope, made.Id, Cancel))!.IsPaused.ShouldBeTrue();
        await sources.DueAsync(TimeSpan.FromDays(2), Cancel);
        (await sources.TakeAsync(scope, made.Id, "me", Cancel)).ShouldBeTrue();
        var run = new RunState(RunKind.First, ReadMethod.All, null, later);
        await sources.ClearAsync(scope, made.Id, "me", source => source with { Run = run }, Cancel);
        (await sources.PutPageAsync(scope, made.Id, "me", "[]", source => source with { Run = run with { Pages = 1 } }, Cancel))
            .ShouldBeTrue();
        (await sources.PageAsync(scope, made.Id, 1, Cancel)).ShouldBe("[]");
        var receipt = new RunReceipt(RunKind.First, later, later, 1, 0, 0, 0, 0, 0, 0, import, null);
        RunEnd End(Dictionary<string, TellingMark> marks) => new(scope, made.Id, "me", marks, receipt, source => source);
        await sources.EndAsync(End(new() { ["a"] = new TellingMark(1, 0) }), Cancel);
        await sources.FailAsync(End([]), Cancel);
        (await sources.MarksAsync(scope, made.Id, Cancel))["a"].Digest.ShouldBe(1);
        (await sources.RunsAsync(scope, made.Id, 5, Cancel)).Count.ShouldBe(2);
        await store.UndoAsync(scope, import, Cancel);
        (await sources.MarksAsync(scope, made.Id, Cancel)).ShouldBeEmpty("it goes on with everything");
        await store.RedoAsync(scope, import, Cancel);
        await sources.GiveBackAsync(scope, made.Id, "me", Cancel);
        await sources.ForgetAsync(scope, made.Id, Cancel);
    }

    /// <summary>Everything the store can be asked and told, once.</summary>
    /// <returns>The database it was moved into.</returns>
    public static async Task<string> EverythingAsync(TemporaryStore temporary)
    {
        ReferralStore store = await temporary.OpenAsync();
        string folder = Directory.CreateDirectory(temporary.Path + ".sample").FullName;
        var sample = new ImportRequest
        {
            Files = [.. SampleOrganization.Write(folder, 200, 7, temporary.Clock.Now, Cancel)],
            OrganizationId = SampleOrganization.OrganizationId,
            SampleName = SampleOrganization.Name
        };
        await Importer.RunAsync(store, sample, null, null, Cancel);
        long us = await ImportAsync(store, "us", "a", "b");
        await ImportAsync(store, "us", "a");
        await store.UndoAsync(new Scope(us), 1, Cancel);
        // After an undo it is looked up what other imports told as well; and here the organisation gets another name.
        await ImportAsync(store, "us", "a", "c");
        Organization made = (await store.OrganizationsAsync(Cancel)).First(o => o.IsSample);
        foreach (Scope scope in new[] { new Scope(us), new Scope(made.Id) })
        {
            await store.SetAsync(scope, "zone", "Europe/Amsterdam", Cancel);
            await store.SettingChangesAsync(scope, 10, Cancel);
            var records = new Records(store, scope, await new FactsCache(store).ReadAsync(scope, Cancel));
            await records.FacetsAsync(Cancel);
            await records.SearchAsync("a", Cancel);
            await records.SearchAsync("id-1", Cancel);
            await store.EngagementAsync(scope, "none", Cancel);
            await store.RegistrationsAsync(scope, "none", Cancel);
            await store.VersionsAsync(scope, [1, 2], Cancel);
            await store.ReferralIdsAsync(scope, [1, 2], Cancel);
            long feedback = await store.FeedbackBox.PutAsync(scope, new FeedbackGiven("s", "/", "leads", false, ["slow"], "hm"), [1],
                Cancel);
            await store.FeedbackBox.AnswerAsync(scope, feedback, FeedbackStatus.Answered, "yes", Cancel);
            await store.FeedbackBox.AnswerAsync(scope, feedback, FeedbackStatus.Answered, null, Cancel);
            await store.FeedbackBox.AnswersForAsync(scope, "s", Cancel);
            await store.FeedbackBox.ReadByAsync(scope, feedback, "s", Cancel);
            await store.FeedbackBox.PictureAsync(scope, feedback, Cancel);
            long share = await store.Outbox.PutAsync(scope, new SharedReading(WayOut.Mail, "/", "s", "p", "r"), ["a@example.com"], [1],
                Cancel);
            OutboxMessage parcel = (await store.Outbox.TakeAsync(scope, WayOut.Mail, Cancel))!;
            await store.Outbox.SettleAsync(scope, parcel, new DeliveryOutcome(DeliveryState.GivenUp, null, "late", "no"), Cancel);
            await store.Outbox.RetryAsync(scope, share, "a@example.com", Cancel);
            await store.Outbox.DueAsync(TimeSpan.FromDays(1), Cancel);
            await store.Outbox.ListAsync(scope, 5, Cancel);
            await store.TeamVersionsAsync(scope with { Person = "ann@example.com" }, Cancel);
            DateTimeOffset later = temporary.Clock.Now.AddDays(1);
            await store.Sessions.BeginAsync(new StoredSession(scope.OrganizationId, "hash", later, "issuer", $"sid{scope.OrganizationId}",
                "subject", [1, 2]), Cancel);
            (await store.Sessions.FindAsync(scope.OrganizationId, "hash", Cancel)).ShouldBe([1, 2]);
            await store.Sessions.RenewAsync(scope.OrganizationId, "hash", later, [3], Cancel);
            for (int i = 0; i < 2; i++) await store.Sessions.EndOfIssuerAsync("issuer", $"sid{scope.OrganizationId}", "subject", Cancel,
                new LogoutWord($"jti {scope.OrganizationId}", later));
            (await store.Sessions.FindAsync(scope.OrganizationId, "hash", Cancel)).ShouldBeNull();
            await store.Sessions.EndAsync(scope.OrganizationId, "hash", scope, Cancel);
            await store.OneTimeLinks.PutAsync(scope.OrganizationId, "hash", later, Cancel);
            (await store.OneTimeLinks.UseAsync(scope.OrganizationId, "hash", Cancel),
                await store.OneTimeLinks.UseAsync(scope.OrganizationId, "hash", Cancel)).ShouldBe((true, false));
            long token = await store.ApiTokens.PutAsync(scope, "hash", "name", "reach", later, Cancel);
            (await store.ApiTokens.UseAsync(scope.OrganizationId, "hash", Cancel))!.Id.ShouldBe(token);
            (await store.ApiTokens.ListAsync(scope, Cancel))[0].UsedAt.ShouldNotBeNull();
            (await store.ApiTokens.RevokeAsync(scope, token, Cancel)).ShouldBeTrue();
            long link = await store.SharedLinks.PutAsync(scope, "hash", "name", "/", later, "password", [9], Cancel);
            store.SharedLinks.Opened(scope.OrganizationId, (await store.SharedLinks.FindAsync(scope.OrganizationId, "hash", Cancel))!,
                "somebody");
            (await store.SharedLinks.ListAsync(scope, Cancel))[0].Openings.ShouldBe(1);
            (await store.SharedLinks.PageAsync(scope.OrganizationId, link, Cancel)).ShouldBe([9]);
            (await store.SharedLinks.ListAsync(scope, Cancel)).Count.ShouldBe(1);
            (await store.SharedLinks.RevokeAsync(scope, link, Cancel)).ShouldBeTrue();
            store.Audit.Note(scope, "sign_in", "test");
            (await store.Audit.ListAsync(scope, 10, null, Cancel)).ShouldNotBeEmpty();
            IReadOnlyList<ImportEntry> all = [.. (await store.ImportsAsync(scope, Cancel)).Reverse()];
            HashSet<long> touched = (await store.KeysToldAsync(scope, [.. all.Select(i => i.Id)], [.. all.Select(i => i.Id)], all, 100_000, Cancel))!;
            await store.WalkKeysAsync(scope, touched, _ => { }, Cancel);
            (await store.Audit.ImportersAsync(scope, Cancel)).ShouldBeEmpty();
            await SourceAsync(store, scope, later);
        }
        await store.ProtectionKeys.PutAsync("key", "<key />", Cancel);
        (await store.ProtectionKeys.ListAsync(Cancel)).ShouldBe(["<key />"]);
        (await store.FindAsync("us", Cancel))!.Id.ShouldBe(us);
        await using var into = new TemporaryStore(StoreEngine.Postgres);
        await ReferralStore.MoveAsync(store, await into.OpenAsync(), _ => { }, Cancel);
        await store.RemoveSampleAsync(Cancel);
        return new Npgsql.NpgsqlConnectionStringBuilder(await into.PlaceAsync()).Database!;
    }

    private static async Task<long> ImportAsync(ReferralStore store, string? partner, params string[] ids)
    {
        await using ImportSession session = await store.BeginImportAsync(null, partner, $"{partner} with {ids.Length}", false, null,
            Cancel);
        foreach (string id in ids)
            session.Add(new ReferralObservation
            {
                ReferralId = id,
                Type = ReferralType.Qualified,
                State = ObservedState.New,
                Created = new DateTimeOffset(2026, 2, 5, 9, 0, 0, TimeSpan.Zero)
            });
        await session.CommitAsync([new FileReceipt("test", "api", ids.Length, ids.Length, 0, 0, 0)], Cancel);
        return session.Organization.Id;
    }
}

using System.Text;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Store;

namespace Insights.Tests.PartnerCenter;

/// <summary>What lets us in, and whom customers sent, is nowhere to be read (docs/live.md 3.7, 3.8, 7).</summary>
public sealed class SecretsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Neither_store_nor_what_lies_beside_it_holds_a_token_or_a_contact()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        site.Server.Organization = ConnectedStore.Organization;
        site.Server.Put(ReferralRecords.Make(new Random(1), 120, ConnectedStore.Organization, ConnectedStore.Start));
        site.Server.Faults.At(2, Fault.Error(500), 6);
        (await site.RunAsync()).ShouldBe(RunOutcome.Later);
        // Half-way, when pages are kept, and at the end.
        Search(site);
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        Search(site);
        site.Server.Secrets.Count.ShouldBeGreaterThan(1);
    }

    private static void Search(ConnectedStore site)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(site.Temporary.Path)!))
        {
            string text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            foreach (string secret in site.Server.Secrets.Concat([EntraDirectory.Marker, ReferralRecords.Contact]))
                text.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{Path.GetFileName(file)} holds {secret}");
        }
    }

    [Fact]
    public async Task The_key_beside_a_file_store_is_its_owners_alone_and_a_lost_or_other_key_asks_for_a_sign_in()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        site.Server.Organization = ConnectedStore.Organization;
        site.Server.Put(ReferralRecords.Make(new Random(1), 5, ConnectedStore.Organization, ConnectedStore.Start));
        string key = site.Temporary.Path + ".key";
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await site.OpenAsync();
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        foreach (string other in (string[])[Convert.ToBase64String(new byte[32]), "no key at all", ""])
        {
            await File.WriteAllTextAsync(key, other, Cancel);
            await site.OpenAsync();
            (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.NeedsPerson);
            (await site.SourceAsync()).Trouble!.Kind.ShouldBe(SourceTroubleKind.SignIn);
        }
    }

    [Fact]
    public async Task A_database_without_a_key_keeps_the_sign_in_in_memory()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        var secrets = new SourceSecrets(site.Store, null, null);
        secrets.IsKept.ShouldBeFalse();
        await secrets.KeepAsync(site.Scope, 1, "refresh_token", "planted", Cancel);
        (await secrets.ReadAsync(site.Scope, 1, "refresh_token", Cancel)).ShouldBe("planted");
        (await new SourceSecrets(site.Store, null, null).ReadAsync(site.Scope, 1, "refresh_token", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_that_was_moved_to_another_source_is_none()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        await site.Secrets.KeepAsync(site.Scope, 1, "refresh_token", "planted", Cancel);
        byte[] kept = (await site.Store.Sources.SecretAsync(site.Scope, 1, "refresh_token", Cancel))!;
        await site.Store.Sources.KeepAsync(site.Scope, new LiveSource { Tenant = "t", Client = "c" }, "connect", Cancel);
        await site.Store.Sources.PutSecretAsync(site.Scope, 2, "refresh_token", kept, Cancel);
        (await site.Secrets.ReadAsync(site.Scope, 2, "refresh_token", Cancel)).ShouldBeNull();
        // The same text twice is not the same bytes twice.
        await site.Secrets.KeepAsync(site.Scope, 1, "refresh_token", "planted", Cancel);
        (await site.Store.Sources.SecretAsync(site.Scope, 1, "refresh_token", Cancel))!.ShouldNotBe(kept);
    }

    [Fact]
    public async Task A_new_refresh_token_is_kept_before_its_access_token_is_used()
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        site.Server.Organization = ConnectedStore.Organization;
        site.Server.Directory.Rotation = Rotation.EndsOld;
        site.Server.Put(ReferralRecords.Make(new Random(1), 5, ConnectedStore.Organization, ConnectedStore.Start));
        string? kept = null;
        string first = (await site.Secrets.ReadAsync(site.Scope, 1, SourceTokens.Refresh, Cancel))!;
        site.Server.BeforeRequest = _ => kept = new SourceSecrets(site.Store, null, site.Temporary.Path)
            .ReadAsync(site.Scope, 1, SourceTokens.Refresh, CancellationToken.None).GetAwaiter().GetResult();
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        kept.ShouldNotBeNull().ShouldNotBe(first);
        // A program that starts anew goes on with it; an answer without a new one keeps the old.
        site.Server.Directory.Rotation = Rotation.GivesNone;
        await site.OpenAsync();
        (await site.RunAsync()).ShouldBe(RunOutcome.Done);
        (await site.Secrets.ReadAsync(site.Scope, 1, SourceTokens.Refresh, Cancel)).ShouldBe(kept);
    }
}

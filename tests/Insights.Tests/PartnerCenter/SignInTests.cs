using Insights.Sources.Live;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insights.Tests.PartnerCenter;

/// <summary>Signing in by a code (docs/live.md 3).</summary>
public sealed class SignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(ConnectedStore Site, SignIns SignIns)> StartAsync(
        string owner = ConnectedStore.Organization, int records = 12)
    {
        ConnectedStore site = await ConnectedStore.StartAsync(isConnected: false);
        site.Server.Put(ReferralRecords.Make(new Random(1), records, owner, ConnectedStore.Start));
        return (site, new SignIns(site.Parts, site.Secrets, new LiveSync(site.Parts, NullLogger<LiveSync>.Instance)));
    }

    private static async Task<PendingSignIn?> EndAsync(SignIns signIns, long organization)
    {
        while (signIns.Of(organization) is { Problem: null }) await Task.Delay(5, Cancel);
        return signIns.Of(organization);
    }

    [Fact]
    public async Task Who_types_the_code_connects_an_empty_store_and_makes_its_organisation()
    {
        (ConnectedStore site, SignIns signIns) = await StartAsync();
        await using ConnectedStore _ = site;
        site.Server.Directory.ApprovesAfter = 3;
        await signIns.BeginAsync(0, "rita", ConnectedStore.Tenant, ConnectedStore.Client, Cancel);
        (await EndAsync(signIns, 0)).ShouldBeNull();
        Organization made = (await site.Store.OrganizationsAsync(Cancel)).ShouldHaveSingleItem();
        made.PartnerCenterId.ShouldBe(ConnectedStore.Organization);
        LiveSource source = (await site.Store.Sources.ListAsync(new Scope(made.Id), Cancel)).ShouldHaveSingleItem();
        (source.Account, source.Tenant, source.DueAt is not null).ShouldBe((EntraDirectory.Account, ConnectedStore.Tenant, true));
        (await new SyncRun(site.Parts, new Scope(made.Id), 1, null).RunAsync(Cancel)).ShouldBe(RunOutcome.Done);
        (await site.Store.OrganizationsAsync(Cancel)).ShouldHaveSingleItem().Name.ShouldBe("Contoso Company");
        site.Server.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("declined", "live.sign_in.authorization_declined")]
    [InlineData("expired", "live.sign_in.expired_token")]
    public async Task A_sign_in_that_comes_to_nothing_says_why_and_keeps_nothing(string what, string word)
    {
        (ConnectedStore site, SignIns signIns) = await StartAsync();
        await using ConnectedStore _ = site;
        site.Server.SignInFaults.At(1, Fault.Gzip);
        if (what == "expired") site.Server.Directory.DeviceLives = TimeSpan.FromSeconds(20);
        await signIns.BeginAsync(0, null, ConnectedStore.Tenant, ConnectedStore.Client, Cancel);
        if (what == "declined") site.Server.Directory.Decline();
        (await EndAsync(signIns, 0))!.Problem.ShouldBe(word);
        (await site.Store.OrganizationsAsync(Cancel)).ShouldBeEmpty();
        site.Server.Requests.ShouldBe(0);
        site.Clock.Advance(TimeSpan.FromHours(1));
        signIns.Of(0).ShouldBeNull("it is told for a while");
    }

    [Fact]
    public async Task The_referrals_of_another_organisation_are_refused_before_anything_is_kept()
    {
        (ConnectedStore site, SignIns signIns) = await StartAsync(owner: "99999999-0b9c-4f3e-8a51-d0c5e6f10a01");
        await using ConnectedStore _ = site;
        Organization ours = await site.Store.MakeAsync(ConnectedStore.Organization, "Contoso", Cancel);
        site.Server.Directory.ApprovesAfter = 1;
        await signIns.BeginAsync(ours.Id, null, ConnectedStore.Tenant, ConnectedStore.Client, Cancel);
        PendingSignIn ended = (await EndAsync(signIns, ours.Id))!;
        (ended.Problem, ended.Detail).ShouldBe(("live.sign_in.other_organization", "99999999-0b9c-4f3e-8a51-d0c5e6f10a01"));
        (await site.Store.Sources.ListAsync(new Scope(ours.Id), Cancel)).ShouldBeEmpty();
        File.Exists(site.Temporary.Path + ".key").ShouldBeFalse();
    }

    [Fact]
    public async Task An_account_without_the_role_is_told_so()
    {
        (ConnectedStore site, SignIns signIns) = await StartAsync();
        await using ConnectedStore _ = site;
        site.Server.Directory.ApprovesAfter = 1;
        site.Server.Faults.At(1, Fault.Error(403));
        await signIns.BeginAsync(0, null, ConnectedStore.Tenant, ConnectedStore.Client, Cancel);
        (await EndAsync(signIns, 0))!.Problem.ShouldBe("live.trouble.Role");
        (await site.Store.OrganizationsAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_asked_to_slow_down_does()
    {
        (ConnectedStore site, SignIns signIns) = await StartAsync();
        await using ConnectedStore _ = site;
        await signIns.BeginAsync(0, null, ConnectedStore.Tenant, ConnectedStore.Client, Cancel);
        site.Server.Directory.SlowDown();
        site.Server.Directory.ApprovesAfter = 6;
        (await EndAsync(signIns, 0)).ShouldBeNull();
        site.Server.Complaints.ShouldBeEmpty("no code was asked for too early");
    }

    public static TheoryData<int> Numbers => [.. SignInCodes.All.Select(code => int.Parse(code,
        System.Globalization.CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_sign_in_that_no_longer_holds_stops_every_call_and_says_why_in_words(int number)
    {
        await using ConnectedStore site = await ConnectedStore.StartAsync();
        site.Server.Directory.RefusesWith = number;
        (await site.RunAsync()).ShouldBe(RunOutcome.NeedsPerson);
        LiveSource source = await site.SourceAsync();
        string code = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (source.Trouble!.Kind, source.Trouble.Code, source.DueAt).ShouldBe((SourceTroubleKind.SignIn, code, null));
        site.Server.Requests.ShouldBe(0);
        foreach (Language language in Language.All) SignInCodes.Say(code, language).ShouldNotBeNull().ShouldNotStartWith("[");
    }
}

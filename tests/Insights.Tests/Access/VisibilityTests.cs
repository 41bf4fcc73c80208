using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Insights.Access;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Insights.Web;

namespace Insights.Tests.Access;

/// <summary>Small worlds in which it shows when somebody sees what is not theirs.</summary>
[Trait("Category", "Slow")]
public sealed class VisibilityTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryStore temporary = new();
    private readonly List<WebApplication> apps = [];
    private ReferralStore store = null!;

    public async ValueTask InitializeAsync() => store = await temporary.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in apps) await app.DisposeAsync();
        await temporary.DisposeAsync();
    }

    [Fact]
    public async Task Page_views_belong_to_no_referral_and_so_to_no_referrals_user()
    {
        await ImportAsync("us", Referral("hers", "ann@us.example"),
            new PageViewObservation { Day = Day(-5), Source = "profile", PageViews = 42, CtaClicks = 7 });
        WebApplication app = await ServeAsync();
        using HttpClient admin = await ClientAsync(app, Role.ReferralsAdmin), user = await ClientAsync(app, Role.ReferralsUser);
        (await MetricAsync(admin, "leads.page_views"), await MetricAsync(admin, "leads.cta_clicks")).ShouldBe((42m, 7m));
        (await MetricAsync(user, "leads.page_views") ?? 0, await MetricAsync(user, "leads.cta_clicks") ?? 0).ShouldBe((0m, 0m));
        (await RowsAsync(admin, "leads.page_views")).ShouldBe(1);
        (await RowsAsync(user, "leads.page_views")).ShouldBe(0);
        (await user.GetStringAsync("/insights/leads?range=12m", Cancel)).ShouldNotContain(">42<");
    }

    [Fact]
    public async Task A_referrals_user_sees_the_money_of_registrations_of_their_own_referrals_only()
    {
        await ImportAsync("us", Referral("hers", "ann@us.example"), Referral("not-hers", "carl@us.example"),
            Registration("hers", 1_000), Registration("not-hers", 50_000), Registration("of-nobody-we-know", 900_000));
        WebApplication app = await ServeAsync();
        using HttpClient admin = await ClientAsync(app, Role.ReferralsAdmin), user = await ClientAsync(app, Role.ReferralsUser);
        (await MetricAsync(admin, "revenue.ip_cosell_approved_value")).ShouldBe(951_000);
        (await MetricAsync(user, "revenue.ip_cosell_approved_value")).ShouldBe(1_000);
        (await RowsAsync(admin, "revenue.ip_cosell_approved_value")).ShouldBe(3);
        (await RowsAsync(user, "revenue.ip_cosell_approved_value")).ShouldBe(1);
        string dashboard = await user.GetStringAsync("/api/v1/cosell?range=12m", Cancel);
        dashboard.ShouldNotContain("50000");
        dashboard.ShouldNotContain("900000");
    }

    [Theory, InlineData(Role.ReferralsAdmin), InlineData(Role.ReferralsUser), InlineData(Role.ExecutiveViewer)]
    public async Task Who_was_sent_by_a_provider_without_an_organisation_is_never_who_sits_at_the_machine(Role role)
    {
        await ImportAsync("us", Referral("ours", "ann@us.example"));
        WebApplication app = await ServeAsync();
        using HttpClient sent = await ClientAsync(app, role, organization: null);
        foreach (string path in (string[])["/insights/summary", "/api/v1/summary", "/api/v1/list?of=referrals.all", "/settings", "/access"])
            (await sent.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
    }

    [Fact]
    public async Task A_program_that_serves_one_organisation_takes_no_token_session_or_link_of_another()
    {
        await ImportAsync("us", Referral("ours", "ann@us.example"));
        await ImportAsync("them", Referral("theirs", "bob@them.example"));
        WebApplication app = await ServeAsync(served: 1);
        foreach ((long organization, HttpStatusCode status) in new[] { (1L, HttpStatusCode.OK), (2L, HttpStatusCode.Unauthorized) })
        {
            var secret = Secret.New(organization);
            await store.ApiTokens.PutAsync(new Scope(organization), secret.Hash, "reports", "referrals", temporary.Clock.Now.AddDays(1),
                Cancel);
            using var program = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            program.DefaultRequestHeaders.Authorization = new("Bearer", secret.Word);
            (await program.GetAsync("/api/v1/list?of=referrals.all", Cancel))
                .StatusCode.ShouldBe(status, $"a token of organisation {organization}");
        }
        using HttpClient ours = await ClientAsync(app, Role.ReferralsAdmin), theirs = await ClientAsync(app, Role.ReferralsAdmin, "them");
        (await ours.GetAsync("/api/v1/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await theirs.GetAsync("/api/v1/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using HttpClient machine = (await Admission.AsAsync(app, PersonClaims.AtTheMachine(2, SessionTickets.Scheme)))
            .Client(app.Urls.First(), follow: false);
        (await machine.GetAsync("/api/v1/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>The sample has the Partner Center id of nobody; who is sent with it would otherwise read it as their own.</summary>
    [Fact]
    public async Task The_sample_is_nobody_s_organisation_whoever_says_so()
    {
        await ImportAsync("sample-id", [Referral("made-up", "ann@us.example")], isSample: true);
        WebApplication app = await ServeAsync();
        using HttpClient sent = await ClientAsync(app, Role.ReferralsAdmin, "sample-id");
        (await sent.GetAsync("/api/v1/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await store.FindAsync("sample-id", Cancel)).ShouldBeNull();

        await ImportAsync("sample-id", Referral("real", "ann@us.example"));
        (await sent.GetStringAsync("/api/v1/list?of=referrals.all", Cancel)).ShouldContain("real");
        (await sent.GetStringAsync("/api/v1/list?of=referrals.all", Cancel)).ShouldNotContain("made-up");
    }

    private async Task<WebApplication> ServeAsync(long? served = null)
    {
        WebApplication app = WebProgram.Build(store, temporary.Clock, served, "http://127.0.0.1:0");
        apps.Add(app);
        await app.StartAsync(Cancel);
        return app;
    }

    private static async Task<HttpClient> ClientAsync(WebApplication app, Role role, string? organization = "us")
    {
        List<Claim> claims = [new(PersonClaims.Subject, "ann"), new(PersonClaims.Issuer, "https://login.example"),
            new(PersonClaims.Name, "Ann"),
            new(PersonClaims.Mail, "ann@us.example"), new(PersonClaims.Role, role.ToString())];
        if (organization is not null) claims.Add(new(PersonClaims.Organization, organization));
        return (await Admission.AsAsync(app, new ClaimsPrincipal(new ClaimsIdentity(claims, SessionTickets.Scheme))))
            .Client(app.Urls.First(), follow: false);
    }

    private static async Task<decimal?> MetricAsync(HttpClient client, string key) =>
        (decimal?)JsonNode.Parse(await client.GetStringAsync("/api/v1/summary?range=12m", Cancel))!["metrics"]![key];

    private static async Task<int> RowsAsync(HttpClient client, string of) =>
        JsonNode.Parse(await client.GetStringAsync($"/api/v1/list?range=12m&of={of}", Cancel))!["rows"]!.AsArray().Count;

    private Task ImportAsync(string partnerCenterId, params Observation[] told) => ImportAsync(partnerCenterId, told, isSample: false);

    private async Task ImportAsync(string partnerCenterId, Observation[] told, bool isSample)
    {
        await using ImportSession session = await store.BeginImportAsync(null, partnerCenterId, partnerCenterId, isSample, null, Cancel);
        foreach (Observation observation in told) session.Add(observation);
        string format = told.OfType<PageViewObservation>().Any() ? "page_views" : "api";
        await session.CommitAsync([new FileReceipt("test", format, told.Length, told.Length, 0, 0, 0)], Cancel);
    }

    private DateOnly Day(int days) => DateOnly.FromDateTime(temporary.Clock.Now.AddDays(days).UtcDateTime);

    private RegistrationObservation Registration(string referral, decimal value) => new()
    {
        ReferralId = referral,
        RegistrationId = "reg-" + referral,
        Status = "Approved",
        Registered = temporary.Clock.Now.AddDays(-10),
        Approved = temporary.Clock.Now.AddDays(-9),
        ContractValue = value,
        Currency = "USD",
    };

    private ReferralObservation Referral(string id, string team) => new()
    {
        ReferralId = id,
        Type = ReferralType.Inbound,
        State = ObservedState.Won,
        Created = temporary.Clock.Now.AddDays(-20),
        Accepted = temporary.Clock.Now.AddDays(-19),
        Closed = temporary.Clock.Now.AddDays(-2),
        DealValue = 1000,
        Currency = "USD",
        CustomerName = "Wagner AG " + id.Length.ToString(CultureInfo.InvariantCulture),
        Team = [team],
    };
}

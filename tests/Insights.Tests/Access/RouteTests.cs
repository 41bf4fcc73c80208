using System.Net;
using System.Text;
using Insights.Access;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using System.Security.Claims;
using Insights.Web;

namespace Insights.Tests.Access;

[Trait("Category", "Slow")]
public sealed class RoutesOnSqlite() : RouteTests(StoreEngine.Sqlite);

[Trait("Category", "Slow")]
public sealed class RoutesOnPostgres() : RouteTests(StoreEngine.Postgres);

/// <summary>Every address of the program × every role × one's own and another organisation, against the one table of who may do
/// what.</summary>
public abstract class RouteTests(StoreEngine engine) : IAsyncLifetime
{
    private const string OurCustomer = "Ours-Wagner-AG", TheirCustomer = "Theirs-Keller-AG", OurId = "our-referral",
        TheirId = "their-referral";
    private readonly TemporaryStore temporary = new(engine);
    private ReferralStore store = null!;
    private WebApplication app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Who comes: nobody, each role, somebody without a role, somebody of no organisation, and programs.</summary>
    private static readonly string[] Guests = ["nobody", "admin", "user", "executive", "no role", "no organization", "token numbers",
        "token referrals", "revoked token", "expired token", "broken token"];

    public async ValueTask InitializeAsync()
    {
        store = await temporary.OpenAsync();
        await Fill("us", OurId, OurCustomer, "ann@us.example");
        await Fill("them", TheirId, TheirCustomer, "bob@them.example");
        app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await temporary.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_address_nobody_put_into_the_table_is_closed_to_everybody()
    {
        await using var store = new TemporaryStore();
        await store.ImportAsync(new ReferralObservation { ReferralId = "a" });
        ReferralStore opened = await store.OpenAsync();
        await using WebApplication program = WebProgram.Build(opened, store.Clock, null, "http://127.0.0.1:0");
        program.MapGet("/forgotten", () => "what nobody thought of");
        await program.StartAsync(Cancel);
        string address = program.Urls.First();
        using HttpClient admin = (await Admission.OfAsync(opened, store.Clock, address)).Client(address, follow: false);
        using var stranger = new HttpClient { BaseAddress = new Uri(address) };
        foreach (HttpClient client in (HttpClient[])[admin, stranger])
        {
            using HttpResponseMessage answer = await client.GetAsync("/forgotten", Cancel);
            ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(400);
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("nobody thought of");
        }
    }

    [Fact]
    public void Every_address_of_the_program_is_in_the_table_and_no_other()
    {
        string[] there = [.. Endpoints().Select(e => $"{e.Method} {e.Pattern}").Distinct().Order(StringComparer.Ordinal)];
        there.ShouldBe([.. EndpointRules.All.Select(d => $"{d.Method} {d.Pattern}").Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public async Task Nothing_is_open_that_should_be_closed_and_nothing_of_others_is_ever_told()
    {
        (Scope ours, Scope theirs) = (new Scope(1), new Scope(2));
        long ourFeedback = await store.FeedbackBox.PutAsync(ours, new FeedbackGiven(new string('a', 32), "/insights/summary", null, true,
            [], "our words"), null, Cancel);
        // The other organisation's things have numbers ours does not have, so that a number alone can never lead to them.
        for (int i = 0; i < 3; i++)
            await store.FeedbackBox.PutAsync(theirs, new FeedbackGiven(new string('b', 32), "/insights/summary", null, true, [],
                $"their words {TheirCustomer}"), null, Cancel);
        await store.Outbox.PutAsync(theirs, new SharedReading(WayOut.Mail, "/insights/summary", TheirCustomer, "", ""), ["x@example.com"],
            null, Cancel);
        store.Audit.Note(theirs, "export", TheirCustomer);
        await store.ApiTokens.PutAsync(theirs, "hash", TheirCustomer, "numbers", temporary.Clock.Now.AddDays(1), Cancel);

        int cases = 0;
        var wrong = new List<string>();
        foreach (string guest in Guests)
        {
            using HttpClient client = await ClientAsync(guest);
            foreach (EndpointRule door in EndpointRules.All.Where(d => d.Pattern is not "/sign-out"))
                foreach ((string id, bool own) in new[] { ("1", true), ("3", false) })
                {
                    if (!door.Pattern.Contains('{', StringComparison.Ordinal) && !own) continue;
                    string path = door.Pattern.Replace("{id:long}", id, StringComparison.Ordinal)
                        .Replace("{**id}", own ? OurId : TheirId, StringComparison.Ordinal)
                        .Replace("{name}", "page.css", StringComparison.Ordinal);
                    if (door.Pattern.EndsWith("/referral", StringComparison.Ordinal)) path += "?id=" + TheirId;
                    if (door.Pattern.StartsWith("/api/v1/list", StringComparison.Ordinal)) path += "?of=referrals.all";
                    if (path.EndsWith(".pdf", StringComparison.Ordinal)) path += "?paper=nonsense"; // Whether it may come in is the question, not what it looks like.
                    using var request = new HttpRequestMessage(new HttpMethod(door.Method), path);
                    if (door.Method == "POST") request.Content = new FormUrlEncodedContent([]);
                    using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
                    string text = await answer.Content.ReadAsStringAsync(Cancel);
                    cases++;
                    (bool in_, string why) = Expected(guest, door);
                    bool closed = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                    if (closed == in_) wrong.Add($"{guest}: {door.Method} {path} answered {(int)answer.StatusCode}, and {why}");
                    if (text.Contains(TheirCustomer, StringComparison.Ordinal) || text.Contains("their words", StringComparison.Ordinal))
                        wrong.Add($"{guest}: {path} told of another organisation");
                    if (!May(guest, Right.SeeReferrals) && text.Contains(OurCustomer, StringComparison.Ordinal))
                        wrong.Add($"{guest}: {path} told a customer's name");
                    if (door.Pattern.EndsWith("/referral", StringComparison.Ordinal) && in_
                        && answer.StatusCode != HttpStatusCode.NotFound) wrong.Add($"{guest}: {path} found another organisation's referral");
                }
        }
        wrong.ShouldBeEmpty();
        cases.ShouldBe(Guests.Length * (EndpointRules.All.Count(d => d.Pattern != "/sign-out") +
            EndpointRules.All.Count(d => d.Pattern.Contains('{', StringComparison.Ordinal))));
        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} cases");
        (await store.FeedbackBox.ListAsync(theirs, Cancel))
            .ShouldAllBe(f => f.Status == FeedbackStatus.New, "nobody of ours answered theirs");
        ourFeedback.ShouldBe(1);
    }

    [Fact]
    public async Task Only_an_admin_makes_a_link_for_others_and_nobody_else_is_shown_the_way()
    {
        foreach ((string guest, bool makes) in new[] { ("admin", true), ("user", false), ("executive", false) })
        {
            using HttpClient client = await ClientAsync(guest);
            var share = Insights.Tests.Widgets.WidgetTests.Parse(await client.GetStringAsync("/share?at=%2Finsights%2Fsummary", Cancel));
            share.QuerySelectorAll("a[href^='/share/links']").Length.ShouldBe(makes ? 1 : 0, guest);
            var token = (AngleSharp.Html.Dom.IHtmlInputElement)share.QuerySelector("input[name^=__RequestVerificationToken]")!;
            foreach (string kind in new[] { "frozen", "live" })
                (await client.PostAsync("/share/links", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    [token.Name!] = token.Value,
                    ["at"] = "/insights/summary",
                    ["name"] = guest,
                    ["days"] = "7",
                    ["kind"] = kind,
                }), Cancel)).StatusCode.ShouldBe(makes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, $"{guest}, {kind}");
        }
        (await store.SharedLinks.ListAsync(new Scope(1), Cancel)).Select(link => link.Name).ShouldBe(["admin", "admin"]);
    }

    [Fact]
    public async Task A_referrals_user_sees_the_referrals_whose_team_names_them_and_counts_no_other()
    {
        await using (ImportSession session = await store.BeginImportAsync(1, "us", "Us", false, null, Cancel))
        {
            session.Add(Referral("not-hers", "Fremd-AG", "carl@us.example"));
            await session.CommitAsync([new FileReceipt("more", "api", 1, 1, 0, 0, 0)], Cancel);
        }
        using HttpClient user = await ClientAsync("user"), admin = await ClientAsync("admin");
        string hers = await user.GetStringAsync("/api/v1/list?of=referrals.all&range=12m", Cancel),
            all = await admin.GetStringAsync("/api/v1/list?of=referrals.all&range=12m", Cancel);
        hers.ShouldContain(OurId);
        hers.ShouldNotContain("not-hers");
        all.ShouldContain("not-hers");
        (await user.GetAsync("/insights/referral?id=not-hers", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await user.GetAsync($"/insights/referral?id={OurId}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await user.GetStringAsync("/api/v1/list?of=referrals.all&range=12m&q=Fremd", Cancel)).ShouldNotContain("Fremd-AG");
        System.Text.Json.Nodes.JsonNode.Parse(await user.GetStringAsync("/api/v1/summary?range=12m",
            Cancel))!["metrics"]!["referrals.total"]!.GetValue<decimal>().ShouldBe(1);
        System.Text.Json.Nodes.JsonNode.Parse(await admin.GetStringAsync("/api/v1/summary?range=12m",
            Cancel))!["metrics"]!["referrals.total"]!.GetValue<decimal>().ShouldBe(2);
    }

    [Fact]
    public async Task A_link_lets_in_once_within_its_time_and_what_it_began_ends_with_signing_out()
    {
        string address = app.Urls.First(), link = await LinkVerb.NewAsync(store, temporary.Clock, 1, address, Cancel);
        System.Net.Cookie session = await Admission.OpenAsync(link);
        using HttpClient second = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        (await second.PressAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "it was used");
        string late = await LinkVerb.NewAsync(store, temporary.Clock, 1, address, Cancel);
        temporary.Clock.Now += LinkVerb.Waits;
        (await second.PressAsync(late)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "it expired");
        (await second.PressAsync(address + "/sign-in?key=1.nonsense")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using HttpClient client = session.Client(address, follow: false);
        var page = Insights.Tests.Widgets.WidgetTests.Parse(await client.GetStringAsync("/sign-in", Cancel));
        (await client.PostAsync("/sign-out", new FormUrlEncodedContent([]), Cancel))
            .StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form without its mark ends nothing");
        var form = page.QuerySelectorAll("form[action='/sign-out'] input")
            .Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value") ?? ""));
        (await client.PostAsync("/sign-out", new FormUrlEncodedContent(form), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        // Whoever copied the cookie before has nothing either: the session itself is gone.
        using HttpClient thief = session.Client(address, follow: false);
        (await thief.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_runs_out_when_it_is_not_used_and_every_way_in_and_out_is_in_the_audit_trail()
    {
        string address = app.Urls.First();
        System.Net.Cookie session = await Admission.OfAsync(store, temporary.Clock, address, 1);
        using HttpClient client = session.Client(address, follow: false);
        temporary.Clock.Now += TimeSpan.FromDays(13);
        (await client.GetAsync("/api/v1/list.csv?of=referrals.all", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        temporary.Clock.Now += TimeSpan.FromDays(13);
        (await client.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, "it was used within 14 days");
        temporary.Clock.Now += TimeSpan.FromDays(15);
        (await client.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        IReadOnlyList<AuditEntry> trail = await store.Audit.ListAsync(new Scope(1), 10, null, Cancel);
        trail.Select(e => (e.Action, e.Subject))
            .ShouldBe([("export", "/api/v1/list.csv?of=referrals.all"), ("signin", "link"), ("import", "1: test")]);
    }

    [Fact]
    public async Task Two_who_open_one_link_at_once_are_not_both_let_in()
    {
        for (int i = 0; i < 5; i++)
        {
            var secret = Secret.New(1);
            await store.OneTimeLinks.PutAsync(1, secret.Hash, temporary.Clock.Now.AddHours(1), Cancel);
            bool[] let = await Task.WhenAll(Enumerable.Range(0, 8)
                .Select(_ => Task.Run(() => store.OneTimeLinks.UseAsync(1, secret.Hash, Cancel))));
            let.Count(l => l).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Nobody_changes_the_audit_trail_not_even_past_the_program()
    {
        store.Audit.Note(new Scope(1), "export", "a");
        await store.Audit.ListAsync(new Scope(1), 1, null, Cancel);
        foreach (string sql in new[] { "UPDATE audit SET person = 'somebody else' WHERE organization_id = 1",
            "DELETE FROM audit WHERE organization_id = 1" })
            await PastTheProgram(sql);
        (await store.Audit.ListAsync(new Scope(1), 9, null, Cancel)).Select(e => (e.Person, e.Subject))
            .ShouldBe([("", "a"), ("", "1: test")]);
    }

    /// <summary>Runs a statement on a connection of its own, as the role the program has; what it is refused does not matter.</summary>
    private async Task PastTheProgram(string sql)
    {
        string place = await temporary.PlaceAsync();
        await using System.Data.Common.DbConnection connection = engine == StoreEngine.Sqlite
            ? new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={place}") : new Npgsql.NpgsqlConnection(place);
        await connection.OpenAsync(Cancel);
        await using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = (engine == StoreEngine.Sqlite ? "" : "SET insights.organization_id = '1'; ") + sql;
        try
        {
            await command.ExecuteNonQueryAsync(Cancel);
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return;
        }
    }

    private static (bool In, string Why) Expected(string guest, EndpointRule door)
    {
        if (door.Pattern == "/sign-in" && door.Method == "POST") return (true, "it is open"); // Not found without a provider, but not closed.
        if (door.Right is not { } right) return (true, "it is open");
        if (guest.Contains("token", StringComparison.Ordinal) && !door.Programs) return (false, "programs do not come here");
        return (May(guest, right), $"it asks for {right}");
    }

    private static bool May(string guest, Right right) => guest switch
    {
        "admin" => true,
        "user" => right is Right.SeeNumbers or Right.SeeReferrals or Right.Share or Right.GiveFeedback,
        "executive" => right is Right.SeeNumbers or Right.Share or Right.GiveFeedback,
        "token numbers" => right is Right.SeeNumbers,
        "token referrals" => right is Right.SeeNumbers or Right.SeeReferrals,
        _ => false,
    };

    private async Task<HttpClient> ClientAsync(string guest)
    {
        string address = app.Urls.First();
        if (guest.Contains("token", StringComparison.Ordinal))
        {
            var secret = Secret.New(1);
            long id = await store.ApiTokens.PutAsync(new Scope(1), secret.Hash, guest, guest == "token referrals" ? "referrals"
                : "numbers", temporary.Clock.Now.AddDays(guest == "expired token" ? -1 : 1), Cancel);
            if (guest == "revoked token") await store.ApiTokens.RevokeAsync(new Scope(1), id, Cancel);
            var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
            client.DefaultRequestHeaders.Authorization = new("Bearer", guest == "broken token" ? "2" + secret.Word[1..] : secret.Word);
            return client;
        }
        return guest == "nobody" ? new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) }
            : (await SessionAsync(guest)).Client(address, follow: false);
    }

    /// <summary>As the company's identity provider would have it: a session with the claims it hands on.</summary>
    private async Task<System.Net.Cookie> SessionAsync(string guest)
    {
        List<Claim> claims = [new(PersonClaims.Subject, guest), new(PersonClaims.Issuer, "https://login.example"),
            new(PersonClaims.Name, guest), new(PersonClaims.Mail, "ann@us.example"),
            new(PersonClaims.Organization, guest == "no organization" ? "strangers" : "us")];
        if (guest is "admin" or "user" or "executive" or "no organization")
            claims.Add(new(PersonClaims.Role,
                (guest switch { "user" => Role.ReferralsUser, "executive" => Role.ExecutiveViewer, _ => Role.ReferralsAdmin }).ToString()));
        return await Admission.AsAsync(app, new ClaimsPrincipal(new ClaimsIdentity(claims, SessionTickets.Scheme)));
    }

    private IEnumerable<(string Method, string Pattern)> Endpoints() =>
        from source in app.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)app).DataSources)
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        where method != "HEAD"
        select (method, endpoint.RoutePattern.RawText!);

    private async Task Fill(string partnerCenterId, string referral, string customer, string team)
    {
        await using ImportSession session = await store.BeginImportAsync(null, partnerCenterId, partnerCenterId, false, null, Cancel);
        session.Add(Referral(referral, customer, team));
        await session.CommitAsync([new FileReceipt("test", "api", 1, 1, 0, 0, 0)], Cancel);
    }

    private ReferralObservation Referral(string id, string customer, string team) => new()
    {
        ReferralId = id,
        Type = ReferralType.Qualified,
        State = ObservedState.Won,
        Created = temporary.Clock.Now.AddDays(-20),
        Accepted = temporary.Clock.Now.AddDays(-19),
        Closed = temporary.Clock.Now.AddDays(-2),
        DealValue = 1000,
        Currency = "USD",
        Country = "NL",
        CustomerName = customer,
        Team = [team],
    };
}

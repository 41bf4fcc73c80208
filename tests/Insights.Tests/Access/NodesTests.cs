using System.Net;
using System.Text.Json;
using Insights.Cli;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Insights.Web;

namespace Insights.Tests.Access;

/// <summary>Several programs that serve one store, and what each says of its health.</summary>
[Trait("Category", "Slow")]
public sealed class NodesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(StoreEngine.Sqlite), InlineData(StoreEngine.Postgres)]
    public async Task Who_signed_in_at_one_is_known_at_the_other_however_each_spells_the_stores_place(StoreEngine engine)
    {
        await using var temporary = new TemporaryStore(engine);
        await temporary.ImportAsync(new ReferralObservation
        {
            ReferralId = "r1",
            Type = ReferralType.Qualified,
            State = ObservedState.New,
            Created = temporary.Clock.Now
        });
        string place = await temporary.PlaceAsync();
        string link = temporary.Path + ".link";
        if (engine == StoreEngine.Sqlite) File.CreateSymbolicLink(link, place);
        ReferralStore one = await ReferralStore.OpenAsync(place, temporary.Clock, Cancel);
        ReferralStore two = await ReferralStore.OpenAsync(engine == StoreEngine.Sqlite ? link
            : place.Replace("Host=", "Host=/tmp/../", StringComparison.Ordinal), temporary.Clock, Cancel);
        if (engine == StoreEngine.Postgres) two.Location.ShouldNotBe(one.Location);
        await using WebApplication first = await ServeAsync(one, temporary), second = await ServeAsync(two, temporary);
        System.Net.Cookie session = await Admission.OfAsync(one, temporary.Clock, first.Urls.First());
        foreach (WebApplication app in new[] { first, second })
        {
            using HttpClient client = session.Client(app.Urls.First(), follow: false);
            (await client.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Two_stores_on_one_machine_have_cookies_of_their_own_and_a_moved_one_keeps_its()
    {
        await using TemporaryStore here = new(), there = new(), elsewhere = new(StoreEngine.Postgres);
        ReferralStore one = await here.OpenAsync(), other = await there.OpenAsync(), moved = await elsewhere.OpenAsync();
        other.Identity.ShouldNotBe(one.Identity);
        (await here.OpenAsync()).Identity.ShouldBe(one.Identity);
        await ReferralStore.MoveAsync(one, moved, _ => { }, Cancel);
        (await elsewhere.OpenAsync()).Identity.ShouldBe(one.Identity);
    }

    [Fact]
    public async Task Health_says_which_part_is_away_and_only_without_the_store_nobody_is_served()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        await temporary.ImportAsync(new ReferralObservation
        {
            ReferralId = "r1",
            Type = ReferralType.Qualified,
            State = ObservedState.New,
            Created = temporary.Clock.Now
        });
        string place = await temporary.PlaceAsync(), database = new Npgsql.NpgsqlConnectionStringBuilder(place).Database!;
        PrivatePostgres server = await PrivatePostgres.Shared;
        ReferralStore store = await temporary.OpenAsync();
        await using WebApplication app = await ServeAsync(store, temporary);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await ReadyAsync(client)).ShouldBe((HttpStatusCode.OK, "Healthy", "Healthy", "Healthy", "Healthy"));

        await server.AsSuperuserAsync(database,
            "CREATE FUNCTION away() RETURNS BOOLEAN LANGUAGE plpgsql AS 'BEGIN RAISE ''could not connect to the node''; END'",
                "INSERT INTO organization VALUES (2, NULL, 'x', 0, 0)",
            "CREATE POLICY away ON delivery AS RESTRICTIVE USING (organization_id <> 2 OR away())",
            "INSERT INTO delivery (organization_id, share_id, recipient, state, attempts, interruptions, give_up_at, next_try_at) " +
                "VALUES (2, 1, 'x@example.com', 0, 0, 0, 0, 0)");
        await app.Services.GetRequiredService<OutboxWorker>().CarryDueAsync(Cancel);
        (await ReadyAsync(client)).ShouldBe((HttpStatusCode.OK, "Degraded", "Healthy", "Degraded", "Healthy"));

        await server.AsSuperuserAsync("postgres", $"ALTER DATABASE {database} ALLOW_CONNECTIONS false",
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        try
        {
            string said = "";
            for (HttpStatusCode status = HttpStatusCode.OK; status != HttpStatusCode.ServiceUnavailable;)
            {
                using HttpResponseMessage answer = await client.GetAsync("/health/ready", Cancel);
                (status, said) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
            }
            said.ShouldContain("\"store\":{\"status\":\"Unhealthy\"");
            said.ShouldNotContain(database, customMessage: "where the store is, is nobody's business");
        }
        finally
        {
            await server.AsSuperuserAsync("postgres", $"ALTER DATABASE {database} ALLOW_CONNECTIONS true");
        }
    }

    private static async Task<(HttpStatusCode, string, string, string, string)> ReadyAsync(HttpClient client)
    {
        using HttpResponseMessage answer = await client.GetAsync("/health/ready", Cancel);
        JsonElement said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement,
            parts = said.GetProperty("parts");
        string Status(string part) => parts.GetProperty(part).GetProperty("status").GetString()!;
        return (answer.StatusCode, said.GetProperty("status").GetString()!, Status("store"), Status("rows"), Status("trail"));
    }

    private static async Task<WebApplication> ServeAsync(ReferralStore store, TemporaryStore temporary)
    {
        WebApplication app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        return app;
    }
}

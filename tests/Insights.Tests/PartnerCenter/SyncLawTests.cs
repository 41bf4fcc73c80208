using System.Text.Json.Nodes;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Store;

namespace Insights.Tests.PartnerCenter;

[Trait("Category", "Slow")]
public sealed class SyncLawOnSqlite() : SyncLawTests(StoreEngine.Sqlite, scripts: 120);

[Trait("Category", "Slow")]
public sealed class SyncLawOnPostgres() : SyncLawTests(StoreEngine.Postgres, scripts: 12);

/// <summary>Laws of live sync (docs/live.md 4): whatever changes and whatever goes wrong, one quiet run later the store is what a
/// fresh import of the server's records makes.</summary>
public abstract class SyncLawTests
{
    private static readonly Fault[] Passing =
    [
        Fault.TooMany(), Fault.TooMany(30), Fault.TooManyUntil(TimeSpan.FromSeconds(20)), Fault.Unavailable(5), Fault.Error(500),
        Fault.Error(502), Fault.Error(503), Fault.Error(504), Fault.Error(408), Fault.Error(509), Fault.Html, Fault.Cut, Fault.Reset,
        Fault.ResetInBody, Fault.Gzip, Fault.Error(403), Fault.Error(404), Fault.Error(400), Fault.TooMany(3600),
    ];

    private readonly StoreEngine engine;
    private readonly int scripts;

    private protected SyncLawTests(StoreEngine engine, int scripts) => (this.engine, this.scripts) = (engine, scripts);

    [Fact]
    public async Task After_any_script_one_quiet_full_run_makes_the_store_what_a_fresh_import_makes()
    {
        for (int seed = 1; seed <= scripts; seed++)
        {
            await using ConnectedStore site = await BeginAsync(seed);
            var random = new Random(seed);
            for (int steps = random.Next(1, 6); steps > 0; steps--)
            {
                Change(site, random, random.Next(12));
                site.Server.Faults.Clear();
                site.Server.Faults.AtRate(random.Next(4) * 0.06, random, Passing);
                // What happens between two requests: records jump ahead of us, and others shift back.
                int unrest = random.Next(4);
                site.Server.BeforeRequest = _ => { if (random.Next(4) < unrest) Change(site, random, random.Next(4)); };
                await site.RunAsync(random.Next(3) == 0 ? RunKind.Full : random.Next(2) == 0 ? RunKind.Ordinary : null);
                site.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 300)));
            }
            Quiet(site);
            (await site.RunAsync(RunKind.Full)).ShouldBe(RunOutcome.Done, $"seed {seed}: {await TroubleAsync(site)}");
            await SameAsync(site, $"seed {seed}");
            site.Server.Complaints.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public async Task Where_changes_move_their_moment_one_quiet_ordinary_run_is_enough()
    {
        for (int seed = 1; seed <= scripts; seed++)
        {
            await using ConnectedStore site = await BeginAsync(seed);
            var random = new Random(seed);
            (await site.RunAsync()).ShouldBe(RunOutcome.Done, $"seed {seed}: {await TroubleAsync(site)}");
            for (int steps = random.Next(1, 5); steps > 0; steps--)
            {
                site.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 200)));
                Change(site, random, random.Next(40));
                int unrest = random.Next(4);
                site.Server.BeforeRequest = _ => { if (random.Next(4) < unrest) Change(site, random, random.Next(6)); };
                (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done, $"seed {seed}: {await TroubleAsync(site)}");
            }
            Quiet(site);
            (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done, $"seed {seed}");
            await SameAsync(site, $"seed {seed}");
            site.Server.Complaints.ShouldBeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public async Task After_a_whole_day_with_every_twentieth_answer_at_fault_the_store_is_what_the_server_tells()
    {
        await using ConnectedStore site = await BeginAsync(7);
        var random = new Random(7);
        site.Server.Faults.AtRate(0.05, random, Passing);
        site.Server.BeforeRequest = _ => Change(site, random, random.Next(3));
        DateTimeOffset end = site.Clock.GetUtcNow().AddDays(1);
        int runs = 0, readings = 0;
        while (site.Clock.GetUtcNow() < end)
        {
            LiveSource source = await site.SourceAsync();
            // As the program does: what is due is read, and not before.
            DateTimeOffset due = source.DueAt ?? site.Clock.GetUtcNow();
            if (due > site.Clock.GetUtcNow()) site.Clock.Advance(due - site.Clock.GetUtcNow());
            // A person who looks at the page signs in, and gives roles back.
            RunOutcome outcome = await site.RunAsync();
            runs++;
            if (outcome == RunOutcome.Done) readings++;
            int imports = (await site.Store.ImportsAsync(site.Scope, TestContext.Current.CancellationToken)).Count;
            imports.ShouldBeLessThanOrEqualTo(readings);
        }
        readings.ShouldBeGreaterThan(30, $"of {runs}");
        Quiet(site);
        (await site.RunAsync(RunKind.Ordinary)).ShouldBe(RunOutcome.Done, await TroubleAsync(site));
        await SameAsync(site, $"{readings} of {runs} runs");
        site.Server.Complaints.ShouldBeEmpty();
    }

    private static async Task SameAsync(ConnectedStore site, string seed)
    {
        string[] live = (await site.SaidAsync()).Split('\n'), fresh = (await site.FreshAsync()).Split('\n');
        live.Except(fresh).Select(line => "live:  " + line).Concat(fresh.Except(live).Select(line => "fresh: " + line)).Take(8)
            .ShouldBeEmpty(seed);
        live.Length.ShouldBe(fresh.Length, seed);
    }

    private static void Quiet(ConnectedStore site)
    {
        site.Server.Faults.Clear();
        site.Server.BeforeRequest = null;
        site.Server.Pages.GoneAfter = null;
        site.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task<ConnectedStore> BeginAsync(int seed)
    {
        ConnectedStore site = await ConnectedStore.StartAsync(engine);
        var random = new Random(seed * 31);
        PartnerCenterServer server = site.Server;
        server.Organization = ConnectedStore.Organization;
        int[] sizes = [1, 99, 100, 101, 230];
        server.Put(ReferralRecords.Make(random, sizes[random.Next(sizes.Length)], ConnectedStore.Organization, ConnectedStore.Start));
        server.Pages.OffsetTokens = random.Next(2) == 0;
        server.Pages.RightLinks = random.Next(2) == 0;
        server.Pages.ShortPathStatus = new[] { 200, 404, 400 }[random.Next(3)];
        server.Pages.TrailingLink = random.Next(3) == 0;
        if (random.Next(3) == 0) server.Pages.Size = page => page % 3 == 2 ? 0 : 20 + page;
        if (random.Next(4) == 0)
            (server.Pages.GoneAfter, server.Pages.GoneTimes, server.Pages.GoneStatus) = (1, 1, new[] { 400, 404, 410 }[random.Next(3)]);
        server.Queries.Filter = (Obedience)random.Next(3);
        server.Queries.QuotedFilter = (Obedience)random.Next(3);
        server.Queries.Order = (Obedience)random.Next(3);
        server.Queries.CreatedOrder = (Obedience)random.Next(3);
        server.Skew = TimeSpan.FromMinutes(random.Next(-5, 6));
        server.NoDate = random.Next(5) == 0;
        return site;
    }

    private static void Change(ConnectedStore site, Random random, int times)
    {
        string[] keys = [.. site.Server.Records.Select(record => record.Key)];
        for (; times > 0; times--)
        {
            if (random.Next(6) == 0)
                // Whatever its past, it appears now.
                site.Server.Put(ReferralRecords.Make(random, 1, ConnectedStore.Organization, site.Clock.GetUtcNow())[0].With(record =>
                    record["updatedDateTime"] = StoredReferral.Moment(site.Clock.GetUtcNow())));
            else
                site.Server.Touch(keys[random.Next(keys.Length)], record => Advance(record, random, site));
        }
    }

    /// <summary>Writes what a seller would: another value, another name, an answer, an end.</summary>
    private static void Advance(JsonObject record, Random random, ConnectedStore site)
    {
        string now = StoredReferral.Moment(site.Clock.GetUtcNow() + site.Server.Skew);
        switch (random.Next(4), (string?)record["status"])
        {
            case (0, "New"):
                (record["status"], record["substatus"], record["acceptedDateTime"]) = ("Active", "Accepted", now);
                break;
            case (0 or 1, "Active"):
                (record["status"], record["substatus"], record["closedDateTime"]) = ("Closed", random.Next(2) == 0 ? "Won" : "Lost", now);
                break;
            case (2, _) when record["details"]!["dealValue"] is not null:
                record["details"]!["dealValue"] = random.Next(1, 1_000_000) / 100m;
                break;
            case (3, _):
                record["customerProfile"]!["address"]!["country"] = random.Next(2) == 0 ? "SE" : "FR";
                break;
        }
    }

    private static async Task<string> TroubleAsync(ConnectedStore site) =>
        $"{(await site.SourceAsync()).Trouble}; {string.Join(' ', site.Server.Received.TakeLast(6))}; "
        + string.Join(' ', site.Server.Complaints);
}

using System.Data;
using Insights.Exports.Share;
using Insights.Facts;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Insights.Tests.Store;

/// <summary>Many processes, many organisations, several nodes: what one of them has trouble with is no other's.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterTests
{
    private static readonly SharedReading Mail = new(WayOut.Mail, "/insights/summary", "Figures", "Plain words", "<p>Rich words</p>");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_filled_store_is_distributed_as_a_whole_and_reads_as_before()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        PrivatePostgres server = await PrivatePostgres.Shared;
        await CitusStandIn.InstallAsync(server, Name(place));
        ReferralStore distributed = await temporary.OpenAsync();
        List<object?[]> tables = await AskAsync(place, "SELECT logicalrelid::text, COALESCE(partition_column, '') FROM pg_dist_partition");
        tables.Count.ShouldBe((await store.TablesAsync(Cancel)).Count);
        tables.Where(t => t[1] is "").Select(t => (string)t[0]!).Order(StringComparer.Ordinal)
            .ShouldBe(["organization", "protection_key", "schema_version"]);
        foreach (string table in new[] { "audit", "delivery", "referral_version" })
            (await AskAsync(place, $"SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = '{table}'"))[0]
                .ShouldBe([true, false], table);
        (await AskAsync(place, "SELECT COUNT(*) FROM truncated WHERE logicalrelid::text = 'referral_version'"))[0][0].ShouldBe(1L);
        (await new FactsCache(distributed).ReadAsync(new Scope(1), Cancel)).Count.ShouldBe(1);
        (await distributed.Audit.ListAsync(new Scope(1), 10, null, Cancel)).ShouldNotBeEmpty();
        (await ImportAsync(distributed, 1, "again")).ShouldBe(2);
    }

    [Theory, InlineData("audit"), InlineData("organization"), InlineData("import"), InlineData("turn")]
    public async Task What_cannot_be_distributed_leaves_everything_as_it_was_and_says_so(string failing)
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        PrivatePostgres server = await PrivatePostgres.Shared;
        const string Walls = "SELECT tablename::text, policyname::text, qual, with_check FROM pg_policies ORDER BY 1, 2";
        List<object?[]> before = await AskAsync(place, Walls);
        await CitusStandIn.InstallAsync(server, Name(place), failing);
        if (failing == "organization")
            await server.AsSuperuserAsync(Name(place),
                "CREATE OR REPLACE FUNCTION create_reference_table(table_name REGCLASS) RETURNS VOID LANGUAGE plpgsql AS 'BEGIN RAISE " +
                "''the connection to a worker node failed''; END'");
        (await Should.ThrowAsync<StoreException>(temporary.OpenAsync)).Message.ShouldSatisfyAllConditions(
            said => said.ShouldContain("all of them are as they were"), said =>
                said.ShouldContain("the connection to a worker node failed"));
        (await AskAsync(place, "SELECT * FROM pg_dist_partition")).ShouldBeEmpty();
        (await AskAsync(place, Walls)).ShouldBe(before);
        await server.AsSuperuserAsync(Name(place), "DELETE FROM pg_extension WHERE extname = 'citus'");
        (await new FactsCache(await temporary.OpenAsync()).ReadAsync(new Scope(1), Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task On_Citus_a_role_that_only_reads_meets_no_row_of_another_organisation()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        PrivatePostgres server = await PrivatePostgres.Shared;
        await CitusStandIn.InstallAsync(server, Name(place));
        (await (await temporary.OpenAsync()).CautionAsync(Cancel))!.ShouldContain("make a role insights_reader");
        await server.AsSuperuserAsync(Name(place),
            "DO $$ BEGIN IF to_regrole('insights_reader') IS NULL THEN CREATE ROLE insights_reader LOGIN; END IF; END $$",
            "GRANT insights_reader TO insights");
        ReferralStore store = await temporary.OpenAsync();
        (await store.CautionAsync(Cancel)).ShouldBeNull();
        (await new FactsCache(store).ReadAsync(new Scope(2), Cancel)).Count.ShouldBe(1);
        (await store.Outbox.DueAsync(TimeSpan.Zero, Cancel)).Due.Count.ShouldBe(3);
        string[] asReader = ["SET LOCAL ROLE insights_reader", "SET LOCAL insights.organization_id = '1'"];
        (await AskAsync(place, [.. asReader, "SELECT organization_id FROM referral_version"])).ShouldBe([[1L]]);
        (await AskAsync(place, [.. asReader, "SELECT organization_id FROM session"])).ShouldBeEmpty();
        (await Should.ThrowAsync<PostgresException>(() => AskAsync(place, [.. asReader, "DELETE FROM referral_version"])))
            .SqlState.ShouldBe("42501");
    }

    /// <summary>The other taker comes between the question what is due and the taking, by whatever way it came there.</summary>
    [Theory, InlineData(IsolationLevel.ReadCommitted), InlineData(IsolationLevel.RepeatableRead)]
    public async Task A_parcel_that_another_took_a_moment_ago_is_not_taken_twice_whatever_the_isolation(IsolationLevel isolation)
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        ReferralStore store = await temporary.OpenAsync();
        store.Isolation = isolation;
        await using var connection = new NpgsqlConnection(place + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using NpgsqlTransaction other = await connection.BeginTransactionAsync(Cancel);
        foreach (string sql in new[] { "SET LOCAL insights.organization_id = '1'",
            "UPDATE delivery SET attempts = attempts + 1, next_try_at = next_try_at + 1800000000, trying_since = next_try_at WHERE " +
            "organization_id = 1" })
        {
            await using var command = new NpgsqlCommand(sql, connection, other);
            await command.ExecuteNonQueryAsync(Cancel);
        }
        Task<OutboxMessage?> taking = store.Outbox.TakeAsync(new Scope(1), WayOut.Mail, Cancel);
        while ((await AskAsync(place, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"))
            .Count == 0) taking.IsCompleted.ShouldBeFalse();
        await other.CommitAsync(Cancel);
        (await taking).ShouldBeNull();
    }

    [Fact]
    public async Task Two_processes_carry_each_mail_once_while_their_connections_are_cut()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore first = await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        // Another pool is another process to the store.
        ReferralStore second = await ReferralStore.OpenAsync(place + ";Maximum Pool Size=20", temporary.Clock, Cancel);
        string[] recipients = [.. Enumerable.Range(0, 300).Select(i => $"p{i}@example.com")];
        await first.Outbox.PutAsync(new Scope(2), Mail, recipients, null, Cancel);
        var carried = new Counting();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task cutting = CutAsync(await PrivatePostgres.Shared, Name(place), end.Token);
        async Task CarryAsync(ReferralStore store)
        {
            using var courier = new OutboxWorker(store, temporary.Clock, new Dictionary<WayOut,
                IDeliveryChannel>
            { [WayOut.Mail] = carried }, NullLogger<OutboxWorker>.Instance);
            while (carried.Recipients.Count < 303)
            {
                try
                {
                    await courier.CarryDueAsync(Cancel);
                }
                catch (StoreException)
                {
                    // As the program does, it comes again.
                }
                // What was taken by a connection that was cut as it said so is let go by its lease.
                temporary.Clock.Now += TimeSpan.FromSeconds(10);
            }
        }
        await Task.WhenAll(CarryAsync(first), CarryAsync(second));
        await end.CancelAsync();
        await cutting;
        carried.Recipients.Values.ShouldAllBe(times => times == 1);
        (await first.Outbox.ListAsync(new Scope(2), 9, Cancel)).ShouldAllBe(d => d.State == DeliveryState.Accepted);
    }

    [Fact]
    public async Task One_organisation_whose_rows_are_away_holds_up_nobody_elses_mail_imports_undo_settings_and_notes()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        PrivatePostgres server = await PrivatePostgres.Shared;
        await server.AsSuperuserAsync(Name(place),
            "CREATE FUNCTION away() RETURNS BOOLEAN LANGUAGE plpgsql AS 'BEGIN RAISE ''could not connect to the node'' USING ERRCODE = " +
            "''58000''; END'");
        string[] tables = ["delivery", "organization_state", "audit", "turn"];
        foreach (string table in tables)
            await server.AsSuperuserAsync(Name(place),
                $"CREATE POLICY away ON {table} AS RESTRICTIVE USING (organization_id <> 2 OR away())");
        var carried = new Counting();
        using var courier = new OutboxWorker(store, temporary.Clock, new Dictionary<WayOut, IDeliveryChannel> { [WayOut.Mail] = carried },
            NullLogger<OutboxWorker>.Instance);
        store.Audit.Note(new Scope(2), "download", "waits");
        store.Audit.Note(new Scope(3), "download", "goes");
        await courier.CarryDueAsync(Cancel);
        carried.Recipients.Keys.Order(StringComparer.Ordinal).ShouldBe(["1@example.com", "3@example.com"]);
        (await ImportAsync(store, 1, "more")).ShouldBe(2);
        await store.UndoAsync(new Scope(1), 2, Cancel);
        await store.SetAsync(new Scope(3), "zone", "Europe/Amsterdam", Cancel);
        (await store.Audit.ListAsync(new Scope(3), 9, null, Cancel)).Select(a => a.Subject).ShouldContain("goes");
        await Should.ThrowAsync<StoreException>(() => ImportAsync(store, 2, "more"));

        foreach (string table in tables) await server.AsSuperuserAsync(Name(place), $"DROP POLICY away ON {table}");
        await courier.CarryDueAsync(Cancel);
        carried.Recipients.Keys.Order(StringComparer.Ordinal).ShouldBe(["1@example.com", "2@example.com", "3@example.com"]);
        carried.Recipients.Values.ShouldAllBe(times => times == 1);
        (await store.SettleAsync(TimeSpan.FromSeconds(30), Cancel)).Left.ShouldBeEmpty();
        (await store.Audit.ListAsync(new Scope(2), 9, null, Cancel)).Select(a => a.Subject).ShouldContain("waits");
    }

    [Fact]
    public async Task What_is_due_is_one_question_however_many_organisations_there_are()
    {
        Statements.Listen();
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await temporary.OpenAsync();
        string place = await temporary.PlaceAsync();
        using var courier = new OutboxWorker(store, temporary.Clock, new Dictionary<WayOut, IDeliveryChannel>(),
            NullLogger<OutboxWorker>.Instance);
        for (int i = 1; i <= 20; i++)
        {
            await ImportAsync(store, null, $"org{i}");
            if (i is not (1 or 20)) continue;
            int sent = Statements.CountTo(Name(place));
            await courier.CarryDueAsync(Cancel);
            (Statements.CountTo(Name(place)) - sent).ShouldBe(2, $"{i} organisations: what the transaction is about, and the question");
        }
    }

    [Fact]
    public async Task A_process_whose_clock_goes_wrong_does_as_the_stores_clock_says()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        await FilledAsync(temporary);
        string place = await temporary.PlaceAsync();
        // The store's clock is two hours ahead of the machine's.
        await (await PrivatePostgres.Shared).AsSuperuserAsync(Name(place),
            "CREATE FUNCTION clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE SQL AS 'SELECT pg_catalog.clock_timestamp() + interval ''2 " +
                "hours'''",
            $"ALTER DATABASE {Name(place)} SET search_path = public, pg_catalog");
        NpgsqlConnection.ClearAllPools();
        ReferralStore late = await temporary.OpenAsync();
        OutboxMessage parcel = (await late.Outbox.TakeAsync(new Scope(1), WayOut.Mail, Cancel))!;
        long until = (long)(await AskAsync(place, "SET LOCAL insights.organization_id = '1'", "SELECT next_try_at FROM delivery"))[0][0]!;
        (Stored.Moment(until) - temporary.Clock.Now - TimeSpan.FromHours(2) - Outbox.Lease).Duration()
            .ShouldBeLessThan(TimeSpan.FromMinutes(1), "a lease is by the store's clock");
        await late.Outbox.SettleAsync(new Scope(1), parcel, new DeliveryOutcome(DeliveryState.Waiting, temporary.Clock.Now.AddMinutes(5),
            "busy", "no"), Cancel);
        (await late.Outbox.DueAsync(TimeSpan.FromMinutes(10), Cancel)).Due.Single(d => d.OrganizationId == 1)
            .In.ShouldBe(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_one_process_changes_the_others_hear()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await FilledAsync(temporary), other = await temporary.OpenAsync();
        await using IAsyncEnumerator<StoreNews> heard = other.HearAsync(Cancel).GetAsyncEnumerator(Cancel);
        ValueTask<bool> next = heard.MoveNextAsync();
        while ((await AskAsync(await temporary.PlaceAsync(),
            "SELECT 1 FROM pg_stat_activity WHERE query = 'LISTEN insights' AND state = 'idle' AND datname = current_database()"))
            .Count == 0) next.IsCompleted.ShouldBeFalse();
        await store.SetAsync(new Scope(3), "zone", "Europe/Amsterdam", Cancel);
        (await next).ShouldBeTrue();
        heard.Current.ShouldBe(new StoreNews(StoreTopic.Facts, 3));
        await store.Outbox.PutAsync(new Scope(2), Mail, ["x@example.com"], null, Cancel);
        (await heard.MoveNextAsync()).ShouldBeTrue();
        heard.Current.ShouldBe(new StoreNews(StoreTopic.Outbox, 2));
    }

    /// <summary>Three organisations, each with a referral and a mail that is due.</summary>
    private static async Task<ReferralStore> FilledAsync(TemporaryStore temporary)
    {
        ReferralStore store = await temporary.OpenAsync();
        for (int i = 1; i <= 3; i++)
        {
            await ImportAsync(store, null, $"org{i}");
            await store.Outbox.PutAsync(new Scope(i), Mail, [$"{i}@example.com"], null, Cancel);
        }
        return store;
    }

    private static async Task<long> ImportAsync(ReferralStore store, long? organization, string name)
    {
        await using ImportSession session = await store.BeginImportAsync(organization, organization is null ? name
            : null, organization is null ? name : "renamed", false, null, Cancel);
        session.Add(new ReferralObservation
        {
            ReferralId = name,
            Type = ReferralType.Qualified,
            State = ObservedState.New,
            Created = new DateTimeOffset(2026, 2, 5, 9, 0, 0, TimeSpan.Zero)
        });
        await session.CommitAsync([new FileReceipt("test", "api", 1, 1, 0, 0, 0)], Cancel);
        return session.ImportId;
    }

    private static async Task CutAsync(PrivatePostgres server, string database, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await server.AsSuperuserAsync("postgres",
                $"SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = '{database}' AND usename = " +
                "'insights' ORDER BY random() LIMIT 1) one");
            await Task.WhenAny(Task.Delay(15, end));
        }
    }

    private static string Name(string place) => new NpgsqlConnectionStringBuilder(place).Database!;

    private static async Task<List<object?[]>> AskAsync(string place, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(place + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancel);
        var rows = new List<object?[]>();
        foreach (string statement in statements)
        {
            rows.Clear();
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancel);
            while (await reader.ReadAsync(Cancel))
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }
        await transaction.CommitAsync(Cancel);
        return rows;
    }

    /// <summary>A way out that takes everything, and its time.</summary>
    private sealed class Counting : IDeliveryChannel
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, int> Recipients { get; } = new();

        public async Task<Answer> CarryAsync(OutboxMessage parcel, CancellationToken cancel)
        {
            await Task.Yield();
            Recipients.AddOrUpdate(parcel.Recipient, 1, (_, times) => times + 1);
            return new Answer(Verdict.Accepted, null, "250 taken");
        }
    }
}

using Insights.Facts;
using Insights.Ingest;
using Insights.Ingest.Sample;
using Insights.Store;
using Insights.Vocabulary;
using Npgsql;

namespace Insights.Tests.Store;

/// <summary>What only PostgreSQL has: walls in the database, several writers, Citus' rules.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static ReferralObservation Lead(string id) => new()
    {
        ReferralId = id,
        Type = ReferralType.Qualified,
        State = ObservedState.New,
        Created = new DateTimeOffset(2026, 2, 5, 9, 0, 0, TimeSpan.Zero),
    };

    private static async Task<long> ImportAsync(ReferralStore store, string? partner, params string[] ids)
    {
        await using ImportSession session = await store.BeginImportAsync(null, partner, partner ?? "nameless", false, null, Cancel);
        foreach (string id in ids) session.Add(Lead(id));
        await session.CommitAsync([new FileReceipt("test", "api", ids.Length, ids.Length, 0, 0, 0)], Cancel);
        return session.Organization.Id;
    }

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
            while (await reader.ReadAsync(Cancel)) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
        }
        await transaction.CommitAsync(Cancel);
        return rows;
    }

    [Fact]
    public async Task A_connection_that_acts_for_one_organisation_meets_no_row_of_another_whatever_it_asks()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await temporary.OpenAsync();
        long first = await ImportAsync(store, "one", "a", "b"), second = await ImportAsync(store, "two", "c");
        await store.FeedbackBox.PutAsync(new Scope(second), new FeedbackGiven("s", "/", null, true, [], "of the second"), [1, 2, 3],
            Cancel);
        string place = await temporary.PlaceAsync();

        (await AskAsync(place, $"SET LOCAL insights.organization_id = '{first}'", "SELECT referral_id FROM referral_version ORDER BY 1"))
            .Select(r => r[0]).ShouldBe(["a", "b"]);
        (await AskAsync(place, $"SET LOCAL insights.organization_id = '{first}'",
            $"SELECT * FROM referral_version WHERE organization_id = {second}")).ShouldBeEmpty();
        (await AskAsync(place, "SELECT * FROM referral_version")).ShouldBeEmpty("who says no organisation sees none");
        (await AskAsync(place, $"SET LOCAL insights.organization_id = '{first}'",
            "UPDATE feedback SET details = 'mine' RETURNING feedback_id")).ShouldBeEmpty();
        (await AskAsync(place, $"SET LOCAL insights.organization_id = '{first}'", "DELETE FROM referral_version RETURNING referral_id"))
            .Count.ShouldBe(2);
        (await Should.ThrowAsync<PostgresException>(() => AskAsync(place, $"SET LOCAL insights.organization_id = '{first}'",
            $"INSERT INTO setting VALUES ({second}, 'zone', 'UTC')"))).SqlState.ShouldBe("42501");
        (await new FactsCache(store).ReadAsync(new Scope(second), Cancel)).Count.ShouldBe(1, "the other's rows are as they were");

        // Every table with an organisation in it is behind the wall, its owner too.
        (await AskAsync(place, "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = " +
            "'organization_id' WHERE c.relkind = 'r' AND c.relname <> 'organization' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"))
            .ShouldBeEmpty();
        (await store.CautionAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_may_pass_the_walls_is_told_so()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        string place = (await temporary.PlaceAsync()).Replace("Username=insights", "Username=postgres", StringComparison.Ordinal);
        ReferralStore store = await ReferralStore.OpenAsync(place, TimeProvider.System, Cancel);
        (await store.CautionAsync(Cancel))!.ShouldContain("as postgres, which PostgreSQL's row-level security does not bind");
        (await ImportAsync(store, "one", "a")).ShouldBe(1, "and COPY goes straight into the table");
        (await new FactsCache(store).ReadAsync(new Scope(1), Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Imports_that_make_the_same_organisation_at_once_make_one_and_different_ones_do_not_wait()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await temporary.OpenAsync();
        // One import that makes another organisation stands open all the while.
        await using ImportSession slow = await store.BeginImportAsync(null, "slow", "slow", false, null, Cancel);
        slow.Add(Lead("s"));
        long[] same = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => ImportAsync(store, "us", $"r{i}", "shared"))));
        same.Distinct().Count().ShouldBe(1);
        long[] others = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => ImportAsync(store, $"other{i}", "r"))));
        await slow.CommitAsync([new FileReceipt("test", "api", 1, 1, 0, 0, 0)], Cancel);
        long[] all = [same[0], .. others, slow.Organization.Id];
        all.Distinct().Count().ShouldBe(6);
        (await store.OrganizationsAsync(Cancel)).Select(o => o.Id).Order().ShouldBe(all.Order());
        (await new FactsCache(store).ReadAsync(new Scope(same[0]), Cancel)).Count.ShouldBe(7);
        (await store.ImportsAsync(new Scope(same[0]), Cancel)).Select(i => i.Id).ShouldBe([6, 5, 4, 3, 2, 1]);
    }

    [Fact]
    public async Task A_long_import_holds_up_no_feedback()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        ReferralStore store = await temporary.OpenAsync();
        long organization = await ImportAsync(store, "us", "a");
        await using ImportSession open = await store.BeginImportAsync(organization, "us", "us", false, null, Cancel);
        open.Add(Lead("b"));
        long[] given = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => store.FeedbackBox.PutAsync(new Scope(organization), new FeedbackGiven("s", "/", null, null, [], $"{i}"), null,
            Cancel)));
        given.Order().ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=insights;Username=u;Password=s3cret;Timeout=2", "cannot be reached at this moment")]
    [InlineData("Host=127.0.0.1;Username=u;Password=s3cret", "names no database")]
    [InlineData("Host=127.0.0.1;Database=insights;Password=s3cret;Prot=5432", "is not understood")]
    [InlineData("Host=127.0.0.1;Database=insights;Port=s3cret", "is not understood at 'port'")]
    [InlineData("postgres://u:s3cret@127.0.0.1/insights", "by a connection string, not by an address")]
    public async Task What_cannot_be_opened_is_told_in_a_sentence_without_its_password(string place, string said)
    {
        StoreException refused = await Should.ThrowAsync<StoreException>(() => ReferralStore.OpenAsync(place, TimeProvider.System, Cancel));
        refused.Message.ShouldContain(said, Case.Insensitive);
        refused.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_database_that_is_not_there_and_a_role_that_may_not_are_told_with_what_to_do()
    {
        PrivatePostgres server = await PrivatePostgres.Shared;
        (await Should.ThrowAsync<StoreException>(() => ReferralStore.OpenAsync(server.PlaceOf("nowhere"), TimeProvider.System, Cancel)))
            .Message.ShouldContain("createdb nowhere");
        (await Should.ThrowAsync<StoreException>(() => ReferralStore.OpenAsync(server.PlaceOf("nowhere", "nobody_we_know"),
            TimeProvider.System, Cancel))).Message.ShouldContain("does not let nobody_we_know in");
    }

    [Fact]
    public async Task Text_that_PostgreSQL_has_no_place_for_is_kept_with_a_mark_in_its_place_on_both_engines()
    {
        foreach (StoreEngine engine in Enum.GetValues<StoreEngine>())
        {
            await using var temporary = new TemporaryStore(engine);
            await temporary.ImportAsync(Lead("a") with { CustomerName = "nul\0 and half \ud83d", DealName = "😀" });
            ReferralStore store = await temporary.OpenAsync();
            ReferralObservation told = (await store.VersionsAsync(new Scope(1), "a", Cancel))[0].Told;
            (told.CustomerName, told.DealName).ShouldBe(("nul\uFFFD and half \uFFFD", "😀"), engine.ToString());
            await store.FeedbackBox.PutAsync(new Scope(1), new FeedbackGiven("s", "/", null, null, [], "nul\0 and half \ud83d"), null,
                Cancel);
            (await store.FeedbackBox.ListAsync(new Scope(1), Cancel))[0]
                .Feedback.Details.ShouldBe("nul\uFFFD and half \uFFFD", engine.ToString());
        }
    }

    /// <summary>Citus' documented rules: keys begin with the distribution column, and foreign keys do not leave the shard. Statements:
    /// RoutingTests.</summary>
    [Fact]
    public async Task Every_key_begins_with_the_organisation()
    {
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        string place = await temporary.PlaceAsync();
        // Whom a provider means, only the provider knows: its sessions are looked for over all organisations.
        (await AskAsync(place,
            """
            SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE c.relname <> 'organization' AND EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'organization_id')
            AND c.relnamespace = 'public'::regnamespace AND (SELECT attname FROM pg_attribute WHERE attrelid = c.oid
              AND attnum = i.indkey[0]) <> 'organization_id' ORDER BY 1
            """)).Select(r => r[0]).ShouldBe(["session_by_sid", "session_by_subject"]);
        (await AskAsync(place, "SELECT conname FROM pg_constraint WHERE contype = 'f'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_there_is_Citus_tables_are_distributed_once_and_those_that_all_share_are_on_every_node()
    {
        PrivatePostgres server = await PrivatePostgres.Shared;
        string database = await server.NewDatabaseAsync(empty: true);
        try
        {
            // A stand-in: the functions' documented signatures, and a note of each call.
            await server.AsSuperuserAsync(database,
                "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'citus', " +
                    "10, 2200, false, '12.1')",
                "CREATE TABLE pg_dist_partition (position SERIAL, logicalrelid REGCLASS, partition_column TEXT, colocated_with TEXT)",
                    "GRANT SELECT ON pg_dist_partition TO PUBLIC",
                "CREATE FUNCTION create_distributed_table(table_name REGCLASS, distribution_column TEXT, distribution_type TEXT DEFAULT " +
                    "'hash', colocate_with TEXT DEFAULT 'default') RETURNS VOID SECURITY DEFINER LANGUAGE SQL AS 'INSERT INTO " +
                    "pg_dist_partition (logicalrelid, partition_column, colocated_with) VALUES (table_name, distribution_column, " +
                    "colocate_with)'",
                "CREATE FUNCTION create_reference_table(table_name REGCLASS) RETURNS VOID SECURITY DEFINER LANGUAGE SQL AS 'INSERT INTO " +
                    "pg_dist_partition (logicalrelid) VALUES (table_name)'");
            ReferralStore store = await ReferralStore.OpenAsync(server.PlaceOf(database), TimeProvider.System, Cancel);
            await ReferralStore.OpenAsync(server.PlaceOf(database), TimeProvider.System, Cancel);
            List<object?[]> calls = await AskAsync(server.PlaceOf(database),
                "SELECT logicalrelid::text, COALESCE(partition_column, ''), COALESCE(colocated_with, '') FROM pg_dist_partition ORDER " +
                "BY position");
            calls[0].ShouldBe(["import", "organization_id", "none"]);
            calls.Select(c => (string)c[0]!).ShouldBeUnique();
            calls.Where(c => c[1] is "").Select(c => (string)c[0]!).ShouldContain("organization");
            calls.Where(c => c[1] is "").Select(c => (string)c[0]!).ShouldContain("schema_version");
            calls.Skip(1).Where(c => c[1] is not "").ShouldAllBe(c => (string)c[1]! == "organization_id" && (string)c[2]! == "import");
            calls.Count.ShouldBe((await AskAsync(server.PlaceOf(database),
                "SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'pg_dist_partition'")).Count);
            (await ImportAsync(store, "us", "a")).ShouldBe(1);
            (await new FactsCache(store).ReadAsync(new Scope(1), Cancel)).Count.ShouldBe(1);
        }
        finally
        {
            await server.DropAsync(database);
        }
    }
}

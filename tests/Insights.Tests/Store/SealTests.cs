using System.Data.Common;
using System.Globalization;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Insights.Tests.Store;

/// <summary>Each value a number rests on is under a digest or a seal: changed behind the program's back, it is found, on either
/// engine.</summary>
[Trait("Category", "Slow")]
public sealed class SealTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The one only says whether to read anew, of the other only the order counts.</summary>
    private static readonly string[] Free = ["organization_state.change_number", "import_file.position"];

    [Theory, InlineData(StoreEngine.Sqlite), InlineData(StoreEngine.Postgres)]
    public async Task No_value_that_a_number_rests_on_can_be_changed_unseen(StoreEngine engine)
    {
        await using var temporary = new TemporaryStore(engine);
        ReferralStore store = await WorldAsync(temporary);
        (await store.CheckAsync(Cancel)).Faults.ShouldBeEmpty();
        List<string> unseen = [];
        foreach (Table table in await TablesAsync(store))
            foreach (string column in table.Columns.Where(c => !Free.Contains($"{table.Name}.{c}")))
            {
                // An import's number is a key of rows elsewhere; whichever way it is changed, something is missing.
                string was = await ValueAsync(temporary,
                    $"SELECT {column} FROM {table.Name} WHERE organization_id = 1 AND {column} IS NOT NULL LIMIT 1") ?? "";
                if (was.Length == 0) continue;
                string other = long.TryParse(was, CultureInfo.InvariantCulture, out long number)
                    ? (number ^ 8).ToString(CultureInfo.InvariantCulture) : $"'{was}x'";
                string old = other[0] == '\'' ? $"'{was}'" : was;
                await RunAsync(temporary, $"UPDATE {table.Name} SET {column} = {other} WHERE organization_id = 1 AND {column} = {old}");
                if (!await IsToldAsync(temporary)) unseen.Add($"{table.Name}.{column}: {was} became {other}");
                await RunAsync(temporary,
                    $"UPDATE {table.Name} SET {column} = {old} WHERE organization_id = {(column == "organization_id" ? other : "1")} " +
                    $"AND {column} = {other}");
            }
        unseen.ShouldBeEmpty();
        (await store.CheckAsync(Cancel)).Faults.ShouldBeEmpty();
    }

    [Theory, InlineData(StoreEngine.Sqlite), InlineData(StoreEngine.Postgres)]
    public async Task No_row_that_a_number_rests_on_can_go_unseen(StoreEngine engine)
    {
        await using var temporary = new TemporaryStore(engine);
        ReferralStore store = await WorldAsync(temporary);
        foreach (Table table in (await TablesAsync(store)).Where(t => t.Name != "organization"))
        {
            await RunAsync(temporary, $"CREATE TABLE kept_of_{table.Name} AS SELECT * FROM {table.Name}",
                $"DELETE FROM {table.Name} WHERE organization_id = 1");
            (await IsToldAsync(temporary)).ShouldBeTrue(table.Name);
            await RunAsync(temporary, $"INSERT INTO {table.Name} SELECT * FROM kept_of_{table.Name}", $"DROP TABLE kept_of_{table.Name}");
            (await IsToldAsync(temporary)).ShouldBeFalse(table.Name);
        }
    }

    [Theory, InlineData(StoreEngine.Sqlite), InlineData(StoreEngine.Postgres)]
    public async Task An_import_that_is_no_longer_counted_is_missed(StoreEngine engine)
    {
        await using var temporary = new TemporaryStore(engine);
        await WorldAsync(temporary);
        // One fewer, and the newest import would be taken for one that is being kept at this moment.
        await RunAsync(temporary, "UPDATE organization_state SET import_count = import_count - 1 WHERE organization_id = 1");
        (await IsToldAsync(temporary)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_page_that_was_kept_is_shown_as_it_was_kept_or_not_at_all()
    {
        await using var temporary = new TemporaryStore();
        ReferralStore store = await WorldAsync(temporary);
        byte[] page = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        long link = await store.SharedLinks.PutAsync(new Scope(1), "hash", "board", "/insights/summary", temporary.Clock.Now.AddDays(9), null,
            page, Cancel);
        (await store.SharedLinks.PageAsync(1, link, Cancel)).ShouldBe(page);
        byte[] kept = Convert.FromHexString((await ValueAsync(temporary, "SELECT hex(page) FROM shared_link"))!);
        kept[^50] ^= 1;
        await RunAsync(temporary, $"UPDATE shared_link SET page = x'{Convert.ToHexString(kept)}'");
        (await Should.ThrowAsync<StoreException>(store.SharedLinks.PageAsync(1, link, Cancel))).Trouble.ShouldBe(StoreTrouble.Damaged);
    }

    [Fact]
    public async Task An_organisation_that_is_gone_is_missed()
    {
        await using var temporary = new TemporaryStore();
        await WorldAsync(temporary);
        await RunAsync(temporary, "DELETE FROM organization");
        (await Should.ThrowAsync<StoreException>(temporary.OpenAsync))
            .Message.ShouldContain("is damaged (table organization: number 1 is gone)");
    }

    [Fact]
    public async Task The_sentence_says_where_and_what_to_do()
    {
        await using var temporary = new TemporaryStore();
        await WorldAsync(temporary);
        await RunAsync(temporary, "UPDATE referral_version SET country = 'XX' WHERE version_id = 1");
        StoreException told = await Should.ThrowAsync<StoreException>(temporary.FactsAsync);
        told.Trouble.ShouldBe(StoreTrouble.Damaged);
        told.Message.ShouldBe($"The store {temporary.Path} is damaged (table referral_version, version 1: not what was written). No " +
            "figures are shown from it and nothing was changed. "
            + "Put a backup of it in its place, or import your files into a new store; `insights check` tells all that is wrong.");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_store_of_an_older_program_is_sealed_when_it_is_opened_unless_it_is_damaged_already(bool whole)
    {
        await using TemporaryStore today = new(), old = new();
        await WorldAsync(today);
        string expected = Numbers(await today.FactsAsync());
        SqliteConnection.ClearAllPools();
        await MakeOldAsync(old.Path, today.Path);
        if (!whole)
        {
            await RunAsync(old, "UPDATE rate_version SET usd_per_unit = '9.09'");
            for (int i = 0; i < 2; i++)
                (await Should.ThrowAsync<StoreException>(old.OpenAsync)).Message.ShouldContain("is damaged (table rate_version, version ");
            return;
        }
        Numbers(await old.FactsAsync()).ShouldBe(expected);
        await RunAsync(old, "DELETE FROM sighting");
        (await IsToldAsync(old)).ShouldBeTrue();
    }

    /// <summary>Two imports of everything, one that was undone but for what the last one told again, and a setting.</summary>
    private static async Task<ReferralStore> WorldAsync(TemporaryStore temporary)
    {
        Observation[] all =
        [
            new ReferralObservation
            {
                ReferralId = "r1", EngagementId = "e1", OwnerOrganizationId = "us", Type = ReferralType.Outbound,
                    LeadKind = LeadKind.Profile, ApiType = "Shared", Qualification = "q", Direction = "Outgoing",
                InvitedBy = "me", SharedWithMicrosoft = true, State = ObservedState.Won, UnknownState = "Odd", Created = Now.AddDays(-9),
                    Accepted = Now.AddDays(-8), Closed = Now.AddDays(-1), Updated = Now,
                Expires = Now.AddDays(9), MicrosoftState = ObservedState.Active, MicrosoftMsxId = "m", Country = "NL", City = "Delft",
                    CustomerName = "Tulip", DealName = "Deal", Program = "p", DealValue = 12m,
                Currency = "EUR", DealValueUsd = 13m, StatusReason = "why", Solutions = [new NamedId("s1", "One")],
                    Team = ["ann@example.com"], Details = new Dictionary<string, string> { ["offer_id"] = "o" },
            },
            new RegistrationObservation
            {
                ReferralId = "r1", RegistrationId = "g1", Type = "Azure IP Co-sell", Registered = Now.AddDays(-5), Status = "Approved",
                    Approved = Now.AddDays(-4), Passed = Now.AddDays(-3), Failed = Now.AddDays(-30),
                ContractValue = 5m, Currency = "EUR", ContractValueUsd = 6m, Details = new Dictionary<string,
                    string> { ["contract_term"] = "Perpetual" },
            },
            new SolutionObservation { SolutionId = "s1", Name = "One", Class = SolutionClass.InMarket, Status = "Live" },
            new PageViewObservation { Day = new DateOnly(2026, 3, 1), Source = "marketplace", Country = "NL", Listing = "o|web",
                PageViews = 3, CtaClicks = 2 },
            new RateObservation { Currency = "EUR", Month = new DateOnly(2026, 3, 1), UsdPerUnit = 1.07m },
        ];
        await temporary.ImportAsync(all);
        (long undone, _) = await temporary.ImportAsync(new ReferralObservation
        {
            ReferralId = "r2",
            State = ObservedState.New,
            Created = Now.AddDays(-2)
        });
        await temporary.ImportAsync([.. all,
            new ReferralObservation { ReferralId = "r2", State = ObservedState.New, Created = Now.AddDays(-2) }]);
        ReferralStore store = await temporary.OpenAsync();
        await store.UndoAsync(new Scope(1), undone, Cancel);
        await store.SetAsync(new Scope(1), "reporting_time_zone", "Europe/Amsterdam", Cancel);
        return store;
    }

    private static async Task<IReadOnlyList<Table>> TablesAsync(ReferralStore store) =>
        [.. (await store.TablesAsync(Cancel)).Where(t => t.Name is "organization" or "organization_state" or "import" or "import_file" or "import_seal"
            or "sighting" or "setting" || VersionTable.All.Any(v => v.Name == t.Name))];

    /// <summary>Whether reading the numbers, or opening for it, says that the store is damaged.</summary>
    private static async Task<bool> IsToldAsync(TemporaryStore temporary)
    {
        try
        {
            await temporary.FactsAsync();
            return false;
        }
        catch (StoreException e) when (e.Trouble == StoreTrouble.Damaged)
        {
            return true;
        }
    }

    private static string Numbers(Insights.Facts.OrganizationFacts facts) =>
        string.Join(" ", facts.Created) + string.Join(" ", facts.State) + string.Join(" ", facts.Value) + string.Join(" ", facts.Rates) +
            string.Join(" ", facts.Settings);

    /// <summary>The rows of a store in a file as programs before the seals made it.</summary>
    private static async Task MakeOldAsync(string path, string from)
    {
        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync(Cancel);
        foreach (string resource in typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(r => r.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(Sealing.Step - 1))
        {
            using var text = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!);
            await DoAsync(connection, await text.ReadToEndAsync(Cancel));
        }
        await DoAsync(connection, "CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)",
            "INSERT INTO schema_version VALUES (1), (2), (3), (4)", $"ATTACH DATABASE '{from}' AS today");
        var tables = new List<(string, string)>();
        await using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "SELECT t.name, group_concat(c.name, ', ') FROM main.sqlite_master t JOIN pragma_table_info(t.name) c " +
                "JOIN pragma_table_info(t.name, 'today') d ON d.name = c.name WHERE t.type = 'table' AND t.name <> 'schema_version' " +
                "GROUP BY t.name";
            await using DbDataReader reader = await command.ExecuteReaderAsync(Cancel);
            while (await reader.ReadAsync(Cancel)) tables.Add((reader.GetString(0), reader.GetString(1)));
        }
        // What is a table or a column no more is not there to be copied.
        foreach ((string table, string columns) in tables)
            await DoAsync(connection, $"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}");
        SqliteConnection.ClearPool(connection);
    }

    private static async Task<string?> ValueAsync(TemporaryStore temporary, string sql)
    {
        await using DbConnection connection = await ConnectAsync(temporary);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Cancel), CultureInfo.InvariantCulture);
    }

    private static async Task RunAsync(TemporaryStore temporary, params string[] statements)
    {
        await using DbConnection connection = await ConnectAsync(temporary);
        await DoAsync(connection, statements);
    }

    private static async Task DoAsync(DbConnection connection, params string[] statements)
    {
        foreach (string sql in statements)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }

    /// <summary>Behind the program's back, and past its walls.</summary>
    private static async Task<DbConnection> ConnectAsync(TemporaryStore temporary)
    {
        string place = await temporary.PlaceAsync();
        if (place == temporary.Path)
        {
            var file = new SqliteConnection($"Data Source={place}");
            await file.OpenAsync(Cancel);
            return file;
        }
        var source = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(place)
        {
            Username = "postgres",
            Pooling = false
        }.ToString());
        // Statements watches over what the program sends; this is not the program.
        source.ConfigureTracing(options => options.ConfigureCommandFilter(_ => false));
        return await source.Build().OpenConnectionAsync(Cancel);
    }
}

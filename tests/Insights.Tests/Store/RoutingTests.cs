using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;

namespace Insights.Tests.Store;

/// <summary>Citus' rules, kept by every statement of the store as PostgreSQL itself reads it: each goes to one organisation's rows, or is
/// on a short list.</summary>
[Trait("Category", "Slow")]
public sealed partial class RoutingTests(ITestOutputHelper output)
{
    /// <summary>What is asked over all organisations on purpose, by how it begins.</summary>
    private static readonly Dictionary<string, string> OnPurpose = new()
    {
        ["SELECT organization_id, MIN(next_try_at) FROM delivery WHERE "] = "whose mail is due: once a minute and process",
        ["SELECT organization_id, source_id, due_at FROM source WHERE "] = "which sources are due: once a minute and process",
        ["SELECT organization_id, session_hash FROM session WHERE "] = "a provider ends a session, and knows no organisation",
    };

    /// <summary>What changes a table that is on every node, and how often.</summary>
    private static readonly Dictionary<string, string> OfAllNodes = new()
    {
        ["INSERT INTO organization (organization_id"] = "an organisation is made",
        ["UPDATE organization SET partner_center_id"] = "it gets another name",
        ["DELETE FROM organization WHERE organization_id"] = "the sample is removed",
        ["INSERT INTO protection_key"] = "every 76 days",
        ["DELETE FROM protection_key"] = "a store is moved",
        ["COPY organization ("] = "a store is moved",
        ["COPY protection_key ("] = "a store is moved",
    };

    /// <summary>What the walk does not send: asked on Citus alone, or only when a server says so.</summary>
    private static readonly string[] NotWalked = ["TableSetting.cs", "PostgresEngine.cs"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_statement_of_the_store_goes_to_one_organisations_rows()
    {
        Statements.Listen();
        await using var temporary = new TemporaryStore(StoreEngine.Postgres);
        string place = await temporary.PlaceAsync(), database = new NpgsqlConnectionStringBuilder(place).Database!;
        PrivatePostgres server = await PrivatePostgres.Shared;
        string made = await server.NewDatabaseAsync(empty: true);
        await Insights.Store.ReferralStore.OpenAsync(server.PlaceOf(made), TimeProvider.System, Cancel);
        string[] sent = [.. Statements.To(database, made, await StoreWalk.EverythingAsync(temporary))];
        await server.DropAsync(made);

        // None escapes: each that stands in the sources was sent.
        IReadOnlyList<(string Where, Regex Form)> written = Statements.InTheSources();
        written.Count.ShouldBeGreaterThan(70);
        written.Where(w => !NotWalked.Any(n => w.Where.Contains(n, StringComparison.Ordinal)) && !sent.Any(s => w.Form.IsMatch(s)))
            .Select(w => w.Where).ShouldBeEmpty("stand in the sources and nobody sent them");

        // As who meets no policy: what is judged are the statements' own words.
        await using var connection = new NpgsqlConnection(server.PlaceOf(database, "postgres") + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await RunAsync(connection, "SET plan_cache_mode = force_generic_plan");
        HashSet<string> distributed =
            [.. await RowsAsync(connection,
            "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' WHERE " +
            "c.relkind = 'r' AND c.relname <> 'organization'")];
        int judged = 0, listed = 0;
        List<string> astray = [];
        foreach (string sql in sent.Where(s => Mentioned().Matches(s).Any(m => distributed.Contains(m.Groups[1].Value))))
        {
            if (!Rows().IsMatch(sql) || Aside().IsMatch(sql)) continue;
            judged++;
            if (OnPurpose.Keys.Any(o => sql.StartsWith(o, StringComparison.Ordinal))) listed++;
            else if (await WhyAstrayAsync(connection, sql, distributed) is { } why) astray.Add($"{why}: {sql}");
        }
        astray.ShouldBeEmpty();
        output.WriteLine($"{written.Count} statements in the sources; {judged} judged as they were sent, {listed} of them over all " +
            "organisations on purpose.");
        judged.ShouldBeGreaterThan(90);
        OnPurpose.Keys.ShouldAllBe(o => sent.Any(s => s.StartsWith(o, StringComparison.Ordinal)));

        // The rule itself can fail.
        (await WhyAstrayAsync(connection, "SELECT COUNT(*) FROM audit", distributed)).ShouldNotBeNull();
        (await WhyAstrayAsync(connection,
            "SELECT 1 FROM setting WHERE organization_id = @org AND EXISTS (SELECT 1 FROM audit WHERE audit_id = 3)", distributed))
            .ShouldNotBeNull();
        (await WhyAstrayAsync(connection, "UPDATE share SET plain = '' WHERE share_id = @id", distributed)).ShouldNotBeNull();
        (await WhyAstrayAsync(connection, "DELETE FROM setting WHERE organization_id > @org", distributed)).ShouldNotBeNull();
        (await WhyAstrayAsync(connection,
            "INSERT INTO setting (name, organization_id, setting_value) SELECT name, organization_id, 'x' FROM setting", distributed))
            .ShouldNotBeNull();

        string[] shared = ["organization", "protection_key", "schema_version"];
        sent.Where(s => Changed().Match(s) is { Success: true } m && shared.Contains(m.Groups[1].Value)
            && !s.Contains("schema_version", StringComparison.Ordinal)
            && !OfAllNodes.Keys.Any(o => s.StartsWith(o, StringComparison.Ordinal)))
            .ShouldBeEmpty("tables on every node are written rarely");
        (await RowsAsync(connection,
            "SELECT polname::text FROM pg_policy WHERE COALESCE(pg_get_expr(polqual, polrelid), '') || " +
            "COALESCE(pg_get_expr(polwithcheck, polrelid), '') ~* 'select'")).ShouldBeEmpty();
    }

    /// <summary>Null when each table of organisations is gone to by an equality with a parameter.</summary>
    private static async Task<string?> WhyAstrayAsync(NpgsqlConnection connection, string sql, IReadOnlySet<string> distributed)
    {
        (string numbered, int parameters) = Statements.Numbered(sql);
        await RunAsync(connection, "DEALLOCATE ALL");
        try
        {
            await RunAsync(connection, $"PREPARE judged AS {numbered}");
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
        string plan = (await RowsAsync(connection,
            $"EXPLAIN (FORMAT JSON) EXECUTE judged{(parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("NULL", parameters))})")}"))[0];
        return Judge(JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan"), distributed);
    }

    private static string? Judge(JsonElement node, IReadOnlySet<string> distributed)
    {
        if (node.TryGetProperty("Relation Name", out JsonElement relation) && distributed.Contains(relation.GetString()!)
            && node.GetProperty("Node Type").GetString() != "ModifyTable")
        {
            string conditions = string.Concat(node.EnumerateObject().Where(p => p.Name is "Index Cond" or "Filter" or "Recheck Cond")
                .Select(p => p.Value.GetString()));
            if (!Equality().IsMatch(conditions)) return $"{relation.GetString()} is looked through as a whole ({conditions})";
        }
        return node.TryGetProperty("Plans", out JsonElement plans) ? plans.EnumerateArray().Select(p => Judge(p, distributed))
            .FirstOrDefault(why => why is not null) : null;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Cancel);
        List<string> rows = [];
        while (await reader.ReadAsync(Cancel)) rows.Add(reader.GetString(0));
        return rows;
    }

    [GeneratedRegex(@"\b(?:FROM|JOIN|UPDATE|INTO|COPY|TABLE)\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Mentioned();

    [GeneratedRegex(@"^(SELECT|INSERT|UPDATE|DELETE|COPY)\b")]
    private static partial Regex Rows();

    /// <summary>Rows that come with their organisation in the first column, from here or from a table of this transaction's own.</summary>
    [GeneratedRegex(@"^(INSERT INTO|COPY) (staged_\w+|\w+ \(organization_id,(?!.*\bSELECT\b.*\bFROM (?!staged_)))", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex(@"^\s*(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Changed();

    [GeneratedRegex(@"(?<![\w""])(\w+\.)?organization_id = (\$\d+|'?\d+'?::bigint|\d+)")]
    private static partial Regex Equality();
}

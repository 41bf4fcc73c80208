namespace Insights.Store.Postgres;

/// <summary>What the tables of a PostgreSQL store are besides their columns: behind row-level security, and with Citus distributed by
/// organisation in one co-location group, what all share on every node. Looked at whenever a store is opened; what is missing is done in
/// one transaction, so that a store is never half of it.</summary>
internal sealed class TableSetting(PostgresEngine engine)
{
    /// <summary>The table the others are placed with.</summary>
    public const string Anchor = "import";

    private const string Truncate = "truncate_local_data_after_distributing_table";

    // Without a subquery, which Citus cannot send to a shard.
    private const string Own = "organization_id = NULLIF(current_setting('insights.organization_id', true), '')::bigint";
    private const string Asked = "current_setting('insights.every_organization', true) = 'on'";
    private const string Removed = "current_setting('insights.removed_organization', true) = organization_id::text";

    private static readonly Policy Ordinary = new("own_rows", "ALL", $"USING ({Own})");

    /// <summary>What may be asked over all organisations at once.</summary>
    private static readonly Policy Across = new("asked_across", "SELECT", $"USING ({Asked})");

    /// <summary>Tables that differ. The audit trail is read and added to; it goes only with the whole organisation, which only a sample
    /// does.</summary>
    private static readonly Dictionary<string, Policy[]> Special = new()
    {
        ["audit"] =
        [
            new("own_rows_read", "SELECT", $"USING ({Own})"), new("own_rows_added", "INSERT", $"WITH CHECK ({Own})"),
            new("own_rows_removed", "DELETE", $"USING ({Own} AND {Removed})"),
        ],
        ["delivery"] = [Ordinary, Across],
        ["session"] = [Ordinary, Across],
    };

    /// <exception cref="StoreException">It could not be done; nothing of it was.</exception>
    public async Task BringUpToDateAsync(CancellationToken cancel)
    {
        if (await engine.ReadAsync(null, async transaction => (await MissingAsync(transaction, cancel)).Count > 0, cancel))
            try
            {
                await engine.WriteAsync(null, async transaction =>
                {
                    transaction.TakesItsTime = true;
                    // Two programs may start at once: whoever comes second finds it done.
                    foreach (string statement in await MissingAsync(transaction, cancel)) await transaction.RunAsync(statement, cancel);
                }, cancel, LockScope.Schema);
            }
            catch (StoreException e) when (e.Trouble == StoreTrouble.Refused)
            {
                throw new StoreException($"The tables of the store {engine.Location} could not be set up; all of them are as they were. " +
                    $"{e.Message} See docs/stores.md.", e)
                { Trouble = e.Trouble };
            }
        await TruncateAsync(cancel);
    }

    /// <summary>The statements that bring all tables to what they should be, in order; none when they are.</summary>
    private static async Task<IReadOnlyList<string>> MissingAsync(StoreTransaction transaction, CancellationToken cancel)
    {
        bool citus = await PostgresEngine.HasCitusAsync(transaction, cancel);
        string? reader = await PostgresEngine.ReaderAsync(transaction, cancel);
        ILookup<string, string> policies = (await transaction.ListAsync(
            "SELECT tablename::text, policyname::text FROM pg_policies WHERE schemaname = current_schema()", row =>
                (Table: row.GetString(0), Policy: row.GetString(1)), cancel))
            .ToLookup(p => p.Table, p => p.Policy);
        Dictionary<string, (bool Walled, bool Forced, bool Readable)> walls = (await transaction.ListAsync(
            """
            SELECT relname::text, relrowsecurity, relforcerowsecurity, @reader = ''
              OR has_table_privilege(NULLIF(@reader, ''), oid, 'SELECT')
            FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
            """, row => (Table: row.GetString(0), (row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3))), cancel,
                ("@reader", reader ?? "")))
            .ToDictionary(w => w.Table, w => w.Item2);
        HashSet<string> distributed = citus
            ? [.. await transaction.ListAsync("SELECT logicalrelid::regclass::text FROM pg_dist_partition", row => row.GetString(0),
            cancel)] : [];

        List<string> unwall = [], distribute = [], wall = [];
        foreach (Table table in (await transaction.Engine.TablesAsync(transaction, cancel)).OrderBy(t => t.Name != Anchor)
            .ThenBy(t => t.Name, StringComparer.Ordinal))
        {
            (bool walled, bool forced, bool readable) = walls[table.Name];
            bool placed = !citus || distributed.Contains(table.Name);
            Policy[] wanted = table.OfOrganization ? Special.GetValueOrDefault(table.Name, [Ordinary]) : [];
            // On Citus the owner passes, who imports by COPY; a role that only reads does not.
            bool stands = walled == table.OfOrganization && forced == (table.OfOrganization && !citus)
                && policies[table.Name].ToHashSet().SetEquals(wanted.Select(p => p.Name));
            if (!placed || !stands)
            {
                // COPY to the shards would meet the walls.
                unwall.AddRange(policies[table.Name].Select(policy => $"DROP POLICY {policy} ON {table.Name}"));
                if (walled || forced) unwall.Add($"ALTER TABLE {table.Name} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY");
                if (table.OfOrganization)
                {
                    wall.Add($"ALTER TABLE {table.Name} ENABLE ROW LEVEL SECURITY{(citus ? "" : ", FORCE ROW LEVEL SECURITY")}");
                    wall.AddRange(wanted.Select(p => $"CREATE POLICY {p.Name} ON {table.Name} FOR {p.Command} {p.Condition}"));
                }
            }
            if (!placed)
                distribute.Add(!table.OfOrganization ? $"SELECT create_reference_table('{table.Name}')"
                    : $"SELECT create_distributed_table('{table.Name}', 'organization_id', colocate_with => " +
                    $"'{(table.Name == Anchor ? "none" : Anchor)}')");
            if (reader is not null && !readable) wall.Add($"GRANT SELECT ON {table.Name} TO {reader}");
        }
        // Several tables in one transaction, of which some are on every node.
        if (distribute.Count > 0) distribute.Insert(0, "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'");
        return [.. unwall, .. distribute, .. wall];
    }

    /// <summary>What a table held before it was distributed is still on the coordinator's disk.</summary>
    private async Task TruncateAsync(CancellationToken cancel)
    {
        IReadOnlyList<string> left = await engine.ReadAsync(null, transaction => LeftBehindAsync(transaction, cancel), cancel);
        foreach (string table in left)
            await engine.WriteAsync(null, transaction =>
            {
                transaction.TakesItsTime = true;
                return transaction.RunAsync($"SELECT {Truncate}('{table}')", cancel);
            }, cancel, LockScope.Schema);
    }

    private static async Task<IReadOnlyList<string>> LeftBehindAsync(StoreTransaction transaction, CancellationToken cancel)
    {
        if (!await PostgresEngine.HasCitusAsync(transaction, cancel)
            || await transaction.ValueAsync($"SELECT to_regproc('{Truncate}')::text", cancel) is null) return [];
        HashSet<string> ours = [.. (await transaction.Engine.TablesAsync(transaction, cancel)).Select(t => t.Name)];
        return [.. (await transaction.ListAsync("SELECT logicalrelid::regclass::text FROM pg_dist_partition WHERE " +
            "pg_relation_size(logicalrelid) > 0", row => row.GetString(0), cancel)).Where(ours.Contains)];
    }

    /// <param name="Condition">Whose rows, for reading (<c>USING</c>) or writing (<c>WITH CHECK</c>).</param>
    private sealed record Policy(string Name, string Command, string Condition);
}

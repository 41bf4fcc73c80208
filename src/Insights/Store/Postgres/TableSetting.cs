namespace Insights.Store.Postgres;

/// <summary>What the tables of a PostgreSQL store are besides their columns. With Citus: distributed by organisation, all in one
/// co-location group, and what all share on every node. Without: behind row-level security. Looked at whenever a store is opened and
/// done one table a transaction, so that neither a kill nor a table of a later version is missed.</summary>
internal sealed class TableSetting(PostgresEngine engine)
{
    /// <summary>The table the others are placed with.</summary>
    private const string Anchor = "import";

    /// <summary>The policy's name; its expression is asked once a statement, not once a row.</summary>
    private const string Policy = "of_one_organization";

    private const string Own = "organization_id = (SELECT NULLIF(current_setting('insights.organization_id', true), '')::bigint)";

    /// <summary>The audit trail is read and added to; only the sample's goes, with the sample.</summary>
    private const string OfAudit =
        $"""
         ALTER TABLE audit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
         CREATE POLICY {Policy} ON audit FOR SELECT USING ({Own});
         CREATE POLICY {Policy}_added ON audit FOR INSERT WITH CHECK ({Own});
         CREATE POLICY {Policy}_sample ON audit FOR DELETE USING ({Own} AND EXISTS (SELECT 1 FROM organization o WHERE o.organization_id = audit.organization_id AND o.is_sample = 1))
         """;

    public async Task BringUpToDateAsync(CancellationToken cancel)
    {
        (bool citus, IReadOnlyList<Table> missing) = await engine.ReadAsync(null, session => MissingAsync(session, cancel), cancel);
        foreach (Table table in missing.OrderBy(t => t.Name != Anchor))
            await engine.WriteAsync(null, async session =>
            {
                // Two programs may start at once: whoever comes second finds it done.
                if ((await MissingAsync(session, cancel)).Tables.Any(t => t.Name == table.Name)) await session.RunAsync(citus ? Distribute(table) : Wall(table), cancel);
            }, cancel, Turn.Schema);
    }

    private static async Task<(bool Citus, IReadOnlyList<Table> Tables)> MissingAsync(Session session, CancellationToken cancel)
    {
        IReadOnlyList<Table> tables = await session.Engine.TablesAsync(session, cancel);
        bool citus = await PostgresEngine.HasCitusAsync(session, cancel);
        List<string> done = await session.ListAsync(citus
            ? "SELECT logicalrelid::regclass::text FROM pg_dist_partition"
            : $"SELECT tablename::text FROM pg_policies WHERE schemaname = current_schema() AND policyname = '{Policy}'", reader => reader.GetString(0), cancel);
        return (citus, [.. tables.Where(table => (citus || table.OfOrganization) && !done.Contains(table.Name))]);
    }

    private static string Distribute(Table table) => !table.OfOrganization
        ? $"SELECT create_reference_table('{table.Name}')"
        // A store that stood on plain PostgreSQL before has its walls, which COPY to the shards would meet.
        : $"""
           DROP POLICY IF EXISTS {Policy} ON {table.Name};
           ALTER TABLE {table.Name} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
           SELECT create_distributed_table('{table.Name}', 'organization_id', colocate_with => '{(table.Name == Anchor ? "none" : Anchor)}')
           """;

    private static string Wall(Table table) => table.Name == "audit" ? OfAudit :
        $"""
         ALTER TABLE {table.Name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
         CREATE POLICY {Policy} ON {table.Name} USING ({Own})
         """;
}

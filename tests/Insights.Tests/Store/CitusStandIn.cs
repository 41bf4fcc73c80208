namespace Insights.Tests.Store;

/// <summary>What the program asks of Citus, in a PostgreSQL without it: the functions' documented signatures, a note of each call, and what
/// the real ones refuse.</summary>
internal static class CitusStandIn
{
    /// <param name="failing">The table that cannot be distributed; empty for none.</param>
    public static Task InstallAsync(PrivatePostgres server, string database, string failing = "") => server.AsSuperuserAsync(database,
        "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'citus', 10, 2200, " +
            "false, '12.1')",
        "CREATE TABLE pg_dist_partition (position SERIAL, logicalrelid REGCLASS, partition_column TEXT, colocated_with TEXT)",
            "GRANT SELECT ON pg_dist_partition TO PUBLIC",
        "CREATE TABLE truncated (logicalrelid REGCLASS)", "GRANT SELECT ON truncated TO PUBLIC",
        $"""
         CREATE FUNCTION create_distributed_table(table_name REGCLASS, distribution_column TEXT, distribution_type TEXT DEFAULT 'hash',
           colocate_with TEXT DEFAULT 'default')
         RETURNS VOID SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
           IF table_name::text = '{failing}' THEN RAISE 'the connection to a worker node failed'; END IF;
           IF EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = table_name) THEN RAISE 'COPY FROM not supported with row-level security'; END
             IF;
           INSERT INTO pg_dist_partition (logicalrelid, partition_column, colocated_with)
             VALUES (table_name, distribution_column, colocate_with);
         END $$
         """,
        """
        CREATE FUNCTION create_reference_table(table_name REGCLASS) RETURNS VOID SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
          IF current_setting('citus.multi_shard_modify_mode', true) IS DISTINCT
            FROM 'sequential' THEN RAISE 'cannot create a reference table after parallel execution'; END IF;
          INSERT INTO pg_dist_partition (logicalrelid) VALUES (table_name);
        END $$
        """,
        "CREATE FUNCTION truncate_local_data_after_distributing_table(table_name REGCLASS) RETURNS VOID SECURITY DEFINER LANGUAGE SQL " +
            "AS 'INSERT INTO truncated VALUES (table_name)'",
        "CREATE FUNCTION get_shard_id_for_distribution_column(table_name REGCLASS, distribution_value ANYELEMENT) RETURNS BIGINT " +
            "LANGUAGE SQL AS 'SELECT 102008 + distribution_value % 4'");
}

using System.Data.Common;
using Insights.Store;
using Insights.Store.Sqlite;

namespace Insights.Bench;

/// <summary>The counts of the Summary asked of the same SQLite file in one statement: what a dashboard tool would send. It may, because
/// the bench's store has one version of each referral; the product's may have many.</summary>
internal static class PlainSql
{
    private const string Counts =
        """
        SELECT
          SUM(created_at >= $from AND created_at < $to AND referral_type IN (0, 1)),
          SUM(created_at >= $from AND created_at < $to AND referral_type = 2),
          SUM(created_at >= $from AND created_at < $to AND referral_type IN (3, 4, 5)),
          SUM(accepted_at >= $from AND accepted_at < $to AND referral_type IN (0, 1)),
          SUM(accepted_at >= $from AND accepted_at < $to AND referral_type = 2),
          SUM(closed_at >= $from AND closed_at < $to AND state = 2 AND referral_type IN (0, 1)),
          SUM(closed_at >= $from AND closed_at < $to AND state = 2 AND referral_type >= 2),
          SUM(created_at >= $before AND created_at < $from AND referral_type IN (0, 1)),
          SUM(created_at >= $before AND created_at < $from AND referral_type = 2),
          SUM(created_at >= $before AND created_at < $from AND referral_type IN (3, 4, 5)),
          SUM(accepted_at >= $before AND accepted_at < $from AND referral_type IN (0, 1)),
          SUM(accepted_at >= $before AND accepted_at < $from AND referral_type = 2),
          SUM(closed_at >= $before AND closed_at < $from AND state = 2 AND referral_type IN (0, 1)),
          SUM(closed_at >= $before AND closed_at < $from AND state = 2 AND referral_type >= 2),
          SUM(accepted_at >= $from AND accepted_at < $to AND referral_type <= 2 AND accepted_at - created_at < 2 * 864000000000),
          SUM(accepted_at >= $from AND accepted_at < $to AND referral_type <= 2 AND accepted_at - created_at >= 15 * 864000000000),
          SUM(closed_at >= $from AND closed_at < $to AND state = 2 AND closed_at - created_at < 31 * 864000000000),
          SUM(closed_at >= $from AND closed_at < $to AND state = 2 AND closed_at - created_at >= 181 * 864000000000),
          SUM((created_at >= $from AND created_at < $to) OR (created_at < $from AND ((accepted_at >= $from AND accepted_at < $to)
            OR (closed_at >= $from AND closed_at < $to)))),
          SUM(CASE WHEN closed_at >= $from AND closed_at < $to AND state = 2 THEN deal_value END)
        FROM referral_version
        WHERE organization_id = 1
        """;

    public static async Task<long[]> AskAsync(string path, DateTimeOffset before, DateTimeOffset from, DateTimeOffset to)
    {
        await using DbConnection connection = await new SqliteEngine(path).ConnectAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Counts;
        foreach ((string name, DateTimeOffset moment) in new[] { ("$before", before), ("$from", from), ("$to", to) })
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = Stored.Moment(moment);
            command.Parameters.Add(parameter);
        }
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? 0 : reader.GetInt64(i))];
    }

    /// <summary>What somebody who tunes SQL would add. The copy pays for it, not the product's file.</summary>
    public static async Task AddIndexesAsync(string path)
    {
        await using DbConnection connection = await new SqliteEngine(path).ConnectAsync(CancellationToken.None);
        foreach (string column in new[] { "created_at", "accepted_at", "closed_at" })
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"CREATE INDEX bench_{column} ON referral_version (organization_id, {column}, referral_type, state, " +
                "deal_value)";
            await command.ExecuteNonQueryAsync();
        }
    }
}

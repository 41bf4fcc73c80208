using System.Data.Common;

namespace Insights.Store;

/// <summary>Statements with named parameters, without ceremony.</summary>
internal static class Sql
{
    public static DbCommand Ask(this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public static Task<int> RunAsync(this DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancel, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.Ask(transaction, sql, parameters);
        return ExecuteAsync(command, cancel);

        static async Task<int> ExecuteAsync(DbCommand command, CancellationToken cancel)
        {
            await using (command) return await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>The one whole number a statement answers with.</summary>
    public static async Task<long> CountAsync(this DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancel, params (string Name, object? Value)[] parameters)
    {
        await using DbCommand command = connection.Ask(transaction, sql, parameters);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset? Moment(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Stored.Moment(reader.GetInt64(column));
}

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>One conversation with the database: statements with named parameters, without ceremony. Given up unless it is
/// committed.</summary>
/// <param name="transaction">Null on an engine that reads without one.</param>
public sealed partial class StoreTransaction(Engine engine, DbConnection connection, DbTransaction? dbTransaction) : IAsyncDisposable
{
    private bool kept;

    public DbConnection Connection => connection;

    internal Engine Engine => engine;

    /// <summary>How long it waits for a turn that somebody else has.</summary>
    internal TimeSpan Patience { get; init; } = Engine.Usual;

    /// <summary>Whether each statement may take as long as it does: whole tables are gone through.</summary>
    internal bool TakesItsTime { get; set; }

    internal DbCommand Ask(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        if (TakesItsTime) command.CommandTimeout = 0;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value switch { null => DBNull.Value, string text => Stored.Text(text), _ => value };
            command.Parameters.Add(parameter);
        }
        return command;
    }

    internal Task<int> RunAsync(string sql, CancellationToken cancel, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return ExecuteAsync(Ask(sql, parameters), cancel);

        static async Task<int> ExecuteAsync(DbCommand command, CancellationToken cancel)
        {
            await using (command) return await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>The one value a statement answers with; null when it has none.</summary>
    internal Task<object?> ValueAsync(string sql, CancellationToken cancel, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return ExecuteAsync(Ask(sql, parameters), cancel);

        static async Task<object?> ExecuteAsync(DbCommand command, CancellationToken cancel)
        {
            await using (command) return await command.ExecuteScalarAsync(cancel) is var value && value is DBNull ? null : value;
        }
    }

    /// <summary>The one whole number a statement answers with; 0 when it has none.</summary>
    internal async Task<long> CountAsync(string sql, CancellationToken cancel, params (string Name, object? Value)[] parameters) =>
        await ValueAsync(sql, cancel, parameters) is var value && value is string or byte[] or double ? throw engine.Damaged(Where(sql))
            : Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);

    /// <summary>What every row of the answer is read as.</summary>
    internal Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancel,
        params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        return ExecuteAsync(Ask(sql, parameters), read, cancel);

        async Task<List<T>> ExecuteAsync(DbCommand command, Func<DbDataReader, T> read, CancellationToken cancel)
        {
            await using (command)
            {
                await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancel)) rows.Add(Read(reader));
                return rows;
            }
        }

        T Read(DbDataReader reader)
        {
            try
            {
                return read(reader);
            }
            // What was written can be read: a NULL, a text or a moment that cannot stand there was not written by us.
            catch (Exception e) when (e is InvalidOperationException or InvalidCastException or FormatException or OverflowException
                or ArgumentException or JsonException or XmlException)
            {
                throw engine.Damaged(Where(sql), e);
            }
        }
    }

    /// <summary>The table a question is about.</summary>
    private static string Where(string sql) => $"table {Table().Match(sql).Groups[1].Value}: a value that cannot be";

    [GeneratedRegex(@"\bFROM (\w+)", RegexOptions.RightToLeft)]
    private static partial Regex Table();

    /// <summary>Keeps what was changed.</summary>
    /// <exception cref="StoreException">It was not kept, or it is not known whether it was; the sentence says which.</exception>
    internal async Task CommitAsync(CancellationToken cancel)
    {
        try
        {
            await dbTransaction!.CommitAsync(cancel);
            kept = true;
        }
        catch (DbException e)
        {
            throw engine.ToldAtCommit(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (kept) await dbTransaction!.DisposeAsync();
            else if (dbTransaction is not null) await engine.GiveUpAsync(connection, dbTransaction);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }
}

/// <summary>Values that may be missing.</summary>
internal static class ReaderValues
{
    public static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset? Moment(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null
        : Stored.Moment(reader.GetInt64(column));

    public static When? When(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Stored.Told(reader.GetInt64(column));
}

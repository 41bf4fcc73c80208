using Microsoft.Data.Sqlite;

namespace Insights.Tests.Store;

/// <summary>Holds the write lock of an SQLite store, as an import in another process does, until it is disposed.</summary>
internal sealed class HeldStore : IAsyncDisposable
{
    private readonly SqliteConnection connection;

    private HeldStore(SqliteConnection connection) => this.connection = connection;

    public static async Task<HeldStore> HoldAsync(string path)
    {
        var held = new HeldStore(new SqliteConnection($"Data Source={path};Pooling=False"));
        await held.connection.OpenAsync(TestContext.Current.CancellationToken);
        await held.RunAsync("BEGIN IMMEDIATE");
        return held;
    }

    /// <summary>One number from the store, beside the program.</summary>
    public static async Task<long> CountAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>From now on, the audit trail takes no line: what a change has to tell cannot be told.</summary>
    public static async Task SilenceAsync(string path, bool silent = true)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = silent ? "CREATE TRIGGER silent BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no line today'); END"
            : "DROP TRIGGER silent";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("ROLLBACK");
        await connection.DisposeAsync();
    }

    private async Task RunAsync(string sql)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}

using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>A transaction that may write from its beginning (BEGIN IMMEDIATE), so that two imports queue instead of failing at commit. The
/// driver's own sleeps on its thread while another one has the lock; this one waits without one.</summary>
internal sealed class WriteLock : DbTransaction
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SqliteConnection connection;

    private WriteLock(SqliteConnection connection) => this.connection = connection;

    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

    protected override DbConnection DbConnection => connection;

    /// <exception cref="SqliteException">Somebody else had the lock all the while, or the file cannot be written.</exception>
    public static async Task<WriteLock> TakeAsync(SqliteConnection connection, TimeSpan patience, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            int result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK) return new WriteLock(connection);
            if ((result & 0xFF) != raw.SQLITE_BUSY || Stopwatch.GetElapsedTime(began) >= patience) throw Failed(connection, result);
            await Task.Delay(Pause, cancel);
        }
    }

    public override void Commit()
    {
        int result = raw.sqlite3_exec(connection.Handle, "COMMIT");
        if (result != raw.SQLITE_OK) throw Failed(connection, result);
    }

    /// <summary>Gives up what was begun, if SQLite has not done so by itself.</summary>
    public override void Rollback()
    {
        if (connection.Handle is { } handle && raw.sqlite3_get_autocommit(handle) == 0) raw.sqlite3_exec(handle, "ROLLBACK");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Rollback();
        base.Dispose(disposing);
    }

    private static SqliteException Failed(SqliteConnection connection, int result) =>
        new(raw.sqlite3_errmsg(connection.Handle).utf8_to_string(), result);
}

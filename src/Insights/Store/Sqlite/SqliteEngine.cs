using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>One file, no server. SQLite itself comes with the program.</summary>
public sealed class SqliteEngine(string path) : Engine
{
    private readonly SqliteFile file = new(path);

    public override string Location => file.Location;

    /// <summary>A connection of its own, ready for use; one that only reads where nothing may be written.</summary>
    /// <exception cref="StoreException">The file cannot be opened; says why and what to do.</exception>
    public async Task<DbConnection> ConnectAsync(CancellationToken cancel)
    {
        return await TellAsync(async () => (await file.OpenAsync(cancel)).Connection);
    }

    /// <summary>What stands there; nothing is written.</summary>
    /// <exception cref="StoreException">It is no store and cannot become one; says what it is.</exception>
    internal async Task<Found> LookAsync(CancellationToken cancel)
    {
        Found found = await TellAsync(() => file.LookAsync(cancel));
        return found == Found.Broken ? throw Damaged("its tables are gone") : found;
    }

    internal override async Task RecognizeAsync(CancellationToken cancel)
    {
        if (await LookAsync(cancel) == Found.Nothing) file.Make();
    }

    public override Task<string?> CautionAsync(CancellationToken cancel) => Task.FromResult(file.Caution());

    public override async Task<StoreException?> WhyOnlyReadAsync(CancellationToken cancel)
    {
        (SqliteConnection connection, SqliteException? onlyReads) = await TellAsync(() => file.OpenAsync(cancel));
        await using (connection) return onlyReads is null ? null : Told(onlyReads);
    }

    internal override void Delete() => file.Delete();

    protected override bool HasOneWriter => true;

    protected override async Task<StoreTransaction> OpenAsync(long? organization, LockScope? lockScope, TimeSpan patience,
        CancellationToken cancel)
    {
        (SqliteConnection connection, SqliteException? onlyReads) = await file.OpenAsync(cancel);
        if (lockScope is null) return new StoreTransaction(this, connection, null);
        try
        {
            if (onlyReads is not null) throw Told(onlyReads);
            // Readers walk once and need no cache; an import meets the index at random places, which a large one keeps in memory.
            await ExecuteAsync(connection, "PRAGMA cache_size = -65536;", cancel);
            return new StoreTransaction(this, connection, await WriteLock.TakeAsync((SqliteConnection)connection, patience, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override string ColumnNames =>
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid";

    protected override bool IsPassing(DbException failure) => false;

    internal override StoreException Told(DbException failure) => SqliteDamage.Is(Location, failure) ? Damaged(failure.Message, failure)
        : failure is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } ? Busy(failure)
        : SqliteTrouble.Of(Location, failure);

    /// <summary>On a full disk, and at other times, SQLite gives a change up by itself. To roll it back then is an error, which would hide
    /// the cause: so there is something to roll back.</summary>
    internal override async ValueTask GiveUpAsync(DbConnection connection, DbTransaction transaction)
    {
        sqlite3 database = Handle(connection);
        if (raw.sqlite3_get_autocommit(database) != 0) raw.sqlite3_exec(database, "BEGIN");
        await transaction.DisposeAsync();
        if (raw.sqlite3_get_autocommit(database) == 0) raw.sqlite3_exec(database, "ROLLBACK");
    }

    internal override IRowAppender Append(StoreTransaction transaction, string table, IReadOnlyList<string> columns) =>
        new StatementAppender(this, Handle(transaction.Connection), table, columns);

    internal override RowCursor Walk(DbCommand command) => new StatementCursor(this, Handle(command.Connection!), command);

    internal override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancel) =>
        ReadAsync(null, transaction => SqliteDamage.FaultsAsync(transaction, cancel), cancel);

    /// <summary>Small stores are looked through. The audit trail is only ever added to; it goes with the sample alone. And the file says in
    /// its head whose it is.</summary>
    internal override async Task PrepareAsync(CancellationToken cancel)
    {
        bool small = new FileInfo(Location).Length <= SqliteDamage.LookedThrough;
        if ((small ? await FaultsAsync(cancel) : await ReadAsync(null, transaction => SqliteDamage.LostAsync(transaction, cancel), cancel))
            is [var fault, ..]) throw Damaged(fault);
        if (await ReadAsync(null, async transaction => IsReadOnly(transaction.Connection)
            || (await transaction.CountAsync("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'",
            cancel) == 2
                && await transaction.CountAsync("PRAGMA application_id", cancel) == SqliteFile.Mark), cancel)) return;
        await WriteAsync(null, transaction => transaction.RunAsync(
            """
            CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
              BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
            CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit
            WHEN NOT EXISTS (SELECT 1 FROM organization o WHERE o.organization_id = OLD.organization_id AND o.is_sample = 1)
            BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
            """ + $"PRAGMA application_id = {SqliteFile.Mark}", cancel), cancel, LockScope.Schema);
    }

    internal override async Task TidyAsync(CancellationToken cancel)
    {
        await using DbConnection connection = await ConnectAsync(cancel);
        await ExecuteAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE);", cancel);
    }

    /// <exception cref="StoreException">The result is no success; says what it is.</exception>
    internal void Check(sqlite3 database, int result)
    {
        if (result == raw.SQLITE_OK) return;
        throw Told(new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xFF, result));
    }

    private static bool IsReadOnly(DbConnection connection) => raw.sqlite3_db_readonly(Handle(connection), "main") == 1;

    private static sqlite3 Handle(DbConnection connection) => ((SqliteConnection)connection).Handle
        ?? throw new InvalidOperationException("The connection is closed.");

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}

using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>One file, no server. The native library is the operating system's own, patched SQLite (DESIGN.md, decision 3).</summary>
public sealed class SqliteEngine(string path) : Engine
{
    private static readonly Lazy<bool> Provider = new(UseSystemLibrary);

    public override string Location { get; } = Path.GetFullPath(path);

    /// <summary>A connection of its own, ready for use.</summary>
    /// <exception cref="StoreException">The file cannot be opened; says why and what to do.</exception>
    public async Task<DbConnection> ConnectAsync(CancellationToken cancel)
    {
        _ = Provider.Value;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Location,
            Mode = SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = 60,
        }.ToString());
        try
        {
            string? folder = Path.GetDirectoryName(Location);
            if (!string.IsNullOrEmpty(folder)) Directory.CreateDirectory(folder);
            await connection.OpenAsync(cancel);
            // WAL lets the page be read while an import writes; NORMAL survives a killed process at every moment.
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;", cancel);
            return connection;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            await connection.DisposeAsync();
            if (e is SqliteException sqlite && SqliteDamage.Is(Location, sqlite)) throw Damaged(sqlite.Message, sqlite);
            throw new StoreException($"The store {Location} cannot be opened: {e.Message} Check that the path is right, that it may be written and that it is a store of Referral Insights.", e);
        }
    }

    protected override async Task<Session> OpenAsync(long? organization, Turn? turn, CancellationToken cancel)
    {
        DbConnection connection = await ConnectAsync(cancel);
        if (turn is null) return new Session(this, connection, null);
        try
        {
            // Readers walk once and need no cache; an import meets the index at random places, which a large one keeps in memory.
            await ExecuteAsync(connection, "PRAGMA cache_size = -65536;", cancel);
            // Microsoft.Data.Sqlite begins IMMEDIATE for serializable transactions: two imports queue instead of failing at commit.
            return new Session(this, connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    protected override string ColumnNames => "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid";

    protected override bool IsPassing(DbException failure) => false;

    internal override StoreException Told(DbException failure) => SqliteDamage.Is(Location, failure) ? Damaged(failure.Message, failure) : new(failure is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED }
        ? $"The store {Location} is busy: somebody else has been writing it for a minute. Nothing was changed; try again when they are done."
        : $"The store {Location} could not be used: {failure.Message} What was begun was not kept.", failure);

    internal override IRowAppender Append(Session session, string table, IReadOnlyList<string> columns) => new StatementAppender(this, Handle(session.Connection), table, columns);

    internal override RowCursor Walk(DbCommand command) => new StatementCursor(this, Handle(command.Connection!), command);

    internal override Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancel) => ReadAsync(null, session => SqliteDamage.FaultsAsync(session, cancel), cancel);

    /// <summary>Small stores are looked through. The audit trail is only ever added to; it goes with the sample alone.</summary>
    internal override async Task PrepareAsync(CancellationToken cancel)
    {
        bool small = new FileInfo(Location).Length <= SqliteDamage.LookedThrough;
        if ((small ? await FaultsAsync(cancel) : await ReadAsync(null, session => SqliteDamage.LostAsync(session, cancel), cancel)) is [var fault, ..]) throw Damaged(fault);
        if (await ReadAsync(null, session => session.CountAsync("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'", cancel), cancel) == 2) return;
        await WriteAsync(null, session => session.RunAsync(
            """
            CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
            CREATE TRIGGER IF NOT EXISTS audit_is_not_shortened BEFORE DELETE ON audit
            WHEN NOT EXISTS (SELECT 1 FROM organization o WHERE o.organization_id = OLD.organization_id AND o.is_sample = 1)
            BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
            """, cancel), cancel, Turn.Schema);
    }

    internal override async Task TidyAsync(CancellationToken cancel)
    {
        await using DbConnection connection = await ConnectAsync(cancel);
        await ExecuteAsync(connection, "PRAGMA wal_checkpoint(TRUNCATE);", cancel);
    }

    private static sqlite3 Handle(DbConnection connection) => ((SqliteConnection)connection).Handle ?? throw new InvalidOperationException("The connection is closed.");

    private static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static bool UseSystemLibrary()
    {
        DllImportResolver resolver = (name, assembly, search) =>
        {
            if (name != "e_sqlite3") return IntPtr.Zero;
            string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3"]
                : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
                : ["libsqlite3.so.0", "libsqlite3.so"];
            foreach (string candidate in candidates)
                if (NativeLibrary.TryLoad(candidate, assembly, search, out IntPtr handle)) return handle;
            throw new StoreException("SQLite is not on this machine. On Debian and Ubuntu: apt-get install libsqlite3-0");
        };
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, resolver);
        NativeLibrary.SetDllImportResolver(typeof(StatementCursor).Assembly, resolver);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }

    /// <summary>One prepared statement, bound without boxing: parameters of the ADO layer cost more than the insert itself.</summary>
    private sealed class StatementAppender : IRowAppender, IValueTaker
    {
        private readonly SqliteEngine engine;
        private readonly sqlite3 database;
        private readonly sqlite3_stmt statement;
        private readonly int columns;
        private int next = 1;

        public StatementAppender(SqliteEngine engine, sqlite3 database, string table, IReadOnlyList<string> columns)
        {
            (this.engine, this.database) = (engine, database);
            this.columns = columns.Count;
            string sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})";
            Check(raw.sqlite3_prepare_v2(database, sql, out statement));
        }

        public void Append(ReadOnlySpan<byte> rows) => RowBuffer.Read(rows, this);

        public void Complete()
        {
            // Every row was written when it came.
        }

        public void Null() => Bound(raw.sqlite3_bind_null(statement, next));

        public void Number(long value) => Bound(raw.sqlite3_bind_int64(statement, next, value));

        // An empty span has no address, and SQLite takes no address for NULL.
        public void Text(ReadOnlySpan<byte> utf8) => Bound(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, next, "") : raw.sqlite3_bind_text(statement, next, utf8));

        public void Bytes(ReadOnlySpan<byte> value) => Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, next, 0) : raw.sqlite3_bind_blob(statement, next, value));

        public void Dispose() => statement.Dispose();

        private void Bound(int result)
        {
            Check(result);
            if (next++ < columns) return;
            int stepped = raw.sqlite3_step(statement);
            if (stepped != raw.SQLITE_DONE) Check(stepped);
            Check(raw.sqlite3_reset(statement));
            next = 1;
        }

        private void Check(int result)
        {
            if (result == raw.SQLITE_OK) return;
            string said = raw.sqlite3_errmsg(database).utf8_to_string();
            if (new SqliteException(said, result) is var failure && SqliteDamage.Is(engine.Location, failure)) throw engine.Told(failure);
            throw new StoreException(result == raw.SQLITE_FULL
                ? "The disk is full: nothing of this import was kept. Make room and import again."
                : $"The store could not be written ({said}); nothing of this import was kept.");
        }
    }
}

using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Insights.Store.Sqlite;

/// <summary>What stands where a store is looked for.</summary>
internal enum Found
{
    Nothing,
    /// <summary>A database without a table: what a killed first start leaves, and what anybody may make into a store.</summary>
    Empty,
    Store,
    /// <summary>The head says that it is ours, and its tables are gone.</summary>
    Broken,
}

/// <summary>The file of a store: what it is, whether it may be written, and the connections to it. Only SQLite itself opens it: whoever
/// closes a database's file otherwise lets go of the locks of all connections of the process.</summary>
internal sealed class SqliteFile
{
    /// <summary>"RefI": says in the file's own head that it is ours.</summary>
    public const int Mark = 0x52656649;

    private const string Scheme = "file:";

    /// <summary>What is broken shows sooner, and a schema somebody else wrote runs nothing.</summary>
    private const string Wary = "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;";
    private static readonly string[] Ours = ["schema_version", "organization", "import", "referral_version"];

    /// <summary>Somebody said that it is not to be written.</summary>
    private readonly bool onlyRead;

    /// <param name="place">A path, or <c>file:</c> with a path and, behind a question mark, <c>mode=ro</c> or <c>immutable=1</c>.</param>
    public SqliteFile(string place)
    {
        if (!place.StartsWith(Scheme, StringComparison.Ordinal))
        {
            Location = Path.GetFullPath(place);
            return;
        }
        string[] parts = place[Scheme.Length..].Split('?', 2);
        string path = Uri.UnescapeDataString(parts[0]);
        Location = Path.GetFullPath(path.StartsWith("//", StringComparison.Ordinal) ? path[Math.Max(2, path.IndexOf('/', 2))..] : path);
        onlyRead = parts is [_, var options] && options.Split('&').Any(o => o is "mode=ro" or "immutable=1");
    }

    public string Location { get; }

    /// <summary>What is there; nothing is written, and nothing is made.</summary>
    /// <exception cref="StoreException">It is a folder, or a database of another program.</exception>
    /// <exception cref="DbException">It cannot be read, or is no database.</exception>
    public async Task<Found> LookAsync(CancellationToken cancel)
    {
        if (Directory.Exists(Location))
            throw new StoreException($"{Location} is a folder, name a file in it: {Path.Combine(Location, "insights.db")}.");
        if (!File.Exists(Location)) return Found.Nothing;
        await using SqliteConnection connection = await LookingAsync(cancel);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT '', application_id FROM pragma_application_id
            UNION ALL SELECT name, application_id FROM sqlite_master, pragma_application_id WHERE type IN ('table', 'view')
            """;
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancel);
        HashSet<string> tables = [];
        long mark = 0;
        while (await reader.ReadAsync(cancel))
        {
            mark = reader.GetInt64(1);
            if (reader.GetString(0) is { Length: > 0 } table) tables.Add(table);
        }
        // Stores made before there was a mark are known by their tables.
        if (mark is Mark or 0 && tables.IsSupersetOf(Ours)) return Found.Store;
        if (mark == Mark) return Found.Broken;
        return mark == 0 && tables.Count == 0 ? Found.Empty
            : throw new StoreException($"{Location} is a database of another program, no store of Referral Insights. Nothing was " +
            "written into it; name another file.");
    }

    /// <summary>Makes an empty file that only its owner may read, as SQLite then makes its journals; leaves one that is there.</summary>
    /// <exception cref="StoreException">It cannot be made.</exception>
    public void Make()
    {
        if (onlyRead) throw new StoreException($"There is no store {Location}.");
        try
        {
            if (Path.GetDirectoryName(Location) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var made = new FileStream(Location, how);
        }
        catch (IOException) when (File.Exists(Location))
        {
            // Another program that starts at the same moment made it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store {Location} cannot be opened, for it cannot be made: {e.Message}", e);
        }
    }

    /// <summary>A connection, and why it can only read: null when it can write.</summary>
    /// <exception cref="DbException">It cannot even be read.</exception>
    public async Task<(SqliteConnection Connection, SqliteException? OnlyReads)> OpenAsync(CancellationToken cancel)
    {
        var why = new SqliteException("It is opened to be read.", raw.SQLITE_READONLY);
        if (onlyRead) return (await ReadingAsync(cancel), why);
        SqliteConnection connection = Connection(Location, SqliteOpenMode.ReadWrite, pooled: true);
        try
        {
            await connection.OpenAsync(cancel);
            if (raw.sqlite3_db_readonly(connection.Handle!, "main") == 0)
            {
                // WAL lets the page be read while an import writes; NORMAL survives a killed process at every moment.
                await RunAsync(connection,
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; " +
                    Wary, cancel);
                return (connection, null);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR
            or raw.SQLITE_FULL && File.Exists(Location))
        {
            // No journal can be made: the folder is closed to us, or there is no room.
            if (e.SqliteErrorCode is not raw.SQLITE_CANTOPEN) why = e;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return (await ReadingAsync(cancel), why);
    }

    /// <summary>As <see cref="ReadingAsync"/>, but what a kill left half written is first rolled back, as any reader of SQLite does who
    /// may.</summary>
    private async Task<SqliteConnection> LookingAsync(CancellationToken cancel)
    {
        try
        {
            return await ReadingAsync(cancel);
        }
        catch (SqliteException e) when (!onlyRead && e.SqliteExtendedErrorCode == raw.SQLITE_READONLY_ROLLBACK)
        {
            return await ReadyAsync(Connection(Location, SqliteOpenMode.ReadWrite, pooled: false), cancel);
        }
    }

    /// <summary>A connection that writes nothing, neither into the file nor, when nobody else is at it, beside it.</summary>
    private async Task<SqliteConnection> ReadingAsync(CancellationToken cancel)
    {
        // A journal means that somebody writes, or was killed at it: what is in it counts. Without one nothing is to be watched.
        FileInfo ahead = new(Location + "-wal"), back = new(Location + "-journal");
        bool counts = ahead is { Exists: true, Length: > 0 } || back is { Exists: true, Length: > 0 };
        if (counts || (ahead.Exists && File.Exists(Location + "-shm")))
        {
            try
            {
                return await ReadyAsync(Connection(Location, SqliteOpenMode.ReadOnly, pooled: true), cancel);
            }
            catch (SqliteException) when (!counts)
            {
                // It was left behind, with nothing in it.
            }
        }
        char[] bars = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];
        string steady = $"{Scheme}//{(OperatingSystem.IsWindows() ? "/" : "")}" +
            $"{string.Join('/', Location.Split(bars).Select(Uri.EscapeDataString))}?immutable=1";
        // Such a connection never sees a change, so everybody who comes gets a new one.
        return await ReadyAsync(Connection(steady, SqliteOpenMode.ReadOnly, pooled: false), cancel);
    }

    private static async Task<SqliteConnection> ReadyAsync(SqliteConnection connection, CancellationToken cancel)
    {
        try
        {
            await connection.OpenAsync(cancel);
            // The first question tells whether it can be read at all.
            await RunAsync(connection, "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; " + Wary +
                "SELECT COUNT(*) FROM sqlite_master;", cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes the connections that wait to be used again, and deletes the file with its journals.</summary>
    public void Delete()
    {
        SqliteConnection.ClearPool(Connection(Location, SqliteOpenMode.ReadWrite, pooled: true));
        foreach (string ending in (string[])["-wal", "-shm", "-journal", ""]) File.Delete(Location + ending);
    }

    /// <summary>What others on this machine may do with the file that they should not; null when it is its owner's alone.</summary>
    public string? Caution()
    {
        if (OperatingSystem.IsWindows() || !File.Exists(Location)) return null;
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        UnixFileMode mode = File.GetUnixFileMode(Location);
        return (mode & others) == 0 ? null
            : $"The store {Location} can be read by other users of this machine (its mode is {Convert.ToString((int)mode, 8)}). `chmod " +
            $"600 {Location}` makes it yours alone.";
    }

    private static SqliteConnection Connection(string source, SqliteOpenMode mode, bool pooled) =>
        new(new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = pooled, DefaultTimeout = 60 }.ToString());

    private static async Task RunAsync(SqliteConnection connection, string sql, CancellationToken cancel)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}

using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>A PostgreSQL database, or Citus. Everything happens in a transaction that says whose rows it is about, by settings of that
/// transaction alone: so it goes through poolers, reaches Citus' workers, and row-level security stands behind every statement.</summary>
public sealed partial class PostgresEngine : Engine
{
    /// <summary>A server that does not answer, though its machine does, is given up in time to tell a reader within ten seconds. Npgsql
    /// first asks it over another connection to stop, and holds a thread for as long as a page may take to connect: so a wait in vain
    /// costs this more, …</summary>
    private const int SecondsToConnect = 2;

    /// <summary>… beginning no longer than this, which is tried once more where that was quick, …</summary>
    private const int SecondsToBegin = 3;

    /// <summary>… and what a page asks for no longer than this, unless the connection string says <c>Command Timeout</c>.</summary>
    private const int SecondsToAnswer = 5;

    /// <summary>Who comes right after somebody waited in vain is told at once: else those who wait for each other would wait one after the other.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnectionStringBuilder settings;
    /// <summary>For what a page asks, and for what may take its time: imports, their undoing, moves, the tables themselves.</summary>
    private readonly string brief, patient;
    private long waitedInVain;

    /// <exception cref="StoreException">The connection string is not understood.</exception>
    public PostgresEngine(string connectionString)
    {
        if (Address().IsMatch(connectionString))
            throw new StoreException("A PostgreSQL store is named by a connection string, not by an address: \"Host=db.example.com;Database=insights;Username=insights\".");
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "insights" };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The words around it may hold a password: only the name of what is wrong is said.
            throw new StoreException($"The connection string is not understood{(e is ArgumentException { ParamName: { Length: > 0 } name } ? $" at '{name}'" : "")}. It looks like this: \"Host=db.example.com;Database=insights;Username=insights\".");
        }
        if (string.IsNullOrEmpty(settings.Database)) throw new StoreException("The connection string names no database: add \"Database=insights\".");
        if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = 50;
        // Who does not answer does not answer to "stop" either.
        if (!settings.ShouldSerialize("Cancellation Timeout")) settings.CancellationTimeout = -1;
        // Each kind of encryption that is tried waits for its own answer.
        if (!settings.ShouldSerialize("GSS Encryption Mode") && Environment.GetEnvironmentVariable("PGGSSENCMODE") is null)
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        var hasty = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        if (!settings.ShouldSerialize("Timeout")) (settings.Timeout, hasty.Timeout) = (SecondsToBegin, SecondsToConnect);
        if (!settings.ShouldSerialize("Command Timeout")) hasty.CommandTimeout = SecondsToAnswer;
        (patient, brief) = (settings.ConnectionString, hasty.ConnectionString);
        // As many threads may be held at once, and nobody else waits for one meanwhile.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, settings.MaxPoolSize + Environment.ProcessorCount), ports);
    }

    /// <summary>Whether a place is a connection string, and no path.</summary>
    public static bool Fits(string place) => Keyword().IsMatch(place) || Address().IsMatch(place);

    public override string Location => string.Create(CultureInfo.InvariantCulture, $"{settings.Database} at {settings.Host}:{settings.Port}");

    public override Task<string?> CautionAsync(CancellationToken cancel) => ReadAsync(null, async session =>
        await HasCitusAsync(session, cancel)
            ? "On Citus there is no row-level security behind the program's own walls; see docs/stores.md."
            : (await session.ValueAsync("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)", cancel)) is string role
                ? $"The store is used as {role}, which PostgreSQL's row-level security does not bind. Use an ordinary role; see docs/stores.md."
                : null, cancel);

    protected override async Task<Session> OpenAsync(long? organization, Turn? turn, TimeSpan patience, CancellationToken cancel)
    {
        if (Volatile.Read(ref waitedInVain) is not 0 and var then && Stopwatch.GetElapsedTime(then) < Silence)
            throw new StoreException($"The store {Location} does not answer at this moment. What was begun was not kept; what was confirmed before is safe.") { Trouble = StoreTrouble.Unreachable };
        var connection = new NpgsqlConnection(turn is null or Turn.Brief ? brief : patient);
        try
        {
            await connection.OpenAsync(cancel);
            var session = new Session(this, connection, await connection.BeginTransactionAsync(cancel)) { Patience = patience };
            string begin = turn is null ? "SET TRANSACTION READ ONLY"
                : Number($"SET LOCAL lock_timeout = '{Math.Max(1, (long)patience.TotalMilliseconds)}ms'");
            if (organization is { } id) begin += Number($"; SET LOCAL insights.organization_id = '{id}'");
            await using (DbCommand first = session.Ask(begin))
            {
                first.CommandTimeout = SecondsToBegin;
                await first.ExecuteNonQueryAsync(cancel);
            }
            if (turn is { } at && (organization is not null || at == Turn.Schema)) await WaitForAsync(session, at, organization ?? 0, cancel);
            return session;
        }
        catch (Exception e)
        {
            // The others in the pool were lost with it.
            if (e is DbException lost && IsPassing(lost)) NpgsqlConnection.ClearPool(connection);
            await connection.DisposeAsync();
            throw;
        }
    }

    internal override async Task ActForAsync(Session session, long organization, Turn turn, CancellationToken cancel)
    {
        await session.RunAsync(Number($"SET LOCAL insights.organization_id = '{organization}'"), cancel);
        await WaitForAsync(session, turn, organization, cancel);
    }

    internal override async Task WaitForAsync(Session session, Turn turn, long number, CancellationToken cancel)
    {
        await using DbCommand command = session.Ask("SELECT pg_advisory_xact_lock(@key)", ("@key", Key(turn, number)));
        // The server itself ends this wait, if it lives.
        command.CommandTimeout = (int)Math.Ceiling(session.Patience.TotalSeconds) + SecondsToBegin;
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal override async ValueTask GiveUpAsync(DbConnection connection, DbTransaction transaction)
    {
        long began = Stopwatch.GetTimestamp();
        await transaction.DisposeAsync();
        // A goodbye that nobody answered is no failure of what was asked before; but whoever comes next need not wait again.
        if (connection.State != ConnectionState.Open && Stopwatch.GetElapsedTime(began).TotalSeconds > SecondsToBegin) Silent();
    }

    internal override async Task<bool> TryReserveAsync(Session session, Turn turn, long number, CancellationToken cancel) =>
        await session.ValueAsync("SELECT pg_try_advisory_xact_lock(@key)", cancel, ("@key", Key(turn, number))) is true;

    protected override string ColumnNames =>
        """
        SELECT t.relname::text, c.attname::text FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') ORDER BY t.relname, c.attnum
        """;

    internal override string Dialect(string sql) => Blob().Replace(sql, "BYTEA");

    internal override IRowAppender Append(Session session, string table, IReadOnlyList<string> columns) => CopyAppender.Open(this, session, table, columns);

    internal override RowCursor Walk(DbCommand command) => new WireCursor(command);

    protected override bool IsPassing(DbException failure) => failure is NpgsqlException { SqlState: not PostgresErrorCodes.LockNotAvailable } npgsql
        && (npgsql.IsTransient || IsLost(npgsql));

    internal override StoreException Told(DbException failure)
    {
        Note(failure);
        return failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } broken => Damaged(Sentence(broken.MessageText), broken),
            { SqlState: PostgresErrorCodes.LockNotAvailable } => Busy(failure),
            _ => Sentenced(failure),
        };
    }

    private StoreException Sentenced(DbException failure) => new(failure is not PostgresException said || IsLost(failure)
        ? $"The store {Location} cannot be reached at this moment: {Sentence(failure.Message)} What was begun was not kept; what was confirmed before is safe."
        : said.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The store {Location} does not let {settings.Username} in: {Sentence(said.MessageText)} Check user name and password (Password=… or a .pgpass file) and the server's pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName => $"The store {Location} is not there: {Sentence(said.MessageText)} Make it with: createdb {settings.Database}",
            PostgresErrorCodes.InsufficientPrivilege => $"The store {Location} does not allow it: {Sentence(said.MessageText)} The role needs to own the tables, or be granted them; see docs/stores.md.",
            PostgresErrorCodes.DiskFull => $"The disk of the store {Location} is full: nothing of this was kept. Make room and try again.",
            PostgresErrorCodes.TooManyConnections => $"The store {Location} has no connection left: {Sentence(said.MessageText)} Lower Maximum Pool Size in the connection string, or raise max_connections.",
            PostgresErrorCodes.UniqueViolation => $"The store {Location} was changed by somebody else at the same moment ({said.ConstraintName}). Nothing was kept; try again.",
            _ => $"The store {Location} refused: {Sentence(said.MessageText)} (SQLSTATE {said.SqlState}) What was begun was not kept.",
        }, failure)
    {
        Trouble = failure is not PostgresException || IsLost(failure) ? StoreTrouble.Unreachable : failure.SqlState switch
        {
            PostgresErrorCodes.DiskFull => StoreTrouble.Full,
            PostgresErrorCodes.ReadOnlySqlTransaction => StoreTrouble.ReadOnly,
            PostgresErrorCodes.IoError => StoreTrouble.Disk,
            PostgresErrorCodes.OutOfMemory => StoreTrouble.Memory,
            _ => StoreTrouble.Refused,
        },
    };

    internal override StoreException ToldAtCommit(DbException failure)
    {
        if (failure is PostgresException && !IsLost(failure)) return Told(failure);
        Note(failure);
        return new StoreException($"The store {Location} was lost in the moment of saving: {Sentence(failure.Message)} It is not known " +
            "whether this was kept; look before doing it again.", failure)
        { Trouble = StoreTrouble.Unsure };
    }

    private void Note(DbException failure)
    {
        // A pool that is used up is no silence of the server.
        if (failure.InnerException is TimeoutException && !failure.Message.Contains("pool", StringComparison.OrdinalIgnoreCase)) Silent();
    }

    private void Silent() => Volatile.Write(ref waitedInVain, Stopwatch.GetTimestamp());

    internal override Task PrepareAsync(CancellationToken cancel) => new TableSetting(this).BringUpToDateAsync(cancel);

    internal static async Task<bool> HasCitusAsync(Session session, CancellationToken cancel) =>
        await session.CountAsync("SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'", cancel) > 0;

    private static bool IsLost(DbException failure) => failure.SqlState is null || failure.SqlState.StartsWith("08", StringComparison.Ordinal)
        || failure.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    private static long Key(Turn turn, long number) => ((long)turn << 56) | (number & 0x00FF_FFFF_FFFF_FFFF);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Sentence(string message) => message.TrimEnd().TrimEnd('.') + ".";

    [GeneratedRegex(@"^postgres(ql)?://", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"(^|;)\s*(host|server|database|username|user id)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Keyword();

    [GeneratedRegex(@"\bBLOB\b")]
    private static partial Regex Blob();

    /// <summary>Texts come as the bytes they are on the wire.</summary>
    private sealed class WireCursor : RowCursor
    {
        private readonly DbDataReader reader;
        private readonly Type[] types;

        public WireCursor(DbCommand command)
        {
            reader = command.ExecuteReader();
            types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetFieldType)];
        }

        internal override bool Move(RowBuffer row)
        {
            if (!reader.Read()) return false;
            row.Clear();
            for (int column = 0; column < types.Length; column++)
                if (reader.IsDBNull(column)) row.Number(null);
                else if (types[column] == typeof(string)) row.Utf8Text(reader.GetFieldValue<byte[]>(column));
                else if (types[column] == typeof(byte[])) row.Bytes(reader.GetFieldValue<byte[]>(column));
                else row.Number(reader.GetInt64(column));
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) reader.Dispose();
            base.Dispose(disposing);
        }
    }
}

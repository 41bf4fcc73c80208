using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>A PostgreSQL database, or Citus. Everything happens in a transaction that says whose rows it is about, by settings of that
/// transaction alone: so it goes through poolers, reaches Citus' workers, and row-level security stands behind every statement.</summary>
public sealed partial class PostgresEngine : Engine
{
    /// <summary>How long a change waits for another one of the same organisation.</summary>
    private const int SecondsOfWaiting = 60;

    private readonly NpgsqlConnectionStringBuilder settings;

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
        if (!settings.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = 50;
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

    protected override async Task<Session> OpenAsync(long? organization, Turn? turn, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);
            var session = new Session(this, connection, await connection.BeginTransactionAsync(cancel));
            string begin = turn is null ? "SET TRANSACTION READ ONLY" : Number($"SET LOCAL lock_timeout = '{SecondsOfWaiting}s'");
            if (organization is { } id) begin += Number($"; SET LOCAL insights.organization_id = '{id}'");
            await session.RunAsync(begin, cancel);
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
        command.CommandTimeout = SecondsOfWaiting + 10;
        await command.ExecuteNonQueryAsync(cancel);
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

    internal override StoreException Told(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } broken
        ? Damaged(Sentence(broken.MessageText), broken)
        : Refused(failure);

    private StoreException Refused(DbException failure) => new(failure is not PostgresException said || IsLost(failure)
        ? $"The store {Location} cannot be reached at this moment: {Sentence(failure.Message)} What was begun was not kept; what was confirmed before is safe."
        : said.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The store {Location} does not let {settings.Username} in: {Sentence(said.MessageText)} Check user name and password (Password=… or a .pgpass file) and the server's pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName => $"The store {Location} is not there: {Sentence(said.MessageText)} Make it with: createdb {settings.Database}",
            PostgresErrorCodes.InsufficientPrivilege => $"The store {Location} does not allow it: {Sentence(said.MessageText)} The role needs to own the tables, or be granted them; see docs/stores.md.",
            PostgresErrorCodes.LockNotAvailable => $"The store {Location} is busy: another import of this organisation has been running for a minute. Nothing was changed; try again when it is done.",
            PostgresErrorCodes.DiskFull => $"The disk of the store {Location} is full: nothing of this was kept. Make room and try again.",
            PostgresErrorCodes.TooManyConnections => $"The store {Location} has no connection left: {Sentence(said.MessageText)} Lower Maximum Pool Size in the connection string, or raise max_connections.",
            PostgresErrorCodes.UniqueViolation => $"The store {Location} was changed by somebody else at the same moment ({said.ConstraintName}). Nothing was kept; try again.",
            _ => $"The store {Location} refused: {Sentence(said.MessageText)} (SQLSTATE {said.SqlState}) What was begun was not kept.",
        }, failure)
    { Trouble = failure is not PostgresException || IsLost(failure) ? StoreTrouble.Unreachable : StoreTrouble.Refused };

    internal override StoreException ToldAtCommit(DbException failure) => failure is PostgresException && !IsLost(failure)
        ? Told(failure)
        : new StoreException($"The store {Location} was lost in the moment of saving: {Sentence(failure.Message)} It is not known whether this was kept; look before doing it again.", failure) { Trouble = StoreTrouble.Unsure };

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

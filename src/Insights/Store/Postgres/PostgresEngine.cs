using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
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

    /// <summary>Who comes right after somebody waited in vain is told at once: else those who wait for each other would wait one after the
    /// other.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private readonly NpgsqlConnectionStringBuilder settings;
    /// <summary>For what a page asks, and for what may take its time: imports, their undoing, moves, the tables themselves.</summary>
    private readonly string brief, patient;
    private readonly CertificateFault certificate;
    private long waitedInVain, ticksAhead;

    /// <summary>Known once the tables were looked at: whether they are distributed, and who reads in place of their owner.</summary>
    private bool citus;
    private string? reader;

    /// <exception cref="StoreException">The connection string is not understood.</exception>
    public PostgresEngine(string connectionString)
    {
        if (Address().IsMatch(connectionString))
            throw new StoreException("A PostgreSQL store is named by a connection string, not by an address: " +
                "\"Host=db.example.com;Database=insights;Username=insights\".");
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "insights" };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The words around it may hold a password: only the name of what is wrong is said.
            throw new StoreException($"The connection string is not " +
                $"understood{(e is ArgumentException { ParamName: { Length: > 0 } name } ? $" at '{name}'" : "")}. It looks like this: " +
                "\"Host=db.example.com;Database=insights;Username=insights\".");
        }
        if (string.IsNullOrEmpty(settings.Database))
            throw new StoreException("The connection string names no database: add \"Database=insights\".");
        if (!settings.ShouldSerialize("Maximum Pool Size")) settings.MaxPoolSize = 50;
        // All that is set is set for one transaction: there is nothing to be reset between two.
        if (!settings.ShouldSerialize("No Reset On Close")) settings.NoResetOnClose = true;
        // Who does not answer does not answer to "stop" either.
        if (!settings.ShouldSerialize("Cancellation Timeout")) settings.CancellationTimeout = -1;
        // Each kind of encryption that is tried waits for its own answer.
        if (!settings.ShouldSerialize("GSS Encryption Mode") && Environment.GetEnvironmentVariable("PGGSSENCMODE") is null)
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        var hasty = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        if (!settings.ShouldSerialize("Timeout")) (settings.Timeout, hasty.Timeout) = (SecondsToBegin, SecondsToConnect);
        if (!settings.ShouldSerialize("Command Timeout")) hasty.CommandTimeout = SecondsToAnswer;
        (patient, brief) = (settings.ConnectionString, hasty.ConnectionString);
        certificate = new CertificateFault(brief);
        // As many threads may be held at once, and nobody else waits for one meanwhile.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, settings.MaxPoolSize + Environment.ProcessorCount), ports);
    }

    /// <summary>Whether a place is a connection string, and no path.</summary>
    public static bool Fits(string place) => Keyword().IsMatch(place) || Address().IsMatch(place);

    public override string Location =>
        string.Create(CultureInfo.InvariantCulture, $"{settings.Database} at {settings.Host}:{settings.Port}");

    public override Task<string?> CautionAsync(CancellationToken cancel) => ReadAsync(null, async transaction =>
        await HasCitusAsync(transaction, cancel)
            ? await ReaderAsync(transaction, cancel) is not null ? null
                : $"On Citus the owner of the tables passes row-level security: make a role {settings.Username}_reader that reads in " +
                "its place; see docs/stores.md."
            : (await transaction.ValueAsync("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)",
                cancel)) is string role
                ? $"The store is used as {role}, which PostgreSQL's row-level security does not bind. Use an ordinary role; see " +
                "docs/stores.md."
                : null, cancel);

    protected override async Task<StoreTransaction> OpenAsync(long? organization, LockScope? lockScope, TimeSpan patience,
        CancellationToken cancel)
    {
        if (Volatile.Read(ref waitedInVain) is not 0 and var then && Stopwatch.GetElapsedTime(then) < Silence)
            throw new StoreException($"The store {Location} does not answer at this moment. What was begun was not kept; what was " +
                "confirmed before is safe.")
            { Trouble = StoreTrouble.Unreachable };
        var connection = new NpgsqlConnection(lockScope is null or LockScope.Brief or LockScope.Nobody ? brief : patient);
        try
        {
            await connection.OpenAsync(cancel);
            var transaction = new StoreTransaction(this, connection,
                await connection.BeginTransactionAsync(Isolation, cancel))
            { Patience = patience };
            await using (DbCommand first = transaction.Ask(string.Join("; ", Beginning(organization, lockScope, patience))))
            {
                first.CommandTimeout = SecondsToBegin;
                await first.ExecuteNonQueryAsync(cancel);
            }
            if (lockScope == LockScope.Schema)
                await PostgresLocks.WaitForNodeAsync(transaction, LockScope.Schema, 0, Wait(transaction), cancel);
            else if (lockScope is { } at and not LockScope.Nobody && organization is { } whose)
                await WaitForAsync(transaction, at, whose, cancel);
            return transaction;
        }
        catch (Exception e)
        {
            if (e is DbException lost)
            {
                Note(lost);
                await certificate.LookAsync(lost, cancel);
                // The others in the pool were lost with it.
                if (IsPassing(lost)) NpgsqlConnection.ClearPool(connection);
            }
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a transaction is told of itself before anything is asked.</summary>
    private IEnumerable<string> Beginning(long? organization, LockScope? lockScope, TimeSpan patience)
    {
        if (lockScope is null)
        {
            yield return "SET TRANSACTION READ ONLY";
            if (reader is not null) yield return $"SET LOCAL ROLE {reader}";
        }
        // What follows is told to the workers as well.
        if (citus) yield return "SET LOCAL citus.propagate_set_commands = 'local'";
        if (lockScope is not null) yield return Number($"SET LOCAL lock_timeout = '{Math.Max(1, (long)patience.TotalMilliseconds)}ms'");
        if (organization == Every) yield return "SET LOCAL insights.every_organization = 'on'";
        else if (organization is { } id) yield return Number($"SET LOCAL insights.organization_id = '{id}'");
    }

    internal override async Task ActForAsync(StoreTransaction transaction, long organization, CancellationToken cancel,
        LockScope? lockScope = null)
    {
        await transaction.RunAsync(Number($"SET LOCAL insights.organization_id = '{organization}'"), cancel);
        if (lockScope is { } at) await WaitForAsync(transaction, at, organization, cancel);
    }

    internal override Task WaitForAsync(StoreTransaction transaction, LockScope lockScope, long organization, CancellationToken cancel,
        long number = 0) =>
        PostgresLocks.WaitForAsync(transaction, lockScope, organization, number, Wait(transaction), cancel);

    /// <summary>The server itself ends a wait for others, if it lives. In seconds.</summary>
    private static int Wait(StoreTransaction transaction) => (int)Math.Ceiling(transaction.Patience.TotalSeconds) + SecondsToBegin;

    internal override Task AllowRemovalAsync(StoreTransaction transaction, long organization, CancellationToken cancel) =>
        transaction.RunAsync(Number($"SET LOCAL insights.removed_organization = '{organization}'"), cancel);

    internal override Task TellOthersAsync(StoreTransaction transaction, StoreNews news, CancellationToken cancel) =>
        transaction.RunAsync("SELECT pg_notify(@channel, @news)", cancel, ("@channel", StoreListener.Channel),
            ("@news", StoreListener.Written(news)));

    internal override IAsyncEnumerable<StoreNews> HearAsync(CancellationToken cancel) => new StoreListener(this, patient).HearAsync(cancel);

    internal override async Task<TimeSpan> ClockAheadAsync(StoreTransaction transaction, CancellationToken cancel)
    {
        TimeSpan ahead = await transaction.ValueAsync("SELECT clock_timestamp()", cancel) is DateTime theirs
            ? new DateTimeOffset(theirs) - TimeProvider.System.GetUtcNow() : TimeSpan.Zero;
        // What the question itself takes is no difference of clocks.
        if (ahead.Duration() < TimeSpan.FromSeconds(1)) ahead = TimeSpan.Zero;
        Interlocked.Exchange(ref ticksAhead, ahead.Ticks);
        return ahead;
    }

    internal override TimeSpan ClockAhead => TimeSpan.FromTicks(Interlocked.Read(ref ticksAhead));

    internal override async Task<IReadOnlyList<IReadOnlyList<long>>> PartsAsync(StoreTransaction transaction, CancellationToken cancel) =>
    [
        .. (await transaction.ListAsync(citus
            ? $"SELECT organization_id, get_shard_id_for_distribution_column('{TableSetting.Anchor}', organization_id) FROM organization"
            : "SELECT organization_id, organization_id FROM organization", row => (Organization: row.GetInt64(0), Part: row.GetInt64(1)),
            cancel))
            .GroupBy(o => o.Part, o => o.Organization).OrderBy(part => part.Key).Select(part => (IReadOnlyList<long>)[.. part]),
    ];

    internal override async ValueTask GiveUpAsync(DbConnection connection, DbTransaction transaction)
    {
        long began = Stopwatch.GetTimestamp();
        await transaction.DisposeAsync();
        // A goodbye that nobody answered is no failure of what was asked before; but whoever comes next need not wait again.
        if (connection.State != ConnectionState.Open && Stopwatch.GetElapsedTime(began).TotalSeconds > SecondsToBegin) Silent();
    }

    internal override Task<bool> TryReserveAsync(StoreTransaction transaction, LockScope lockScope, long number,
        CancellationToken cancel) =>
        PostgresLocks.TryReserveAsync(transaction, lockScope, number, cancel);

    protected override string ColumnNames =>
        """
        SELECT t.relname::text, c.attname::text FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0
          AND NOT c.attisdropped
        WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') ORDER BY t.relname, c.attnum
        """;

    internal override string Dialect(string sql) => Blob().Replace(sql, "BYTEA");

    internal override IRowAppender Append(StoreTransaction transaction, string table, IReadOnlyList<string> columns) =>
        CopyAppender.Open(this, transaction, table, columns);

    internal override RowCursor Walk(DbCommand command) => new WireCursor(command);

    internal override async Task PrepareAsync(CancellationToken cancel)
    {
        await new TableSetting(this).BringUpToDateAsync(cancel);
        (citus, reader) = await ReadAsync(null, async transaction =>
        {
            await ClockAheadAsync(transaction, cancel);
            return (await HasCitusAsync(transaction, cancel), await ReaderAsync(transaction, cancel));
        }, cancel);
    }

    /// <summary>On Citus, where the owner of the tables imports by COPY and so passes their walls: the role that reads in its place, when
    /// it was made and the owner may act as it.</summary>
    internal static async Task<string?> ReaderAsync(StoreTransaction transaction, CancellationToken cancel) =>
        !await HasCitusAsync(transaction, cancel) ? null : await transaction.ValueAsync(
        """
        SELECT quote_ident(rolname) FROM pg_roles
        WHERE rolname = session_user || '_reader' AND NOT rolsuper AND NOT rolbypassrls AND pg_has_role(session_user, oid, 'MEMBER')
        """, cancel) as string;

    internal static async Task<bool> HasCitusAsync(StoreTransaction transaction, CancellationToken cancel) =>
        await transaction.CountAsync("SELECT COUNT(*) FROM pg_extension WHERE extname = 'citus'", cancel) > 0;

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^postgres(ql)?://", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"(^|;)\s*(host|server|database|username|user id)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Keyword();

    [GeneratedRegex(@"\bBLOB\b")]
    private static partial Regex Blob();
}

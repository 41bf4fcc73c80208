using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Npgsql;

namespace Insights.Store.Postgres;

/// <summary>What is said of a failure, and what may be tried again.</summary>
public sealed partial class PostgresEngine
{
    protected override bool HasLost(DbException failure) => failure.SqlState is PostgresErrorCodes.SerializationFailure
        or PostgresErrorCodes.DeadlockDetected;

    protected override bool IsPassing(DbException failure) =>
        failure is NpgsqlException { SqlState: not PostgresErrorCodes.LockNotAvailable } npgsql
        && (npgsql.IsTransient || IsLost(npgsql));

    internal override StoreException Told(DbException failure)
    {
        // One node of a cluster that is silent says nothing of the others.
        if (!citus) Note(failure);
        return failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } broken =>
                Damaged(Sentence(broken.MessageText), broken),
            { SqlState: PostgresErrorCodes.LockNotAvailable } => Busy(failure),
            _ => Sentenced(failure),
        };
    }

    private StoreException Sentenced(DbException failure) => new(failure is not PostgresException said || IsLost(failure)
        ? $"The store {Location} cannot be reached at this moment: {Reasons(failure)} What was begun was not kept; what was confirmed " +
        "before is safe."
        : said.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"The store {Location} does not let {settings.Username} in: {Sentence(said.MessageText)} Check user name and password " +
                    "(Password=… or a .pgpass file) and the server's pg_hba.conf.",
            PostgresErrorCodes.InvalidCatalogName =>
                $"The store {Location} is not there: {Sentence(said.MessageText)} Make it with: createdb {settings.Database}",
            PostgresErrorCodes.InsufficientPrivilege =>
                $"The store {Location} does not allow it: {Sentence(said.MessageText)} The role needs to own the tables, or be granted " +
                "them, and TEMPORARY on the database; see docs/stores.md.",
            PostgresErrorCodes.DiskFull => $"The disk of the store {Location} is full: nothing of this was kept. Make room and try again.",
            PostgresErrorCodes.TooManyConnections =>
                $"The store {Location} has no connection left: {Sentence(said.MessageText)} Lower Maximum Pool Size in the connection " +
                "string, or raise max_connections.",
            PostgresErrorCodes.UniqueViolation =>
                $"The store {Location} was changed by somebody else at the same moment ({said.ConstraintName}). " +
                "Nothing was kept; try again.",
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

    private static bool IsLost(DbException failure) => failure.SqlState is null
        || failure.SqlState.StartsWith("08", StringComparison.Ordinal)
        || failure.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;

    /// <summary>What went wrong and why: of a refused certificate only the innermost says what is wrong with it.</summary>
    private string Reasons(Exception failure)
    {
        List<string> said = [];
        for (Exception? e = failure; e is not null; e = e.InnerException)
            if (e is AuthenticationException && certificate.Last is { } fault) said.Add(fault);
            else if (said.TrueForAll(s => !s.Contains(e.Message.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)))
                said.Add(Sentence(e.Message));
        return string.Join(' ', said);
    }

    private static string Sentence(string message) => message.TrimEnd().TrimEnd('.') + ".";
}

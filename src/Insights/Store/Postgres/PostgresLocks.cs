using System.Data.Common;

namespace Insights.Store.Postgres;

/// <summary>How one change waits for another, until its transaction ends.</summary>
internal static class PostgresLocks
{
    /// <summary>By holding a row, which holds for whoever comes by another node of a cluster too.</summary>
    /// <param name="seconds">When a server that says nothing is given up.</param>
    public static async Task WaitForAsync(StoreTransaction transaction, LockScope lockScope, long organization, long number, int seconds,
        CancellationToken cancel)
    {
        if (await HoldAsync()) return;
        await using (DbCommand made =
            Ask("INSERT INTO turn (organization_id, kind, number) VALUES (@org, @kind, @number) ON CONFLICT DO NOTHING"))
            await made.ExecuteNonQueryAsync(cancel);
        await HoldAsync();

        async Task<bool> HoldAsync()
        {
            await using DbCommand held =
                Ask("SELECT kind FROM turn WHERE organization_id = @org AND kind = @kind AND number = @number FOR UPDATE");
            return await held.ExecuteScalarAsync(cancel) is not null;
        }

        DbCommand Ask(string sql)
        {
            DbCommand command = transaction.Ask(sql, ("@org", organization), ("@kind", (int)lockScope), ("@number", number));
            command.CommandTimeout = seconds;
            return command;
        }
    }

    /// <summary>By a lock in the memory of the node one is connected to: before there is a table that could be held.</summary>
    public static async Task WaitForNodeAsync(StoreTransaction transaction, LockScope lockScope, long number, int seconds,
        CancellationToken cancel)
    {
        await using DbCommand command = transaction.Ask("SELECT pg_advisory_xact_lock(@key)", ("@key", Key(lockScope, number)));
        command.CommandTimeout = seconds;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>As above, without waiting. Where two meet by different nodes, a primary key keeps them apart.</summary>
    public static async Task<bool> TryReserveAsync(StoreTransaction transaction, LockScope lockScope, long number,
        CancellationToken cancel) =>
        await transaction.ValueAsync("SELECT pg_try_advisory_xact_lock(@key)", cancel, ("@key", Key(lockScope, number))) is true;

    private static long Key(LockScope lockScope, long number) => ((long)lockScope << 56) | (number & 0x00FF_FFFF_FFFF_FFFF);
}

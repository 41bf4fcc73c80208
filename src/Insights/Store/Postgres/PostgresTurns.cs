using System.Data.Common;

namespace Insights.Store.Postgres;

/// <summary>How one change waits for another, until its transaction ends.</summary>
internal static class PostgresTurns
{
    /// <summary>By holding a row, which holds for whoever comes by another node of a cluster too.</summary>
    /// <param name="seconds">When a server that says nothing is given up.</param>
    public static async Task WaitForAsync(Session session, Turn turn, long organization, long number, int seconds, CancellationToken cancel)
    {
        if (await HoldAsync()) return;
        await using (DbCommand made = Ask("INSERT INTO turn (organization_id, kind, number) VALUES (@org, @kind, @number) ON CONFLICT DO NOTHING"))
            await made.ExecuteNonQueryAsync(cancel);
        await HoldAsync();

        async Task<bool> HoldAsync()
        {
            await using DbCommand held = Ask("SELECT kind FROM turn WHERE organization_id = @org AND kind = @kind AND number = @number FOR UPDATE");
            return await held.ExecuteScalarAsync(cancel) is not null;
        }

        DbCommand Ask(string sql)
        {
            DbCommand command = session.Ask(sql, ("@org", organization), ("@kind", (int)turn), ("@number", number));
            command.CommandTimeout = seconds;
            return command;
        }
    }

    /// <summary>By a lock in the memory of the node one is connected to: before there is a table that could be held.</summary>
    public static async Task WaitForNodeAsync(Session session, Turn turn, long number, int seconds, CancellationToken cancel)
    {
        await using DbCommand command = session.Ask("SELECT pg_advisory_xact_lock(@key)", ("@key", Key(turn, number)));
        command.CommandTimeout = seconds;
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>As above, without waiting. Where two meet by different nodes, a primary key keeps them apart.</summary>
    public static async Task<bool> TryReserveAsync(Session session, Turn turn, long number, CancellationToken cancel) =>
        await session.ValueAsync("SELECT pg_try_advisory_xact_lock(@key)", cancel, ("@key", Key(turn, number))) is true;

    private static long Key(Turn turn, long number) => ((long)turn << 56) | (number & 0x00FF_FFFF_FFFF_FFFF);
}

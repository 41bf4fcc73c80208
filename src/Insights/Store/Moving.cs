using System.Data.Common;

namespace Insights.Store;

/// <summary>A whole store into another one, on whatever engine: every row of every table, as it is.</summary>
public sealed partial class ReferralStore
{
    /// <summary>Copies everything in one transaction of the target; nobody changes the old store meanwhile.</summary>
    /// <param name="progress">Is told the rows copied so far, now and then.</param>
    /// <returns>How many rows of each table were copied.</returns>
    /// <exception cref="StoreException">The target is not empty, or one of the two failed, the old one is damaged; the target is then as it
    /// was.</exception>
    public static async Task<IReadOnlyDictionary<string,
        long>> MoveAsync(ReferralStore from, ReferralStore to, Action<long> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        // What is damaged is not handed on as if it were well.
        if ((await from.CheckAsync(cancel)).Faults is [var fault, ..]) throw from.engine.Damaged(fault);
        // Begun like changes, so that those of others wait; of the old store nothing is ever committed. Where nothing may be written,
        // nobody has to.
        await using StoreTransaction reading = await from.engine.BeginAsync(null, await from.WhyOnlyReadAsync(cancel) is null
            ? LockScope.Facts : null, cancel);
        await using StoreTransaction writing = await to.engine.BeginAsync(null, LockScope.Facts, cancel);
        return await to.engine.TellAsync(async () =>
        {
            IReadOnlyList<Table> tables =
                [.. (await from.engine.TablesAsync(reading, cancel)).Where(t => t.IsMoved).OrderBy(t => t.Name, StringComparer.Ordinal)];
            // Number 0 stands for what came before there was any organisation.
            long[] organizations = [0, .. (await Organizations.ListAsync(reading, cancel)).Select(o => o.Id)];
            await ProtectionKeys.ForgetIdentityAsync(writing, cancel);
            foreach (Table table in tables.Where(t => !t.OfOrganization))
                if (await writing.CountAsync($"SELECT COUNT(*) FROM {table.Name}", cancel) > 0) throw NotEmpty(to, table);

            var moved = tables.ToDictionary(t => t.Name, _ => 0L);
            long all = 0;
            foreach (long organization in organizations)
            {
                foreach (LockScope lockScope in new[] { LockScope.Facts, LockScope.Brief })
                {
                    await from.engine.ActForAsync(reading, organization, cancel, lockScope);
                    await to.engine.ActForAsync(writing, organization, cancel, lockScope);
                }
                foreach (Table table in tables.Where(t => t.OfOrganization))
                {
                    if (await writing.CountAsync($"SELECT COUNT(*) FROM {table.Name} WHERE organization_id = @org", cancel,
                        ("@org", organization)) > 0) throw NotEmpty(to, table);
                    await CopyAsync(table, organization);
                }
            }
            // What all share comes last: on Citus it is on every node, and held the shorter.
            foreach (Table table in tables.Where(t => !t.OfOrganization)) await CopyAsync(table, null);
            await writing.CommitAsync(cancel);
            progress(all);
            return moved;

            async Task CopyAsync(Table table, long? organization)
            {
                string sql = $"SELECT {string.Join(", ", table.Columns)} FROM {table.Name}";
                await using DbCommand command = organization is { } id ? reading.Ask(sql + " WHERE organization_id = @org", ("@org", id))
                    : reading.Ask(sql);
                // What goes wrong while reading is the old store's to tell.
                await using DbDataReader reader = await from.engine.TellAsync(() => command.ExecuteReaderAsync(cancel));
                Func<Task<bool>> next = () => reader.ReadAsync(cancel);
                using IRowAppender rows = to.engine.Append(writing, table.Name, table.Columns);
                using var row = new RowBuffer();
                while (await from.engine.TellAsync(next))
                {
                    row.Clear();
                    for (int i = 0; i < table.Columns.Count; i++) row.Value(reader.GetValue(i));
                    rows.Append(row.Written);
                    moved[table.Name]++;
                    if ((++all & 0x3FFF) == 0) progress(all);
                }
                rows.Complete();
            }
        });

        static StoreException NotEmpty(ReferralStore to, Table table) =>
            new($"The store {to.Location} is not empty: its table {table.Name} has rows. A store is moved only into a place of its own; " +
                "name a new file or a new database.");
    }
}

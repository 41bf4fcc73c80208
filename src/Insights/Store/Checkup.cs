using System.Data.Common;
using System.Globalization;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>What became of reading a whole store.</summary>
/// <param name="Rows">How many rows were read, over all tables.</param>
/// <param name="Faults">Where something is wrong; none when all is well.</param>
public sealed record Checkup(long Rows, IReadOnlyList<string> Faults);

/// <summary>Reads all of a store and holds it against its digests and seals.</summary>
public sealed partial class ReferralStore
{
    /// <summary>The first and last moments that can stand in a store, whatever they tell.</summary>
    private static readonly long Earliest = Stored.Moment(new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Latest = Stored.Moment(DateTimeOffset.MaxValue);

    /// <summary>Checks what stands at a place, also when it is too damaged to be opened.</summary>
    /// <exception cref="StoreException">It cannot be read for another reason than damage.</exception>
    public static async Task<Checkup> CheckAsync(string place, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            return await (await OpenAsync(place, clock, cancel)).CheckAsync(cancel);
        }
        catch (StoreException e) when (e.Trouble == StoreTrouble.Damaged)
        {
            List<string> faults = [e.Where];
            await NoteAsync(faults, async () => faults.AddRange(await EngineFor(place).FaultsAsync(cancel)));
            return new Checkup(0, [.. faults.Distinct()]);
        }
    }

    /// <summary>Each part by itself: what is wrong with one hides nothing of another.</summary>
    internal async Task<Checkup> CheckAsync(CancellationToken cancel)
    {
        List<string> faults = [];
        await NoteAsync(faults, async () => faults.AddRange(await engine.FaultsAsync(cancel)));
        List<long> organizations = [0];
        await NoteAsync(faults, async () => organizations.AddRange(await engine.ReadAsync(null, transaction =>
            transaction.ListAsync("SELECT organization_id FROM organization ORDER BY organization_id", reader => reader.GetInt64(0),
                cancel), cancel)));
        IReadOnlyList<Table> tables = await TablesAsync(cancel);
        long rows = 0;
        foreach (long id in organizations)
        {
            var scope = new Scope(id);
            await NoteAsync(faults, () => FindAsync(id, cancel));
            await NoteAsync(faults, () => SettingsAsync(scope, cancel));
            int before = faults.Count;
            await NoteAsync(faults, () => ImportsAsync(scope, cancel));
            // Without a list of imports to hold them against, every table would tell the same again.
            if (faults.Count == before)
            {
                foreach (VersionTable table in VersionTable.All)
                    await NoteAsync(faults, () => ReadVersionsAsync(scope, table, _ => { }, cancel));
                await NoteAsync(faults, () => engine.ReadAsync(id, async transaction =>
                {
                    await Sightings.ReadAsync(transaction, id, await Imports.ListAsync(transaction, id, cancel), (_, _) => { }, cancel);
                    return true;
                }, cancel));
            }
            foreach (Table table in tables.Where(t => t.OfOrganization))
                await NoteAsync(faults, async () => rows += await CountAsync(table, id, cancel));
        }
        foreach (Table table in tables.Where(t => !t.OfOrganization))
            await NoteAsync(faults, async () => rows += await CountAsync(table, null, cancel));
        return new Checkup(rows, [.. faults.Distinct()]);
    }

    /// <summary>Reads every value of a table; moments must be ones.</summary>
    private Task<long> CountAsync(Table table, long? organization, CancellationToken cancel) =>
        engine.ReadAsync(organization, async transaction =>
    {
        string sql = $"SELECT {string.Join(", ", table.Columns)} FROM {table.Name}";
        await using DbCommand command = organization is { } id ? transaction.Ask(sql + " WHERE organization_id = @org", ("@org", id))
            : transaction.Ask(sql);
        // A version's own moments are under its digest, and kept in a way of their own.
        int[] moments = VersionTable.All.Any(v => v.Name == table.Name) ? []
            : [.. Enumerable.Range(0, table.Columns.Count).Where(i => table.Columns[i].EndsWith("_at", StringComparison.Ordinal))];
        using var row = new RowBuffer();
        using RowCursor cursor = engine.Walk(command);
        long rows = 0;
        for (; cursor.Move(row); rows++)
        {
            if ((rows & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
            foreach (int column in moments)
                if (row.Says(column) && (row.NumberAt(column) < Earliest || row.NumberAt(column) > Latest))
                    throw engine.Damaged(string.Create(CultureInfo.InvariantCulture,
                        $"table {table.Name}, row {rows + 1}: {table.Columns[column]} is no moment"));
        }
        return rows;
    }, cancel);

    private static async Task NoteAsync(List<string> faults, Func<Task> part)
    {
        try
        {
            await part();
        }
        catch (StoreException e) when (e.Trouble == StoreTrouble.Damaged)
        {
            faults.Add(e.Where);
        }
    }
}

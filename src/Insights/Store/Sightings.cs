using System.Data.Common;

namespace Insights.Store;

/// <summary>Which imports told again what was known before.</summary>
internal static class Sightings
{
    public const string Table = "sighting";

    public static readonly string[] Columns = ["organization_id", "import_id", "version_id"];

    /// <summary>Hands on each that some imports told, as import and version.</summary>
    /// <exception cref="StoreException">They are not those that were written.</exception>
    public static async Task ReadAsync(StoreTransaction transaction, long organization, IReadOnlyList<ImportEntry> imports, Action<long,
        long> take, CancellationToken cancel)
    {
        if (imports.Count == 0) return;
        var count = new SealCount();
        await WalkAsync(transaction, organization, $"AND import_id IN ({string.Join(", ", imports.Select(i => i.Id))})",
            (import, version) =>
        {
            count.Add(import, Mark(import, version));
            take(import, version);
        }, cancel);
        count.Verify(transaction.Engine, imports, Table);
    }

    /// <summary>As they stand in the store, held against nothing.</summary>
    public static Task WalkAsync(StoreTransaction transaction, long organization, Action<long, long> take, CancellationToken cancel) =>
        WalkAsync(transaction, organization, "", take, cancel);

    private static async Task WalkAsync(StoreTransaction transaction, long organization, string which, Action<long, long> take,
        CancellationToken cancel)
    {
        await using DbCommand command = transaction.Ask($"SELECT import_id, version_id FROM sighting WHERE organization_id = @org {which}",
            ("@org", organization));
        using RowCursor cursor = transaction.Engine.Walk(command);
        using var row = new RowBuffer();
        while (cursor.Move(row))
        {
            cancel.ThrowIfCancellationRequested();
            take(row.NumberAt(0), row.NumberAt(1));
        }
    }

    public static long Mark(long import, long version) => Seal.Mark(import, version);
}

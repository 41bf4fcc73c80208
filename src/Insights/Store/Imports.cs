using System.Globalization;

namespace Insights.Store;

/// <summary>The imports of an organisation. What an import was and brought is under its digest, and how many there are under the
/// organisation's.</summary>
internal static class Imports
{
    /// <summary>All of them, newest first, undone ones included; none when there is no such organisation.</summary>
    /// <exception cref="StoreException">They are not those that were made.</exception>
    public static async Task<IReadOnlyList<ImportEntry>> ListAsync(StoreTransaction transaction, long organization,
        CancellationToken cancel)
    {
        if (await Organizations.FindAsync(transaction, organization, cancel) is not { } known) return [];
        IReadOnlyList<Row> rows = [.. (await ReadAsync(transaction, organization, cancel)).Where(r => r.Id <= known.Imports)];
        for (int i = 0; i < rows.Count; i++)
            if (rows[i].Id != known.Imports - i || rows[i].Digest != DigestOf(organization, rows[i]))
                throw Damaged(transaction, $"table import, import {rows[i].Id}: not what was written");
        if (rows.Count != known.Imports) throw Damaged(transaction, $"table import: {rows.Count} imports instead of {known.Imports}");
        return [.. rows.Select(r => new ImportEntry(r.Id, Stored.Moment(r.RecordedAt), r.UndoneAt is { } undone ? Stored.Moment(undone)
            : null, r.Files) { Seals = r.Seals })];
    }

    /// <summary>As they stand in the store, newest first, held against nothing.</summary>
    public static async Task<IReadOnlyList<Row>> ReadAsync(StoreTransaction transaction, long organization, CancellationToken cancel)
    {
        // These first: of an import that is kept meanwhile, files and seals are there too.
        List<(long Id, long RecordedAt, long? UndoneAt, long Digest)> imports = await transaction.ListAsync(
            "SELECT import_id, recorded_at, undone_at, digest FROM import WHERE organization_id = @org ORDER BY import_id DESC",
            reader => (reader.GetInt64(0), reader.GetInt64(1), reader.Number(2), reader.GetInt64(3)), cancel, ("@org", organization));
        ILookup<long, FileReceipt> files = (await transaction.ListAsync(
            "SELECT import_id, file, format, rows_read, rows_new, rows_changed, rows_unchanged, rows_refused FROM import_file WHERE " +
                "organization_id = @org ORDER BY import_id, position",
            reader => (Import: reader.GetInt64(0), File: new FileReceipt(reader.GetString(1), reader.GetString(2), reader.GetInt64(3),
                reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7))),
            cancel, ("@org", organization))).ToLookup(f => f.Import, f => f.File);
        ILookup<long, (string Table, Seal Seal)> seals = (await transaction.ListAsync(
            "SELECT import_id, table_name, row_count, row_sum FROM import_seal WHERE organization_id = @org",
            reader => (Import: reader.GetInt64(0), Table: reader.GetString(1), Seal: new Seal(reader.GetInt64(2), reader.GetInt64(3))),
            cancel, ("@org", organization))).ToLookup(s => s.Import, s => (s.Table, s.Seal));
        return [.. imports.Select(i => new Row(i.Id, i.RecordedAt, i.UndoneAt, i.Digest, [.. files[i.Id]], seals[i.Id]
            .DistinctBy(s => s.Table).ToDictionary(s => s.Table, s => s.Seal)))];
    }

    /// <summary>Keeps an import with its files and its seals.</summary>
    public static async Task AddAsync(StoreTransaction transaction, long organization, Row import, CancellationToken cancel)
    {
        await transaction.RunAsync("INSERT INTO import (organization_id, import_id, recorded_at, undone_at, digest) VALUES (@org, " +
            "@import, @at, @undone, @digest)", cancel,
            ("@org", organization), ("@import", import.Id), ("@at", import.RecordedAt), ("@undone", import.UndoneAt),
            ("@digest", DigestOf(organization, import)));
        for (int i = 0; i < import.Files.Count; i++)
        {
            FileReceipt f = import.Files[i];
            await transaction.RunAsync(
                """
                INSERT INTO import_file (organization_id, import_id, position, file, format, rows_read, rows_new, rows_changed,
                  rows_unchanged, rows_refused)
                VALUES (@org, @import, @position, @file, @format, @read, @new, @changed, @unchanged, @refused)
                """, cancel,
                ("@org", organization), ("@import", import.Id), ("@position", i), ("@file", f.File), ("@format", f.Format),
                    ("@read", f.Read),
                ("@new", f.New), ("@changed", f.Changed), ("@unchanged", f.Unchanged), ("@refused", f.Refused));
        }
        await SealAsync(transaction, organization, import, cancel);
    }

    /// <summary>Keeps the seals of an import.</summary>
    public static async Task SealAsync(StoreTransaction transaction, long organization, Row import, CancellationToken cancel)
    {
        foreach ((string table, Seal seal) in import.Seals)
            await transaction.RunAsync("INSERT INTO import_seal (organization_id, import_id, table_name, row_count, row_sum) VALUES " +
                "(@org, @import, @table, @rows, @sum)", cancel,
                ("@org", organization), ("@import", import.Id), ("@table", table), ("@rows", seal.Rows), ("@sum", seal.Sum));
    }

    /// <summary>Takes an import back, or lets one count again.</summary>
    /// <param name="undone">When it is taken back; null brings it back.</param>
    /// <returns>False when there is no such import, or it is so already.</returns>
    public static async Task<bool> ChangeAsync(StoreTransaction transaction, long organization, long id, long? undone,
        CancellationToken cancel)
    {
        // All are looked at: nothing is built upon a list that is damaged.
        await ListAsync(transaction, organization, cancel);
        if ((await ReadAsync(transaction, organization, cancel)).FirstOrDefault(r => r.Id == id) is not { } import
            || undone is null == import.UndoneAt is null) return false;
        await transaction.RunAsync("UPDATE import SET undone_at = @at, digest = @digest " +
            "WHERE organization_id = @org AND import_id = @import", cancel,
            ("@at", undone), ("@digest", DigestOf(organization, import with { UndoneAt = undone })),
            ("@org", organization), ("@import", id));
        return true;
    }

    public static long DigestOf(long organization, Row import)
    {
        using var row = new RowBuffer();
        row.Number(organization);
        row.Number(import.Id);
        row.Number(import.RecordedAt);
        row.Number(import.UndoneAt);
        foreach (FileReceipt file in import.Files)
        {
            row.Text(file.File);
            row.Text(file.Format);
            foreach (long count in (ReadOnlySpan<long>)[file.Read, file.New, file.Changed, file.Unchanged, file.Refused]) row.Number(count);
        }
        foreach ((string table, Seal seal) in import.Seals.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            row.Text(table);
            row.Number(seal.Rows);
            row.Number(seal.Sum);
        }
        return row.Digest();
    }

    private static StoreException Damaged(StoreTransaction transaction, FormattableString where) =>
        transaction.Engine.Damaged(where.ToString(CultureInfo.InvariantCulture));

    /// <summary>An import as the store writes it.</summary>
    public sealed record Row(long Id, long RecordedAt, long? UndoneAt, long Digest, IReadOnlyList<FileReceipt> Files,
        IReadOnlyDictionary<string, Seal> Seals);
}

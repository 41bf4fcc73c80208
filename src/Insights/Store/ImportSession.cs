using System.Buffers.Binary;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Insights.Store.Schema;

namespace Insights.Store;

/// <summary>One import: one transaction, taken or left as a whole. Killed at any moment before <see cref="CommitAsync"/>
/// returns, it leaves nothing behind. Not safe for several threads.</summary>
public sealed class ImportSession : IObservationSink, IAsyncDisposable
{
    private static readonly string[] SightingColumns = ["organization_id", "import_id", "version_id"];

    private readonly Engine engine;
    private readonly DbConnection connection;
    private readonly DbTransaction transaction;
    private readonly DateTimeOffset recordedAt;
    private readonly IReadOnlyDictionary<long, bool> liveImports;
    private readonly Dictionary<VersionTable, Ledger> ledgers = [];
    private readonly HashSet<long> sighted = [];
    private readonly DigestWriter digest = new();
    private RowWriter? sightings;
    private long nextVersion;
    private long changes;

    internal ImportSession(Engine engine, DbConnection connection, DbTransaction transaction, Organization organization,
        long importId, DateTimeOffset recordedAt, long nextVersion, IReadOnlyDictionary<long, bool> liveImports)
    {
        (this.engine, this.connection, this.transaction, this.recordedAt) = (engine, connection, transaction, recordedAt);
        (Organization, ImportId, this.nextVersion, this.liveImports) = (organization, importId, nextVersion, liveImports);
    }

    public Organization Organization { get; }
    public long ImportId { get; }
    public DateTimeOffset RecordedAt => recordedAt;

    /// <inheritdoc/>
    public Outcome Add(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        VersionTable table = VersionTable.For(observation);
        if (!ledgers.TryGetValue(table, out Ledger? ledger))
            ledgers[table] = ledger = Ledger.Read(engine, connection, transaction, table, Organization.Id, liveImports);

        digest.Reset();
        table.Write(observation, digest);
        ulong key = DigestWriter.Of(table.KeyOf(observation));
        long content = digest.Value();

        if (ledger.Versions.TryGetValue((key, content), out Known known))
        {
            if (known.ImportId == ImportId || !sighted.Add(known.VersionId)) return Outcome.Unchanged;
            sightings ??= engine.Append(connection, transaction, "sighting", SightingColumns);
            sightings.Number(Organization.Id);
            sightings.Number(ImportId);
            sightings.Number(known.VersionId);
            sightings.EndRow();
            if (known.Live) return Outcome.Unchanged;
            changes++;
            return ledger.LiveKeys.Add(key) ? Outcome.New : Outcome.Changed;
        }

        long version = nextVersion++;
        ledger.Versions.Add((key, content), new Known(version, ImportId, Live: true));
        RowWriter row = ledger.Rows;
        row.Number(Organization.Id);
        row.Number(version);
        row.Number(ImportId);
        row.Number(content);
        table.Write(observation, row);
        row.EndRow();
        changes++;
        return ledger.LiveKeys.Add(key) ? Outcome.New : Outcome.Changed;
    }

    /// <summary>Keeps everything added. The organisation's change number grows when something new was learnt.</summary>
    public async Task CommitAsync(IReadOnlyList<FileReceipt> files, CancellationToken cancel)
    {
        DisposeWriters();
        await connection.RunAsync(transaction, "INSERT INTO import (organization_id, import_id, recorded_at) VALUES (@org, @import, @at)", cancel,
            ("@org", Organization.Id), ("@import", ImportId), ("@at", Stored.Moment(recordedAt)));
        for (int i = 0; i < files.Count; i++)
        {
            FileReceipt f = files[i];
            await connection.RunAsync(transaction,
                """
                INSERT INTO import_file (organization_id, import_id, position, file, format, rows_read, rows_new, rows_changed, rows_unchanged, rows_refused)
                VALUES (@org, @import, @position, @file, @format, @read, @new, @changed, @unchanged, @refused)
                """, cancel,
                ("@org", Organization.Id), ("@import", ImportId), ("@position", i), ("@file", f.File), ("@format", f.Format), ("@read", f.Read),
                ("@new", f.New), ("@changed", f.Changed), ("@unchanged", f.Unchanged), ("@refused", f.Refused));
        }
        // The number grows even when nothing is new: the moment of the last import is itself shown, as freshness.
        await connection.RunAsync(transaction, "UPDATE organization SET change_number = change_number + 1 WHERE organization_id = @org", cancel, ("@org", Organization.Id));
        await transaction.CommitAsync(cancel);
        if (changes > 100_000) await engine.TidyAsync(connection, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        DisposeWriters();
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void DisposeWriters()
    {
        sightings?.Dispose();
        sightings = null;
        foreach (Ledger ledger in ledgers.Values) ledger.Rows.Dispose();
        ledgers.Clear();
    }

    private readonly record struct Known(long VersionId, long ImportId, bool Live);

    /// <summary>What the store already knows of one table, by 64-bit hashes of key and content: enough to tell new, changed
    /// and unchanged without asking the database a million times. Two different contents of one referral collide
    /// once in 2^64.</summary>
    private sealed class Ledger
    {
        public Dictionary<(ulong Key, long Content), Known> Versions { get; } = [];
        public HashSet<ulong> LiveKeys { get; } = [];
        public required RowWriter Rows { get; init; }

        public static Ledger Read(Engine engine, DbConnection connection, DbTransaction transaction, VersionTable table, long organization, IReadOnlyDictionary<long, bool> liveImports)
        {
            var ledger = new Ledger { Rows = engine.Append(connection, transaction, table.Name, [.. VersionTable.KeyColumns, .. table.Columns]) };
            if (liveImports.Count == 0) return ledger;
            HashSet<long> revived = [];
            if (liveImports.Values.Contains(false))
            {
                using DbCommand sightings = connection.Ask(transaction, "SELECT version_id, import_id FROM sighting WHERE organization_id = @org", ("@org", organization));
                using DbDataReader seen = sightings.ExecuteReader();
                while (seen.Read())
                    if (liveImports[seen.GetInt64(1)]) revived.Add(seen.GetInt64(0));
            }
            using DbCommand command = connection.Ask(transaction, $"SELECT version_id, import_id, digest, {table.KeyExpression} FROM {table.Name} WHERE organization_id = @org", ("@org", organization));
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                long version = reader.GetInt64(0), import = reader.GetInt64(1);
                bool live = liveImports[import] || revived.Contains(version);
                ulong key = DigestWriter.Of(reader.GetString(3));
                ledger.Versions[(key, reader.GetInt64(2))] = new Known(version, import, live);
                if (live) ledger.LiveKeys.Add(key);
            }
            return ledger;
        }
    }

    /// <summary>Turns a row into 64 bits, the first of its SHA-256: equal contents always, different ones in practice never.</summary>
    private sealed class DigestWriter : RowWriter
    {
        private byte[] buffer = new byte[1024];
        private int length;

        public static ulong Of(string text)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
            return BinaryPrimitives.ReadUInt64LittleEndian(hash);
        }

        public void Reset() => length = 0;

        public long Value()
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(buffer.AsSpan(0, length), hash);
            return BinaryPrimitives.ReadInt64LittleEndian(hash);
        }

        public override void Text(string? value)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(value.AsSpan());
            Span<byte> room = Room(5 + bytes.Length);
            room[0] = value is null ? (byte)0 : (byte)1;
            BinaryPrimitives.WriteInt32LittleEndian(room[1..], bytes.Length);
            bytes.CopyTo(room[5..]);
        }

        public override void Number(long? value)
        {
            Span<byte> room = Room(9);
            room[0] = value is null ? (byte)2 : (byte)3;
            BinaryPrimitives.WriteInt64LittleEndian(room[1..], value ?? 0);
        }

        public override void EndRow()
        {
        }

        private Span<byte> Room(int size)
        {
            if (length + size > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + size));
            Span<byte> room = buffer.AsSpan(length, size);
            length += size;
            return room;
        }
    }
}

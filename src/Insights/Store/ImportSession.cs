using System.Data.Common;
using System.Runtime.InteropServices;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>One import: one transaction, taken or left as a whole. Killed at any moment before <see cref="CommitAsync"/>
/// returns, it leaves nothing behind. Not safe for several threads.</summary>
public sealed class ImportSession : IObservationSink, IAsyncDisposable
{
    private readonly Engine engine;
    private readonly StoreTransaction writing;
    /// <summary>What earlier imports told is read beside the writing session, which belongs to the queue's thread.</summary>
    private readonly StoreTransaction reading;
    private readonly bool isNew;
    private readonly DateTimeOffset recordedAt, now;
    private readonly IReadOnlyList<ImportEntry> imports;
    private readonly Dictionary<VersionTable, Ledger> ledgers = [];
    private readonly HashSet<long> sighted = [];
    private readonly RowBuffer content = new(), row = new();
    private readonly RowQueue queue = new();
    private readonly Dictionary<string, Seal> seals = [];
    private IRowAppender? sightings;
    private long nextVersion;
    private long changes;
    private int file;

    internal ImportSession(Engine engine, StoreTransaction writing, StoreTransaction reading, Organization organization, bool isNew,
        DateTimeOffset recordedAt, DateTimeOffset now, long nextVersion, IReadOnlyList<ImportEntry> imports)
    {
        (this.engine, this.writing, this.reading, this.isNew, this.recordedAt, this.now) =
            (engine, writing, reading, isNew, recordedAt, now);
        (Organization, this.nextVersion, this.imports) = (organization, nextVersion, imports);
    }

    public Organization Organization { get; }
    public long ImportId => imports.Count + 1;
    public DateTimeOffset RecordedAt => recordedAt;

    /// <inheritdoc/>
    public bool ToldOtherwise { get; private set; }

    /// <inheritdoc/>
    public void BeginFile() => file++;

    /// <inheritdoc/>
    public Outcome Add(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        VersionTable table = VersionTable.For(observation);
        if (!ledgers.TryGetValue(table, out Ledger? ledger))
            ledgers[table] = ledger = ReadLedger(table);

        content.Clear();
        table.Write(observation, content);
        long key = Stored.Key(table.NameOf(observation)), digest = content.Digest(later: table.Later);

        row.Clear();
        row.Number(Organization.Id);
        if (ledger.Versions.TryGetValue((key, digest), out Known known))
        {
            bool told = Tell(ledger, key, known.VersionId);
            if (known.ImportId == ImportId || !sighted.Add(known.VersionId)) return Outcome.Unchanged;
            row.Number(ImportId);
            row.Number(known.VersionId);
            queue.Add(sightings ??= engine.Append(writing, Sightings.Table, Sightings.Columns), row.Written);
            Seal(Sightings.Table, Sightings.Mark(ImportId, known.VersionId));
            if (known.Live) return Outcome.Unchanged;
            changes++;
            return told ? Outcome.Changed : Outcome.New;
        }

        long version = nextVersion++;
        ledger.Versions.Add((key, digest), new Known(version, ImportId, Live: true));
        row.Number(version);
        row.Number(ImportId);
        row.Number(digest);
        row.Number(key);
        row.Append(content);
        queue.Add(ledger.Rows, row.Written);
        Seal(table.Name, Store.Seal.Mark(version, ImportId, digest, key));
        changes++;
        return Tell(ledger, key, version) ? Outcome.Changed : Outcome.New;
    }

    // Notes which version was told last, and says whether the thing was known.
    private bool Tell(Ledger ledger, long key, long version)
    {
        ref LastTold last = ref CollectionsMarshal.GetValueRefOrAddDefault(ledger.LiveKeys, key, out bool known);
        ToldOtherwise = known && last.File == file && last.VersionId != version;
        last = new LastTold(version, file);
        return known;
    }

    /// <summary>Keeps everything added. The organisation's change number grows when something new was learnt.</summary>
    /// <param name="by">Who imports; null for who sits at the machine.</param>
    /// <param name="along">What else is kept with it, or not at all.</param>
    public async Task CommitAsync(IReadOnlyList<FileReceipt> files, CancellationToken cancel, string? by = null,
        Func<StoreTransaction, Task>? along = null)
    {
        await queue.CompleteAsync();
        foreach (Ledger ledger in ledgers.Values) ledger.Rows.Complete();
        sightings?.Complete();
        DisposeAppenders();
        await engine.TellAsync(async () =>
        {
            await Imports.AddAsync(writing, Organization.Id, new Imports.Row(ImportId, Stored.Moment(recordedAt), null, 0, files, seals),
                cancel);
            await AuditTrail.WriteAsync(engine, writing, new Scope(Organization.Id, Person: by), "import",
                $"{ImportId}: {string.Join(", ", files.Select(f => Path.GetFileName(f.File)))}", now, cancel);
            // The number grows even when nothing is new: the moment of the last import is itself shown, as freshness.
            await Organizations.KeepAsync(writing, new OrganizationState(Organization, 0, ImportId), isNew, cancel);
            if (along is not null) await along(writing);
            return true;
        });
        await writing.CommitAsync(cancel);
        if (changes > 100_000) await engine.TidyAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        DisposeAppenders();
        await writing.DisposeAsync();
        await reading.DisposeAsync();
        content.Dispose();
        row.Dispose();
    }

    private void DisposeAppenders()
    {
        sightings?.Dispose();
        sightings = null;
        foreach (Ledger ledger in ledgers.Values) ledger.Rows.Dispose();
        ledgers.Clear();
    }

    private void Seal(string table, long mark) => seals[table] = seals.GetValueOrDefault(table).With(mark);

    private Ledger ReadLedger(VersionTable table)
    {
        try
        {
            return Ledger.Read(engine.Append(writing, table.Name, [.. VersionTable.KeyColumns, .. table.Columns]), reading, table,
                Organization.Id, imports);
        }
        catch (DbException e)
        {
            throw engine.Told(e);
        }
    }

    private readonly record struct Known(long VersionId, long ImportId, bool Live);

    /// <summary>The version of a thing that was told last, and by which file of this import; 0 is an earlier import.</summary>
    private readonly record struct LastTold(long VersionId, int File);

    /// <summary>What the store already knows of one table, by 64-bit hashes of key and content: enough to tell new, changed
    /// and unchanged without asking the database a million times. Two different contents of one referral collide
    /// once in 2^64.</summary>
    private sealed class Ledger
    {
        public Dictionary<(long Key, long Content), Known> Versions { get; } = [];
        public Dictionary<long, LastTold> LiveKeys { get; } = [];
        public required IRowAppender Rows { get; init; }

        /// <exception cref="StoreException">The store is damaged: nothing is built upon it.</exception>
        public static Ledger Read(IRowAppender rows, StoreTransaction reading, VersionTable table, long organization,
            IReadOnlyList<ImportEntry> imports)
        {
            var ledger = new Ledger { Rows = rows };
            if (imports.Count == 0) return ledger;
            HashSet<long> live = [.. imports.Where(i => i.UndoneAt is null).Select(i => i.Id)], revived = [];
            var count = new SealCount();
            if (live.Count < imports.Count)
            {
                using DbCommand sightings =
                    reading.Ask("SELECT version_id, import_id FROM sighting WHERE organization_id = @org", ("@org", organization));
                using DbDataReader seen = sightings.ExecuteReader();
                while (seen.Read())
                {
                    count.Add(seen.GetInt64(1), Sightings.Mark(seen.GetInt64(1), seen.GetInt64(0)));
                    if (live.Contains(seen.GetInt64(1))) revived.Add(seen.GetInt64(0));
                }
                count.Verify(reading.Engine, imports, Sightings.Table);
                count = new SealCount();
            }
            using DbCommand command =
                reading.Ask($"SELECT version_id, import_id, digest, version_key FROM {table.Name} WHERE organization_id = @org",
                ("@org", organization));
            using DbDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                long version = reader.GetInt64(0), import = reader.GetInt64(1), digest = reader.GetInt64(2), key = reader.GetInt64(3);
                count.Add(import, Store.Seal.Mark(version, import, digest, key));
                bool lives = live.Contains(import) || revived.Contains(version);
                ledger.Versions[(key, digest)] = new Known(version, import, lives);
                if (lives) ledger.LiveKeys.TryAdd(key, default);
            }
            count.Verify(reading.Engine, imports, table.Name);
            return ledger;
        }
    }
}

using System.Data.Common;
using System.Text;
using System.Text.Json;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>What a source told last of a record.</summary>
/// <param name="Digest">Of the record as it came.</param>
/// <param name="Missed">In how many full runs on end it was not told of.</param>
public readonly record struct TellingMark(long Digest, long Missed);

/// <summary>The end of a run.</summary>
/// <param name="Owner">Who holds the lease.</param>
/// <param name="Marks">What was told of which records.</param>
/// <param name="Change">How the source stands then.</param>
public sealed record RunEnd(Scope Scope, long Id, string Owner, IReadOnlyDictionary<string, TellingMark> Marks, RunReceipt Receipt,
    Func<LiveSource, LiveSource> Change);

public sealed partial class LiveSources
{
    /// <summary>Ends a run: what it told last, its receipt, how the source stands, and an empty stage, all in one transaction.</summary>
    /// <exception cref="StoreException">The lease is another's: nothing is kept.</exception>
    public Task EndAsync(RunEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        return engine.WriteAsync(end.Scope.OrganizationId, transaction => EndAsync(transaction, end, cancel), cancel, LockScope.Brief,
            Engine.Usual);
    }

    /// <summary>As <see cref="EndAsync(RunEnd, CancellationToken)"/>, within the transaction of what the run imported: data and watermark
    /// move together or not at all.</summary>
    public async Task EndAsync(StoreTransaction transaction, RunEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(end);
        long org = end.Scope.OrganizationId;
        if (await ChangeAsync(transaction, org, end.Id, end.Owner, source => end.Change(source) with { Run = null }, cancel) is null)
            throw new StoreException("Another process reads this source by now: what this one read is not kept.");
        await EmptyAsync(transaction, org, end.Id, cancel);
        foreach ((string record, TellingMark mark) in end.Marks)
            await transaction.RunAsync(
                """
                INSERT INTO source_record (organization_id, source_id, record_id, digest, missed) VALUES (@org, @id, @record, @digest,
                @missed)
                ON CONFLICT (organization_id, source_id, record_id) DO UPDATE SET digest = excluded.digest, missed = excluded.missed
                """, cancel, ("@org", org), ("@id", end.Id), ("@record", record), ("@digest", mark.Digest), ("@missed", mark.Missed));
        await PutReceiptAsync(transaction, org, end.Id, end.Receipt, cancel);
    }

    /// <summary>Keeps the receipt of a run that did not end, and how the source stands; its pages are kept for who goes on.</summary>
    public Task FailAsync(RunEnd end, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(end);
        return engine.WriteAsync(end.Scope.OrganizationId, async transaction =>
        {
            // Somebody else reads it by now: how it stands is theirs to say.
            if (await ChangeAsync(transaction, end.Scope.OrganizationId, end.Id, end.Owner, end.Change, cancel) is not null)
                await PutReceiptAsync(transaction, end.Scope.OrganizationId, end.Id, end.Receipt, cancel);
        }, cancel, LockScope.Brief, Engine.Usual);
    }

    /// <summary>An import that is taken back takes what its source knows of its own tellings with it: it pauses, and goes on with
    /// everything, or the next run would bring back a part.</summary>
    internal static async Task PauseAsync(LiveSources sources, StoreTransaction transaction, long org, long import,
        CancellationToken cancel)
    {
        foreach (long id in await transaction.ListAsync("SELECT DISTINCT source_id FROM source_run WHERE organization_id = @org " +
            "AND import_id = @import", reader => reader.GetInt64(0), cancel, ("@org", org), ("@import", import)))
        {
            await sources.ChangeAsync(transaction, org, id, null, source => source with
            {
                IsPaused = true,
                IsUndone = true,
                DueAt = null,
                Run = null
            }, cancel);
            await EmptyAsync(transaction, org, id, cancel);
            // A run that is under way tells what was told before: it ends without its lease.
            await transaction.RunAsync("UPDATE source SET lease_owner = NULL, lease_until = NULL WHERE organization_id = @org AND " +
                "source_id = @id", cancel, ("@org", org), ("@id", id));
            await transaction.RunAsync("DELETE FROM source_record WHERE organization_id = @org AND source_id = @id", cancel, ("@org", org),
                ("@id", id));
        }
    }

    private async Task PutReceiptAsync(StoreTransaction transaction, long org, long id, RunReceipt receipt, CancellationToken cancel)
    {
        long now = Now(), run = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(run_id), 0) FROM source_run WHERE " +
            "organization_id = @org AND source_id = @id", cancel, ("@org", org), ("@id", id));
        await transaction.RunAsync("INSERT INTO source_run (organization_id, source_id, run_id, ended_at, import_id, receipt) " +
            "VALUES (@org, @id, @run, @now, @import, @receipt)", cancel, ("@org", org), ("@id", id), ("@run", run), ("@now", now),
            ("@import", receipt.Import), ("@receipt", JsonSerializer.Serialize(receipt)));
        await transaction.RunAsync("DELETE FROM source_run WHERE organization_id = @org AND source_id = @id AND ended_at < @before " +
            "AND import_id IS NULL", cancel,
            ("@org", org), ("@id", id), ("@before", now - Kept.Ticks));
    }

    private long Now() => Stored.Moment(clock.GetUtcNow() + engine.ClockAhead);

    private async Task<LiveSource?> ChangeAsync(StoreTransaction transaction, long org, long id, string? owner,
        Func<LiveSource, LiveSource> change, CancellationToken cancel)
    {
        if (await transaction.ListAsync($"SELECT {Columns} FROM source WHERE organization_id = @org AND source_id = @id", Read, cancel,
            ("@org", org), ("@id", id)) is not [var known]) return null;
        LiveSource changed = change(known) with { OrganizationId = org, Id = id };
        return await WriteAsync(transaction, changed, owner, cancel) == 1 ? changed : null;
    }

    private Task<int> WriteAsync(StoreTransaction transaction, LiveSource source, string? owner, CancellationToken cancel) =>
        transaction.RunAsync(
            """
            UPDATE source SET due_at = @due, state = @state, digest = @digest,
              lease_until = CASE WHEN lease_owner = @owner THEN @until ELSE lease_until END
            WHERE organization_id = @org AND source_id = @id AND (@owner = '' OR lease_owner = @owner)
            """, cancel, [.. Values(source), ("@owner", owner ?? ""), ("@until", Now() + Lease.Ticks)]);

    private static (string, object?)[] Values(LiveSource source)
    {
        string state = JsonSerializer.Serialize(source);
        return
        [
            ("@org", source.OrganizationId), ("@id", source.Id), ("@due", source.DueAt is { } due ? Stored.Moment(due) : null),
            ("@state", state), ("@digest", Stored.Key(state)),
        ];
    }

    private LiveSource Read(DbDataReader reader)
    {
        string state = reader.GetString(4);
        // ListAsync tells of what cannot be parsed as of any damage.
        if (Stored.Key(state) != reader.GetInt64(5)) throw new FormatException("Not what was written.");
        return Parsed<LiveSource>(state) with
        {
            OrganizationId = reader.GetInt64(0),
            Id = reader.GetInt64(1),
            DueAt = reader.Moment(2),
            IsLeased = reader.Number(3) >= Now(),
        };
    }

    private static T Parsed<T>(string text) => JsonSerializer.Deserialize<T>(text) ?? throw new FormatException("Not what was written.");

    private static Task<int> EmptyAsync(StoreTransaction transaction, long org, long id, CancellationToken cancel) =>
        transaction.RunAsync("DELETE FROM source_page WHERE organization_id = @org AND source_id = @id", cancel, ("@org", org), ("@id",
        id));

    private static Task<int> PutSecretAsync(StoreTransaction transaction, long org, long id, string name, byte[] secret,
        CancellationToken cancel) => transaction.RunAsync(
        """
        INSERT INTO source_secret (organization_id, source_id, name, secret)
        SELECT organization_id, source_id, @name, @secret FROM source WHERE organization_id = @org AND source_id = @id
        ON CONFLICT (organization_id, source_id, name) DO UPDATE SET secret = excluded.secret
        """, cancel, ("@org", org), ("@id", id), ("@name", name), ("@secret", secret));
}

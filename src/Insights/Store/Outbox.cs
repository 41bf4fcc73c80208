using System.Globalization;
using System.Security.Cryptography;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>By which way a share leaves.</summary>
public enum WayOut : byte { Mail, Teams }

/// <summary>How a delivery stands. Refused is the other side's word, given up is ours after a day of trying.</summary>
public enum DeliveryState : byte { Waiting, Accepted, Refused, GivenUp }

/// <summary>A reading as it is shared: the words as they were written then.</summary>
/// <param name="Reading">The reading's own address, path and query.</param>
/// <param name="Subject">One line.</param>
/// <param name="Plain">The words as plain text.</param>
/// <param name="Rich">HTML for mail, a message with an Adaptive Card for Teams.</param>
public sealed record SharedReading(WayOut Way, string Reading, string Subject, string Plain, string Rich);

/// <summary>One share on its way to one recipient.</summary>
/// <param name="Recipient">A mail address; empty for the Teams channel.</param>
/// <param name="Mark">A random word of the share, by which a receiver tells a second copy from a second share.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="GiveUpAt">After this moment nothing is tried any more.</param>
public sealed record OutboxMessage(long ShareId, string Recipient, SharedReading Shared, byte[]? Picture, string Mark, long Attempts,
    DateTimeOffset GiveUpAt);

/// <summary>What came of one attempt.</summary>
/// <param name="NextTry">Only while it is waiting.</param>
/// <param name="Reason">A key of ours: the words are in the words file under <c>delivery.reason.{Reason}</c>. Null when it was
/// accepted.</param>
/// <param name="Said">The other side's own words.</param>
/// <param name="MayHaveArrived">The other side had all of it, and its answer was lost.</param>
public sealed record DeliveryOutcome(DeliveryState State, DateTimeOffset? NextTry, string? Reason, string? Said,
    bool MayHaveArrived = false);

/// <summary>An organisation whose next message is due in a while; nothing and less is now.</summary>
public sealed record DueMessage(long OrganizationId, TimeSpan In);

/// <summary>What is due over all organisations.</summary>
/// <param name="Trouble">Why some of them could not be asked; null when all were.</param>
public sealed record DueMessages(IReadOnlyList<DueMessage> Due, StoreException? Trouble);

/// <summary>One line of the delivery log.</summary>
/// <param name="Interruptions">How often nobody heard what became of an attempt: what was tried then may have arrived.</param>
/// <param name="TriedAt">When the last attempt ended.</param>
public sealed record Delivery(long ShareId, DateTimeOffset SharedAt, WayOut Way, string Reading, string Subject, string Recipient,
    DeliveryState State,
    long Attempts, long Interruptions, DateTimeOffset? NextTry, DateTimeOffset? TryingSince, DateTimeOffset? TriedAt, string? Reason,
        string? Said);

/// <summary>Everything that is or was to leave, per organisation. Reached through <see cref="ReferralStore.Outbox"/>.</summary>
public sealed class Outbox
{
    /// <summary>How long a delivery is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>How long a taken message is left alone: longer than any attempt takes. Who has not said by then what came of it died at
    /// it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal Outbox(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>Keeps a share, due at once to every recipient, and tells the audit trail; returns its number.</summary>
    public Task<long> PutAsync(Scope scope, SharedReading shared, IReadOnlyList<string> recipients, byte[]? picture,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(recipients);
        long org = scope.OrganizationId;
        return engine.WriteAsync(org, async transaction =>
        {
            DateTimeOffset now = await NowAsync(transaction, cancel);
            long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(share_id), 0) FROM share WHERE organization_id = @org", cancel,
                ("@org", org));
            await transaction.RunAsync(
                """
                INSERT INTO share (organization_id, share_id, shared_at, shared_by, way, reading, subject, plain, rich, mark)
                VALUES (@org, @id, @at, @by, @way, @reading, @subject, @plain, @rich, @mark)
                """, cancel,
                ("@org", org), ("@id", id), ("@at", Stored.Moment(now)), ("@by", scope.Person ?? ""), ("@way", (int)shared.Way),
                    ("@reading", shared.Reading),
                ("@subject", shared.Subject), ("@plain", shared.Plain), ("@rich", shared.Rich),
                    ("@mark", RandomNumberGenerator.GetHexString(32, lowercase: true)));
            if (picture is not null)
                await transaction.RunAsync("INSERT INTO share_picture (organization_id, share_id, picture) VALUES (@org, @id, @picture)",
                    cancel,
                    ("@org", org), ("@id", id), ("@picture", picture));
            foreach (string recipient in recipients)
                await transaction.RunAsync(
                    """
                    INSERT INTO delivery (organization_id, share_id, recipient, state, attempts, interruptions, give_up_at, next_try_at)
                    VALUES (@org, @id, @recipient, @state, 0, 0, @giveup, @now)
                    """, cancel,
                    ("@org", org), ("@id", id), ("@recipient", recipient), ("@state", (int)DeliveryState.Waiting),
                        ("@giveup", Stored.Moment(now + Patience)), ("@now", Stored.Moment(now)));
            await AuditTrail.WriteAsync(engine, transaction, scope, "share", string.Create(CultureInfo.InvariantCulture,
                $"{id} {shared.Reading}"), now, cancel);
            await engine.TellOthersAsync(transaction, new StoreNews(StoreTopic.Outbox, org), cancel);
            return id;
        }, cancel);
    }

    /// <summary>Takes the message of one way that has been due longest, for <see cref="Lease"/>; null when none is. Two takers never get
    /// the same.</summary>
    public async Task<OutboxMessage?> TakeAsync(Scope scope, WayOut way, CancellationToken cancel)
    {
        long org = Known(scope);
        // Most questions find nothing, and need not wait for an import that is writing.
        if (await engine.ReadAsync(org, transaction => DueAsync(transaction, org, way, Stored.Moment(clock.GetUtcNow() + engine.ClockAhead),
            cancel), cancel) is null) return null;
        return await engine.WriteAsync(org, async transaction =>
        {
            TimeSpan ahead = await engine.ClockAheadAsync(transaction, cancel);
            DateTimeOffset moment = clock.GetUtcNow() + ahead;
            long now = Stored.Moment(moment);
            (long ShareId, string Recipient) due;
            do
            {
                if (await DueAsync(transaction, org, way, now, cancel) is not { } next) return null;
                due = next;
            }
            // Whoever changes the row has it; another taker, on whatever isolation, finds it no longer due and looks for the next.
            while (await transaction.RunAsync(
                """
                UPDATE delivery SET attempts = attempts + 1, interruptions = interruptions + CASE WHEN trying_since IS NULL THEN 0
                  ELSE 1 END, trying_since = @now, next_try_at = @lease
                WHERE organization_id = @org AND share_id = @id AND recipient = @recipient AND next_try_at <= @now
                """, cancel,
                ("@now", now), ("@lease", Stored.Moment(moment + Lease)), ("@org", org), ("@id", due.ShareId),
                    ("@recipient", due.Recipient)) == 0);
            var picture = await transaction.ValueAsync("SELECT picture FROM share_picture WHERE organization_id = @org AND share_id = @id",
                cancel, ("@org", org), ("@id", due.ShareId)) as byte[];
            return (await transaction.ListAsync(
                """
                SELECT s.way, s.reading, s.subject, s.plain, s.rich, s.mark, d.attempts, d.give_up_at
                FROM delivery d JOIN share s ON s.organization_id = @org AND s.share_id = d.share_id
                WHERE d.organization_id = @org AND d.share_id = @id AND d.recipient = @recipient
                """, reader => new OutboxMessage(due.ShareId, due.Recipient,
                    new SharedReading((WayOut)reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                    reader.GetString(4)),
                    picture, reader.GetString(5), reader.GetInt64(6), Stored.Moment(reader.GetInt64(7)) - ahead),
                cancel, ("@org", org), ("@id", due.ShareId), ("@recipient", due.Recipient)))[0];
        }, cancel, LockScope.Nobody);
    }

    /// <summary>Says what came of an attempt; may be said twice. It waits for an import as long as can be: what was sent and not said to be
    /// is sent again. Of an attempt whose lease ran out and that another has taken up only this counts, that it arrived.</summary>
    public Task SettleAsync(Scope scope, OutboxMessage message, DeliveryOutcome outcome, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(outcome);
        TimeSpan ahead = engine.ClockAhead;
        // What is sent and not yet written down is sent again by whoever finds the program dead: it is written at once.
        return engine.WriteAsync(Known(scope), transaction => transaction.RunAsync(
            """
            UPDATE delivery SET state = @state, next_try_at = @next, trying_since = NULL, tried_at = @now, reason = @reason, said = @said,
              interruptions = interruptions + @unknown
            WHERE organization_id = @org AND share_id = @id AND recipient = @recipient AND (attempts = @attempts OR @arrived = 1)
            """, cancel,
            ("@state", (int)outcome.State), ("@next", outcome.NextTry is { } next ? Stored.Moment(next + ahead) : null),
                ("@now", Stored.Moment(clock.GetUtcNow() + ahead)),
            ("@reason", outcome.Reason), ("@said", outcome.Said), ("@unknown", outcome.MayHaveArrived ? 1 : 0),
                ("@org", scope.OrganizationId), ("@id", message.ShareId),
            ("@recipient", message.Recipient), ("@attempts", message.Attempts), ("@arrived", outcome.State == DeliveryState.Accepted ? 1
                : 0)), cancel, LockScope.Nobody, Engine.Usual);
    }

    /// <summary>Makes what did not arrive due at once, for another day, and tells the audit trail; what is being tried at this moment is
    /// left alone.</summary>
    /// <returns>False when there is no such delivery, or it arrived, or it is being tried.</returns>
    public Task<bool> RetryAsync(Scope scope, long shareId, string recipient, CancellationToken cancel)
    {
        return engine.WriteAsync(Known(scope), async transaction =>
        {
            DateTimeOffset now = await NowAsync(transaction, cancel);
            bool again = await transaction.RunAsync(
                """
                UPDATE delivery SET state = @waiting, next_try_at = @now, give_up_at = @giveup
                WHERE organization_id = @org AND share_id = @id AND recipient = @recipient AND state <> @accepted AND trying_since IS NULL
                """, cancel,
                ("@waiting", (int)DeliveryState.Waiting), ("@now", Stored.Moment(now)), ("@giveup", Stored.Moment(now + Patience)),
                ("@org", scope.OrganizationId), ("@id", shareId), ("@recipient", recipient), ("@accepted",
                    (int)DeliveryState.Accepted)) > 0;
            if (!again) return false;
            await AuditTrail.WriteAsync(engine, transaction, scope, "share",
                string.Create(CultureInfo.InvariantCulture, $"{shareId} {recipient}"), now, cancel);
            await engine.TellOthersAsync(transaction, new StoreNews(StoreTopic.Outbox, scope.OrganizationId), cancel);
            return true;
        }, cancel);
    }

    /// <summary>Whose messages are due, or will be within a time, and in how long; nothing and less is now. One question over all
    /// organisations.</summary>
    /// <exception cref="StoreException">Nobody's can be seen.</exception>
    public async Task<DueMessages> DueAsync(TimeSpan within, CancellationToken cancel)
    {
        long now = Stored.Moment(clock.GetUtcNow() + engine.ClockAhead);
        Across<DueMessage> due = await Across.AskAsync(engine,
            whose => $"SELECT organization_id, MIN(next_try_at) FROM delivery WHERE {whose} AND next_try_at <= @until GROUP BY " +
                "organization_id",
            reader => new DueMessage(reader.GetInt64(0), TimeSpan.FromTicks(reader.GetInt64(1) - now)), cancel,
                ("@until", now + within.Ticks));
        return new DueMessages(due.Rows, due.Trouble);
    }

    /// <summary>The deliveries of the last shares, newest share first.</summary>
    public async Task<IReadOnlyList<Delivery>> ListAsync(Scope scope, int mostShares, CancellationToken cancel) =>
        await engine.ReadAsync(Known(scope), transaction => transaction.ListAsync(
        """
        SELECT s.share_id, s.shared_at, s.way, s.reading, s.subject, d.recipient, d.state, d.attempts, d.interruptions, d.next_try_at,
          d.trying_since, d.tried_at, d.reason, d.said
        FROM share s JOIN delivery d ON d.organization_id = @org AND d.share_id = s.share_id
        WHERE s.organization_id = @org AND s.share_id > (SELECT MAX(share_id) FROM share WHERE organization_id = @org) - @most
        ORDER BY s.share_id DESC, d.recipient
        """, reader => new Delivery(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), (WayOut)reader.GetInt64(2), reader.GetString(3),
            reader.GetString(4), reader.GetString(5),
            (DeliveryState)reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.Moment(9), reader.Moment(10),
                reader.Moment(11), reader.Text(12), reader.Text(13)),
        cancel, ("@org", scope.OrganizationId), ("@most", mostShares)), cancel);

    private static async Task<(long ShareId, string Recipient)?> DueAsync(StoreTransaction transaction, long org, WayOut way, long now,
        CancellationToken cancel) =>
        await transaction.ListAsync(
            """
            SELECT d.share_id, d.recipient FROM delivery d JOIN share s ON s.organization_id = @org AND s.share_id = d.share_id
            WHERE d.organization_id = @org AND d.next_try_at <= @now AND s.way = @way
            ORDER BY d.next_try_at, d.share_id, d.recipient LIMIT 1
            """, reader => (reader.GetInt64(0), reader.GetString(1)), cancel, ("@org", org), ("@now", now),
                ("@way", (int)way)) is [var first, ..] ? first : null;

    /// <summary>Several machines take messages: it is the store's clock that says what is due.</summary>
    private async Task<DateTimeOffset> NowAsync(StoreTransaction transaction, CancellationToken cancel) =>
        clock.GetUtcNow() + await engine.ClockAheadAsync(transaction, cancel);

    private static long Known(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.OrganizationId;
    }
}

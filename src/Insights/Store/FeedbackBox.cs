using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>How far a piece of feedback has come.</summary>
public enum FeedbackStatus : byte { New, Seen, Answered, Closed }

/// <summary>Feedback as somebody gives it.</summary>
/// <param name="Sender">A random word that only the sender's browser holds: who gets to see the answer.</param>
/// <param name="GivenOn">The exact address it was given on, path and query.</param>
/// <param name="Widget">Null when it is about the whole page.</param>
/// <param name="ThumbUp">Null when no thumb was given.</param>
public sealed record FeedbackGiven(string Sender, string GivenOn, string? Widget, bool? ThumbUp, IReadOnlyList<string> Reasons,
    string Details);

/// <summary>Feedback as it is kept.</summary>
public sealed record FeedbackEntry(long Id, DateTimeOffset GivenAt, FeedbackGiven Feedback, FeedbackStatus Status, bool HasPicture,
    string? Answer, DateTimeOffset? AnsweredAt, DateTimeOffset? AnswerReadAt);

/// <summary>The box people put their feedback in, per organisation. Reached through <see cref="ReferralStore.FeedbackBox"/>.</summary>
public sealed class FeedbackBox
{
    private const string Columns =
        "f.feedback_id, f.given_at, f.sender, f.given_on, f.widget, f.thumb, f.reasons, f.details, f.status, f.answer, f.answered_at, " +
        "f.answer_read_at, "
        + "(SELECT COUNT(*) FROM feedback_picture p WHERE p.organization_id = @org AND p.feedback_id = f.feedback_id)";

    private readonly Engine engine;
    private readonly TimeProvider clock;

    internal FeedbackBox(Engine engine, TimeProvider clock) => (this.engine, this.clock) = (engine, clock);

    /// <summary>Keeps it, with its picture when there is one; returns its number.</summary>
    public Task<long> PutAsync(Scope scope, FeedbackGiven feedback, byte[]? picture, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(feedback);
        return engine.WriteAsync(scope.OrganizationId, async transaction =>
        {
            long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(feedback_id), 0) FROM feedback WHERE organization_id = @org",
                cancel, ("@org", scope.OrganizationId));
            await transaction.RunAsync(
                """
                INSERT INTO feedback (organization_id, feedback_id, given_at, sender, given_on, widget, thumb, reasons, details, status)
                VALUES (@org, @id, @at, @sender, @on, @widget, @thumb, @reasons, @details, @status)
                """, cancel,
                ("@org", scope.OrganizationId), ("@id", id), ("@at", Stored.Moment(clock.GetUtcNow())), ("@sender", feedback.Sender),
                    ("@on", feedback.GivenOn),
                ("@widget", feedback.Widget), ("@thumb", feedback.ThumbUp is { } up ? up ? 1 : 0 : null),
                    ("@reasons", string.Join(' ', feedback.Reasons)),
                ("@details", feedback.Details), ("@status", (int)FeedbackStatus.New));
            if (picture is not null)
                await transaction.RunAsync("INSERT INTO feedback_picture (organization_id, feedback_id, picture) VALUES (@org, @id, " +
                    "@picture)", cancel,
                    ("@org", scope.OrganizationId), ("@id", id), ("@picture", picture));
            return id;
        }, cancel);
    }

    /// <summary>Everything in the box, newest first.</summary>
    public Task<IReadOnlyList<FeedbackEntry>> ListAsync(Scope scope, CancellationToken cancel) =>
        ReadAsync(scope, "ORDER BY f.feedback_id DESC", cancel);

    /// <summary>Answers a sender has not yet put away.</summary>
    public Task<IReadOnlyList<FeedbackEntry>> AnswersForAsync(Scope scope, string sender, CancellationToken cancel) =>
        ReadAsync(scope, "AND f.sender = @sender AND f.answer IS NOT NULL AND f.answer_read_at IS NULL ORDER BY f.feedback_id", cancel,
            ("@sender", sender));

    /// <summary>The picture of one entry; null when it has none.</summary>
    public async Task<byte[]?> PictureAsync(Scope scope, long id, CancellationToken cancel) =>
        await engine.ReadAsync(Known(scope), transaction =>
        transaction.ValueAsync("SELECT picture FROM feedback_picture WHERE organization_id = @org AND feedback_id = @id", cancel,
            ("@org", scope.OrganizationId), ("@id", id)), cancel) as byte[];

    /// <summary>Sets how far it has come, and the answer its sender will see; an answer that changed is shown again. The audit trail tells
    /// of it.</summary>
    /// <returns>False when there is no such entry.</returns>
    public Task<bool> AnswerAsync(Scope scope, long id, FeedbackStatus status, string? answer, CancellationToken cancel) =>
        engine.WriteAsync(Known(scope), async transaction =>
    {
        int known = await transaction.RunAsync("UPDATE feedback SET status = @status WHERE organization_id = @org AND feedback_id = @id",
            cancel,
            ("@status", (int)status), ("@org", scope.OrganizationId), ("@id", id));
        if (answer is null)
            await transaction.RunAsync("UPDATE feedback SET answer = NULL, answered_at = NULL, answer_read_at = NULL WHERE " +
                "organization_id = @org AND feedback_id = @id", cancel,
                ("@org", scope.OrganizationId), ("@id", id));
        else
            await transaction.RunAsync(
                "UPDATE feedback SET answer = @answer, answered_at = @now, answer_read_at = NULL WHERE organization_id = @org AND " +
                    "feedback_id = @id AND (answer IS NULL OR answer <> @answer)", cancel,
                ("@answer", answer), ("@now", Stored.Moment(clock.GetUtcNow())), ("@org", scope.OrganizationId), ("@id", id));
        if (known > 0) await AuditTrail.WriteAsync(engine, transaction, scope, "feedback",
            string.Create(CultureInfo.InvariantCulture, $"{id}"),
            clock.GetUtcNow(), cancel);
        return known > 0;
    }, cancel);

    /// <summary>The sender has read the answer; only the sender can say so.</summary>
    public Task ReadByAsync(Scope scope, long id, string sender, CancellationToken cancel) => engine.WriteAsync(Known(scope), transaction =>
        transaction.RunAsync("UPDATE feedback SET answer_read_at = @now WHERE organization_id = @org AND feedback_id = @id AND sender = " +
            "@sender", cancel,
            ("@now", Stored.Moment(clock.GetUtcNow())), ("@org", scope.OrganizationId), ("@id", id), ("@sender", sender)), cancel);

    private async Task<IReadOnlyList<FeedbackEntry>> ReadAsync(Scope scope, string which, CancellationToken cancel,
        params (string, object?)[] parameters) =>
        await engine.ReadAsync(Known(scope), transaction =>
            transaction.ListAsync($"SELECT {Columns} FROM feedback f WHERE f.organization_id = @org {which}", reader =>
            new FeedbackEntry(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)),
                new FeedbackGiven(reader.GetString(2), reader.GetString(3), reader.Text(4), reader.Number(5) is { } thumb ? thumb != 0
                    : null,
                    reader.GetString(6).Split(' ', StringSplitOptions.RemoveEmptyEntries), reader.GetString(7)),
                (FeedbackStatus)reader.GetInt64(8), reader.GetInt64(12) > 0, reader.Text(9), reader.Moment(10), reader.Moment(11)),
            cancel, [("@org", scope.OrganizationId), .. parameters]), cancel);

    private static long Known(Scope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.OrganizationId;
    }
}

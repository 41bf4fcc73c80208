using System.Threading.Channels;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Exports.Share;

/// <summary>Carries what lies in the outbox, at once when woken and again when an attempt failed, until it is accepted, refused, or a day
/// has passed. At least once: what was being tried when the program stopped is tried again. Each organisation and way has a lane of its
/// own.</summary>
public sealed partial class OutboxWorker(ReferralStore store, TimeProvider clock, IReadOnlyDictionary<WayOut, IDeliveryChannel> channels,
    ILogger<OutboxWorker> log) : BackgroundService
{
    /// <summary>How long after a failed attempt the next one comes; the last one stands for all that follow.</summary>
    public static IReadOnlyList<TimeSpan> Delays { get; } =
        [TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    /// <summary>How long one attempt may take; well within <see cref="Outbox.Lease"/>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>How long an attempt may go on when the program is asked to stop.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // Another program on the same store may have put something in.
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    /// <summary>How long after a failed write the next one comes.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private static readonly WayOut[] Ways = Enum.GetValues<WayOut>();

    private readonly Channel<bool> bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<(long Organization, WayOut Way), DeliveryLane> lanes = [];

    /// <summary>Why some organisations could not be asked what is due when that was done last; null when all were.</summary>
    public StoreException? Trouble { get; private set; }

    /// <summary>Something was put in the outbox.</summary>
    public void Wake() => bell.Writer.TryWrite(true);

    /// <summary>Tries everything that is due, each once.</summary>
    public async Task CarryDueAsync(CancellationToken stop)
    {
        await BeginAsync(stop);
        await Task.WhenAll(lanes.Values.Select(lane => lane.EndAsync()));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan nap = LongestNap;
            try
            {
                nap = await BeginAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The store may be away for a while; what lies in it stays there. The page goes on without its worker's help.
                OutboxUnreadable(log, e);
            }
            using var rest = new CancellationTokenSource(nap, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(rest.Token, stoppingToken);
            try
            {
                await bell.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                continue;
            }
        }
        await Task.WhenAll(lanes.Values.Select(lane => lane.EndAsync()));
    }

    /// <summary>Begins what is due, without waiting for it.</summary>
    /// <returns>How long to wait for what becomes due later; who puts something in or fails to deliver it rings the bell.</returns>
    private async Task<TimeSpan> BeginAsync(CancellationToken stop)
    {
        TimeSpan nap = LongestNap;
        DueMessages due = await store.Outbox.DueAsync(LongestNap, stop);
        Trouble = due.Trouble;
        if (due.Trouble is { } trouble) OutboxUnreadable(log, trouble);
        foreach ((long organization, TimeSpan wait) in due.Due)
        {
            if (wait > TimeSpan.Zero)
            {
                if (wait < nap) nap = wait;
                continue;
            }
            var scope = new Scope(organization);
            foreach (WayOut way in Ways)
            {
                if (!lanes.TryGetValue((organization, way), out DeliveryLane? lane))
                    lanes[(organization, way)] = lane = new DeliveryLane(cancel => TakeAsync(scope, way, cancel), (message, cancel) =>
                        CarryAsync(scope, message, cancel), clock);
                lane.Begin(stop);
            }
        }
        return nap;
    }

    private async Task<OutboxMessage?> TakeAsync(Scope scope, WayOut way, CancellationToken stop)
    {
        try
        {
            return await store.Outbox.TakeAsync(scope, way, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            // One organisation's rows may be away: it is asked again later, and the others go on.
            OutboxUnreadable(log, e);
            return null;
        }
    }

    private async Task CarryAsync(Scope scope, OutboxMessage message, CancellationToken stop)
    {
        DateTimeOffset until = clock.GetUtcNow() + Outbox.Lease;
        using var patience = new CancellationTokenSource(Patience, clock);
        await using CancellationTokenRegistration farewell = stop.Register(() => patience.CancelAfter(Farewell));
        Answer answer;
        try
        {
            answer = channels.TryGetValue(message.Shared.Way, out IDeliveryChannel? channel)
                ? await channel.CarryAsync(message, patience.Token)
                : new Answer(Verdict.Later, "not_set_up", "");
        }
        catch (OperationCanceledException)
        {
            answer = new Answer(Verdict.Later, Answer.TimedOut, "", MayHaveArrived: true);
        }
        catch (Exception e)
        {
            // One message that cannot be carried holds up no other, and is not lost either.
            CarrierFailed(log, message.ShareId, e);
            answer = new Answer(Verdict.Later, "broken", e.Message);
        }
        // Stopped in the middle: due at once for whoever starts next.
        DeliveryOutcome outcome = stop.IsCancellationRequested && answer.Reason == Answer.TimedOut
            ? new DeliveryOutcome(DeliveryState.Waiting, clock.GetUtcNow(), null, null, answer.MayHaveArrived)
            : Judge(answer, message);
        if (!await SettleAsync(scope, message, outcome, until, stop)) return;
        if (outcome.State == DeliveryState.Waiting) Wake();
        // No address and no words of it: who may read the log need not be who may read the mail.
        if (outcome.State is DeliveryState.Refused or DeliveryState.GivenUp)
            NotDelivered(log, message.ShareId, outcome.State, outcome.Reason);
    }

    /// <summary>Writes down what the other side said, again and again as long as nobody else tries it, and once even while the program
    /// stops: what is not written is sent twice.</summary>
    private async Task<bool> SettleAsync(Scope scope, OutboxMessage message, DeliveryOutcome outcome, DateTimeOffset until,
        CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await store.Outbox.SettleAsync(scope, message, outcome, CancellationToken.None);
                return true;
            }
            catch (Exception e)
            {
                OutboxUnreadable(log, e);
                if (stop.IsCancellationRequested || clock.GetUtcNow() + Again > until) return false;
            }
            await Task.WhenAny(Task.Delay(Again, clock, stop));
        }
    }

    private DeliveryOutcome Judge(Answer answer, OutboxMessage message)
    {
        if (answer.Verdict == Verdict.Accepted) return new DeliveryOutcome(DeliveryState.Accepted, null, null, answer.Said);
        if (answer.Verdict == Verdict.Refused) return new DeliveryOutcome(DeliveryState.Refused, null, answer.Reason, answer.Said);
        DateTimeOffset next = clock.GetUtcNow() + Delays[(int)Math.Min(message.Attempts, Delays.Count) - 1];
        return next <= message.GiveUpAt
            ? new DeliveryOutcome(DeliveryState.Waiting, next, answer.Reason, answer.Said, answer.MayHaveArrived)
            : new DeliveryOutcome(DeliveryState.GivenUp, null, answer.Reason, answer.Said, answer.MayHaveArrived);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (DeliveryLane lane in lanes.Values) lane.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The outbox cannot be read or written just now.")]
    private static partial void OutboxUnreadable(ILogger log, Exception e);

    [LoggerMessage(LogLevel.Error, "Share {Share} could not be carried; it is tried again.")]
    private static partial void CarrierFailed(ILogger log, long share, Exception e);

    [LoggerMessage(LogLevel.Warning, "Share {Share} did not arrive: {State} ({Reason}). The delivery log says more: /share/log")]
    private static partial void NotDelivered(ILogger log, long share, DeliveryState state, string? reason);
}

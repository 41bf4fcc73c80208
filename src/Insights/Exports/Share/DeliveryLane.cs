using Insights.Store;

namespace Insights.Exports.Share;

/// <summary>What one organisation sends by one way: takes what is due, a few at a time. An attempt nobody answers soon gives up its place,
/// so one silent recipient holds up no other, and no other lane waits for this one.</summary>
/// <param name="take">Takes the next message that is due; null when none is, or none can be had. Never throws.</param>
/// <param name="attempt">Tries one message and writes down what came of it. Never throws.</param>
internal sealed class DeliveryLane(Func<CancellationToken, Task<OutboxMessage?>> take, Func<OutboxMessage, CancellationToken, Task> attempt,
    TimeProvider clock) : IDisposable
{
    /// <summary>How long an attempt without an answer keeps its place from others.</summary>
    public static readonly TimeSpan PlaceHeld = TimeSpan.FromSeconds(5);

    /// <summary>Few, as mail servers allow few connections.</summary>
    private const int Places = 4;

    /// <summary>With those that gave up their place.</summary>
    private const int MostPending = 24;

    private readonly SemaphoreSlim places = new(Places), pending = new(MostPending);
    private readonly Lock gate = new();
    private readonly List<Task> attempts = [];
    private Task taking = Task.CompletedTask;
    private bool asked, busy;

    /// <summary>Takes all that is due, also what becomes due while it is at it.</summary>
    public void Begin(CancellationToken stop)
    {
        lock (gate)
        {
            asked = true;
            if (busy) return;
            busy = true;
            taking = Task.Run(() => TakeAsync(stop), CancellationToken.None);
        }
    }

    /// <summary>Waits until all that was begun has come to an end.</summary>
    public async Task EndAsync()
    {
        await taking;
        Task[] left;
        lock (gate) left = [.. attempts];
        await Task.WhenAll(left);
    }

    public void Dispose()
    {
        places.Dispose();
        pending.Dispose();
    }

    private async Task TakeAsync(CancellationToken stop)
    {
        while (IsAsked(stop))
        {
            while (await NextAsync(stop) is { } message)
            {
                Task tried = TryAsync(message, stop);
                lock (gate)
                {
                    attempts.RemoveAll(done => done.IsCompleted);
                    attempts.Add(tried);
                }
            }
        }
    }

    /// <summary>False ends the taking; in the same breath the next call of <see cref="Begin"/> may start it anew.</summary>
    private bool IsAsked(CancellationToken stop)
    {
        lock (gate)
        {
            busy = asked && !stop.IsCancellationRequested;
            asked = false;
            return busy;
        }
    }

    private async Task<OutboxMessage?> NextAsync(CancellationToken stop)
    {
        try
        {
            await pending.WaitAsync(stop);
            await places.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        OutboxMessage? message = await take(stop);
        if (message is not null) return message;
        places.Release();
        pending.Release();
        return null;
    }

    private async Task TryAsync(OutboxMessage message, CancellationToken stop)
    {
        Task tried = attempt(message, stop);
        using (var answered = new CancellationTokenSource())
        {
            await Task.WhenAny(tried, Task.Delay(PlaceHeld, clock, answered.Token));
            await answered.CancelAsync();
        }
        places.Release();
        await tried;
        pending.Release();
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Insights.Store;
using Insights.Vocabulary;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Insights.Sources.Live;

/// <summary>Reads every source when it is due: those of different organisations beside each other, one source never twice at once, whoever
/// else does the same over this store.</summary>
public sealed partial class LiveSync(SyncParts parts, ILogger<LiveSync> log) : BackgroundService
{
    // What somebody else reads, and what could not even say that it failed, is not begun again at once.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1), HoldAfterFault = TimeSpan.FromMinutes(5);

    // Another process may have changed what is due.
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> bell =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<(long Organization, long Id), Task> running = [];
    private readonly ConcurrentDictionary<(long Organization, long Id), DateTimeOffset> held = [];

    /// <summary>The time by which sources are due.</summary>
    public DateTimeOffset Now => parts.Clock.GetUtcNow();

    /// <summary>Something became due.</summary>
    public void Wake() => bell.Writer.TryWrite(true);

    /// <summary>Reads one source now.</summary>
    /// <param name="asked">What is read; null for what is due.</param>
    public async Task<RunOutcome> RunAsync(Scope scope, long id, RunKind? asked, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var run = new SyncRun(parts, scope, id, asked);
        RunOutcome outcome = await run.RunAsync(cancel);
        if (run.Fault is { } fault) Failed(log, id, scope.OrganizationId, fault);
        return outcome;
    }

    /// <summary>Begins to read one source because somebody asked for it, unless it is being read.</summary>
    public void Begin(Scope scope, long id, RunKind asked)
    {
        ArgumentNullException.ThrowIfNull(scope);
        Begin(scope, id, asked, ending.Token);
    }

    /// <summary>Tells the log of a fault while somebody signed in.</summary>
    internal void Tell(long organization, Exception fault) => Failed(log, 0, organization, fault);

    /// <summary>Waits, but not for long, until a source is read: what is small is there at once.</summary>
    public async Task SettleAsync(Scope scope, long id, TimeSpan most, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (running.TryGetValue((scope.OrganizationId, id), out Task? run)) await Task.WhenAny(run, Task.Delay(most, parts.Clock, cancel));
    }

    /// <summary>Reads everything that is due, and waits until that is done.</summary>
    public async Task RunDueAsync(CancellationToken stop)
    {
        await BeginAsync(stop);
        await Task.WhenAll(running.Values);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using CancellationTokenRegistration end = stoppingToken.Register(ending.Cancel);
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
            catch (StoreException e)
            {
                // The store may be away for a while; the page goes on without.
                Unreadable(log, e);
            }
            using var rest = new CancellationTokenSource(nap, parts.Clock);
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
        await Task.WhenAll(running.Values);
    }

    /// <summary>Begins what is due.</summary>
    /// <returns>How long to wait for what becomes due later.</returns>
    private async Task<TimeSpan> BeginAsync(CancellationToken stop)
    {
        TimeSpan nap = LongestNap;
        foreach ((long organization, long id, TimeSpan wait) in await parts.Store.Sources.DueAsync(LongestNap, stop))
        {
            TimeSpan rest = held.TryGetValue((organization, id), out DateTimeOffset until) && until - Now > wait ? until - Now : wait;
            if (rest > TimeSpan.Zero)
            {
                if (rest < nap) nap = rest;
                continue;
            }
            Begin(new Scope(organization), id, null, stop);
        }
        return nap;
    }

    private void Begin(Scope scope, long id, RunKind? asked, CancellationToken stop)
    {
        lock (running)
            if (!running.ContainsKey((scope.OrganizationId, id)))
                running[(scope.OrganizationId, id)] = Task.Run(() => ReadAsync(scope, id, asked, stop), CancellationToken.None);
    }

    private async Task ReadAsync(Scope scope, long id, RunKind? asked, CancellationToken stop)
    {
        try
        {
            RunOutcome outcome = await RunAsync(scope, id, asked, stop);
            if (outcome == RunOutcome.NotTaken) held[(scope.OrganizationId, id)] = Now + Hold;
            else held.TryRemove((scope.OrganizationId, id), out _);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was read is kept, and whoever comes next goes on.
        }
        catch (Exception e)
        {
            // One source's fault holds up no other.
            held[(scope.OrganizationId, id)] = Now + HoldAfterFault;
            Failed(log, id, scope.OrganizationId, e);
        }
        finally
        {
            // Not before it was put there.
            lock (running) running.TryRemove((scope.OrganizationId, id), out _);
            if (!stop.IsCancellationRequested) Wake();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // The base ends what runs, and that ends what people asked for.
        base.Dispose();
        ending.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Which sources are due could not be read")]
    private static partial void Unreadable(ILogger log, Exception fault);

    [LoggerMessage(LogLevel.Error, "Source {Id} of organisation {Organization} could not be read")]
    private static partial void Failed(ILogger log, long id, long organization, Exception fault);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Insights.Store;

namespace Insights.Facts;

/// <summary>Tells who has a page open that the store holds newer facts. However many listen, one question a second is asked for each
/// organisation, and none while nobody listens; where processes tell each other, they are believed and the question is asked every half
/// minute.</summary>
public sealed class FactsChanges(ReferralStore store, TimeProvider clock)
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1), Seldom = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<long, Lazy<Known>> known = new();
    private volatile TaskCompletionSource told = New();

    /// <summary>True while other processes are heard.</summary>
    public bool IsTold { get; set; }

    /// <summary>Somebody says that an organisation's facts changed.</summary>
    public void Tell(long organizationId)
    {
        known.TryRemove(organizationId, out _);
        Interlocked.Exchange(ref told, New()).SetResult();
    }

    /// <summary>Waits until the organisation's change number is larger than one that is known.</summary>
    /// <returns>The number it has then; null when there is no such organisation any more.</returns>
    /// <exception cref="StoreException">The store cannot be asked.</exception>
    public async Task<long?> WaitAsync(long organizationId, long since, CancellationToken cancel)
    {
        while (true)
        {
            Task news = told.Task;
            long? now = await LatestAsync(organizationId).WaitAsync(cancel);
            if (now is null || now > since) return now;
            await Task.WhenAny(news, Task.Delay(IsTold ? Seldom : Often, clock, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The number as it is, or was a moment ago; those who ask at once ask together.</summary>
    private Task<long?> LatestAsync(long organizationId)
    {
        Lazy<Known> asked = known.GetOrAdd(organizationId, Ask);
        TimeSpan age = Stopwatch.GetElapsedTime(asked.Value.At);
        if (age > (IsTold ? Seldom : Often) * 0.9 || asked.Value.Number.IsFaulted)
        {
            Lazy<Known> anew = Ask(organizationId);
            asked = known.TryUpdate(organizationId, anew, asked) ? anew : known.GetOrAdd(organizationId, Ask);
        }
        return asked.Value.Number;
    }

    private Lazy<Known> Ask(long organizationId) => new(() => new Known(Stopwatch.GetTimestamp(),
        Task.Run(async () => (await store.FindAsync(organizationId, CancellationToken.None))?.ChangeNumber)));

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Known(long At, Task<long?> Number);
}

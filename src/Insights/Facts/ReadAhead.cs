using Insights.Store;
using Microsoft.Extensions.Hosting;

namespace Insights.Facts;

/// <summary>Reads what dashboards and searches will ask besides the facts (<see cref="Records.FacetsAsync"/>,
/// <see cref="Records.NamesAsync"/>) when facts were read, so that nobody waits for it: one after the other, behind the page somebody is
/// waiting for, and only where there is memory for it.</summary>
public sealed class ReadAhead(FactsCache cache, TimeProvider clock) : BackgroundService
{
    /// <summary>How long the page for which the facts were read has both cores to itself.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>What columns and names of a referral take while they are read; measured at a million.</summary>
    private const long BytesEach = 400;

    /// <summary>Below this, what reading leaves behind is not worth stopping anybody for.</summary>
    private const int WorthCollecting = 200_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (Records records in cache.JustRead.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(Delay, clock, stoppingToken);
            try
            {
                await ReadAsync(records, r => r.FacetsAsync(stoppingToken));
                await ReadAsync(records, r => r.NamesAsync(stoppingToken));
            }
            catch (Exception e) when (e is StoreException or System.Data.Common.DbException)
            {
                // Who asks for them is told; the store may be mended by then.
            }
        }
    }

    private static async Task ReadAsync(Records records, Func<Records, Task> read)
    {
        // What was read just now left as much behind as it keeps.
        Collect(records);
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        if (memory.MemoryLoadBytes + records.Facts.Count * BytesEach > memory.HighMemoryLoadThresholdBytes) return;
        await read(records);
        Collect(records);
    }

    private static void Collect(Records records)
    {
        if (records.Facts.Count >= WorthCollecting)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}

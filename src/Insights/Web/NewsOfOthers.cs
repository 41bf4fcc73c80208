using Insights.Exports.Share;
using Insights.Facts;
using Insights.Store;

namespace Insights.Web;

/// <summary>Listens to what other processes of the store tell: what they put in the outbox is tried at once, and facts that are in memory
/// here are read anew before somebody asks. Who is not told finds out all the same, a little later.</summary>
internal sealed partial class NewsOfOthers(ReferralStore store, FactsCache facts, FactsChanges changes, OutboxWorker worker,
    TimeProvider clock,
    ILogger<NewsOfOthers> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach ((StoreTopic topic, long organization) in store.HearAsync(stoppingToken))
                {
                    // Behind some poolers nothing comes through: only what was heard once is believed to be heard.
                    changes.IsTold = true;
                    if (topic == StoreTopic.Outbox) worker.Wake();
                    if (topic == StoreTopic.Facts) changes.Tell(organization);
                    if (topic == StoreTopic.Facts) await facts.RefreshAsync(organization, stoppingToken);
                }
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                NotHeard(log, e.Message);
            }
            changes.IsTold = false;
            await Task.WhenAny(Task.Delay(Pause, clock, stoppingToken));
            // What was told meanwhile was not heard.
            worker.Wake();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Other processes of the store are not heard just now: {Why}")]
    private static partial void NotHeard(ILogger log, string why);
}

using Insights.Exports.Share;
using Insights.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Insights.Web;

/// <summary>For who watches over the program: whether it lives, and which part of what it needs is away. Anybody may ask, so no place and
/// no name is told.</summary>
internal static class Health
{
    /// <summary>Who asks is answered by then, whatever the store does.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<StoreCheck>();
        services.AddHealthChecks()
            .AddCheck<StoreCheck>("store", timeout: Most)
            .AddCheck<RowsCheck>("rows")
            .AddCheck<TrailCheck>("trail");
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).ShortCircuit();
        app.MapGet("/health/ready", async (HealthCheckService health, CancellationToken cancel) =>
        {
            HealthReport report = await health.CheckHealthAsync(cancel);
            return Results.Json(new
            {
                status = report.Status.ToString(),
                parts = report.Entries.ToDictionary(e => e.Key, e =>
                    new { status = e.Value.Status.ToString(), reason = e.Value.Description }),
            }, statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });
    }

    private static string Word(StoreException e) => e.Trouble.ToString().ToLowerInvariant();

    /// <summary>Whether the store answers: without it no page can be shown. However many ask, it is asked by one at a time, and not again
    /// within a second.</summary>
    private sealed class StoreCheck(ReferralStore store, TimeProvider clock) : IHealthCheck
    {
        private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

        private readonly Lock gate = new();
        private Task<HealthCheckResult>? asked;
        private long since;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Task<HealthCheckResult> answer;
            lock (gate)
            {
                if (asked is null || asked.IsCompleted && clock.GetElapsedTime(since) >= Fresh)
                    (asked, since) = (AskAsync(), clock.GetTimestamp());
                answer = asked;
            }
            try
            {
                return await answer.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("silent");
            }
        }

        private async Task<HealthCheckResult> AskAsync()
        {
            try
            {
                await store.ServedAsync(null, CancellationToken.None);
                return HealthCheckResult.Healthy();
            }
            catch (StoreException e)
            {
                return HealthCheckResult.Unhealthy(Word(e));
            }
        }
    }

    /// <summary>Whether every organisation's rows could be reached when it was last looked who has mail waiting; the others' pages are
    /// there.</summary>
    private sealed class RowsCheck(OutboxWorker worker) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(worker.Trouble is { } e ? HealthCheckResult.Degraded(Word(e)) : HealthCheckResult.Healthy());
    }

    /// <summary>Whether lines of the audit trail wait longer than they should.</summary>
    private sealed class TrailCheck(ReferralStore store) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(store.NotesWait ? HealthCheckResult.Degraded("waiting") : HealthCheckResult.Healthy());
    }
}

using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Insights.Access;
using Insights.Facts;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Insights.Page;

/// <summary>Says to an open page that newer data is in the store, as server-sent events: one event, <c>newer</c>, with the moment. Nothing
/// on the page moves by itself.</summary>
public static class ChangesRoutes
{
    /// <summary>So often something is sent, lest a proxy take the silence for an end.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(20);

    /// <summary>After so long the browser asks anew, and its session is looked at again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static void MapChanges(this IEndpointRouteBuilder app) =>
        app.MapGet(Links.Changes, (HttpContext context, FactsChanges changes, TimeProvider clock, IHostApplicationLifetime program) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            // nginx would keep it back until it is full.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            return context.Scope() is not { } scope || context.AsksForHead() || !long.TryParse(context.Request.Query["since"],
                NumberStyles.None, CultureInfo.InvariantCulture, out long since) ? Results.NoContent()
                : TypedResults.ServerSentEvents(EventsAsync(changes, clock, scope, since, program.ApplicationStopping,
                    context.RequestAborted));
        });

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(FactsChanges changes, TimeProvider clock, Scope scope,
        long since, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Nobody who listens keeps the program from stopping.
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        Task<long?> newer = changes.WaitAsync(scope.OrganizationId, since, end.Token);
        try
        {
            for (TimeSpan waited = TimeSpan.Zero; waited < Longest; waited += Breath)
            {
                yield return new SseItem<string>("", "waiting");
                if (await Task.WhenAny(newer, Task.Delay(Breath, clock, end.Token)) != newer && !end.IsCancellationRequested) continue;
                if (!end.IsCancellationRequested && await newer is not null)
                    yield return new SseItem<string>(clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'",
                        CultureInfo.InvariantCulture), "newer");
                yield break;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAny(newer);
        }
    }
}

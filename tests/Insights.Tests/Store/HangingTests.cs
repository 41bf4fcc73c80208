using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Access;
using Microsoft.AspNetCore.Builder;

namespace Insights.Tests.Store;

/// <summary>A database that is there and says nothing: its machine takes connections, its processes are stopped.</summary>
[Trait("Category", "Slow")]
public sealed class HangingTests
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Addresses =
        ["/insights/summary", "/insights/cosell", "/insights/list?of=cosell.won", "/api/v1/summary", "/api/v1/summary.csv", "/api/v1/summary.xlsx", "/settings", "/access", "/access/audit.csv", "/health/ready"];

    [Fact]
    public async Task A_database_that_hangs_is_told_within_ten_seconds_and_used_again_when_it_answers()
    {
        await using PrivatePostgres server = await PrivatePostgres.StartAsync();
        var clock = new StoppedClock(new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero));
        ReferralStore store = await ReferralStore.OpenAsync(server.PlaceOf(await server.NewDatabaseAsync()), clock, Cancel);
        await SampleVerb.LoadAsync(store, 300, 5, clock.Now, Cancel);
        await using WebApplication app = ServeVerb.Build(store, clock, null, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        using HttpClient client = (await Admission.OfAsync(store, clock, app.Urls.First())).Client(app.Urls.First());
        HttpStatusCode[] before = await Task.WhenAll(Addresses.Select(StatusAsync));
        before.ShouldNotContain(HttpStatusCode.ServiceUnavailable);

        // Some are under way in the very moment in which it stops, over connections that are open.
        using var stop = new CancellationTokenSource();
        var longest = new ConcurrentBag<TimeSpan>();
        Task[] busy = [.. Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) longest.Add(await TimeAsync(Addresses[n]));
        }))];
        while (longest.Count < 40) await Task.Delay(10, Cancel);
        await server.StopAnsweringAsync();
        try
        {
            (TimeSpan Time, HttpStatusCode Status)[] hung = await Task.WhenAll(Addresses.Select(async address =>
            {
                long began = Stopwatch.GetTimestamp();
                HttpStatusCode status = await StatusAsync(address);
                return (Stopwatch.GetElapsedTime(began), status);
            }));
            hung.ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable);
            hung.ShouldAllBe(answer => answer.Time < Most);
            await stop.CancelAsync();
            await Task.WhenAll(busy);
            longest.ShouldAllBe(time => time < Most);

            using var form = new HttpRequestMessage(HttpMethod.Post, "/sign-out") { Headers = { { "Accept", "text/html" } }, Content = new FormUrlEncodedContent([]) };
            long posted = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.SendAsync(form, Cancel);
            Stopwatch.GetElapsedTime(posted).ShouldBeLessThan(Most);
            (await StatusAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            await server.AnswerAgainAsync();
        }
        long again = Stopwatch.GetTimestamp();
        while (!(await Task.WhenAll(Addresses.Select(StatusAsync))).SequenceEqual(before)) Stopwatch.GetElapsedTime(again).ShouldBeLessThan(TimeSpan.FromSeconds(10));

        async Task<HttpStatusCode> StatusAsync(string address)
        {
            using HttpResponseMessage answer = await client.GetAsync(address, Cancel);
            await answer.Content.ReadAsByteArrayAsync(Cancel);
            return answer.StatusCode;
        }

        async Task<TimeSpan> TimeAsync(string address)
        {
            long began = Stopwatch.GetTimestamp();
            await StatusAsync(address);
            return Stopwatch.GetElapsedTime(began);
        }
    }
}

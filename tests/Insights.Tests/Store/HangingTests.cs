using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using AngleSharp.Html.Dom;
using Insights.Cli;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Insights.Web;

namespace Insights.Tests.Store;

/// <summary>A database that is there and says nothing: its machine takes connections, its processes are stopped.</summary>
[Trait("Category", "Slow")]
public sealed class HangingTests
{
    private const string Live = "/health/live", Form = "/settings/reporting";
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10), AtOnce = TimeSpan.FromSeconds(2);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Addresses =
        ["/insights/summary", "/insights/cosell", "/insights/list?of=cosell.won", "/api/v1/summary", "/api/v1/summary.csv",
            "/api/v1/summary.xlsx", "/api/v1/list.csv?of=cosell.won", "/settings", "/access", "/access/audit.csv", "/sign-in",
            "/health/ready"];

    [Fact]
    public async Task A_database_that_hangs_is_told_within_ten_seconds_and_used_again_when_it_answers()
    {
        await using PrivatePostgres server = await PrivatePostgres.StartAsync();
        var clock = new StoppedClock(new DateTimeOffset(2026, 3, 15, 0, 0, 0, TimeSpan.Zero));
        ReferralStore store = await ReferralStore.OpenAsync(server.PlaceOf(await server.NewDatabaseAsync()), clock, Cancel);
        await SampleVerb.LoadAsync(store, 300, 5, clock.Now, Cancel);
        await using WebApplication app = WebProgram.Build(store, clock, null, "http://127.0.0.1:0");
        await app.StartAsync(Cancel);
        using HttpClient client = (await Admission.OfAsync(store, clock, app.Urls.First())).Client(app.Urls.First(), follow: false);
        var token = (IHtmlInputElement)WidgetTests.Parse(await client.GetStringAsync("/settings", Cancel))
            .QuerySelector("input[name^=__RequestVerificationToken]")!;
        long stopped = long.MaxValue;
        HttpStatusCode[] before = [.. (await Task.WhenAll(Addresses.Select(AskAsync))).Select(answer => answer.Status)];
        before.ShouldNotContain(HttpStatusCode.ServiceUnavailable);
        (await SetAsync(0)).Status.ShouldBe(HttpStatusCode.SeeOther);

        // Some are under way in the very moment in which it stops, over connections that are open; each goes on until it is turned away.
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentBag<Answer>();
        int sent = 0, kept = 0;
        Task[] busy =
        [
            .. Addresses.Concat(Addresses).Select(address => Task.Run(() => GoOnAsync(() => AskAsync(address)))),
            Task.Run(() => GoOnAsync(async () =>
            {
                Answer answer = await SetAsync(++sent);
                if (answer.Status == HttpStatusCode.SeeOther) kept++;
                return answer;
            })),
        ];
        while (answers.Count < 100 || Volatile.Read(ref kept) < 3) await Task.Delay(10, Cancel);
        await server.StopAnsweringAsync();
        Volatile.Write(ref stopped, Stopwatch.GetTimestamp());
        var alive = new ConcurrentBag<Answer>();
        Task heart = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                alive.Add(await AskAsync(Live));
                await Task.Delay(50, Cancel);
            }
        });
        try
        {
            Answer[] hung = await Task.WhenAll(Addresses.Select(AskAsync).Append(SetAsync(sent)));
            hung.ShouldAllBe(answer => answer.Time < Most);
            hung.Where(answer => answer.Address != "/sign-in").ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable);
            // Who comes right afterwards is told at once; who comes later asks again.
            Answer later = await SetAsync(sent);
            (later.Status, later.Time < Most).ShouldBe((HttpStatusCode.ServiceUnavailable, true));
            await stop.CancelAsync();
            await Task.WhenAll([.. busy, heart]);
            answers.ShouldAllBe(answer => answer.Time < Most);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"longest: {answers.MaxBy(a => a.Time)}, {hung.MaxBy(a => a.Time)}, {alive.MaxBy(a => a.Time)}");
            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable || answer.Address == Form
                || answer.Status == before[Array.IndexOf(Addresses, answer.Address)]);
            alive.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Time < AtOnce);
        }
        finally
        {
            await server.AnswerAgainAsync();
        }
        long again = Stopwatch.GetTimestamp();
        while (!(await Task.WhenAll(Addresses.Select(AskAsync))).Select(answer => answer.Status).SequenceEqual(before))
            Stopwatch.GetElapsedTime(again).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await SetAsync(sent + 1)).Status.ShouldBe(HttpStatusCode.SeeOther);

        // A change is there with its line in the audit trail, or not at all; and what was confirmed is there.
        var scope = new Scope((await store.OrganizationsAsync(Cancel))[0].Id);
        SettingChange[] changes = [.. (await store.SettingChangesAsync(scope, int.MaxValue, Cancel))
            .Where(c => c.Name == ReportingSettings.ZoneName).Reverse()];
        changes.Length.ShouldBeInRange(kept, sent + 4);
        changes.Skip(1).Select(c => c.Before).ShouldBe(changes.SkipLast(1).Select(c => c.After));
        (await store.SettingsAsync(scope, Cancel))[ReportingSettings.ZoneName].ShouldBe(changes[^1].After);
        (await store.Audit.ListAsync(scope, int.MaxValue, null, Cancel))
            .Count(line => line.Action == "settings" && line.Subject.Contains(ReportingSettings.ZoneName)).ShouldBe(changes.Length);

        async Task GoOnAsync(Func<Task<Answer>> ask)
        {
            while (!stop.IsCancellationRequested)
            {
                Answer answer = await ask();
                answers.Add(answer);
                if (answer.Status == HttpStatusCode.ServiceUnavailable) return;
            }
        }

        Task<Answer> AskAsync(string address) => TimeAsync(address, () => client.GetAsync(address, Cancel));

        async Task<Answer> SetAsync(int number)
        {
            string zone = number % 2 == 0 ? "Europe/Amsterdam" : "Europe/Lisbon";
            (string, string)[] fields = [("zone", zone), ("currency", "EUR"), (token.Name!, token.Value)];
            using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            return await TimeAsync(Form, () => client.PostAsync(Form, form, Cancel));
        }

        async Task<Answer> TimeAsync(string address, Func<Task<HttpResponseMessage>> ask)
        {
            long began = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await ask();
            // What a request did before is no waiting for who does not answer.
            long ended = Stopwatch.GetTimestamp(), silent = Volatile.Read(ref stopped);
            return new Answer(address, answer.StatusCode, Stopwatch.GetElapsedTime(silent < ended ? Math.Max(began, silent)
                : began, ended));
        }
    }

    private sealed record Answer(string Address, HttpStatusCode Status, TimeSpan Time);
}

using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>One run of one source (docs/live.md 4): pages are kept as they come, and what they tell is imported when there are no more.
/// Killed at any moment it goes on where it was.</summary>
/// <param name="asked">What somebody asked for; null for what is due. What was asked for is under no daily limit.</param>
internal sealed class SyncRun(SyncParts parts, Scope scope, long id, RunKind? asked)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(60), Patience = TimeSpan.FromMinutes(30),
        BetweenPages = TimeSpan.FromMilliseconds(250), OwnClockIsTrusted = TimeSpan.FromMinutes(10), Probing = TimeSpan.FromDays(7);

    private const int MostRestarts = 2, MostEngagements = 200;

    private readonly string owner = Guid.NewGuid().ToString("N");
    private readonly LiveSources sources = parts.Store.Sources;
    private SourceCalls calls = null!;
    private LiveSource source = null!;
    private bool renewed;
    private int counted;

    /// <summary>A fault of the program that ended it; null when there was none.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Runs to the end, or as far as it comes.</summary>
    public async Task<RunOutcome> RunAsync(CancellationToken cancel)
    {
        if (!await sources.TakeAsync(scope, id, owner, cancel)) return RunOutcome.NotTaken;
        calls = new SourceCalls(parts.Http, parts.Clock, RenewAsync);
        try
        {
            if (await sources.FindAsync(scope, id, cancel) is not { } found) return RunOutcome.NotTaken;
            source = found;
            if (source.IsPaused) return RunOutcome.Paused;
            if (source.NotBefore > parts.Clock.GetUtcNow()) return RunOutcome.Later;
            try
            {
                await BeginAsync(cancel);
                while (!await ReadAsync(cancel))
                {
                    if (source.Run!.Restarts == MostRestarts) throw new SourceException(SourceTroubleKind.Pages);
                    await StartAsync(source.Run.Kind, source.Run.Since, source.Run.Restarts + 1, cancel);
                }
                return await new RunImport(parts, scope, source, owner).EndAsync(cancel) > 0 ? RunOutcome.Refused : RunOutcome.Done;
            }
            catch (SourceException e)
            {
                return await FailAsync(e, cancel);
            }
            catch (StoreException e) when (e.Trouble != StoreTrouble.Damaged)
            {
                return await FailAsync(new SourceException(SourceTroubleKind.Store, inner: e), cancel);
            }
            catch (Exception e) when (e is not (StoreException or OperationCanceledException))
            {
                Fault = e;
                return await FailAsync(new SourceException(SourceTroubleKind.Fault, inner: e), cancel);
            }
        }
        finally
        {
            try
            {
                await sources.GiveBackAsync(scope, id, owner, CancellationToken.None);
            }
            catch (StoreException)
            {
                // The lease runs out by itself.
            }
        }
    }

    /// <summary>Goes on with a run that was broken off, or begins one.</summary>
    private async Task BeginAsync(CancellationToken cancel)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        RunKind kind = source.Watermark is null || source.IsUndone ? RunKind.First : asked ?? Schedule.KindDue(source, now);
        if (source.Run is { } run && run.Kind == kind && now - run.Started <= Patience) return;
        await StartAsync(kind, kind == RunKind.Ordinary ? source.Watermark - Overlap : null, 0, cancel);
    }

    private async Task StartAsync(RunKind kind, DateTimeOffset? since, int restarts, CancellationToken cancel)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        ReadMethod method = kind != RunKind.Ordinary ? ReadMethod.All
            : source.MethodSince is { } tried && now - tried < Probing ? source.Method : ReadMethod.Filter;
        await BecomeAsync(s => s with
        {
            TriedAt = now,
            Interval = parts.Settings.Interval,
            Run = new RunState(kind, method, since, now, Restarts: restarts),
        }, clear: true, cancel);
    }

    /// <summary>Reads pages to the last.</summary>
    /// <returns>False when a link has died: the run has to begin anew.</returns>
    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        var pages = new RecordPages(parts.Settings.Referrals, AskAsync);
        for (bool first = source.Run!.Pages == 0; first || source.Run!.Link is not null; first = false)
        {
            RunState run = source.Run!;
            if (run.Pages >= RecordPages.Most) throw new SourceException(SourceTroubleKind.Pages);
            if (!first) await calls.RestAsync(BetweenPages, cancel);
            RecordPage? page = run.Link is { } link ? await pages.NextAsync(link, source.LinksArePrintedRight, cancel)
                : await FirstAsync(pages, cancel);
            if (page is null) return false;
            run = source.Run!;
            bool enough = run.Method == ReadMethod.Order && run.Since is { } since && page.Records.Count > 0
                && page.Records.All(record => record.Updated < since);
            DateTimeOffset? asOf = run.AsOf ?? page.Date;
            RunState next = run with
            {
                Pages = run.Pages + 1,
                Link = enough ? null : page.Next,
                Records = run.Records + page.Records.Count,
                Engagements = [.. (run.Engagements ?? []).Concat(page.Records.Where(record =>
                    record.AwaitsMicrosoft(parts.Clock.GetUtcNow())).Select(record => record.Engagement!.Value)).Distinct()],
                // Without the service's clock: the newest it told of, else ours, a little earlier.
                AsOf = asOf ?? Newest(page.Records) ?? parts.Clock.GetUtcNow() - OwnClockIsTrusted,
            };
            Func<LiveSource, LiveSource> change = Counted(s => s with
            {
                Run = next,
                LinksArePrintedRight = page.IsPrintedRight ?? s.LinksArePrintedRight,
                Method = next.Kind == RunKind.Ordinary ? next.Method : s.Method,
                MethodSince = next.Kind != RunKind.Ordinary || s.MethodSince is { } known && s.Method == next.Method
                    && next.Started - known < Probing ? s.MethodSince : next.Started,
            });
            if (!await sources.PutPageAsync(scope, id, owner, Json(page), change, cancel)) throw Lost();
            source = change(source);
        }
        await LookAsync(pages, cancel);
        return true;
    }

    /// <summary>Looks at the other sides of our own deals that Microsoft has not decided about (docs/live.md 4.5).</summary>
    private async Task LookAsync(RecordPages pages, CancellationToken cancel)
    {
        if (source.Run is { Engagements.Count: > MostEngagements } many)
        {
            // Of more than a run looks at, others each time.
            Guid[] some = [.. many.Engagements!];
            Random.Shared.Shuffle(some);
            RunState chosen = many with { Engagements = some[..MostEngagements] };
            await BecomeAsync(s => s with { Run = chosen }, clear: false, cancel);
        }
        while (source.Run is { Engagements: [var engagement, ..] others } run)
        {
            await calls.RestAsync(BetweenPages, cancel);
            // A service that cannot be asked so is not asked so again in this run.
            RecordPage? page = await pages.OfEngagementAsync(engagement, cancel);
            RunState next = run with { Engagements = page is null ? [] : [.. others.Skip(1)] };
            if (page is { Records.Count: > 0 })
                next = next with { Pages = run.Pages + 1, Records = run.Records + page.Records.Count };
            Func<LiveSource, LiveSource> change = Counted(s => s with { Run = next });
            if (next.Pages == run.Pages) await BecomeAsync(change, clear: false, cancel);
            else if (await sources.PutPageAsync(scope, id, owner, Json(page!), change, cancel)) source = change(source);
            else throw Lost();
        }
    }

    /// <summary>The newest change that can be one.</summary>
    private DateTimeOffset? Newest(IReadOnlyList<ReferralRecord> records) => records.Max(record =>
        record.Updated is { Year: > 2000 } moment && moment <= parts.Clock.GetUtcNow() ? moment : (DateTimeOffset?)null);

    private static string Json(RecordPage page) => "[" + string.Join(",\n", page.Records.Select(record => record.Text)) + "]";

    /// <summary>The first page, by the first method that is understood and obeyed.</summary>
    private async Task<RecordPage> FirstAsync(RecordPages pages, CancellationToken cancel)
    {
        RunState run = source.Run!;
        for (ReadMethod method = run.Method; ; method++)
        {
            RecordPage? page = await pages.FirstAsync(method, run.Since, cancel);
            if (page is null || !RecordPages.Obeys(method, run.Since, page.Records)) continue;
            source = source with { Run = run with { Method = method } };
            return page;
        }
    }

    private async Task<SourceAnswer> AskAsync(Uri address, CancellationToken cancel)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        if (asked is null && source.Run!.Kind == RunKind.Ordinary && Today(source,
            now) + calls.Requests - counted >= parts.Settings.RequestsADay)
            throw new SourceException(SourceTroubleKind.DailyLimit) { Retry = now.UtcDateTime.Date.AddDays(1) };
        SourceAnswer answer = await calls.GetAsync(address, await parts.Tokens.AccessAsync(scope, source, false, cancel), cancel);
        if (answer.Status != 401 || renewed) return answer;
        renewed = true;
        return await calls.GetAsync(address, await parts.Tokens.AccessAsync(scope, source, true, cancel), cancel);
    }

    private async Task<RunOutcome> FailAsync(SourceException e, CancellationToken cancel)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        SourceTrouble trouble = e.At(source.Trouble is { } before && before.Kind == e.Kind ? before.Since : now);
        RunState? run = source.Run;
        // What was read and cannot be right is not gone on with.
        bool isWrong = e.Kind is SourceTroubleKind.OtherOrganization or SourceTroubleKind.Nothing or SourceTroubleKind.Fault;
        Func<LiveSource, LiveSource> change = Counted(s => Schedule.AfterTrouble(s, trouble, e.Retry, parts.Settings, now) with
        { Run = isWrong ? null : s.Run });
        await sources.FailAsync(new RunEnd(scope, id, owner, new Dictionary<string, TellingMark>(),
            new RunReceipt(run?.Kind ?? RunKind.First,
            run?.Started ?? now, run?.AsOf, run?.Pages ?? 0, run?.Records ?? 0, 0, 0, 0, 0, 0, null, trouble), change), cancel);
        return trouble.NeedsPerson ? RunOutcome.NeedsPerson : RunOutcome.Later;
    }

    private async Task BecomeAsync(Func<LiveSource, LiveSource> change, bool clear, CancellationToken cancel) =>
        source = await (clear ? sources.ClearAsync(scope, id, owner, change, cancel) : sources.ChangeAsync(scope, id, owner, change,
        cancel))
            ?? throw Lost();

    private async Task RenewAsync(CancellationToken cancel)
    {
        if (!await sources.TakeAsync(scope, id, owner, cancel)) throw Lost();
    }

    /// <summary>A change that also counts the requests made since the last.</summary>
    private Func<LiveSource, LiveSource> Counted(Func<LiveSource, LiveSource> change)
    {
        DateTimeOffset now = parts.Clock.GetUtcNow();
        int more = asked is null && source.Run?.Kind == RunKind.Ordinary ? calls.Requests - counted : 0;
        counted = calls.Requests;
        return s => change(s) with { RequestsOn = DateOnly.FromDateTime(now.UtcDateTime), Requests = Today(s, now) + more };
    }

    private static int Today(LiveSource source, DateTimeOffset now) =>
        source.RequestsOn == DateOnly.FromDateTime(now.UtcDateTime) ? source.Requests : 0;

    private static StoreException Lost() => new("Another process reads this source by now: what this one read is not kept.");
}

using System.Collections.Concurrent;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>A sign-in that somebody finishes elsewhere.</summary>
/// <param name="Code">What they type there.</param>
/// <param name="At">Where.</param>
/// <param name="Until">When the code ends.</param>
/// <param name="Problem">Why it did not come to an end: a key of words; null while it may.</param>
/// <param name="Detail">An AADSTS number, or the other organisation.</param>
/// <param name="Tenant">In which directory.</param>
/// <param name="Client">By which application.</param>
public sealed record PendingSignIn(string Code, Uri At, DateTimeOffset Until, string Tenant, string Client, string? Problem = null,
    string Detail = "");

/// <summary>Signs people in at a source by a code they type elsewhere (docs/live.md 3.3), and connects the source when they did. One at a
/// time for each organisation; in memory, for a code lives for minutes.</summary>
public sealed class SignIns(SyncParts parts, SourceSecrets secrets, LiveSync sync)
{
    // How long the page tells of a sign-in that came to nothing.
    private static readonly TimeSpan Told = TimeSpan.FromMinutes(10);

    private const string Refused = "live.sign_in.refused";

    private readonly ConcurrentDictionary<long, (PendingSignIn Shown, CancellationTokenSource Stop)> pending = [];

    /// <summary>The sign-in that is under way for an organisation; null for none. Number 0 is a store without any.</summary>
    public PendingSignIn? Of(long organization) => pending.TryGetValue(organization, out var one)
        && (one.Shown.Problem is null || parts.Clock.GetUtcNow() - one.Shown.Until < Told) ? one.Shown : null;

    /// <summary>Whether a sign-in outlives the program.</summary>
    public bool IsKept => secrets.IsKept;

    /// <summary>Forgets a source and everything that lets us in; what it told stays.</summary>
    public async Task DisconnectAsync(Scope scope, long source, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await parts.Store.Sources.ForgetAsync(scope, source, cancel);
        parts.Tokens.Forget(scope, source);
        secrets.Forget(scope, source);
        await EndAsync(scope.OrganizationId);
    }

    /// <summary>Asks for a code, and waits in the background until somebody has typed it. What comes of it, also when there is none, is
    /// told by <see cref="Of"/>.</summary>
    /// <param name="organization">0 where the store has none yet.</param>
    public async Task BeginAsync(long organization, string? person, string tenant, string client, CancellationToken cancel)
    {
        await EndAsync(organization);
        var stop = new CancellationTokenSource();
        var shown = new PendingSignIn("", parts.Settings.Login, parts.Clock.GetUtcNow(), tenant, client);
        try
        {
            (int status, System.Text.Json.JsonElement body) = await parts.Tokens.PostAsync(tenant, "devicecode",
                new Dictionary<string, string> { ["client_id"] = client, ["scope"] = SourceTokens.Scope }, cancel);
            if (status != 200)
            {
                pending[organization] = (shown with { Problem = Refused, Detail = SourceTokens.RefusalOf(status, body).Code }, stop);
                return;
            }
            if (SourceTokens.Text(body, "device_code") is not { } device || SourceTokens.Text(body, "user_code") is not { } code
                || !Uri.TryCreate(SourceTokens.Text(body, "verification_uri"), UriKind.Absolute, out Uri? at)
                || at.Scheme is not ("https" or "http")) throw new SourceException(SourceTroubleKind.Answer, status);
            shown = shown with { Code = code, At = at, Until = shown.Until.AddSeconds(SourceTokens.Seconds(body, "expires_in", 900)) };
            pending[organization] = (shown, stop);
            int interval = SourceTokens.Seconds(body, "interval", 5);
            _ = Task.Run(() => FollowAsync(organization, person, device, interval, shown, stop), CancellationToken.None);
        }
        catch (SourceException e)
        {
            pending[organization] = (shown with { Problem = "live.trouble." + e.Kind, Detail = e.Code }, stop);
        }
    }

    /// <summary>Gives a sign-in up.</summary>
    public async Task EndAsync(long organization)
    {
        if (pending.TryRemove(organization, out var before)) await before.Stop.CancelAsync();
    }

    private async Task FollowAsync(long organization, string? person, string device, int interval, PendingSignIn shown,
        CancellationTokenSource stop)
    {
        (string tenant, string client) = (shown.Tenant, shown.Client);
        try
        {
            while (parts.Clock.GetUtcNow() < shown.Until)
            {
                await Task.Delay(TimeSpan.FromSeconds(interval), parts.Clock, stop.Token);
                (GrantedTokens? granted, TokenRefusal? refusal) = await AskAsync(tenant, client, device, stop.Token);
                // A directory that is away for a moment is asked again.
                if (granted is null && refusal is null) continue;
                if (granted is not null)
                {
                    Say(await ConnectAsync(organization, person, tenant, client, granted, stop.Token));
                    return;
                }
                if (refusal!.Error == "slow_down") interval += 5;
                else if (refusal.Error != "authorization_pending")
                {
                    Say((refusal.Error is "authorization_declined" or "expired_token" ? "live.sign_in." + refusal.Error : Refused,
                        refusal.Code));
                    return;
                }
            }
            Say(("live.sign_in.expired_token", ""));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Given up, or begun anew.
        }
        catch (SourceException e)
        {
            Say(("live.trouble." + e.Kind, e.Code));
        }
        catch (StoreException)
        {
            Say(("live.trouble.Store", ""));
        }
        catch (Exception e)
        {
            // Nobody waits for it: whoever looks at the page is told.
            sync.Tell(organization, e);
            Say(("live.trouble.Fault", ""));
        }

        void Say((string Problem, string Detail)? ended)
        {
            if (ended is null) pending.TryRemove(organization, out _);
            else if (pending.TryGetValue(organization, out var now) && now.Stop == stop)
                pending[organization] = (shown with { Problem = ended.Value.Problem, Detail = ended.Value.Detail }, stop);
        }
    }

    private async Task<(GrantedTokens?, TokenRefusal?)> AskAsync(string tenant, string client, string device, CancellationToken cancel)
    {
        try
        {
            return await parts.Tokens.AskAsync(tenant, new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
                ["client_id"] = client,
                ["device_code"] = device,
            }, cancel);
        }
        catch (SourceException e) when (e.Kind == SourceTroubleKind.Service)
        {
            return (null, null);
        }
    }

    /// <summary>Looks at one page before anything is kept (docs/live.md 3.6): its records must be of the organisation of the
    /// store.</summary>
    private async Task<(string, string)?> ConnectAsync(long organization, string? person, string tenant, string client,
        GrantedTokens granted, CancellationToken cancel)
    {
        var calls = new SourceCalls(parts.Http, parts.Clock, _ => Task.CompletedTask);
        var pages = new RecordPages(parts.Settings.Referrals, (address, c) => calls.GetAsync(address, granted.Access, c));
        RecordPage page = (await pages.FirstAsync(ReadMethod.Bare, null, cancel))!;
        string[] owners = [.. page.Records.Select(r => r.Owner).Where(o => o.Length > 0 && !Ingest.JsonReferral.IsMicrosoft(o))];
        string? theirs = owners.GroupBy(o => o, StringComparer.OrdinalIgnoreCase).MaxBy(g => g.Count())?.Key;
        Organization? ours = organization == 0 ? null : (await parts.Store.FindAsync(organization, cancel))?.Organization;
        if (ours?.PartnerCenterId is { } id && theirs is not null && !owners.Contains(id, StringComparer.OrdinalIgnoreCase))
            return ("live.sign_in.other_organization", theirs);
        // Where nothing can be kept, nothing is made.
        secrets.Prepare();
        if (ours is null or { IsSample: true })
        {
            if (theirs is null) return ("live.sign_in.no_records", "");
            ours = await parts.Store.MakeAsync(theirs, theirs, cancel);
        }
        var scope = new Scope(ours.Id, Person: person);
        LiveSource before = await parts.Store.Sources.ListAsync(scope, cancel) is [var first, ..] ? first
            : new LiveSource { Tenant = "", Client = "" };
        LiveSource Signed(LiveSource s) => s with
        {
            Tenant = tenant,
            Client = client,
            Account = granted.Account,
            Trouble = null,
            Failures = 0,
            NotBefore = null,
            // Whose pages these were is no longer sure.
            Run = null,
        };
        LiveSource kept = before.Id == 0 ? await parts.Store.Sources.KeepAsync(scope, Signed(before), "connect", cancel) : before with
        { Tenant = tenant, Client = client };
        if (before.Id > 0) await parts.Store.Sources.PressAsync(scope, before.Id, "sign in", Signed, cancel);
        await parts.Tokens.TakeAsync(scope, kept, granted, cancel);
        // Due only now: another process might look at once, and must find what lets it in.
        await parts.Store.Sources.ChangeAsync(scope, kept.Id, null, s => s with { DueAt = s.IsPaused ? null : parts.Clock.GetUtcNow() },
            cancel);
        sync.Wake();
        return null;
    }
}

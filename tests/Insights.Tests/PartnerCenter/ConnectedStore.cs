using Insights.Facts;
using Insights.Ingest;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Tests.PartnerCenter;

/// <summary>An organisation that is connected to the stand-in of Partner Center, with a clock on which no wait takes time.</summary>
internal sealed class ConnectedStore : IAsyncDisposable
{
    public const string Organization = "7d2394a6-0b9c-4f3e-8a51-d0c5e6f10a01", Tenant = "contoso.example",
        Client = "3f1c0000-0000-4000-8000-00000000c11e";

    public static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    // Waits pass at once; limits of network calls are reached only where a test asks for it.
    private static readonly TimeSpan[] Limits = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120)];

    private readonly TemporaryStore temporary;
    private SourceSecrets secrets = null!;

    private ConnectedStore(TemporaryStore temporary, LeapingClock clock, PartnerCenterServer server) =>
        (this.temporary, Clock, Server) = (temporary, clock, server);

    public LeapingClock Clock { get; }
    public PartnerCenterServer Server { get; }
    public ReferralStore Store { get; private set; } = null!;
    public SyncParts Parts { get; private set; } = null!;
    public Scope Scope { get; private set; } = null!;
    public TemporaryStore Temporary => temporary;

    /// <summary>What a program reads from its environment that serves this store.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <param name="hasLimits">Whether the limits of network calls are reached at once.</param>
    /// <param name="isConnected">Whether somebody has signed in already.</param>
    /// <param name="start">What the clock shows first.</param>
    public static async Task<ConnectedStore> StartAsync(StoreEngine engine = StoreEngine.Sqlite, bool hasLimits = false,
        bool isConnected = true, DateTimeOffset? start = null)
    {
        var clock = new LeapingClock(start ?? Start, due => !hasLimits && Limits.Contains(due));
        var site = new ConnectedStore(new TemporaryStore(engine), clock, await PartnerCenterServer.StartAsync(clock));
        site.Settings[LiveSettings.ReferralsName] = site.Server.Referrals.OriginalString;
        site.Settings[LiveSettings.LoginName] = site.Server.Login.OriginalString;
        if (engine == StoreEngine.Postgres)
            site.Settings[LiveSettings.KeyName] = Convert.ToBase64String(new byte[SourceSecrets.KeyLength]);
        await site.OpenAsync();
        if (isConnected) await site.ConnectAsync();
        return site;
    }

    /// <summary>As <see cref="StartAsync"/>, with records of our organisation on the server.</summary>
    public static async Task<ConnectedStore> StartWithAsync(int records, StoreEngine engine = StoreEngine.Sqlite, bool hasLimits = false)
    {
        ConnectedStore site = await StartAsync(engine, hasLimits);
        site.Server.Organization = Organization;
        site.Server.Put(ReferralRecords.Make(new Random(records), records, Organization, Start));
        return site;
    }

    /// <summary>Begins anew, as another process over the same store would.</summary>
    public async Task OpenAsync()
    {
        Store = await ReferralStore.OpenAsync(await temporary.PlaceAsync(), Clock, CancellationToken.None);
        (Parts, secrets) = Syncing.Parts(Store, Clock, name => Settings.GetValueOrDefault(name));
    }

    public SourceSecrets Secrets => secrets;

    private async Task ConnectAsync()
    {
        Scope = new Scope((await Store.MakeAsync(Organization, "Contoso", CancellationToken.None)).Id);
        LiveSource made = await Store.Sources.KeepAsync(Scope, new LiveSource { Tenant = Tenant, Client = Client }, "connect",
            CancellationToken.None);
        await secrets.KeepAsync(Scope, made.Id, SourceTokens.Refresh, Server.Grant(Client), CancellationToken.None);
    }

    /// <summary>Reads once.</summary>
    /// <param name="asked">What somebody asks for; null for what is due.</param>
    public Task<RunOutcome> RunAsync(RunKind? asked = null) => new SyncRun(Parts, Scope, 1, asked).RunAsync(CancellationToken.None);

    /// <summary>How many pages were asked for; a deal that Microsoft has not decided about is asked for besides.</summary>
    public int PagesAsked => Server.Received.Count(received => !received.Query.Contains("engagementId", StringComparison.Ordinal));

    public async Task<LiveSource> SourceAsync() => (await Store.Sources.FindAsync(Scope, 1, CancellationToken.None))!;

    public async Task<RunReceipt> ReceiptAsync() => (await Store.Sources.RunsAsync(Scope, 1, 1, CancellationToken.None))[0];

    public async Task<OrganizationFacts> FactsAsync() => await new FactsReader(Store, Scope, CancellationToken.None).ReadAsync();

    /// <summary>What the facts say of referrals, a line each, whatever versions tell them.</summary>
    public async Task<string> SaidAsync() => Said(await FactsAsync());

    // When Microsoft accepted is told nowhere in these records: it is dated by when it was first seen.
    public static string Said(OrganizationFacts facts) => string.Join('\n', Enumerable.Range(0, facts.Count).Select(row => string.Join(' ',
        facts.Class[row], facts.State[row], facts.Created[row], facts.Accepted[row], facts.MicrosoftAccepted[row] > 0,
        facts.Closed[row], facts.Days[row], facts.Doubts[row], facts.Words[facts.Country[row]], facts.Words[facts.Currency[row]],
        facts.Value[row], facts.ValueUsd[row])).Order(StringComparer.Ordinal));

    /// <summary>What the facts of a new store say into which the server's records were imported as a file.</summary>
    public async Task<string> FreshAsync()
    {
        await using var other = new TemporaryStore();
        ReferralStore store = await ReferralStore.OpenAsync(other.Path, Clock, CancellationToken.None);
        string file = Path.Combine(Path.GetDirectoryName(other.Path)!, "records.jsonl");
        await File.WriteAllBytesAsync(file, ReferralRecords.AsLines(Server.Records));
        Organization made = await store.MakeAsync(Organization, "Contoso", CancellationToken.None);
        await Importer.RunAsync(store, new ImportRequest
        {
            Files = [new SourceFile(file, "records.jsonl")],
            Into = made.Id,
            Observed = Clock.GetUtcNow(),
        }, null, null, CancellationToken.None);
        return Said(await new FactsReader(store, new Scope(made.Id), CancellationToken.None).ReadAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Parts.Http.Dispose();
        await Server.DisposeAsync();
        await temporary.DisposeAsync();
    }
}

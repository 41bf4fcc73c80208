using Insights.Cli;
using Insights.Exports.Share;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Insights.Web;

namespace Insights.Tests.Page;

/// <summary>The whole program over a store of its own: with the sample organisation, or with one referral of a real one.</summary>
internal sealed class LiveSite : IAsyncDisposable
{
    private readonly TemporaryStore files;
    private WebApplication app = null!;

    private LiveSite(StoreEngine engine) => files = new TemporaryStore(engine);

    public ReferralStore Store { get; private set; } = null!;
    public StoppedClock Clock => files.Clock;
    public string Address => app.Urls.First();
    public Scope Scope { get; private set; } = null!;

    /// <summary>Of whoever sits at the machine.</summary>
    public System.Net.Cookie Session { get; private set; } = null!;

    /// <summary>Tells the courier that a test put something in the outbox.</summary>
    public void Wake() => app.Services.GetRequiredService<OutboxWorker>().Wake();

    /// <summary>Signs in anew: a session runs out when the clock is moved far.</summary>
    public async Task ComeAgainAsync() => Session = await Admission.OfAsync(Store, Clock, Address);

    /// <param name="settings">Configuration of the program, by name.</param>
    public static Task<LiveSite> OpenAsync(bool sample = true, params (string Name, string? Value)[] settings) =>
        OpenAsync(StoreEngine.Sqlite, sample, settings);

    /// <summary>The program over a store without any organisation.</summary>
    public static Task<LiveSite> OpenEmptyAsync(StoreEngine engine = StoreEngine.Sqlite, params (string Name, string? Value)[] settings) =>
        OpenAsync(engine, null, settings);

    /// <inheritdoc cref="OpenAsync(bool, ValueTuple{string, string?}[])"/>
    public static Task<LiveSite> OpenAsync(StoreEngine engine, bool sample = true, params (string Name, string? Value)[] settings) =>
        OpenAsync(engine, (bool?)sample, settings);

    private static async Task<LiveSite> OpenAsync(StoreEngine engine, bool? sample, (string Name, string? Value)[] settings)
    {
        var site = new LiveSite(engine);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        site.Store = await site.files.OpenAsync();
        if (sample == true) await SampleVerb.LoadAsync(site.Store, 400, 7, site.Clock.Now, cancel);
        else if (sample == false)
            await site.files.ImportAsync(new ReferralObservation
            {
                ReferralId = "r1",
                Type = ReferralType.Qualified,
                State = ObservedState.Won,
                Created = site.Clock.Now.AddDays(-20),
                Accepted = site.Clock.Now.AddDays(-19),
                Closed = site.Clock.Now.AddDays(-2),
                DealValue = 1234567,
                Currency = "USD",
                Country = "NL",
            });
        site.Scope = new Scope((await site.Store.OrganizationsAsync(cancel)).Select(o => o.Id).FirstOrDefault());
        site.app = WebProgram.Build(site.Store, site.Clock, null, "http://127.0.0.1:0",
            settings.Select(s => KeyValuePair.Create(s.Name, s.Value)));
        await site.app.StartAsync(cancel);
        await site.ComeAgainAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await files.DisposeAsync();
    }
}

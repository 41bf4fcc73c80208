using System.Globalization;
using System.Text.Json.Nodes;
using Insights.Cli;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Insights.Web;

namespace Insights.Tests.Exports;

/// <summary>The whole program over a small sample organisation, on a free port; shared by the tests of a class.</summary>
public sealed class SampleSite : IAsyncLifetime
{
    private readonly TemporaryStore temporary = new();
    private WebApplication app = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Of whoever sits at the machine.</summary>
    public System.Net.Cookie Session { get; private set; } = null!;

    /// <summary>The store's file, for the command line.</summary>
    public string StoreFile => temporary.Path;

    public async ValueTask InitializeAsync()
    {
        temporary.Clock.Now = DateTimeOffset.Parse("2026-11-21T04:00:00Z", CultureInfo.InvariantCulture);
        ReferralStore store = await temporary.OpenAsync();
        await SampleVerb.LoadAsync(store, 3_000, SampleVerb.DefaultSeed, temporary.Clock.Now, CancellationToken.None);
        temporary.Clock.Now = temporary.Clock.Now.AddHours(3);
        app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0");
        await app.StartAsync();
        Session = await Admission.OfAsync(store, temporary.Clock, app.Urls.First());
        Client = Session.Client(app.Urls.First());
    }

    public async Task<JsonObject> JsonAsync(string query) =>
        JsonNode.Parse(await Client.GetStringAsync("/api/v1/summary?" + query, TestContext.Current.CancellationToken))!.AsObject();

    public Task<byte[]> FileAsync(string format, string query) =>
        Client.GetByteArrayAsync($"/api/v1/summary.{format}?{query}", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await temporary.DisposeAsync();
    }
}

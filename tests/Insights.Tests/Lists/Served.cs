using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Insights.Cli;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Plain;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Builder;
using Insights.Web;

namespace Insights.Tests.Lists;

/// <summary>The whole program over a store of its own, on a free port of this machine.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly TemporaryStore temporary;
    private readonly WebApplication app;
    private readonly HttpClient client;

    private Served(TemporaryStore temporary, ReferralStore store, WebApplication app, System.Net.Cookie session)
    {
        (this.temporary, Store, this.app, Session) = (temporary, store, app, session);
        client = session.Client(app.Urls.First());
    }

    public ReferralStore Store { get; }

    /// <summary>Of whoever sits at the machine.</summary>
    public System.Net.Cookie Session { get; }

    public string Address => app.Urls.First();

    /// <summary>Signed in, at the address.</summary>
    public HttpClient Client => client;

    public static Task<Served> SampleAsync(int size) =>
        OpenAsync((store, clock) => SampleVerb.LoadAsync(store, size, SampleVerb.DefaultSeed, clock.GetUtcNow(), CancellationToken.None));

    public static Task<Served> WorldAsync(World world, DateTimeOffset now) => OpenAsync(async (store, clock) =>
    {
        clock.Now = now;
        string folder = Directory.CreateTempSubdirectory("insights-world-").FullName;
        try
        {
            await Importer.RunAsync(store,
                new ImportRequest
                {
                    Files = [.. WorldFiles.Write(world, folder, new Writing()).All],
                    OrganizationId = world.OrganizationId,
                    Observed = world.Observed
                }, null, null, CancellationToken.None);
            if (world.TimeZone != "UTC")
                await store.SetAsync(new Scope(1), ReportingSettings.ZoneName, world.TimeZone, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <summary>Each text as a file of one import, reported in a zone.</summary>
    public static Task<Served> FilesAsync(string zone, DateTimeOffset now, params string[] texts) => FilesAsync(zone, now, null, texts);

    /// <param name="observed">When the files were taken from their source, if not now.</param>
    public static Task<Served> FilesAsync(string zone, DateTimeOffset now, DateTimeOffset? observed, params string[] texts) =>
        OpenAsync(async (store, clock) =>
    {
        clock.Now = now;
        string folder = Directory.CreateTempSubdirectory("insights-files-").FullName;
        try
        {
            string[] files = [.. texts.Select((text, i) => Path.Combine(folder, $"{i}.txt"))];
            for (int i = 0; i < files.Length; i++) await File.WriteAllTextAsync(files[i], texts[i], CancellationToken.None);
            Receipt receipt = await Importer.RunAsync(store,
                new ImportRequest { Files = [.. files], OrganizationId = World.Us, Observed = observed }, null, null, CancellationToken.None);
            receipt.Refused.ShouldBe(0, string.Join('\n', receipt.Refusals.Select(r => r.Reason)));
            await store.SetAsync(new Scope(1), ReportingSettings.ZoneName, zone, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <summary>Texts as files of imports of their own, one after another at a moment.</summary>
    public static Task<Served> ImportsAsync(DateTimeOffset now, IReadOnlyDictionary<string, string>? settings,
        params IReadOnlyList<string> texts) => OpenAsync(async (store, clock) =>
    {
        clock.Now = now;
        string folder = Directory.CreateTempSubdirectory("insights-files-").FullName;
        try
        {
            for (int i = 0; i < texts.Count; i++)
            {
                string file = Path.Combine(folder, $"file{i}.csv");
                await File.WriteAllTextAsync(file, texts[i]);
                var request = new ImportRequest { Files = [file], OrganizationId = World.Us };
                await Importer.RunAsync(store, request, null, null, CancellationToken.None);
            }
            foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
                await store.SetAsync(new Scope(1), name, value, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    public static Task<Served> EmptyAsync(DateTimeOffset? now) => OpenAsync((_, clock) =>
    {
        clock.Now = now ?? clock.Now;
        return Task.CompletedTask;
    });

    public async Task<IHtmlDocument> PageAsync(string path) => new HtmlParser().ParseDocument(await TextAsync(path));

    public async Task<string> TextAsync(string path)
    {
        HttpResponseMessage answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await temporary.DisposeAsync();
    }

    private static async Task<Served> OpenAsync(Func<ReferralStore, StoppedClock, Task> fill)
    {
        var temporary = new TemporaryStore();
        ReferralStore store = await temporary.OpenAsync();
        await fill(store, temporary.Clock);
        WebApplication app = WebProgram.Build(store, temporary.Clock, null, "http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Served(temporary, store, app, await Admission.OfAsync(store, temporary.Clock, app.Urls.First()));
    }
}

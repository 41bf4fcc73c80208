using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Insights.Exports;
using Insights.Exports.Lists;
using Insights.Exports.Pdf;
using Insights.Exports.Share;
using Insights.Facts;
using Insights.Metrics;
using Insights.Page;
using Insights.Page.Lists;
using Insights.Page.Panels;
using Insights.Page.Share;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>`serve`: the page, on this machine only unless told otherwise.</summary>
internal static class ServeVerb
{
    private const int FirstPort = 5080;

    public static Command Command(TimeProvider clock)
    {
        Option<string> db = StoreOption.Db();
        Option<string?> organization = StoreOption.Organization();
        var urls = new Option<string?>("--urls") { Description = "Where to listen; http://127.0.0.1:5080 or the next free port when left out.", HelpName = "URLS" };
        var sample = new Option<bool>("--sample-when-empty") { Description = "Load the sample organisation when the store is empty." };
        var command = new Command("serve", "Serve the page.\n\nExample: insights serve --urls http://127.0.0.1:8080") { urls, sample, organization, db };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenAsync(parsed.GetValue(db)!, clock, cancel);
            if (parsed.GetValue(sample) && (await store.OrganizationsAsync(cancel)).Count == 0)
            {
                await Console.Error.WriteLineAsync("The store is empty: loading the sample organisation.");
                await SampleVerb.LoadAsync(store, SampleVerb.DefaultSize, SampleVerb.DefaultSeed, clock.GetUtcNow(), cancel);
            }
            // With one organisation, or none yet, the page follows the store; with several, somebody has to say which.
            string? id = parsed.GetValue(organization);
            bool several = (await store.OrganizationsAsync(cancel)).Count(o => !o.IsSample) > 1;
            Organization? chosen = id is not null || several ? await StoreOption.ChooseAsync(store, id, cancel) : null;

            await using WebApplication app = Build(store, clock, chosen?.Id, parsed.GetValue(urls) ?? $"http://127.0.0.1:{FreePort()}");
            Task warm = WarmAsync(app.Services, cancel);
            try
            {
                await app.StartAsync(cancel);
            }
            catch (Exception e) when (e is IOException or SocketException or FormatException or ArgumentException or InvalidOperationException)
            {
                throw new UsageException($"--urls: cannot listen there: {e.Message}");
            }
            await Console.Out.WriteLineAsync($"Referral Insights is at {string.Join(" and ", app.Urls)} (store {store.Location}). Ctrl+C stops it.");
            await app.WaitForShutdownAsync(cancel);
            await warm;
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Draws the Summary once while the program starts, so that the first reader does not wait for the facts; then starts the browser, so that nobody
    /// waits for that either.</summary>
    private static async Task WarmAsync(IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            if (await Task.Run(async () => await Read(services, new SummaryQuery(), cancel), cancel) is { } reading) await FileVerbs.DrawAsync(new WidgetView(reading, Language.English, new SummaryQuery()));
            await services.GetRequiredService<PdfPress>().WarmAsync(cancel);
        }
        catch (StoreException e)
        {
            // The first reader is told the same; the program serves on, for the store may be mended.
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped before it was warm.
        }
    }

    /// <summary>The whole web program; tests start the same one.</summary>
    /// <param name="settings">What goes before the environment's configuration.</param>
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static WebApplication Build(ReferralStore store, TimeProvider clock, long? organizationId, string urls, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ServeVerb).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            // A start that failed is told in one sentence above, not as a stack trace as well.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(clock);
        var facts = new FactsCache(store);
        var readings = new StoreReadings(store, facts, clock, organizationId);
        builder.Services.AddSingleton<IReadings>(readings);
        builder.Services.AddSingleton(new Desk(store, clock, readings.ScopeAsync));
        builder.Services.AddSingleton(new Holdings(store, facts, organizationId));
        builder.Services.AddHostedService(_ => new ReadAhead(facts, clock));
        builder.Services.AddPage();
        builder.AddSharing(store, clock);
        builder.Services.AddSingleton<PdfPress>().AddSingleton<PdfShelf>();
        // Not over TLS, where the length of a packed page could tell what is in it.
        builder.Services.AddResponseCompression();
        WebApplication app = builder.Build();
        app.Use(AnswerHeadLikeGet);
        app.UseResponseCompression();
        app.Use(SayWhatWentWrong);
        app.UseRouting();
        app.MapPage();
        app.MapLists();
        app.MapListExports();
        app.MapExports(Read);
        app.MapDashboardExports((services, query, cancel) => services.GetRequiredService<IReadings>().DashboardAsync(query, cancel));
        app.MapDownloads(Read, FileVerbs.DrawAsync);
        app.MapDashboardDownloads((services, query, cancel) => services.GetRequiredService<IReadings>().DashboardAsync(query, cancel), FileVerbs.DrawAsync);
        app.MapFeedbackCsv(async cancel => await readings.ScopeAsync(cancel) is { } scope ? await store.FeedbackBox.ListAsync(scope, cancel) : []);
        return app;
    }

    private static ValueTask<Reading?> Read(IServiceProvider services, SummaryQuery query, CancellationToken cancel) => services.GetRequiredService<IReadings>().SummaryAsync(query, cancel);

    /// <summary>The server itself leaves the body of such an answer out.</summary>
    private static Task AnswerHeadLikeGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method)) context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    private static async Task SayWhatWentWrong(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (StoreException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync($"{e.Message}\nNothing is lost. Reload this page when it is mended.", context.RequestAborted);
        }
    }

    private static int FreePort()
    {
        for (int port = FirstPort; port < FirstPort + 50; port++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }
        return 0;
    }
}

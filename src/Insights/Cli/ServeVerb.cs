using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Insights.Access;
using Insights.Access.OpenId;
using Insights.Exports;
using Insights.Exports.Lists;
using Insights.Exports.Pdf;
using Insights.Exports.Share;
using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Page;
using Insights.Page.Lists;
using Insights.Page.Panels;
using Insights.Page.Share;
using Insights.Page.SignIn;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.HttpOverrides;

namespace Insights.Cli;

/// <summary>`serve`: the page, on this machine only unless told otherwise.</summary>
internal static class ServeVerb
{
    /// <summary>How long the program waits, when it is asked to stop, for an import that keeps lines out of the audit trail.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(30);

    private const int FirstPort = 5080;

    /// <summary>How long somebody who sent a form waits for an import before they are told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var urls = new Option<string?>("--urls") { Description = "Where to listen; http://127.0.0.1:5080 or the next free port when left out.", HelpName = "URLS" };
        var sample = new Option<bool>("--sample-when-empty") { Description = "Load the sample organisation when the store is empty." };
        var command = new Command("serve", "Serve the page.\n\nExample: insights serve --urls http://127.0.0.1:8080") { urls, sample, organization, place };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenAsync(parsed.GetValue(place)!, clock, cancel);
            if (await store.WhyOnlyReadAsync(cancel) is { } why)
                throw new StoreException($"{why.Message} A served page writes: who signed in, its keys, the audit trail. `summary`, `csv`, `xlsx`, `pdf` and `imports` read it as it is; `move --from` copies it to where it may be written.");
            if (await store.CautionAsync(cancel) is { } caution) await Console.Error.WriteLineAsync(caution);
            if (parsed.GetValue(sample) && (await store.OrganizationsAsync(cancel)).Count == 0)
            {
                await Console.Error.WriteLineAsync("The store is empty: loading the sample organisation.");
                await SampleVerb.LoadAsync(store, SampleVerb.DefaultSize, SampleVerb.DefaultSeed, clock.GetUtcNow(), cancel);
            }
            // With one organisation, or none yet, the page follows the store; with several, somebody has to say which: this option, or
            // each reader's sign-in.
            string? id = parsed.GetValue(organization);
            bool several = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(OpenIdSettings.AuthorityName)) && (await store.OrganizationsAsync(cancel)).Count(o => !o.IsSample) > 1;
            Organization? chosen = id is not null || several ? await StoreOption.ChooseAsync(store, id, cancel) : null;

            using Telemetry? telemetry = Telemetry.Start();
            await using WebApplication app = Build(store, clock, chosen?.Id, parsed.GetValue(urls) ?? $"http://127.0.0.1:{FreePort()}");
            Task warm = WarmAsync(app.Services, await store.ServedAsync(chosen?.Id, cancel), cancel);
            try
            {
                await app.StartAsync(cancel);
            }
            catch (Exception e) when (e is IOException or SocketException or FormatException or ArgumentException or InvalidOperationException)
            {
                throw new UsageException($"--urls: cannot listen there: {e.Message}");
            }
            await Console.Out.WriteLineAsync($"Referral Insights is at {string.Join(" and ", app.Urls)} (store {store.Location}). Ctrl+C stops it.");
            // In a company the company says who is who; `link` still makes a link for who runs the program.
            if (app.Services.GetRequiredService<SignInWays>().Provider is null) await Console.Out.WriteLineAsync($"Sign in, once: {await LinkVerb.NewAsync(store, clock, 0, app.Urls.First(), cancel)}");
            await app.WaitForShutdownAsync(cancel);
            await warm;
            await SettleAsync(store);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Draws the Summary once while the program starts, so that the first reader does not wait for the facts; then starts the browser, so that nobody
    /// waits for that either.</summary>
    private static async Task WarmAsync(IServiceProvider services, Scope? scope, CancellationToken cancel)
    {
        try
        {
            if (await Task.Run(async () => await services.GetRequiredService<IReadings>().SummaryAsync(scope, new SummaryQuery(), cancel), cancel) is { } reading)
                await Html.PageAsync<SummaryPage>(new Dictionary<string, object?> { ["View"] = new WidgetView(reading, Language.English, new SummaryQuery()) });
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

    /// <summary>The audit trail loses no line when the program is asked to stop; what cannot be written into it is at least said.</summary>
    private static async Task SettleAsync(ReferralStore store)
    {
        (IReadOnlyList<string> left, string? why) = await store.SettleAsync(Farewell, CancellationToken.None);
        if (left.Count == 0) return;
        await Console.Error.WriteLineAsync($"{left.Count} lines could not be written into the audit trail{(why is null ? "" : ": " + why)} They are:");
        foreach (string line in left) await Console.Error.WriteLineAsync(line.ReplaceLineEndings(" "));
    }

    /// <summary>The whole web program; tests start the same one.</summary>
    /// <param name="settings">What goes before the environment's configuration.</param>
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static WebApplication Build(ReferralStore store, TimeProvider clock, long? organizationId, string urls, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"], ApplicationName = typeof(ServeVerb).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // The largest form without a picture; one with a picture says so itself.
            server.Limits.MaxRequestBodySize = 1024 * 1024;
            // What is longer than we take is refused by us, in words; what is longer than this, by the server, without.
            server.Limits.MaxRequestLineSize = 4 * Refusals.LongestAddress;
            server.Limits.MaxRequestHeadersTotalSize = 4 * Refusals.LongestHeaders;
            server.Limits.MaxRequestHeaderCount = 4 * Refusals.MostHeaders;
        });
        builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            // A start that failed is told in one sentence above, not as a stack trace as well.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // That the keys of the store are as safe as the store is said in SECURITY.md, once, and not at every start.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // A form without its mark is answered in words; it is no matter for who runs the program.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(clock);
        store.Patience = Patience;
        var facts = new FactsCache(store, Held(builder.Configuration));
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<IReadings>(new StoreReadings(store, facts, clock));
        builder.Services.AddSingleton(new FormServices(store, clock));
        builder.Services.AddSingleton(facts);
        builder.AddSignIn(store, clock);
        builder.Services.AddHostedService(_ => new ReadAhead(facts, clock));
        builder.Services.AddPage();
        builder.Services.AddHealth();
        builder.AddSharing(store, clock);
        builder.Services.AddHostedService(services => new NewsOfOthers(store, facts, services.GetRequiredService<OutboxWorker>(), clock,
            services.GetRequiredService<ILogger<NewsOfOthers>>()));
        builder.Services.AddSingleton<PdfPress>().AddSingleton<PdfShelf>();
        // Not over TLS, where the length of a packed page could tell what is in it.
        builder.Services.AddResponseCompression();
        WebApplication app = builder.Build();
        Proxies(app);
        var place = PublicPlace.Of(app.Configuration[OpenIdSettings.PublicName]);
        if (!place.IsWhole)
            throw new UsageException($"{OpenIdSettings.PublicName}: write a host and, when there is one, a path of letters, digits, dots " +
                "and hyphens, as https://example.com/reports; nothing after it.");
        place.Use(app);
        app.Use((context, next) =>
        {
            context.AnswerHeadLikeGet();
            return next(context);
        });
        app.UseResponseCompression();
        app.UseSafeHeaders();
        GuardedCookies.Use(app);
        app.Use(Telemetry.NameAsync);
        app.UseStatusCodePages(Refusals.SayAsync);
        app.Use(Outage.SayAsync);
        app.Use(Refusals.BoundAsync);
        app.UseAccess(store, organizationId, SignInRoutes.TurnAwayAsync);
        app.MapHealth();
        app.MapPage();
        app.MapLists();
        app.MapListExports();
        app.MapExports(Read);
        app.MapDashboardExports(ReadDashboard);
        app.MapDownloads(Read, Html.OnPaperAsync);
        app.MapDashboardDownloads(ReadDashboard, Html.OnPaperAsync);
        app.MapFeedbackCsv(store);
        app.MapAuditCsv(store);
        return app;
    }

    /// <summary>How many referrals may be in memory, over all organisations.</summary>
    /// <exception cref="UsageException">It is no number, or none.</exception>
    private static int Held(ConfigurationManager settings) => settings["INSIGHTS_REFERRALS_HELD"] is not { Length: > 0 } said ? FactsCache.Usual
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int held) && held > 0 ? held
        : throw new UsageException($"INSIGHTS_REFERRALS_HELD: '{said}' is no number of referrals: write one like {FactsCache.Usual}.");

    private static ValueTask<Reading?> Read(HttpContext context, SummaryQuery query) =>
        context.RequestServices.GetRequiredService<IReadings>().SummaryAsync(context.Scope(), query, context.RequestAborted);

    private static ValueTask<DashboardReading?> ReadDashboard(HttpContext context, DashboardQuery query) =>
        context.RequestServices.GetRequiredService<IReadings>().DashboardAsync(context.Scope(), query, context.RequestAborted);

    /// <summary>Behind a proxy the scheme, the reader's address and the path before ours are what the proxy says, if it is one of
    /// those that were named.</summary>
    /// <exception cref="UsageException">A name is no address.</exception>
    private static void Proxies(WebApplication app)
    {
        if (app.Configuration["INSIGHTS_PROXIES"] is not { Length: > 0 } named) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (string name in named.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            options.KnownProxies.Add(IPAddress.TryParse(name, out IPAddress? address) ? address : throw new UsageException($"INSIGHTS_PROXIES: '{name}' is no address: write the proxies' IP addresses with commas between."));
        app.UseForwardedHeaders(options);
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

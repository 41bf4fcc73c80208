using System.Globalization;
using System.Net;
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
using Insights.Page.SignIn;
using Insights.Sources;
using Insights.Store;
using Insights.Widgets;
using Microsoft.AspNetCore.HttpOverrides;

namespace Insights.Web;

/// <summary>How the parts are put together and served.</summary>
internal static class WebProgram
{
    /// <summary>How long somebody who sent a form waits for an import before they are told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The whole web program; tests start the same one.</summary>
    /// <param name="settings">What goes before the environment's configuration.</param>
    /// <exception cref="UsageException">The configuration says something that cannot be.</exception>
    public static WebApplication Build(ReferralStore store, TimeProvider clock, long? organizationId, string urls,
        IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        WebApplicationBuilder builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions
            {
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
                ApplicationName = typeof(WebProgram).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory
            });
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
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning)
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
        builder.Services.AddSingleton(facts).AddSingleton<FactsChanges>();
        builder.AddSignIn(store, clock, organizationId);
        builder.Services.AddHostedService(_ => new ReadAhead(facts, clock));
        builder.Services.AddPage();
        builder.Services.AddHealth();
        builder.Services.AddOpenApiOfNumbers();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.AddSharing(store, clock);
        builder.AddSync(store, clock);
        builder.Services.AddHostedService(services => new NewsOfOthers(store, facts,
            services.GetRequiredService<FactsChanges>(), services.GetRequiredService<OutboxWorker>(), clock,
            services.GetRequiredService<ILogger<NewsOfOthers>>()));
        builder.Services.AddSingleton(Uploading(builder.Configuration)).AddSingleton<Uploads>()
            .AddHostedService(services => services.GetRequiredService<Uploads>());
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
        app.UseStatusCodePages(Refusals.SayAsync);
        app.Use(Outage.SayAsync);
        app.Use(Refusals.BoundAsync);
        RouteGroupBuilder routes = app.UseAccess();
        routes.MapHealth();
        routes.MapPage();
        routes.MapLists();
        routes.MapListExports();
        routes.MapExports(Read);
        routes.MapDashboardExports(ReadDashboard);
        routes.MapDownloads(Read, Html.OnPaperAsync);
        routes.MapDashboardDownloads(ReadDashboard, Html.OnPaperAsync);
        routes.MapFeedbackCsv(store);
        routes.MapAuditCsv(store);
        routes.MapRefusedCsv();
        routes.MapOpenApi(OpenApi.Path);
        return app;
    }

    /// <summary>How many referrals may be in memory, over all organisations.</summary>
    /// <exception cref="UsageException">It is no number, or none.</exception>
    private static int Held(ConfigurationManager settings) => settings[Settings.Held] is not { Length: > 0 } said ? FactsCache.Usual
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int held) && held > 0 ? held
        : throw new UsageException($"{Settings.Held}: '{said}' is no number of referrals: write one like {FactsCache.Usual}.");

    /// <summary>How much may be uploaded at once.</summary>
    /// <exception cref="UsageException">It is no number of megabytes.</exception>
    private static UploadOptions Uploading(ConfigurationManager settings) => settings[Settings.Upload] is not { Length: > 0 } said
        ? UploadOptions.Usual
        : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int megabytes) && megabytes > 0
        ? new UploadOptions((long)megabytes << 20)
        : throw new UsageException($"{Settings.Upload}: '{said}' is no number of megabytes: write one like " +
            $"{UploadOptions.UsualMegabytes}.");

    private static ValueTask<Reading?> Read(HttpContext context, SummaryQuery query) =>
        context.RequestServices.GetRequiredService<IReadings>().SummaryAsync(context.Scope(), query, context.RequestAborted);

    private static ValueTask<DashboardReading?> ReadDashboard(HttpContext context, DashboardQuery query) =>
        context.RequestServices.GetRequiredService<IReadings>().DashboardAsync(context.Scope(), query, context.RequestAborted);

    /// <summary>Behind a proxy the scheme, the reader's address and the path before ours are what the proxy says, if it is one of
    /// those that were named.</summary>
    /// <exception cref="UsageException">A name is no address.</exception>
    private static void Proxies(WebApplication app)
    {
        if (app.Configuration[Settings.Proxies] is not { Length: > 0 } named) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (string name in named.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            options.KnownProxies.Add(IPAddress.TryParse(name, out IPAddress? address) ? address
                : throw new UsageException($"{Settings.Proxies}: '{name}' is no address: write the proxies' IP addresses with commas " +
                "between."));
        app.UseForwardedHeaders(options);
    }
}

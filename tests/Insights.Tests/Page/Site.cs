using Insights.Access;
using Insights.Metrics;
using Insights.Metrics.Dashboards;
using Insights.Page;
using Insights.Tests.Widgets;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Page;

/// <summary>The real page over fixture readings, on a free port of this machine.</summary>
internal sealed class Site : IReadings, IAsyncDisposable
{
    private readonly WebApplication app;

    private Site(Reading? reading)
    {
        Reading = reading;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddPage().AddSingleton<IReadings>(this);
        app = builder.Build();
        // Whoever is not recognised may do nothing; here everybody sits at the machine.
        app.Use((context, next) =>
        {
            context.Features.Set(new Visitor("", null, VisitorKind.AtTheMachine, Enum.GetValues<Right>()));
            return next(context);
        });
        app.MapPage();
    }

    public Reading? Reading { get; set; }
    public string Address => app.Urls.First();
    public bool SampleRemoved { get; private set; }

    public static async Task<Site> OpenAsync(Reading? reading)
    {
        var site = new Site(reading);
        await site.app.StartAsync(TestContext.Current.CancellationToken);
        return site;
    }

    /// <summary>The fixture under the period and steps the address asks for, so the time range control can be seen to follow.</summary>
    public ValueTask<Reading?> SummaryAsync(Scope? scope, SummaryQuery query, CancellationToken cancellation) =>
        new(Reading is null || query.Range == Preset.ThreeMonths ? Reading
            : Reading with { Period = query.Period(Readings.Now, TimeZoneInfo.Utc), Comparison = query.Comparison });

    public ValueTask<DashboardReading?> DashboardAsync(Scope? scope, DashboardQuery query, CancellationToken cancellation) =>
        new(Reading is null ? null : DashboardReadings.Of(query, Reading));

    public ValueTask RemoveSampleAsync(Scope? by, CancellationToken cancellation)
    {
        SampleRemoved = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

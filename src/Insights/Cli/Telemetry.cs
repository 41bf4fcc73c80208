using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Insights.Cli;

/// <summary>Traces of requests and the runtime's and web server's measures, sent by OTLP to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says;
/// nowhere when it says nothing. No address is in them but its pattern, so no id and no name leaves.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly TracerProvider traces;
    private readonly MeterProvider measures;

    private Telemetry()
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("referral-insights", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString());
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore", "Npgsql").AddProcessor(new UrlScrubbingProcessor()).AddOtlpExporter().Build();
        measures = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddOtlpExporter().Build();
    }

    /// <summary>Null when nobody listens.</summary>
    public static Telemetry? Start()
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 }) return null;
        // What of a request is told goes through the processor first.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        return new Telemetry();
    }

    /// <summary>Names a request's trace by the pattern of its address, which the framework leaves out.</summary>
    public static async Task NameAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (Activity.Current is not { } trace || context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern }) return;
        trace.DisplayName = $"{context.Request.Method} {pattern}";
        trace.SetTag("http.route", pattern);
        trace.SetTag("http.response.status_code", context.Response.StatusCode);
    }

    /// <summary>An address may hold the id of a referral, a customer's name or a key: its pattern says enough.</summary>
    private sealed class UrlScrubbingProcessor : BaseProcessor<Activity>
    {
        private static readonly string[] Telling = ["url.path", "url.query", "url.full", "http.target", "http.url"];

        public override void OnEnd(Activity data)
        {
            foreach (string name in Telling) data.SetTag(name, null);
        }
    }

    public void Dispose()
    {
        traces.Dispose();
        measures.Dispose();
    }
}

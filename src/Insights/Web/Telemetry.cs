using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Insights.Web;

/// <summary>Traces of requests and the runtime's and web server's measures, sent by OTLP to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says;
/// nowhere when it says nothing. No address is in them but its pattern, so no id and no name leaves.</summary>
internal static class Telemetry
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IServiceCollection services, IConfiguration settings)
    {
        if (settings[Endpoint] is not { Length: > 0 }) return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("referral-insights", serviceVersion: typeof(Telemetry).Assembly.GetName()
            .Version?.ToString()))
            .WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddSource("Npgsql")
            .AddProcessor(new UrlScrubbingProcessor()).AddOtlpExporter())
            .WithMetrics(measures => measures.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter("Npgsql")
            .AddOtlpExporter());
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
}

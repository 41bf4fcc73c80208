using System.Text;
using Insights.Tests.Access;
using Insights.Tests.Share;

namespace Insights.Tests.Cli;

/// <summary>What whoever runs the program sees of it from outside.</summary>
[Trait("Category", "Slow")]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Traces_and_measures_go_where_the_environment_says_without_names_or_keys_and_the_program_stops_when_asked()
    {
        await using Receiver collector = await Receiver.StartAsync(_ => (200, ""));
        using var program = new RealProgram();
        program.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
        program.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        await using ServingProgram serving = await ServingProgram.StartAsync(program);
        string key = serving.Link[(serving.Link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        using (HttpClient client = (await Admission.OpenAsync(serving.Link)).Client(serving.Address))
        {
            (await client.GetAsync("/insights/referral/SECRET-ID", TestContext.Current.CancellationToken))
                .StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
            (await client.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)).ShouldContain("\"status\":\"Healthy\"");
        }
        (await serving.StopAsync()).ShouldBe(0);

        var told = new Dictionary<string, string>();
        while (collector.Unread > 0)
        {
            Arrived arrived = await collector.NextAsync();
            told[arrived.Path] = told.GetValueOrDefault(arrived.Path, "") + Encoding.UTF8.GetString(arrived.Body);
        }
        told.Keys.Order().ShouldBe(["/v1/metrics", "/v1/traces"]);
        told["/v1/traces"].ShouldContain("/insights/referral/{**id}");
        told["/v1/traces"].ShouldNotContain("SECRET-ID");
        told["/v1/traces"].ShouldNotContain(key);
        serving.Talk.ShouldNotContain(key);
    }
}

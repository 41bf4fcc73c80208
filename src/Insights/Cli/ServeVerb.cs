using System.CommandLine;
namespace Insights.Cli;
internal static class ServeVerb { public static Command Command(TimeProvider c) { var k = new Command("serve") { new Option<bool>("--sample-when-empty") }; k.SetAction(_ => 0); return k; } }

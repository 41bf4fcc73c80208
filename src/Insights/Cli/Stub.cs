using System.CommandLine;
namespace Insights.Cli;
internal static class ImportVerb { public static Command Command(TimeProvider c) => new("import"); }
internal static class SampleVerb { public static Command Command(TimeProvider c) => new("sample"); }
internal static class ServeVerb { public static Command Command(TimeProvider c) => new("serve"); }

using BenchmarkDotNet.Running;

namespace Insights.Bench;

// Not top-level statements: the program under measure has a class Program of its own.
internal static class Benchmarks
{
    private static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Benchmarks).Assembly).Run(args);
}

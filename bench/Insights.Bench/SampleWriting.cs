using BenchmarkDotNet.Attributes;
using Insights.Ingest.Sample;

namespace Insights.Bench;

/// <summary>Writing the files of the sample organisation. Its cost must grow with the size and its memory must not.</summary>
[MemoryDiagnoser]
public class SampleWriting
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private string folder = "";

    [Params(10_000, 100_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Begin() => folder = Directory.CreateTempSubdirectory("insights-bench-").FullName;

    [Benchmark]
    public IReadOnlyList<string> Write() => SampleOrganization.Write(folder, Size, seed: 1, Now, CancellationToken.None);

    [GlobalCleanup]
    public void End() => Directory.Delete(folder, recursive: true);
}

using Insights.Tests.Plain;

namespace Insights.Tests.Laws;

/// <summary>The small worlds worked out by hand, asked of the real program.</summary>
public sealed class ProgramSmallWorldTests() : SmallWorldTests(ProgramReading.Read);

/// <summary>The laws of metrics.md 8 over generated worlds, asked of the real program.</summary>
[Trait("Category", "Slow")]
public sealed class ProgramLaws() : Plain.Laws(ProgramReading.Read)
{
    protected override int Worlds => 40;
}

/// <summary>Law 6, asked of the real program.</summary>
public sealed class ProgramBandLaws() : BandLaws(ProgramReading.Read);

/// <summary>The program against the plain second implementation, document by document.</summary>
[Trait("Category", "Slow")]
public sealed class TwoImplementationsTests
{
    [Fact]
    public void The_program_and_the_plain_reading_say_the_same_of_every_world() => ForAll(300, (world, query, _) =>
        JsonAssert.Differences(PlainReading.Read(world, query), ProgramReading.Read(world, query)));

    [Fact]
    public void Law_3_splitting_shuffling_and_repeating_imports_changes_nothing() => ForAll(60, (world, query, seed) =>
        JsonAssert.Differences(ProgramReading.Read(world, query), ProgramReading.ReadInPieces(world, query, seed)));

    private static void ForAll(int worlds, Func<World, Query, int, IReadOnlyList<string>> differences)
    {
        var wrong = new List<string>();
        for (int seed = 1; seed <= worlds; seed++)
        {
            (World world, Query query) = WorldGen.Create(seed, murky: seed % 2 == 0);
            IReadOnlyList<string> found = differences(world, query, seed);
            if (found.Count > 0) wrong.Add($"WorldGen.Create({seed}, murky: {(seed % 2 == 0 ? "true" : "false")}) asked {query}:\n  {string.Join("\n  ", found.Take(6))}");
        }
        wrong.ShouldBeEmpty($"{wrong.Count} of {worlds} worlds differ:\n{string.Join('\n', wrong.Take(8))}");
    }
}

using Insights.Tests.Plain;

namespace Insights.Tests.Laws;

/// <summary>The small worlds worked out by hand, asked of the real program.</summary>
public sealed class ProgramSmallWorldTests() : SmallWorldTests(ProgramReading.Sqlite.Read);

/// <inheritdoc cref="ProgramSmallWorldTests"/>
[Trait("Category", "Slow")]
public sealed class PostgresSmallWorldTests() : SmallWorldTests(ProgramReading.Postgres.Read);

/// <summary>The laws of metrics.md 8 over generated worlds, asked of the real program.</summary>
[Trait("Category", "Slow")]
public sealed class ProgramLaws() : Plain.Laws(ProgramReading.Sqlite.Read)
{
    protected override int Worlds => 25;
}

/// <inheritdoc cref="ProgramLaws"/>
[Trait("Category", "Slow")]
public sealed class PostgresLaws() : Plain.Laws(ProgramReading.Postgres.Read)
{
    protected override int Worlds => 5;
}

/// <summary>Law 6, asked of the real program.</summary>
[Trait("Category", "Slow")]
public sealed class ProgramBandLaws() : BandLaws(ProgramReading.Sqlite.Read);

[Trait("Category", "Slow")]
public sealed class TwoImplementationsOnSqlite() : TwoImplementationsTests(ProgramReading.Sqlite, worlds: 300, inPieces: 60);

[Trait("Category", "Slow")]
public sealed class TwoImplementationsOnPostgres() : TwoImplementationsTests(ProgramReading.Postgres, worlds: 40, inPieces: 10);

/// <summary>The program against the plain second implementation, document by document.</summary>
public abstract class TwoImplementationsTests
{
    private readonly ProgramReading program;
    private readonly int worlds, inPieces;

    private protected TwoImplementationsTests(ProgramReading program, int worlds, int inPieces) =>
        (this.program, this.worlds, this.inPieces) = (program, worlds, inPieces);

    [Fact]
    public void The_program_and_the_plain_reading_say_the_same_of_every_world() => ForAll(worlds, (world, query, _) =>
        JsonAssert.Differences(PlainReading.Read(world, query), program.Read(world, query)));

    [Fact]
    public void Law_3_splitting_shuffling_and_repeating_imports_changes_nothing() => ForAll(inPieces, (world, query, seed) =>
        JsonAssert.Differences(program.Read(world, query), program.ReadInPieces(world, query, seed)));

    private static void ForAll(int worlds, Func<World, Query, int, IReadOnlyList<string>> differences)
    {
        var wrong = new List<string>();
        for (int seed = 1; seed <= worlds; seed++)
        {
            (World world, Query query) = WorldGen.Create(seed, murky: seed % 2 == 0);
            IReadOnlyList<string> found = differences(world, query, seed);
            if (found.Count > 0) wrong.Add($"WorldGen.Create({seed}, murky: {(seed % 2 == 0 ? "true" : "false")}) asked {query}:\n  " +
                $"{string.Join("\n  ", found.Take(6))}");
        }
        wrong.ShouldBeEmpty($"{wrong.Count} of {worlds} worlds differ:\n{string.Join('\n', wrong.Take(8))}");
    }
}

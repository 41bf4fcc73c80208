using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Insights.Metrics.Qrp;

/// <summary>Why a program table is refused: a word and what fills its places.</summary>
public sealed record ProgramProblem(string Word, params IReadOnlyList<object?> Places);

/// <summary>The programs in force for an organisation: the shipped ones, or its own (metrics.md 4: a successor is a row, not a
/// release).</summary>
public sealed class ProgramTable
{
    /// <summary>The organisation's setting that replaces the shipped table, as JSON of the same form.</summary>
    public const string Setting = "qrp_programs";
    public const int LongestJson = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
    };

    private readonly FrozenDictionary<string, int> byAlias;

    private ProgramTable(IReadOnlyList<Program> all)
    {
        All = all;
        byAlias = all.SelectMany((program, index) => program.Names.Select(name => (Name: Program.Letters(name), index)))
            .DistinctBy(pair => pair.Name)
            .ToFrozenDictionary(pair => pair.Name, pair => pair.index, StringComparer.Ordinal);
    }

    /// <summary>The programs that come with the program.</summary>
    public static ProgramTable Shipped { get; } = ReadShipped();

    /// <summary>All programs, in the order of the tabs.</summary>
    public IReadOnlyList<Program> All { get; }

    /// <summary>Index in <see cref="All"/> of a source's word for a program; -1 when we do not know it.</summary>
    public int IndexOf(string? word) => word is not null && byAlias.TryGetValue(Program.Letters(word), out int index) ? index : -1;

    /// <summary>The table an organisation's settings ask for. A stored table that cannot be read was not stored by us: the shipped one
    /// stands in.</summary>
    public static ProgramTable Of(IReadOnlyDictionary<string, string> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TryGetValue(Setting, out string? json) && Parse(json, out ProgramTable? own) is null ? own! : Shipped;
    }

    /// <summary>Reads a table; what is wrong with it, or null with the table.</summary>
    public static ProgramProblem? Parse(string json, out ProgramTable? table)
    {
        ArgumentNullException.ThrowIfNull(json);
        table = null;
        if (json.Length > LongestJson) return new ProgramProblem("programs.problem.long", LongestJson);
        IReadOnlyList<Program>? programs;
        try
        {
            programs = JsonSerializer.Deserialize<IReadOnlyList<Program>>(json, Json);
        }
        catch (JsonException e)
        {
            return new ProgramProblem("programs.problem.json", (e.LineNumber ?? 0) + 1, e.Path ?? "$");
        }
        if (programs is not { Count: > 0 }) return new ProgramProblem("programs.problem.none");
        if (programs.Select(Problem).FirstOrDefault(p => p is not null) is { } problem) return problem;
        string? twice = programs.SelectMany(p => p.Names.Select(Program.Letters).Distinct(StringComparer.Ordinal))
            .GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null) return new ProgramProblem("programs.problem.twice", twice);
        table = new ProgramTable(programs);
        return null;
    }

    /// <summary>The same table with other targets for one program from a day on; the days before keep theirs.</summary>
    public ProgramTable With(string program, DateOnly from, IReadOnlyList<Kpi> kpis)
    {
        ArgumentNullException.ThrowIfNull(kpis);
        return new ProgramTable([.. All.Select(p => p.Key == program ? p with { Versions = [.. Split(p, from, kpis)] } : p)]);
    }

    /// <summary>As it is stored, and as a person edits it.</summary>
    public string ToJson() => JsonSerializer.Serialize(All, Json);

    private static IEnumerable<ProgramVersion> Split(Program program, DateOnly from, IReadOnlyList<Kpi> kpis)
    {
        ProgramVersion before = program.On(from);
        foreach (ProgramVersion version in program.Versions)
        {
            if (!ReferenceEquals(version, before))
            {
                yield return version;
                continue;
            }
            if ((version.From ?? DateOnly.MinValue) < from) yield return version with { Until = from.AddDays(-1) };
            yield return version with { From = from, Kpis = kpis };
        }
    }

    private static ProgramProblem? Problem(Program program)
    {
        if (program is not { Key.Length: > 0 and <= 60 } || program.Key.Any(c => c != '_' && !char.IsAsciiLetterLower(c)
            && !char.IsAsciiDigit(c))) return new ProgramProblem("programs.problem.key", program?.Key);
        if (program.Versions is not { Count: > 0 and <= 50 }) return new ProgramProblem("programs.problem.versions", program.Key);
        DateOnly? covered = null;
        foreach (ProgramVersion version in program.Versions.OrderBy(v => v?.From ?? DateOnly.MinValue))
        {
            if (version is null) return new ProgramProblem("programs.problem.versions", program.Key);
            if (version.From > version.Until || covered >= (version.From ?? DateOnly.MinValue))
                return new ProgramProblem("programs.problem.dates", program.Key);
            covered = version.Until ?? DateOnly.MaxValue;
            if (version.LookBackMonths is < 1 or > 60) return new ProgramProblem("programs.problem.lookback", program.Key);
            if (version.Kpis is not { Count: > 0 and <= 8 } || version.Kpis.Any(k => k is null) || version.Kpis.DistinctBy(k => k.Key)
                .Count() != version.Kpis.Count)
                return new ProgramProblem("programs.problem.kpis", program.Key);
            foreach (Kpi kpi in version.Kpis)
            {
                if (kpi.Measure == Measure.Close ? kpi.Days is < 1 or > 1000 : kpi.Days != 0)
                    return new ProgramProblem("programs.problem.days", program.Key, kpi.Key);
                if (!kpi.HasSoundTarget) return new ProgramProblem("programs.problem.target", program.Key, kpi.Key);
            }
        }
        return null;
    }

    private static ProgramTable ReadShipped()
    {
        using Stream stream = typeof(ProgramTable).Assembly.GetManifestResourceStream("programs.json")!;
        using var reader = new StreamReader(stream);
        ProgramProblem? problem = Parse(reader.ReadToEnd(), out ProgramTable? table);
        return problem is null ? table!
            : throw new InvalidOperationException($"programs.json is wrong: {problem.Word} {string.Join(", ", problem.Places)}");
    }
}

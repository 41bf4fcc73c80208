using System.Globalization;
using System.Text.RegularExpressions;

namespace Insights.Store.Schema;

/// <summary>Brings a store to the newest schema: the numbered <c>.sql</c> files of this folder, each in its own transaction,
/// each once. A kill in the middle leaves the version before.</summary>
internal static partial class Migration
{
    public const string VersionTable = "schema_version";

    /// <summary>Which step makes each table, and which one drops it; a step that never comes when none does.</summary>
    private static readonly (string Table, int Made, int Dropped)[] Life =
    [
        .. Steps().SelectMany(step => TableStep().Matches(Text(step.Resource))
            .Select(match => (step.Number, Verb: match.Groups[1].Value, Table: match.Groups[2].Value)))
            .GroupBy(step => step.Table)
            .Select(steps => (steps.Key, steps.First(s => s.Verb == "CREATE").Number, steps.Where(s => s.Verb == "DROP")
            .Select(s => s.Number).FirstOrDefault(int.MaxValue))),
    ];

    /// <summary>Every table that any step makes.</summary>
    public static IReadOnlySet<string> TableNames { get; } = Life.Select(life => life.Table).Append(VersionTable).ToHashSet();

    /// <exception cref="StoreException">The store was written by a newer program than this one.</exception>
    public static async Task BringUpToDateAsync(Engine engine, CancellationToken cancel)
    {
        IReadOnlyList<(int Number, string Resource)> steps = Steps();
        (int version, string? fault) = await engine.ReadAsync(null, transaction => VersionAsync(engine, transaction, cancel), cancel);
        // Somebody else may be bringing it up to date at this very moment: looked at again when they are done.
        if (fault is not null) (version, fault) =
            await engine.WriteAsync(null, transaction => VersionAsync(engine, transaction, cancel), cancel, LockScope.Schema);
        if (fault is not null) throw engine.Damaged(fault);
        if (version > steps[^1].Number)
            throw new StoreException($"The store {engine.Location} was written by a newer version of Referral Insights (schema " +
                $"{version}; this program knows {steps[^1].Number}). Use the newer program.");

        if (version > 0 && version < steps[^1].Number && await engine.WhyOnlyReadAsync(cancel) is { } why)
            throw new StoreException($"The store {engine.Location} is of an older version of Referral Insights: open it once where it " +
                $"may be written. {why.Message}", why)
            { Trouble = why.Trouble };
        foreach ((int number, string resource) in steps.Where(s => s.Number > version))
        {
            string sql = engine.Dialect(Text(resource));
            await engine.WriteAsync(null, async transaction =>
            {
                await transaction.RunAsync($"CREATE TABLE IF NOT EXISTS {VersionTable} (version INTEGER NOT NULL PRIMARY KEY)", cancel);
                // Two programs may start at once: whoever comes second finds the step already taken.
                if (await transaction.CountAsync($"SELECT COUNT(*) FROM {VersionTable} WHERE version = @version", cancel,
                    ("@version", number)) > 0) return;
                await transaction.RunAsync(sql, cancel);
                if (number == Sealing.Step) await Sealing.SealAsync(engine, transaction, cancel);
                if (number == OwnState.Step) await OwnState.MoveAsync(engine, transaction, cancel);
                await transaction.RunAsync($"INSERT INTO {VersionTable} (version) VALUES (@version)", cancel, ("@version", number));
            }, cancel, LockScope.Schema);
        }
        await engine.PrepareAsync(cancel);
    }

    /// <summary>The step the store stands at, 0 for one that has no tables yet; and which step or table is gone that was there.</summary>
    private static async Task<(int Version, string? Fault)> VersionAsync(Engine engine, StoreTransaction transaction,
        CancellationToken cancel)
    {
        HashSet<string> tables = [.. (await engine.TablesAsync(transaction, cancel)).Select(table => table.Name)];
        List<long> taken = tables.Contains(VersionTable)
            ? await transaction.ListAsync($"SELECT version FROM {VersionTable} ORDER BY version", reader => reader.GetInt64(0), cancel)
            : [];
        for (int i = 0; i < taken.Count; i++)
            if (taken[i] != i + 1) return (taken.Count, Missing(i + 1));
        foreach ((string table, int made, int dropped) in Life)
        {
            bool there = tables.Contains(table);
            if (there == (made <= taken.Count && taken.Count < dropped)) continue;
            return (taken.Count, there ? Missing(made > taken.Count ? made : dropped) : $"table {table} is gone");
        }
        return (taken.Count, null);

        static string Missing(int step) => string.Create(CultureInfo.InvariantCulture, $"table {VersionTable}: step {step} is missing");
    }

    private static string Text(string resource)
    {
        using Stream stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(CREATE|DROP) TABLE (\w+)", RegexOptions.Multiline)]
    private static partial Regex TableStep();

    private static IReadOnlyList<(int Number, string Resource)> Steps() =>
    [
        .. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Number: int.Parse(Path.GetFileName(name.Replace('\\', '/')).AsSpan(0, 4), CultureInfo.InvariantCulture),
            Resource: name))
            .OrderBy(step => step.Number),
    ];
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Insights.Store.Schema;

/// <summary>Brings a store to the newest schema: the numbered <c>.sql</c> files of this folder, each in its own transaction,
/// each once. A kill in the middle leaves the version before.</summary>
internal static partial class Migration
{
    public const string VersionTable = "schema_version";

    /// <summary>Every table that any step makes.</summary>
    public static IReadOnlySet<string> TableNames { get; } = Steps().SelectMany(step => NewTable().Matches(Text(step.Resource))).Select(made => made.Groups[1].Value).Append(VersionTable).ToHashSet();

    /// <exception cref="StoreException">The store was written by a newer program than this one.</exception>
    public static async Task BringUpToDateAsync(Engine engine, CancellationToken cancel)
    {
        IReadOnlyList<(int Number, string Resource)> steps = Steps();
        int version = await engine.ReadAsync(null, async session =>
            (await engine.TablesAsync(session, cancel)).Any(table => table.Name == VersionTable) ? (int)await session.CountAsync($"SELECT MAX(version) FROM {VersionTable}", cancel) : 0, cancel);
        if (version > steps[^1].Number)
            throw new StoreException($"The store {engine.Location} was written by a newer version of Referral Insights (schema {version}; this program knows {steps[^1].Number}). Use the newer program.");

        if (version > 0 && version < steps[^1].Number && await engine.WhyOnlyReadAsync(cancel) is { } why)
            throw new StoreException($"The store {engine.Location} is of an older version of Referral Insights: open it once where it may be written. {why.Message}", why) { Trouble = why.Trouble };
        foreach ((int number, string resource) in steps.Where(s => s.Number > version))
        {
            string sql = engine.Dialect(Text(resource));
            await engine.WriteAsync(null, async session =>
            {
                await session.RunAsync($"CREATE TABLE IF NOT EXISTS {VersionTable} (version INTEGER NOT NULL PRIMARY KEY)", cancel);
                // Two programs may start at once: whoever comes second finds the step already taken.
                if (await session.CountAsync($"SELECT COUNT(*) FROM {VersionTable} WHERE version = @version", cancel, ("@version", number)) > 0) return;
                await session.RunAsync(sql, cancel);
                await session.RunAsync($"INSERT INTO {VersionTable} (version) VALUES (@version)", cancel, ("@version", number));
            }, cancel, Turn.Schema);
        }
        await engine.PrepareAsync(cancel);
    }

    private static string Text(string resource)
    {
        using Stream stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^CREATE TABLE (\w+)", RegexOptions.Multiline)]
    private static partial Regex NewTable();

    private static IReadOnlyList<(int Number, string Resource)> Steps() =>
    [
        .. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Number: int.Parse(Path.GetFileName(name.Replace('\\', '/')).AsSpan(0, 4), CultureInfo.InvariantCulture), Resource: name))
            .OrderBy(step => step.Number),
    ];
}

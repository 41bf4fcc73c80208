using System.Data.Common;
using System.Globalization;
using System.Reflection;

namespace Insights.Store.Schema;

/// <summary>Brings a store to the newest schema: the numbered <c>.sql</c> files of this folder, each in its own transaction,
/// each once. A kill in the middle leaves the version before.</summary>
internal static class Migration
{
    /// <exception cref="StoreException">The store was written by a newer program than this one.</exception>
    public static async Task BringUpToDateAsync(Engine engine, CancellationToken cancel)
    {
        await using DbConnection connection = await engine.ConnectAsync(cancel);
        IReadOnlyList<(int Number, string Resource)> steps = Steps();
        int version = await VersionAsync(connection, cancel);
        if (version == steps[^1].Number) return;
        if (version > steps[^1].Number)
            throw new StoreException($"The store {engine.Location} was written by a newer version of Referral Insights (schema {version}; this program knows {steps[^1].Number}). Use the newer program.");

        foreach ((int number, string resource) in steps.Where(s => s.Number > version))
        {
            await using DbTransaction transaction = await engine.BeginWriteAsync(connection, cancel);
            await connection.RunAsync(transaction, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)", cancel);
            // Two programs may start at once: whoever comes second finds the step already taken.
            if (await StepTakenAsync(connection, transaction, number, cancel)) continue;
            using Stream stream = typeof(Migration).Assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            await connection.RunAsync(transaction, await reader.ReadToEndAsync(cancel), cancel);
            await connection.RunAsync(transaction, "INSERT INTO schema_version (version) VALUES (@version)", cancel, ("@version", number));
            await transaction.CommitAsync(cancel);
        }
    }

    private static IReadOnlyList<(int Number, string Resource)> Steps() =>
    [
        .. typeof(Migration).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Number: int.Parse(Path.GetFileName(name.Replace('\\', '/')).AsSpan(0, 4), CultureInfo.InvariantCulture), Resource: name))
            .OrderBy(step => step.Number),
    ];

    private static async Task<bool> StepTakenAsync(DbConnection connection, DbTransaction transaction, int number, CancellationToken cancel)
    {
        await using DbCommand command = connection.Ask(transaction, "SELECT COUNT(*) FROM schema_version WHERE version = @version", ("@version", number));
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture) > 0;
    }

    private static async Task<int> VersionAsync(DbConnection connection, CancellationToken cancel)
    {
        try
        {
            await using DbCommand command = connection.Ask(null, "SELECT MAX(version) FROM schema_version");
            object? largest = await command.ExecuteScalarAsync(cancel);
            return largest is null or DBNull ? 0 : Convert.ToInt32(largest, CultureInfo.InvariantCulture);
        }
        catch (DbException e) when (e.Message.Contains("schema_version", StringComparison.Ordinal))
        {
            return 0;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Insights.Tests.Store;

/// <summary>Every statement sent to PostgreSQL by this process since it was first asked, as the driver reports them.</summary>
internal static partial class Statements
{
    private static readonly ConcurrentDictionary<string, byte> Seen = new();

    private static readonly ConcurrentDictionary<string, int> Counted = new();

    private static readonly ActivityListener Listener = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref _) => ActivitySamplingResult.AllData,
        ActivityStopped = activity =>
        {
            foreach (string tag in new[] { "db.query.text", "db.statement" })
                if (activity.GetTagItem(tag) is string sql)
                {
                    Seen.TryAdd(sql, 0);
                    foreach (KeyValuePair<string, object?> where in activity.TagObjects)
                        if (where is { Key: "db.name" or "db.namespace", Value: string database }) Counted.AddOrUpdate(database, 1, (_, sent) => sent + 1);
                }
        },
    };

    public static IEnumerable<string> All => Seen.Keys;

    /// <summary>How many were sent to one database.</summary>
    public static int To(string database) => Counted.GetValueOrDefault(database);

    public static void Listen() => ActivitySource.AddActivityListener(Listener);

    /// <summary>What is asked over all organisations on purpose, by how it begins: whose parcels are due, and where a provider's sessions are.</summary>
    private static readonly string[] Across = ["SELECT organization_id, MIN(next_try_at) FROM delivery WHERE ", "SELECT organization_id, session_hash FROM session WHERE "];

    /// <summary>What Citus could not send to one shard: a table of organisations whose organisation is not named. Null when it can.</summary>
    public static string? NotRoutable(string sql, IReadOnlySet<string> distributed)
    {
        foreach (string statement in sql.Split(';'))
        {
            string[] tables = [.. Mentioned().Matches(statement).Select(m => m.Groups[1].Value.ToLowerInvariant()).Where(distributed.Contains)];
            if (tables.Length == 0 || Begun().IsMatch(statement)
                || Across.Any(a => statement.StartsWith(a, StringComparison.Ordinal))) continue;
            int named = Named().Count(statement);
            if (named < tables.Length) return $"{tables.Length} tables of organisations, {named} named: {statement.Trim()}";
        }
        return null;
    }

    [GeneratedRegex(@"\b(?:FROM|JOIN|UPDATE|INTO|COPY|TABLE)\s+(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Mentioned();

    /// <summary>Rows that come with their organisation in the first column, or tables that are made, walled and distributed.</summary>
    [GeneratedRegex(@"^\s*((INSERT INTO|COPY) \w+ \(organization_id,|CREATE |ALTER TABLE|DROP POLICY|--)", RegexOptions.IgnoreCase)]
    private static partial Regex Begun();

    [GeneratedRegex(@"\borganization_id = (@|\$)\w+", RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}

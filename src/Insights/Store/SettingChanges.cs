using System.Data.Common;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>One change of a setting: who, when, from what to what; null is "not set".</summary>
/// <param name="By">The person; empty on one's own machine, where nobody signs in.</param>
public sealed record SettingChange(long Id, DateTimeOffset At, string By, string Name, string? Before, string? After);

/// <summary>Writes settings and remembers every change; nothing here forgets.</summary>
internal static class SettingChanges
{
    /// <summary>Sets what differs, notes each change, and lets the organisation's change number grow. All in the given transaction.</summary>
    public static async Task WriteAsync(DbConnection connection, DbTransaction transaction, Scope scope, IReadOnlyDictionary<string, string?> settings, DateTimeOffset now, CancellationToken cancel)
    {
        long org = scope.OrganizationId;
        long last = await connection.CountAsync(transaction, "SELECT COALESCE(MAX(change_id), 0) FROM setting_change WHERE organization_id = @org", cancel, ("@org", org));
        bool changed = false;
        foreach ((string name, string? after) in settings)
        {
            string? before;
            await using (DbCommand command = connection.Ask(transaction, "SELECT setting_value FROM setting WHERE organization_id = @org AND name = @name", ("@org", org), ("@name", name)))
                before = await command.ExecuteScalarAsync(cancel) as string;
            if (before == after) continue;
            changed = true;
            await connection.RunAsync(transaction, "DELETE FROM setting WHERE organization_id = @org AND name = @name", cancel, ("@org", org), ("@name", name));
            if (after is not null)
                await connection.RunAsync(transaction, "INSERT INTO setting (organization_id, name, setting_value) VALUES (@org, @name, @value)", cancel,
                    ("@org", org), ("@name", name), ("@value", after));
            await connection.RunAsync(transaction,
                "INSERT INTO setting_change (organization_id, change_id, changed_at, changed_by, name, value_before, value_after) VALUES (@org, @id, @at, @by, @name, @before, @after)", cancel,
                ("@org", org), ("@id", ++last), ("@at", Stored.Moment(now)), ("@by", scope.Person ?? ""), ("@name", name), ("@before", before), ("@after", after));
        }
        if (changed)
            await connection.RunAsync(transaction, "UPDATE organization SET change_number = change_number + 1 WHERE organization_id = @org", cancel, ("@org", org));
    }

    public static async Task<IReadOnlyList<SettingChange>> ReadAsync(DbConnection connection, Scope scope, int most, CancellationToken cancel)
    {
        await using DbCommand command = connection.Ask(null,
            "SELECT change_id, changed_at, changed_by, name, value_before, value_after FROM setting_change WHERE organization_id = @org ORDER BY change_id DESC LIMIT @most",
            ("@org", scope.OrganizationId), ("@most", most));
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancel);
        var changes = new List<SettingChange>();
        while (await reader.ReadAsync(cancel))
            changes.Add(new SettingChange(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3), reader.Text(4), reader.Text(5)));
        return changes;
    }
}

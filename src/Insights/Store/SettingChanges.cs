using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>One change of a setting: who, when, from what to what; null is "not set".</summary>
/// <param name="By">The person; empty on one's own machine, where nobody signs in.</param>
public sealed record SettingChange(long Id, DateTimeOffset At, string By, string Name, string? Before, string? After);

/// <summary>Writes settings and remembers every change; nothing here forgets.</summary>
internal static class SettingChanges
{
    /// <summary>Sets what differs, notes each change, tells the audit trail, and lets the organisation's change number grow. All in the
    /// given change.</summary>
    public static async Task WriteAsync(Engine engine, StoreTransaction transaction, Scope scope, IReadOnlyDictionary<string,
        string?> settings,
        DateTimeOffset now, CancellationToken cancel)
    {
        long org = scope.OrganizationId;
        long last = await transaction.CountAsync("SELECT COALESCE(MAX(change_id), 0) FROM setting_change WHERE organization_id = @org",
            cancel, ("@org", org));
        List<string> changed = [];
        // Of what is there only the difference is taken: a sum that did not fit before does not fit afterwards either.
        long sum = await transaction.CountAsync("SELECT setting_sum FROM organization_state WHERE organization_id = @org", cancel,
            ("@org", org));
        foreach ((string name, string? after) in settings)
        {
            string? before = await transaction.ValueAsync("SELECT setting_value FROM setting WHERE organization_id = @org AND name = @name",
                cancel, ("@org", org), ("@name", name)) as string;
            if (before == after) continue;
            changed.Add(name);
            sum = unchecked(sum + Mark(name, after) - Mark(name, before));
            await transaction.RunAsync("DELETE FROM setting WHERE organization_id = @org AND name = @name", cancel, ("@org", org),
                ("@name", name));
            if (after is not null)
                await transaction.RunAsync("INSERT INTO setting (organization_id, name, setting_value) VALUES (@org, @name, @value)",
                    cancel,
                    ("@org", org), ("@name", name), ("@value", after));
            await transaction.RunAsync(
                "INSERT INTO setting_change (organization_id, change_id, changed_at, changed_by, name, value_before, value_after) " +
                    "VALUES (@org, @id, @at, @by, @name, @before, @after)", cancel,
                ("@org", org), ("@id", ++last), ("@at", Stored.Moment(now)), ("@by", scope.Person ?? ""), ("@name", name),
                    ("@before", before), ("@after", after));
        }
        if (changed.Count == 0) return;
        await AuditTrail.WriteAsync(engine, transaction, scope, "settings", string.Join(", ", changed), now, cancel);
        await transaction.RunAsync("UPDATE organization_state SET setting_sum = @sum WHERE organization_id = @org", cancel, ("@sum", sum),
            ("@org", org));
        await Organizations.GrowAsync(transaction, org, cancel);
    }

    /// <summary>The settings as they stand.</summary>
    /// <exception cref="StoreException">They are not those that were set.</exception>
    public static async Task<IReadOnlyDictionary<string,
        string>> CurrentAsync(StoreTransaction transaction, long organization, CancellationToken cancel)
    {
        // One statement: the settings and their sum as of one moment.
        List<(string? Name, string? Value, long? Sum)> rows = await transaction.ListAsync(
            """
            SELECT NULL, NULL, setting_sum FROM organization_state WHERE organization_id = @org
            UNION ALL SELECT name, setting_value, NULL FROM setting WHERE organization_id = @org
            """, reader => (reader.Text(0), reader.Text(1), reader.Number(2)), cancel, ("@org", organization));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        long found = 0;
        foreach ((string? name, string? value, _) in rows)
        {
            if (name is null || value is null) continue;
            settings[name] = value;
            found = unchecked(found + Mark(name, value));
        }
        // Before the first import there is no organisation, and nothing to hold them against.
        return rows.Exists(r => r.Name is null && r.Sum != found) ? throw transaction.Engine.Damaged("table setting: not what was set")
            : settings;
    }

    public static long Mark(string name, string? value)
    {
        if (value is null) return 0;
        using var row = new RowBuffer();
        row.Text(name);
        row.Text(value);
        return row.Digest();
    }

    public static async Task<IReadOnlyList<SettingChange>> ReadAsync(StoreTransaction transaction, Scope scope, int most,
        CancellationToken cancel) => await transaction.ListAsync(
        "SELECT change_id, changed_at, changed_by, name, value_before, value_after FROM setting_change WHERE organization_id = @org " +
            "ORDER BY change_id DESC LIMIT @most",
        reader => new SettingChange(reader.GetInt64(0), Stored.Moment(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3),
            reader.Text(4), reader.Text(5)),
        cancel, ("@org", scope.OrganizationId), ("@most", most));
}

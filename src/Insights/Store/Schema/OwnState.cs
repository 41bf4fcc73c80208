using System.Globalization;

namespace Insights.Store.Schema;

/// <summary>Moves what changes often from the list of organisations, which all share, to each one's own row, once, in the step that makes
/// the table; and gives the store its identity.</summary>
internal static class OwnState
{
    public const int Step = 8;

    /// <exception cref="StoreException">The store is damaged.</exception>
    public static async Task MoveAsync(Engine engine, StoreTransaction transaction, CancellationToken cancel)
    {
        var known = await transaction.ListAsync(
            "SELECT organization_id, partner_center_id, name, is_sample, change_number, import_count, setting_sum, digest FROM " +
                "organization ORDER BY organization_id",
            reader => (Organization: new Organization(reader.GetInt64(0), reader.Text(1), reader.GetString(2), reader.GetInt64(3) != 0),
                Changes: reader.GetInt64(4), Imports: reader.GetInt64(5), Settings: reader.GetInt64(6), Digest: reader.GetInt64(7)),
                    cancel);
        foreach (var (organization, changes, imports, settings, digest) in known)
        {
            if (digest != DigestBefore(organization, imports))
                throw engine.Damaged(string.Create(CultureInfo.InvariantCulture,
                    $"table organization, row {organization.Id}: not what was written"));
            await engine.ActForAsync(transaction, organization.Id, cancel);
            await transaction.RunAsync("INSERT INTO organization_state (organization_id, change_number, import_count, setting_sum, " +
                "digest) VALUES (@org, @changes, @imports, @settings, @digest)", cancel,
                ("@org", organization.Id), ("@changes", changes), ("@imports", imports), ("@settings", settings),
                    ("@digest", Organizations.DigestOf(organization.Id, imports)));
            await transaction.RunAsync("UPDATE organization SET digest = @digest WHERE organization_id = @org", cancel,
                ("@digest", Organizations.DigestOf(organization)), ("@org", organization.Id));
        }
        await ProtectionKeys.IdentifyAsync(transaction, cancel);
        // Which of them a provider had ended stood in a table that is gone: whoever was signed in by one signs in again.
        foreach (long organization in (long[])[0, .. known.Select(k => k.Organization.Id)])
        {
            await engine.ActForAsync(transaction, organization, cancel);
            await transaction.RunAsync("DELETE FROM session WHERE organization_id = @org AND issuer <> ''", cancel, ("@org", organization));
        }
    }

    /// <summary>What stood in the list's row until this step.</summary>
    public static long DigestBefore(Organization organization, long imports)
    {
        using var row = new RowBuffer();
        Organizations.Write(row, organization);
        row.Number(imports);
        return row.Digest();
    }
}

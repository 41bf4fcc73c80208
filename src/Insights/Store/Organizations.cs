using System.Data.Common;
using System.Globalization;

namespace Insights.Store;

/// <summary>The list of organisations, which all share. On Citus it is on every node, so a change of it is kept short and last in its transaction.</summary>
internal static class Organizations
{
    private const string Columns = "organization_id, partner_center_id, name, is_sample, change_number, import_count, digest";

    /// <summary>The sample last.</summary>
    public static async Task<IReadOnlyList<Organization>> ListAsync(Session session, CancellationToken cancel) =>
        await session.ListAsync($"SELECT {Columns} FROM organization ORDER BY is_sample, organization_id", Read(session), cancel);

    public static async Task<Organization?> FindAsync(Session session, long id, CancellationToken cancel)
    {
        if (await session.ListAsync($"SELECT {Columns} FROM organization WHERE organization_id = @org", Read(session), cancel, ("@org", id)) is [var found, ..]) return found;
        // The list is read without the index.
        return (await ListAsync(session, cancel)).All(o => o.Id != id) ? null
            : throw session.Engine.Damaged(string.Create(CultureInfo.InvariantCulture, $"table organization, row {id}: its index lost it"));
    }

    /// <summary>The first real one of a Partner Center id.</summary>
    public static async Task<Organization?> FindAsync(Session session, string partnerCenterId, CancellationToken cancel) =>
        (await session.ListAsync($"SELECT {Columns} FROM organization WHERE partner_center_id = @pc AND is_sample = 0 ORDER BY organization_id LIMIT 1", Read(session), cancel, ("@pc", partnerCenterId))).FirstOrDefault();

    /// <summary>Every reader will read the organisation's facts anew.</summary>
    public static Task GrowAsync(Session session, long id, CancellationToken cancel) =>
        session.RunAsync("UPDATE organization SET change_number = change_number + 1 WHERE organization_id = @org", cancel, ("@org", id));

    /// <summary>Keeps what an import knows of its organisation, and lets its change number grow.</summary>
    public static async Task KeepAsync(Session session, Organization organization, bool isNew, CancellationToken cancel)
    {
        if (isNew)
            await session.RunAsync(
                """
                INSERT INTO organization (organization_id, partner_center_id, name, is_sample, change_number, import_count, digest)
                VALUES (@org, @pc, @name, @sample, 1, @imports, @digest)
                """, cancel,
                ("@org", organization.Id), ("@pc", organization.PartnerCenterId), ("@name", organization.Name), ("@sample", organization.IsSample ? 1 : 0),
                ("@imports", organization.Imports), ("@digest", DigestOf(organization)));
        else
            await session.RunAsync(
                """
                UPDATE organization SET partner_center_id = @pc, name = @name, change_number = change_number + 1, import_count = @imports, digest = @digest
                WHERE organization_id = @org
                """, cancel,
                ("@pc", organization.PartnerCenterId), ("@name", organization.Name), ("@imports", organization.Imports), ("@digest", DigestOf(organization)),
                ("@org", organization.Id));
    }

    /// <summary>The change number is left out: it grows with settings and imports, which do not wait for each other.</summary>
    public static long DigestOf(Organization organization)
    {
        using var row = new RowBuffer();
        row.Number(organization.Id);
        row.Text(organization.PartnerCenterId);
        row.Text(organization.Name);
        row.Number(organization.IsSample ? 1 : 0);
        row.Number(organization.Imports);
        return row.Digest();
    }

    /// <summary>A number nobody has, and nobody who makes an organisation at this moment will get.</summary>
    public static async Task<long> NewNumberAsync(Engine engine, Session session, CancellationToken cancel)
    {
        long id = 1 + await session.CountAsync("SELECT COALESCE(MAX(organization_id), 0) FROM organization", cancel);
        // Asked again behind the reservation: whoever held it may have used the number meanwhile.
        while (!await engine.TryReserveAsync(session, Turn.OrganizationNumber, id, cancel) || await FindAsync(session, id, cancel) is not null) id++;
        return id;
    }

    private static Func<DbDataReader, Organization> Read(Session session) => reader =>
    {
        var organization = new Organization(reader.GetInt64(0), reader.Text(1), reader.GetString(2), reader.GetInt64(3) != 0, reader.GetInt64(4)) { Imports = reader.GetInt64(5) };
        return DigestOf(organization) == reader.GetInt64(6) ? organization
            : throw session.Engine.Damaged(string.Create(CultureInfo.InvariantCulture, $"table organization, row {organization.Id}: not what was written"));
    };
}

using System.Data.Common;
using System.Globalization;

namespace Insights.Store;

/// <summary>The list of organisations, which all share, and beside it what changes often and is each one's own. On Citus the list is on
/// every node, and written only when an organisation is made or gets another name.</summary>
internal static class Organizations
{
    private const string Listed = "organization_id, partner_center_id, name, is_sample, digest";

    /// <summary>The sample last.</summary>
    /// <param name="most">How many; null for all.</param>
    public static async Task<IReadOnlyList<Organization>> ListAsync(StoreTransaction transaction, CancellationToken cancel,
        int? most = null) =>
        await transaction.ListAsync($"SELECT {Listed} FROM organization ORDER BY is_sample, organization_id" +
            $"{(most is { } n ? Limit(n) : "")}",
            Read(transaction), cancel);

    /// <summary>The organisation as it is now, or null.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public static async Task<OrganizationState?> FindAsync(StoreTransaction transaction, long id, CancellationToken cancel)
    {
        Func<DbDataReader, Organization> organization = Read(transaction);
        if (await transaction.ListAsync(
            """
            SELECT o.organization_id, o.partner_center_id, o.name, o.is_sample, o.digest, s.change_number, s.import_count, s.digest
            FROM organization o JOIN organization_state s ON s.organization_id = o.organization_id
            WHERE o.organization_id = @org AND s.organization_id = @org
            """, reader => new OrganizationState(organization(reader), reader.GetInt64(5),
                Checked(transaction, id, reader.GetInt64(6), reader.GetInt64(7))),
            cancel, ("@org", id)) is [var found, ..]) return found;
        // The list is read without the index.
        if ((await ListAsync(transaction, cancel)).All(o => o.Id != id)) return null;
        throw transaction.Engine.Damaged(string.Create(CultureInfo.InvariantCulture,
            $"table organization, row {id}: it or its state is gone, or an index lost it"));
    }

    /// <summary>The first real one of a Partner Center id.</summary>
    public static async Task<Organization?> FindAsync(StoreTransaction transaction, string partnerCenterId, CancellationToken cancel) =>
        (await transaction.ListAsync($"SELECT {Listed} FROM organization WHERE partner_center_id = @pc AND is_sample = 0 ORDER BY " +
            "organization_id LIMIT 1",
            Read(transaction), cancel, ("@pc", partnerCenterId))).FirstOrDefault();

    /// <summary>Every reader will read the organisation's facts anew, and whoever listens is told.</summary>
    public static async Task GrowAsync(StoreTransaction transaction, long id, CancellationToken cancel)
    {
        await transaction.RunAsync("UPDATE organization_state SET change_number = change_number + 1 WHERE organization_id = @org", cancel,
            ("@org", id));
        await transaction.Engine.TellOthersAsync(transaction, new StoreNews(StoreTopic.Facts, id), cancel);
    }

    /// <summary>Keeps what an import knows of its organisation, and lets its change number grow.</summary>
    public static async Task KeepAsync(StoreTransaction transaction, OrganizationState state, bool isNew, CancellationToken cancel)
    {
        Organization organization = state.Organization;
        (string, object?)[] own =
            [("@org", organization.Id), ("@imports", state.Imports), ("@digest", DigestOf(organization.Id, state.Imports))];
        await transaction.RunAsync(isNew
            ? "INSERT INTO organization_state (organization_id, change_number, import_count, setting_sum, digest) VALUES (@org, 0, " +
            "@imports, 0, @digest)"
            : "UPDATE organization_state SET import_count = @imports, digest = @digest WHERE organization_id = @org", cancel, own);
        await GrowAsync(transaction, organization.Id, cancel);
        (string, object?)[] shared =
        [
            ("@org", organization.Id), ("@pc", organization.PartnerCenterId), ("@name", organization.Name),
                ("@digest", DigestOf(organization)),
        ];
        if (isNew)
            await transaction.RunAsync("INSERT INTO organization (organization_id, partner_center_id, name, is_sample, digest) VALUES " +
                "(@org, @pc, @name, @sample, @digest)",
                cancel, [.. shared, ("@sample", organization.IsSample ? 1 : 0)]);
        else if (await transaction.CountAsync("SELECT digest FROM organization WHERE organization_id = @org", cancel,
            ("@org", organization.Id)) != DigestOf(organization))
            await transaction.RunAsync("UPDATE organization SET partner_center_id = @pc, name = @name, digest = @digest WHERE " +
                "organization_id = @org", cancel, shared);
    }

    public static long DigestOf(Organization organization)
    {
        using var row = new RowBuffer();
        Write(row, organization);
        return row.Digest();
    }

    /// <summary>The change number is left out: it grows with settings and imports, which do not wait for each other.</summary>
    public static long DigestOf(long organization, long imports) => Seal.Mark(organization, imports);

    public static void Write(RowBuffer row, Organization organization)
    {
        row.Number(organization.Id);
        row.Text(organization.PartnerCenterId);
        row.Text(organization.Name);
        row.Number(organization.IsSample ? 1 : 0);
    }

    /// <summary>A number nobody has, and nobody who makes an organisation at this moment will get.</summary>
    public static async Task<long> NewNumberAsync(Engine engine, StoreTransaction transaction, CancellationToken cancel)
    {
        long id = 1 + await transaction.CountAsync("SELECT COALESCE(MAX(organization_id), 0) FROM organization", cancel);
        // Asked again behind the reservation: whoever held it may have used the number meanwhile.
        while (!await engine.TryReserveAsync(transaction, LockScope.OrganizationNumber, id, cancel)
            || await transaction.CountAsync("SELECT COUNT(*) FROM organization WHERE organization_id = @org", cancel,
            ("@org", id)) > 0) id++;
        return id;
    }

    private static string Limit(int most) => string.Create(CultureInfo.InvariantCulture, $" LIMIT {most}");

    private static long Checked(StoreTransaction transaction, long id, long imports, long digest) => DigestOf(id, imports) == digest
        ? imports
        : throw transaction.Engine.Damaged(string.Create(CultureInfo.InvariantCulture,
        $"table organization_state, row {id}: not what was written"));

    private static Func<DbDataReader, Organization> Read(StoreTransaction transaction) => reader =>
    {
        var organization = new Organization(reader.GetInt64(0), reader.Text(1), reader.GetString(2), reader.GetInt64(3) != 0);
        return DigestOf(organization) == reader.GetInt64(4) ? organization
            : throw transaction.Engine.Damaged(string.Create(CultureInfo.InvariantCulture,
            $"table organization, row {organization.Id}: not what was written"));
    };
}

using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Store.Schema;

/// <summary>Gives a store of an older program its seals, once, in the step that makes their table. What is sealed is what is there: so it
/// is looked through before, as far as digests and the database itself can tell.</summary>
internal static class Sealing
{
    /// <summary>The step after which seals are written with every import.</summary>
    public const int Step = 5;

    /// <summary>No import is known from before or after these.</summary>
    private static readonly long Earliest = Stored.Moment(new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        Latest = Stored.Moment(new DateTimeOffset(2201, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <exception cref="StoreException">The store is damaged.</exception>
    public static async Task SealAsync(Engine engine, StoreTransaction transaction, CancellationToken cancel)
    {
        List<Organization> organizations =
            await transaction.ListAsync("SELECT organization_id, partner_center_id, name, is_sample FROM organization ORDER BY " +
            "organization_id",
            reader => new Organization(reader.GetInt64(0), reader.Text(1), reader.GetString(2), reader.GetInt64(3) != 0), cancel);
        if (organizations.Count > 0 && await engine.FaultsAsync(cancel) is [var fault, ..]) throw engine.Damaged(fault);
        foreach (Organization organization in organizations)
        {
            await engine.ActForAsync(transaction, organization.Id, cancel);
            await SealAsync(engine, transaction, organization, cancel);
        }
    }

    private static async Task SealAsync(Engine engine, StoreTransaction transaction, Organization organization, CancellationToken cancel)
    {
        var counts = new Dictionary<string, SealCount>();
        foreach (VersionTable table in VersionTable.All)
            counts[table.Name] = ReferralStore.Count(engine, transaction, organization.Id, table, cancel);
        SealCount sightings = counts[Sightings.Table] = new SealCount();
        await Sightings.WalkAsync(transaction, organization.Id, (import, version) => sightings.Add(import, Sightings.Mark(import, version)),
            cancel);

        IReadOnlyList<Imports.Row> imports = await Imports.ReadAsync(transaction, organization.Id, cancel);
        for (int i = 0; i < imports.Count; i++)
        {
            Imports.Row import = imports[i] with
            {
                Seals = counts.Where(c => c.Value.ByImport.ContainsKey(imports[i].Id))
                    .ToDictionary(c => c.Key, c => c.Value.ByImport[imports[i].Id]),
            };
            if (import.Id != imports.Count - i || !IsPossible(import.RecordedAt) || import.UndoneAt is { } undone && !IsPossible(undone))
                throw engine.Damaged(string.Create(CultureInfo.InvariantCulture,
                    $"table import, import {import.Id}: not what was written"));
            await Imports.SealAsync(transaction, organization.Id, import, cancel);
            await transaction.RunAsync("UPDATE import SET digest = @digest WHERE organization_id = @org AND import_id = @import", cancel,
                ("@digest", Imports.DigestOf(organization.Id, import)), ("@org", organization.Id), ("@import", import.Id));
        }
        foreach ((string table, SealCount count) in counts)
            if (count.ByImport.Keys.Any(import => import < 1 || import > imports.Count))
                throw engine.Damaged($"table {table}: rows of an import that is not there");

        long settings = (await transaction.ListAsync("SELECT name, setting_value FROM setting WHERE organization_id = @org",
            reader => SettingChanges.Mark(reader.GetString(0), reader.GetString(1)), cancel, ("@org", organization.Id)))
                .Aggregate(0L, (sum, mark) => unchecked(sum + mark));
        await transaction.RunAsync("UPDATE organization SET import_count = @imports, digest = @digest, setting_sum = @settings WHERE " +
            "organization_id = @org", cancel,
            ("@imports", imports.Count), ("@digest", OwnState.DigestBefore(organization, imports.Count)), ("@settings", settings),
                ("@org", organization.Id));
    }

    private static bool IsPossible(long moment) => moment >= Earliest && moment < Latest;
}

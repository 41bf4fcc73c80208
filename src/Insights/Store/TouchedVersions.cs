using System.Data.Common;
using System.Globalization;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>The referrals that some imports told of, and their versions: what is read when only that changed.</summary>
public sealed partial class ReferralStore
{
    private const int KeysAtOnce = 500;

    /// <summary>The keys of referrals some imports brought a version of, or told again.</summary>
    /// <param name="brought">Imports whose versions are meant.</param>
    /// <param name="toldAgain">Imports whose sightings are meant.</param>
    /// <param name="all">All imports of the organisation, in the order of their numbers: each numbers its versions on from the one
    /// before.</param>
    /// <param name="most">How many at most.</param>
    /// <returns>Null when there are more.</returns>
    internal Task<HashSet<long>?> KeysToldAsync(Scope scope, IReadOnlyList<long> brought, IReadOnlyList<long> toldAgain,
        IReadOnlyList<ImportEntry> all, int most, CancellationToken cancel) => engine.ReadAsync(scope.OrganizationId, async transaction =>
    {
        var keys = new HashSet<long>();
        string limit = string.Create(CultureInfo.InvariantCulture, $" LIMIT {most + 1}");
        foreach (long import in brought)
        {
            long from = 1 + VersionsOf(all.Where(i => i.Id < import)), to = from + VersionsOf(all.Where(i => i.Id == import));
            foreach (long key in await transaction.ListAsync("SELECT version_key FROM referral_version WHERE organization_id = @org AND " +
                "version_id >= @from AND version_id < @to" + limit, reader => reader.GetInt64(0), cancel,
                ("@org", scope.OrganizationId), ("@from", from), ("@to", to))) keys.Add(key);
            if (keys.Count > most) return null;
        }
        foreach (long import in toldAgain)
        {
            foreach (long key in await transaction.ListAsync("SELECT v.version_key FROM sighting s JOIN referral_version v ON " +
                "v.organization_id = s.organization_id AND v.version_id = s.version_id WHERE s.organization_id = @org AND " +
                "v.organization_id = @org AND s.import_id = @import" + limit, reader => reader.GetInt64(0), cancel,
                ("@org", scope.OrganizationId), ("@import", import))) keys.Add(key);
            if (keys.Count > most) return null;
        }
        return keys;
    }, cancel);

    /// <summary>Hands on every version of some referrals, each held against its digest, those of undone imports too.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    internal Task WalkKeysAsync(Scope scope, IReadOnlyCollection<long> keys, Action<VersionRow> take, CancellationToken cancel) =>
        engine.WalkAsync(scope.OrganizationId, async transaction =>
    {
        VersionTable table = VersionTable.Referrals;
        foreach (long[] some in keys.Chunk(KeysAtOnce))
        {
            await using DbCommand command = transaction.Ask($"SELECT {VersionRow.Selected(table)} FROM {table.Name} WHERE " +
                $"organization_id = @org AND version_key IN ({string.Join(", ", some)})", ("@org", scope.OrganizationId));
            Walk(engine, command, table, long.MaxValue, take, cancel);
        }
    }, cancel);
}

using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Store;

/// <summary>A stored version of a referral: what one import told of it.</summary>
/// <param name="Key">Equal for all versions of one referral.</param>
public sealed record StoredVersion(long VersionId, long ImportId, long Digest, long Key, ReferralObservation Told);

/// <summary>A stored version of a registration.</summary>
public sealed record StoredRegistration(long VersionId, long ImportId, long Digest, RegistrationObservation Told);

/// <summary>A version that a later import told again.</summary>
public readonly record struct Sighting(long VersionId, long ImportId);

/// <summary>What a list needs of the rows it shows: whole versions, a few hundred referrals at a time.</summary>
public sealed partial class ReferralStore
{
    /// <summary>All versions of the referrals some versions belong to, in the order they were learnt, those of undone imports too.
    /// A handful of referrals at a time.</summary>
    public async Task<IReadOnlyList<StoredVersion>> VersionsAsync(Scope scope, IReadOnlyList<int> versionIds, CancellationToken cancel)
    {
        if (versionIds.Count == 0) return [];
        IReadOnlyList<StoredVersion> versions =
            await VersionsAsync($"version_key IN (SELECT version_key FROM referral_version WHERE organization_id = @org AND version_id " +
            $"IN ({string.Join(", ", versionIds)}))", scope, cancel);
        // Whoever asks read these before; one that is not found is hidden by a broken index.
        return versions.Select(v => (int)v.VersionId).ToHashSet().IsSupersetOf(versionIds) ? versions
            : throw engine.Damaged("table referral_version: versions are gone");
    }

    /// <summary>All versions of the referral with an id, in the order they were learnt; none when there is no such referral.</summary>
    public Task<IReadOnlyList<StoredVersion>> VersionsAsync(Scope scope, string referralId, CancellationToken cancel) =>
        VersionsAsync("version_key = @key AND referral_id = @text", scope, cancel, ("@key", Stored.Key(referralId)), ("@text", referralId));

    /// <summary>The same by the SHA-256 of the id's UTF-16, for an id that is too long to ask by.</summary>
    public async Task<IReadOnlyList<StoredVersion>> VersionsByDigestAsync(Scope scope, byte[] digest, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return [.. (await VersionsAsync("version_key = @key", scope, cancel, ("@key", Stored.Key(digest))))
            .Where(version => SHA256.HashData(MemoryMarshal.AsBytes(version.Told.ReferralId.AsSpan())).AsSpan().SequenceEqual(digest))];
    }

    /// <summary>All versions of every record of an engagement: ours, and Microsoft's side of it.</summary>
    public Task<IReadOnlyList<StoredVersion>> EngagementAsync(Scope scope, string engagementId, CancellationToken cancel) =>
        // No index leads here: a referral's own page is opened by hand, and a scan of one column is a fraction of a second.
        VersionsAsync("engagement_key = @key AND engagement_id = @text", scope, cancel, ("@key", Stored.Key(engagementId)),
            ("@text", engagementId));

    /// <summary>Every version of the referrals that have the text in their id; letters without case as far as the engine knows
    /// them.</summary>
    public async Task<IReadOnlySet<int>> SearchIdsAsync(Scope scope, string text, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string pattern = Within(text);
        return (await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            "SELECT version_id FROM referral_version WHERE organization_id = @org AND LOWER(referral_id) LIKE @pattern ESCAPE '\\'",
            reader => checked((int)reader.GetInt64(0)), cancel, ("@org", scope.OrganizationId), ("@pattern", pattern)), cancel))
                .ToHashSet();
    }

    /// <summary>All versions of the referrals some version of which may have the scope's person in its team; a few too many, because a
    /// team is kept as JSON, which writes some letters otherwise.</summary>
    public async Task<IReadOnlyList<StoredVersion>> TeamVersionsAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        string plain = (scope.Person ?? "").Trim().ToLowerInvariant()
            .Split([.. (scope.Person ?? "").Where(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '@' or '-' or '_'))])
            .MaxBy(part => part.Length)!;
        return await VersionsAsync("version_key IN (SELECT version_key FROM referral_version WHERE organization_id = @org AND " +
            "LOWER(team) LIKE @text ESCAPE '\\')", scope, cancel, ("@text", Within(plain)));
    }

    /// <summary>All versions of the registrations of one referral, in the order they were learnt.</summary>
    public async Task<IReadOnlyList<StoredRegistration>> RegistrationsAsync(Scope scope, string referralId, CancellationToken cancel) =>
        await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
        $"SELECT {VersionRow.Selected(VersionTable.Registrations)} FROM registration_version WHERE organization_id = @org AND " +
            "referral_id = @id ORDER BY version_id",
        Whole(VersionTable.Registrations, (row, told) => new StoredRegistration(row.VersionId, row.ImportId, row.Digest, told)), cancel,
            ("@org", scope.OrganizationId), ("@id", referralId)), cancel);

    private async Task<IReadOnlyList<StoredVersion>> VersionsAsync(string which, Scope scope, CancellationToken cancel,
        params (string, object?)[] named)
    {
        List<StoredVersion> versions = await engine.ReadAsync(scope.OrganizationId, transaction => transaction.ListAsync(
            $"SELECT {VersionRow.Selected(VersionTable.Referrals)} FROM referral_version WHERE organization_id = @org AND {which}",
            Whole(VersionTable.Referrals, (row, told) => new StoredVersion(row.VersionId, row.ImportId, row.Digest, row.Key, told)), cancel,
                [("@org", scope.OrganizationId), .. named]), cancel);
        // Sorted here: asked to sort, SQLite walks every version in order instead of the index to the handful that is wanted.
        versions.Sort((a, b) => a.VersionId.CompareTo(b.VersionId));
        return versions;
    }

    /// <summary>Reads a version only when its content is what its digest says.</summary>
    private Func<DbDataReader, TVersion> Whole<T, TVersion>(VersionTable<T> table, Func<VersionRow, T, TVersion> version) where T
        : Observation
    {
        var row = new VersionRow(table);
        return reader =>
        {
            row.Values.Clear();
            for (int i = 0; i < reader.FieldCount; i++) row.Values.Value(reader.GetValue(i));
            return row.IsWhole ? version(row, row.Told(table)) : throw row.Damaged(engine);
        };
    }

    /// <summary>The pattern of what has a text somewhere in it.</summary>
    private static string Within(string text) =>
        "%" + text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";
}

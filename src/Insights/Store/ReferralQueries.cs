using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
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
        IReadOnlyList<StoredVersion> versions = await VersionsAsync($"version_key IN (SELECT version_key FROM referral_version WHERE organization_id = @org AND version_id IN ({string.Join(", ", versionIds)}))", scope, cancel);
        // Whoever asks read these before; one that is not found is hidden by a broken index.
        return versions.Select(v => (int)v.VersionId).ToHashSet().IsSupersetOf(versionIds) ? versions : throw engine.Damaged("table referral_version: versions are gone");
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
        VersionsAsync("engagement_key = @key AND engagement_id = @text", scope, cancel, ("@key", Stored.Key(engagementId)), ("@text", engagementId));

    /// <summary>Every version of the referrals that have the text in their id; letters without case as far as the engine knows them.</summary>
    public async Task<IReadOnlySet<int>> SearchIdsAsync(Scope scope, string text, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string pattern = Within(text);
        return (await engine.ReadAsync(scope.OrganizationId, session => session.ListAsync(
            "SELECT version_id FROM referral_version WHERE organization_id = @org AND LOWER(referral_id) LIKE @pattern ESCAPE '\\'",
            reader => checked((int)reader.GetInt64(0)), cancel, ("@org", scope.OrganizationId), ("@pattern", pattern)), cancel)).ToHashSet();
    }

    /// <summary>All versions of the referrals some version of which may have the scope's person in its team; a few too many, because a
    /// team is kept as JSON, which writes some letters otherwise.</summary>
    public async Task<IReadOnlyList<StoredVersion>> TeamVersionsAsync(Scope scope, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(scope);
        string plain = (scope.Person ?? "").Trim().ToLowerInvariant().Split([.. (scope.Person ?? "").Where(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '@' or '-' or '_'))]).MaxBy(part => part.Length)!;
        return await VersionsAsync("version_key IN (SELECT version_key FROM referral_version WHERE organization_id = @org AND LOWER(team) LIKE @text ESCAPE '\\')", scope, cancel, ("@text", Within(plain)));
    }

    /// <summary>All versions of the registrations of one referral, in the order they were learnt.</summary>
    public async Task<IReadOnlyList<StoredRegistration>> RegistrationsAsync(Scope scope, string referralId, CancellationToken cancel) => await engine.ReadAsync(scope.OrganizationId, session => session.ListAsync(
        $"SELECT {VersionRow.Selected(VersionTable.Registrations)} FROM registration_version WHERE organization_id = @org AND referral_id = @id ORDER BY version_id",
        Whole(VersionTable.Registrations, reader => new StoredRegistration(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), RegistrationOf(reader, 4))), cancel, ("@org", scope.OrganizationId), ("@id", referralId)), cancel);

    private async Task<IReadOnlyList<StoredVersion>> VersionsAsync(string which, Scope scope, CancellationToken cancel, params (string, object?)[] named)
    {
        List<StoredVersion> versions = await engine.ReadAsync(scope.OrganizationId, session => session.ListAsync(
            $"SELECT {VersionRow.Selected(VersionTable.Referrals)} FROM referral_version WHERE organization_id = @org AND {which}",
            Whole(VersionTable.Referrals, reader => new StoredVersion(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), ReferralOf(reader, 4))), cancel, [("@org", scope.OrganizationId), .. named]), cancel);
        // Sorted here: asked to sort, SQLite walks every version in order instead of the index to the handful that is wanted.
        versions.Sort((a, b) => a.VersionId.CompareTo(b.VersionId));
        return versions;
    }

    /// <summary>Reads a version only when its content is what its digest says.</summary>
    private Func<DbDataReader, T> Whole<T>(VersionTable table, Func<DbDataReader, T> read)
    {
        var row = new VersionRow(table, []);
        return reader =>
        {
            row.Values.Clear();
            for (int i = 0; i < reader.FieldCount; i++) row.Values.Value(reader.GetValue(i));
            return row.IsWhole ? read(reader) : throw row.Damaged(engine);
        };
    }

    /// <summary>The columns of <see cref="ReferralVersions"/> back as the observation that wrote them.</summary>
    private static ReferralObservation ReferralOf(DbDataReader r, int at) => new()
    {
        ReferralId = r.GetString(at),
        Side = (Side)r.GetInt64(at + 1),
        EngagementId = r.Text(at + 2),
        OwnerOrganizationId = r.Text(at + 4),
        Type = (ReferralType?)r.Number(at + 5),
        LeadKind = (LeadKind?)r.Number(at + 6),
        ApiType = r.Text(at + 7),
        Qualification = r.Text(at + 8),
        Direction = r.Text(at + 9),
        InvitedBy = r.Text(at + 10),
        SharedWithMicrosoft = r.Number(at + 11) is { } shared ? shared != 0 : null,
        State = (ObservedState?)r.Number(at + 12),
        UnknownState = r.Text(at + 13),
        Created = r.When(at + 14),
        Accepted = r.When(at + 15),
        Closed = r.When(at + 16),
        Updated = r.When(at + 17),
        Expires = r.When(at + 18),
        MicrosoftState = (ObservedState?)r.Number(at + 19),
        MicrosoftMsxId = r.Text(at + 20),
        Country = r.Text(at + 21),
        City = r.Text(at + 22),
        CustomerName = r.Text(at + 23),
        DealName = r.Text(at + 24),
        Program = r.Text(at + 25),
        DealValue = Amount(r, at + 26),
        Currency = r.Text(at + 27),
        DealValueUsd = Amount(r, at + 28),
        StatusReason = r.Text(at + 29),
        Solutions = r.Text(at + 30) is { } pairs ? [.. JsonSerializer.Deserialize<string?[][]>(pairs)!.Select(p => new NamedId(p[0], p[1]))] : null,
        Team = r.Text(at + 31) is { } list ? JsonSerializer.Deserialize<string[]>(list) : null,
        Details = r.Text(at + 32) is { } map ? JsonSerializer.Deserialize<Dictionary<string, string>>(map) : null,
    };

    private static RegistrationObservation RegistrationOf(DbDataReader r, int at) => new()
    {
        ReferralId = r.GetString(at),
        RegistrationId = r.Text(at + 1),
        Type = r.Text(at + 2),
        Registered = r.When(at + 3),
        Status = r.Text(at + 4),
        Approved = r.When(at + 5),
        Passed = r.When(at + 6),
        Failed = r.When(at + 7),
        ContractValue = Amount(r, at + 8),
        Currency = r.Text(at + 9),
        ContractValueUsd = Amount(r, at + 10),
        Details = r.Text(at + 11) is { } map ? JsonSerializer.Deserialize<Dictionary<string, string>>(map) : null,
    };

    /// <summary>The pattern of what has a text somewhere in it.</summary>
    private static string Within(string text) =>
        $"%{text.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static decimal? Amount(DbDataReader reader, int column) => reader.Number(column) is { } amount ? Stored.Amount(amount) : null;
}

using System.Runtime.CompilerServices;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>What is known of one referral besides its columns: all its versions together, newest statement first believed, as
/// <see cref="Fold"/> believes them.</summary>
/// <param name="Known">Every field as all living versions together tell it.</param>
/// <param name="Versions">In the order they were learnt, each with the import that first told it.</param>
public sealed record ReferralRecord(ReferralObservation Known, IReadOnlyList<StoredVersion> Versions)
{
    internal static ReferralRecord Of(IEnumerable<(StoredVersion Version, Telling First)> versions, LocalDays days)
    {
        var ordered = versions.Select(v => (v.Version, Recency: RecencyOf(v.Version, v.First, days))).OrderBy(v => v.Recency).ToList();
        return new ReferralRecord(Statements.Together(ReferralFields.Stored, ordered.Select(v => (v.Version.Told, v.Recency.AsOf)), days),
            [.. ordered.Select(v => v.Version).OrderBy(v => v.VersionId)]);
    }

    private static Recency RecencyOf(StoredVersion version, Telling first, LocalDays days) =>
        new(version.Told.Updated is { } updated ? Stored.Moment(updated.In(days)) : first.RecordedAt,
            version.Told.State is { } state ? (int)state : -1, version.Digest);
}

/// <summary>One organisation's facts and the way to the names and details behind its rows. Whose they are was decided when it was
/// opened; nothing here reads anybody else's.</summary>
public sealed class Records(ReferralStore store, Scope scope, OrganizationFacts facts)
{
    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<Task<Names>>> NamesOf = [];
    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<Task<Facets>>> FacetsOf = [];
    private Tellings? tellings;

    public OrganizationFacts Facts => facts;

    /// <summary>What is known of some rows, by their version id; a few hundred at a time.</summary>
    public async Task<IReadOnlyDictionary<int, ReferralRecord>> ReadAsync(IReadOnlyList<int> versionIds, CancellationToken cancel)
    {
        var records = new Dictionary<int, ReferralRecord>();
        if (versionIds.Count == 0) return records;
        var asked = versionIds.ToHashSet();
        foreach (IGrouping<long, StoredVersion> referral in (await store.VersionsAsync(scope, versionIds, cancel)).GroupBy(v => v.Key))
        {
            List<(StoredVersion, Telling)> living = await LivingAsync(referral, cancel);
            if (living.Count == 0) continue;
            var record = ReferralRecord.Of(living, facts.LocalDays);
            foreach (StoredVersion version in referral.Where(v => asked.Contains((int)v.VersionId)))
                records[(int)version.VersionId] = record;
        }
        return records;
    }

    /// <summary>One referral by its id; null when nobody living told of it, or it is not the reader's to see.</summary>
    public async Task<ReferralRecord?> FindAsync(string referralId, CancellationToken cancel) =>
        await OneAsync(await store.VersionsAsync(scope, referralId, cancel), cancel);

    /// <summary>The same by the SHA-256 of the id's UTF-16.</summary>
    public async Task<ReferralRecord?> FindByDigestAsync(byte[] digest, CancellationToken cancel) =>
        await OneAsync(await store.VersionsByDigestAsync(scope, digest, cancel), cancel);

    private async Task<ReferralRecord?> OneAsync(IReadOnlyList<StoredVersion> versions, CancellationToken cancel)
    {
        List<(StoredVersion, Telling)> living = await LivingAsync(versions, cancel);
        if (living.Count == 0) return null;
        var record = ReferralRecord.Of(living, facts.LocalDays);
        return scope.Role != Role.ReferralsUser || record.Known.Team.Names(scope.Person) ? record : null;
    }

    /// <summary>The referrals whose team names the reader, as last told.</summary>
    internal async Task<IReadOnlyList<ReferralRecord>> OfTeamAsync(CancellationToken cancel)
    {
        var records = new List<ReferralRecord>();
        foreach (IGrouping<long, StoredVersion> referral in (await store.TeamVersionsAsync(scope, cancel)).GroupBy(v => v.Key))
            if (await LivingAsync(referral, cancel) is { Count: > 0 } living && ReferralRecord.Of(living, facts.LocalDays) is var record
                && record.Known.Team.Names(scope.Person)) records.Add(record);
        return records;
    }

    /// <summary>The other records of an engagement: Microsoft's side of it.</summary>
    public async Task<IReadOnlyList<ReferralRecord>> OthersAsync(ReferralRecord record, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Known.EngagementId is not { } engagement) return [];
        var others = new List<ReferralRecord>();
        foreach (IGrouping<long, StoredVersion> other in (await store.EngagementAsync(scope, engagement, cancel)).GroupBy(v => v.Key))
        {
            if (other.Key == record.Versions[0].Key) continue;
            List<(StoredVersion, Telling)> living = await LivingAsync(other, cancel);
            if (living.Count > 0) others.Add(ReferralRecord.Of(living, facts.LocalDays));
        }
        return others;
    }

    /// <summary>The registrations of one referral, each as all living versions together tell it.</summary>
    public async Task<IReadOnlyList<RegistrationObservation>> RegistrationsAsync(string referralId, CancellationToken cancel)
    {
        tellings ??= await Tellings.ReadAsync(store, scope, cancel);
        var told = new List<RegistrationFold.Told>();
        foreach (StoredRegistration version in await store.RegistrationsAsync(scope, referralId, cancel))
            if (tellings.TryFirst(version.VersionId, version.ImportId, out Telling first))
                told.Add(new(version.Told, first.RecordedAt, version.Digest));
        return [.. new RegistrationFold(facts.LocalDays).Together(told)];
    }

    public Task<IReadOnlyList<ImportEntry>> ImportsAsync(CancellationToken cancel) => store.ImportsAsync(scope, cancel);

    /// <summary>The rows that have a text in their customer's or deal's name, or in their id.</summary>
    public async Task<IReadOnlySet<int>> SearchAsync(string text, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        IReadOnlySet<int> named = (await NamesAsync(cancel)).Find(text);
        // Ids are not in memory. What has a space or no digit is no part of one, and not worth the way through the store.
        if (text.Trim().Any(char.IsWhiteSpace) || !text.Any(char.IsDigit)) return named;
        IReadOnlyList<StoredVersion> whole = await store.VersionsAsync(scope, text.Trim(), cancel);
        IReadOnlySet<int> versions = whole.Count > 0 ? whole.Select(v => (int)v.VersionId).ToHashSet()
            : await store.SearchIdsAsync(scope, text.Trim(), cancel);
        return versions.Count == 0 ? named : Enumerable.Range(0, facts.Count).Where(row => versions.Contains(facts.VersionId[row]))
            .Concat(named).ToHashSet();
    }

    /// <summary>Customers whose name has a text somewhere, as their sources spell them: those that begin with it first, then by
    /// name.</summary>
    public async Task<IReadOnlyList<string>> CustomersAsync(string text, int most, CancellationToken cancel)
    {
        int[] versions = [.. (await NamesAsync(cancel)).FindCustomers(text, most).Select(row => facts.VersionId[row])];
        IReadOnlyDictionary<int, ReferralRecord> known = await ReadAsync(versions, cancel);
        return [.. versions.Select(version => known.GetValueOrDefault(version)?.Known.CustomerName).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What the referrals are called: read at the first question, kept as long as the facts.</summary>
    public Task<Names> NamesAsync(CancellationToken cancel) =>
        KeptAsync(NamesOf, f => new FactsReader(store, scope, CancellationToken.None).ReadNamesAsync(store, f), cancel);

    /// <summary>The columns the dashboards ask for besides the facts: read at the first question, kept as long as the facts.</summary>
    public Task<Facets> FacetsAsync(CancellationToken cancel) =>
        KeptAsync(FacetsOf, f => new FactsReader(store, scope, CancellationToken.None).ReadFacetsAsync(store, f), cancel);

    /// <summary>True when neither names nor facets have to be waited for.</summary>
    internal bool IsReadAhead => Is(NamesOf) && Is(FacetsOf);

    private bool Is<T>(ConditionalWeakTable<OrganizationFacts, Lazy<Task<T>>> kept) => kept.TryGetValue(facts, out Lazy<Task<T>>? reading)
        && reading.IsValueCreated && reading.Value.IsCompletedSuccessfully;

    /// <summary>Whoever asks first has it read; a reading that failed is tried again.</summary>
    private async Task<T> KeptAsync<T>(ConditionalWeakTable<OrganizationFacts, Lazy<Task<T>>> kept, Func<OrganizationFacts, Task<T>> read,
        CancellationToken cancel)
    {
        Lazy<Task<T>> reading = kept.GetValue(facts, f => new Lazy<Task<T>>(() => Task.Run(() => read(f))));
        try
        {
            return await reading.Value.WaitAsync(cancel);
        }
        catch when (reading.Value.IsFaulted)
        {
            kept.Remove(facts);
            throw;
        }
    }

    /// <summary>Those versions that an import which was not undone told, with the import that first did.</summary>
    private async Task<List<(StoredVersion, Telling)>> LivingAsync(IEnumerable<StoredVersion> versions, CancellationToken cancel)
    {
        tellings ??= await Tellings.ReadAsync(store, scope, cancel);
        var living = new List<(StoredVersion, Telling)>();
        foreach (StoredVersion version in versions)
            if (tellings.TryFirst(version.VersionId, version.ImportId, out Telling first))
                living.Add((version with { ImportId = first.ImportId }, first));
        return living;
    }
}

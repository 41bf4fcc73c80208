using System.Runtime.CompilerServices;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>What is known of one referral besides its columns: all its versions together, newest statement first believed, as
/// <see cref="Fold"/> believes them.</summary>
/// <param name="Known">Every field as last told by any living version.</param>
/// <param name="LastState">The state furthest on in its life; null when none was ever known.</param>
public sealed record ReferralRecord(ReferralObservation Known, ObservedState? LastState, IReadOnlyList<StoredVersion> Versions)
{
    internal static ReferralRecord Of(IEnumerable<(StoredVersion Version, DateTimeOffset RecordedAt)> versions)
    {
        var ordered = versions.Select(v => (v.Version, AsOf: v.Version.Told.Updated ?? v.RecordedAt)).OrderBy(v => v.AsOf)
            .ThenBy(v => v.Version.Told.State ?? (ObservedState)255).ThenBy(v => v.Version.Digest).ToList();
        ReferralObservation known = ordered[0].Version.Told;
        ObservedState? state = null;
        DateTimeOffset? solutionsAsOf = null;
        foreach ((StoredVersion version, DateTimeOffset asOf) in ordered)
        {
            ReferralObservation told = version.Told;
            if (told.State is { } now && (state is null || Life(now) >= Life(state.Value))) state = now;
            // A download tells a deal with several solutions in several rows: what is told at one moment is one statement.
            IReadOnlyList<NamedId>? solutions = told.Solutions is { } some && asOf == solutionsAsOf ? [.. known.Solutions!.Union(some)] : told.Solutions ?? known.Solutions;
            if (told.Solutions is not null) solutionsAsOf = asOf;
            known = Merge(known, told) with { Solutions = solutions };
        }
        return new ReferralRecord(known, state, [.. ordered.Select(v => v.Version).OrderBy(v => v.VersionId)]);
    }

    private static int Life(ObservedState state) => state switch { ObservedState.New => 0, ObservedState.Active => 1, _ => 2 };

    private static ReferralObservation Merge(ReferralObservation known, ReferralObservation told) => known with
    {
        EngagementId = told.EngagementId ?? known.EngagementId,
        OwnerOrganizationId = told.OwnerOrganizationId ?? known.OwnerOrganizationId,
        Type = told.Type ?? known.Type,
        LeadKind = told.LeadKind ?? known.LeadKind,
        ApiType = told.ApiType ?? known.ApiType,
        Qualification = told.Qualification ?? known.Qualification,
        Direction = told.Direction ?? known.Direction,
        InvitedBy = told.InvitedBy ?? known.InvitedBy,
        SharedWithMicrosoft = told.SharedWithMicrosoft ?? known.SharedWithMicrosoft,
        State = told.State ?? known.State,
        UnknownState = told.UnknownState ?? (told.State is null ? known.UnknownState : null),
        Created = told.Created ?? known.Created,
        Accepted = told.Accepted ?? known.Accepted,
        Closed = told.Closed ?? known.Closed,
        Updated = told.Updated ?? known.Updated,
        Expires = told.Expires ?? known.Expires,
        MicrosoftState = told.MicrosoftState ?? known.MicrosoftState,
        MicrosoftMsxId = told.MicrosoftMsxId ?? known.MicrosoftMsxId,
        Country = told.Country ?? known.Country,
        City = told.City ?? known.City,
        CustomerName = told.CustomerName ?? known.CustomerName,
        DealName = told.DealName ?? known.DealName,
        Program = told.Program ?? known.Program,
        // An amount, its currency and its conversion are one statement.
        DealValue = told.DealValue ?? known.DealValue,
        Currency = told.DealValue is null ? known.Currency ?? told.Currency : told.Currency,
        DealValueUsd = told.DealValue is null ? known.DealValueUsd ?? told.DealValueUsd : told.DealValueUsd,
        StatusReason = told.StatusReason ?? known.StatusReason,
        Team = told.Team ?? known.Team,
        Details = told.Details is null ? known.Details : known.Details is null ? told.Details
            : known.Details.Concat(told.Details).GroupBy(d => d.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal),
    };
}

/// <summary>One organisation's facts and the way to the names and details behind its rows. Whose they are was decided when it was
/// opened; nothing here reads anybody else's.</summary>
public sealed class Records(ReferralStore store, Scope scope, OrganizationFacts facts)
{
    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<Task<Names>>> NamesOf = [];
    private static readonly ConditionalWeakTable<OrganizationFacts, Lazy<Task<Facets>>> FacetsOf = [];
    private Dictionary<long, DateTimeOffset>? imports;
    private IReadOnlyDictionary<long, DateTimeOffset>? lifelines;

    public OrganizationFacts Facts => facts;

    /// <summary>What is known of some rows, by their version id; a few hundred at a time.</summary>
    public async Task<IReadOnlyDictionary<int, ReferralRecord>> ReadAsync(IReadOnlyList<int> versionIds, CancellationToken cancel)
    {
        var records = new Dictionary<int, ReferralRecord>();
        if (versionIds.Count == 0) return records;
        var asked = versionIds.ToHashSet();
        foreach (IGrouping<long, StoredVersion> referral in (await store.VersionsAsync(scope, versionIds, cancel)).GroupBy(v => v.Key))
        {
            List<(StoredVersion, DateTimeOffset)> living = await LivingAsync(referral, cancel);
            if (living.Count == 0) continue;
            var record = ReferralRecord.Of(living);
            foreach (StoredVersion version in referral.Where(v => asked.Contains((int)v.VersionId))) records[(int)version.VersionId] = record;
        }
        return records;
    }

    /// <summary>One referral by its id; null when nobody living told of it, or it is not the reader's to see.</summary>
    public async Task<ReferralRecord?> FindAsync(string referralId, CancellationToken cancel)
    {
        List<(StoredVersion, DateTimeOffset)> living = await LivingAsync(await store.VersionsAsync(scope, referralId, cancel), cancel);
        if (living.Count == 0) return null;
        var record = ReferralRecord.Of(living);
        return scope.Role != Role.ReferralsUser || record.Known.Team.Names(scope.Person) ? record : null;
    }

    /// <summary>The referrals whose team names the reader, as last told.</summary>
    internal async Task<IReadOnlyList<ReferralRecord>> OfTeamAsync(CancellationToken cancel)
    {
        var records = new List<ReferralRecord>();
        foreach (IGrouping<long, StoredVersion> referral in (await store.TeamVersionsAsync(scope, cancel)).GroupBy(v => v.Key))
            if (await LivingAsync(referral, cancel) is { Count: > 0 } living && ReferralRecord.Of(living) is var record && record.Known.Team.Names(scope.Person)) records.Add(record);
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
            List<(StoredVersion, DateTimeOffset)> living = await LivingAsync(other, cancel);
            if (living.Count > 0) others.Add(ReferralRecord.Of(living));
        }
        return others;
    }

    public Task<IReadOnlyList<StoredRegistration>> RegistrationsAsync(string referralId, CancellationToken cancel) => store.RegistrationsAsync(scope, referralId, cancel);

    public Task<IReadOnlyList<ImportEntry>> ImportsAsync(CancellationToken cancel) => store.ImportsAsync(scope, cancel);

    /// <summary>The rows that have a text in their customer's or deal's name, or in their id.</summary>
    public async Task<IReadOnlySet<int>> SearchAsync(string text, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        IReadOnlySet<int> named = (await NamesAsync(cancel)).Find(text);
        // Ids are not in memory. What has a space or no digit is no part of one, and not worth the way through the store.
        if (text.Trim().Any(char.IsWhiteSpace) || !text.Any(char.IsDigit)) return named;
        IReadOnlyList<StoredVersion> whole = await store.VersionsAsync(scope, text.Trim(), cancel);
        IReadOnlySet<int> versions = whole.Count > 0 ? whole.Select(v => (int)v.VersionId).ToHashSet() : await store.SearchIdsAsync(scope, text.Trim(), cancel);
        return versions.Count == 0 ? named : Enumerable.Range(0, facts.Count).Where(row => versions.Contains(facts.VersionId[row])).Concat(named).ToHashSet();
    }

    /// <summary>Customers whose name has a text somewhere, as their sources spell them: those that begin with it first, then by name.</summary>
    public async Task<IReadOnlyList<string>> CustomersAsync(string text, int most, CancellationToken cancel)
    {
        int[] versions = [.. (await NamesAsync(cancel)).FindCustomers(text, most).Select(row => facts.VersionId[row])];
        IReadOnlyDictionary<int, ReferralRecord> known = await ReadAsync(versions, cancel);
        return [.. versions.Select(version => known.GetValueOrDefault(version)?.Known.CustomerName).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>What the referrals are called: read at the first question, kept as long as the facts.</summary>
    public Task<Names> NamesAsync(CancellationToken cancel) => KeptAsync(NamesOf, f => new FactsReader(store, scope, CancellationToken.None).ReadNamesAsync(f), cancel);

    /// <summary>The columns the dashboards ask for besides the facts: read at the first question, kept as long as the facts.</summary>
    public Task<Facets> FacetsAsync(CancellationToken cancel) => KeptAsync(FacetsOf, f => new FactsReader(store, scope, CancellationToken.None).ReadFacetsAsync(f), cancel);

    /// <summary>True when neither names nor facets have to be waited for.</summary>
    internal bool IsReadAhead => Is(NamesOf) && Is(FacetsOf);

    private bool Is<T>(ConditionalWeakTable<OrganizationFacts, Lazy<Task<T>>> kept) => kept.TryGetValue(facts, out Lazy<Task<T>>? reading) && reading.IsValueCreated && reading.Value.IsCompletedSuccessfully;

    /// <summary>Whoever asks first has it read; a reading that failed is tried again.</summary>
    private async Task<T> KeptAsync<T>(ConditionalWeakTable<OrganizationFacts, Lazy<Task<T>>> kept, Func<OrganizationFacts, Task<T>> read, CancellationToken cancel)
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

    /// <summary>Those versions that an import which was not undone told, with the moment they were first so told.</summary>
    private async Task<List<(StoredVersion, DateTimeOffset)>> LivingAsync(IEnumerable<StoredVersion> versions, CancellationToken cancel)
    {
        imports ??= (await store.ImportsAsync(scope, cancel)).Where(i => i.UndoneAt is null).ToDictionary(i => i.Id, i => i.RecordedAt);
        lifelines ??= await store.LifelinesAsync(scope, cancel);
        var living = new List<(StoredVersion, DateTimeOffset)>();
        foreach (StoredVersion version in versions)
            if (imports.TryGetValue(version.ImportId, out DateTimeOffset recorded) || lifelines.TryGetValue(version.VersionId, out recorded)) living.Add((version, recorded));
        return living;
    }
}

using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Reads one organisation's versions from the store and folds them into columns.</summary>
internal sealed class FactsReader(IFactSource store, Scope scope, CancellationToken cancel)
{
    /// <exception cref="StoreException">There is no such organisation: a stranger's reading is refused, not empty (law 7).</exception>
    /// <param name="before">Facts of the organisation that were read before: only what changed since is then folded anew.</param>
    public async Task<OrganizationFacts> ReadAsync(OrganizationFacts? before = null)
    {
        (Organization organization, long changes, _) = await store.FindAsync(scope.OrganizationId, cancel)
            ?? throw new StoreException("That organisation is not in the store.");
        IReadOnlyDictionary<string, string> settings = await store.SettingsAsync(scope, cancel);
        var days = new LocalDays(ReportingZone.Of(settings));
        Tellings tellings = await Tellings.ReadAsync(store, scope, cancel);
        FoldedReferrals? folded = before is null || store is not ReferralStore whole ? null
            : await new ReferralRefold(whole, scope, tellings, days, before).ReadAsync(organization.PartnerCenterId, cancel);
        folded ??= await new ReferralReader(store, scope, tellings, days).ReadAsync(organization.PartnerCenterId, cancel);
        ReferralColumns referrals = folded.Columns;

        List<Solution> solutions = [.. (await ReadSolutionsAsync(tellings)).Where(s => s.Class != SolutionClass.NotPublished)
            .Select(s => new Solution(s.SolutionId, s.Name, s.Class))];
        List<DayOfViews> views = [.. (await ReadPageViewsAsync(tellings)).GroupBy(v => (v.Day, v.Source))
            .Select(g => new DayOfViews(g.Key.Day, g.Key.Source, g.Sum(v => v.PageViews), g.Sum(v => v.CtaClicks)))];
        List<OwnRate> rates = [.. (await ReadRatesAsync(tellings)).Select(r => new OwnRate(r.Currency, r.Month, r.UsdPerUnit))];
        List<Source> sources = [.. tellings.Living.SelectMany(i => i.Files.Select(f => new Source(f.Format, i.RecordedAt)))
            .GroupBy(s => s.Format).Select(g => g.MaxBy(s => s.RefreshedAt)!)];
        List<int> odd = [.. Enumerable.Range(0, referrals.Count).Where(i => referrals.State[i] == State.Won
            && referrals.Closed[i] < referrals.Created[i]).Take(100)];
        IReadOnlyDictionary<long, string> ids =
            await store.ReferralIdsAsync(scope, [.. odd.Select(i => (long)referrals.VersionId[i])], cancel);

        return new OrganizationFacts
        {
            OrganizationName = organization.Name,
            OrganizationId = organization.PartnerCenterId,
            IsSample = organization.IsSample,
            ChangeNumber = changes,
            Settings = settings,
            Class = referrals.Class,
            State = referrals.State,
            Created = referrals.Created,
            Accepted = referrals.Accepted,
            MicrosoftAccepted = referrals.MicrosoftAccepted,
            Closed = referrals.Closed,
            Observed = referrals.Observed,
            Days = referrals.Days,
            Doubts = referrals.Doubts,
            Country = new Codes(referrals.Country),
            Program = new Codes(referrals.Program),
            Currency = new Codes(referrals.Currency),
            Value = referrals.Value,
            ValueUsd = referrals.ValueUsd,
            VersionId = referrals.VersionId,
            Words = folded.Words,
            ClosedAsError = [.. folded.Errors.Values],
            WonBeforeCreated = odd.ToDictionary(i => i, i => ids[referrals.VersionId[i]]),
            Solutions = solutions,
            Views = views,
            Registrations = await ReadRegistrationsAsync(tellings, days, folded.Errors),
            Rates = rates,
            Sources = sources,
            Fold = new FoldState(tellings.All, folded.Sides, folded.Errors),
        };
    }

    /// <summary>The columns the dashboards ask for besides, for facts that were read before.</summary>
    public async Task<Facets> ReadFacetsAsync(ReferralStore whole, OrganizationFacts facts)
    {
        Tellings tellings = await Tellings.ReadAsync(store, scope, cancel);
        // Page views are the organisation's, not a team's (TeamFacts).
        List<PageViewObservation> views = scope.Role == Role.ReferralsUser ? [] : await ReadPageViewsAsync(tellings);
        return await new FacetReader(whole, scope, facts, tellings).ReadAsync(views, cancel);
    }

    /// <summary>What the referrals of facts that were read before are called.</summary>
    public async Task<Names> ReadNamesAsync(ReferralStore whole, OrganizationFacts facts) =>
        await Names.ReadAsync(whole, scope, facts, await Tellings.ReadAsync(store, scope, cancel), cancel);

    private Task<List<SolutionObservation>> ReadSolutionsAsync(Tellings tellings) =>
        ReadLatestAsync(tellings, VersionTable.Solutions, s => s.SolutionId, s => ((long)s.Class, s.Name, s.Status));

    /// <summary>Views only ever grow as late ones arrive, so of two statements made in one import the larger stands.</summary>
    private Task<List<PageViewObservation>> ReadPageViewsAsync(Tellings tellings) =>
        ReadLatestAsync(tellings, VersionTable.PageViews, p => (p.Day, p.Source, p.Country, p.Listing), p => (p.PageViews, p.CtaClicks));

    private Task<List<RateObservation>> ReadRatesAsync(Tellings tellings) =>
        ReadLatestAsync(tellings, VersionTable.Rates, r => (r.Currency, r.Month), r => r.UsdPerUnit);

    private async Task<List<Registration>> ReadRegistrationsAsync(
        Tellings tellings, LocalDays days, IReadOnlyDictionary<long, ErroneousReferral> errors)
    {
        var told = new List<RegistrationFold.Told>();
        await store.ReadVersionsAsync(scope, VersionTable.Registrations, row =>
        {
            if (!tellings.TryFirst(row.VersionId, row.ImportId, out Telling first)) return;
            RegistrationObservation registration = row.Told(VersionTable.Registrations);
            if (!errors.ContainsKey(Stored.Key(registration.ReferralId))) told.Add(new(registration, first.RecordedAt, row.Digest));
        }, cancel);
        return [.. new RegistrationFold(days).Of(told)];
    }

    /// <summary>Of each thing the version recorded last; of several recorded at once the one ranked highest, so that order never
    /// matters.</summary>
    private async Task<List<T>> ReadLatestAsync<T, TKey,
        TRank>(Tellings tellings, VersionTable<T> table, Func<T, TKey> key, Func<T, TRank> rank)
        where T : Observation where TKey : notnull
    {
        var latest = new Dictionary<TKey, (long Recorded, T Version)>();
        await store.ReadVersionsAsync(scope, table, row =>
        {
            if (!tellings.TryFirst(row.VersionId, row.ImportId, out Telling first)) return;
            T version = row.Told(table);
            if (!latest.TryGetValue(key(version), out var known)
                || (known.Recorded, rank(known.Version)).CompareTo((first.RecordedAt, rank(version))) < 0)
                latest[key(version)] = (first.RecordedAt, version);
        }, cancel);
        return [.. latest.Values.Select(v => v.Version)];
    }
}

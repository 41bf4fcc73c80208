using System.Runtime.InteropServices;
using Insights.Store;
using Insights.Store.Schema;
using Insights.Vocabulary;

namespace Insights.Facts;

/// <summary>Reads one organisation's versions from the store and folds them into columns.</summary>
internal sealed class FactsReader(ReferralStore store, Scope scope, CancellationToken cancel)
{
    private readonly Coder words = new();
    private Dictionary<long, DateTimeOffset> liveImports = [];
    private IReadOnlyDictionary<long, DateTimeOffset> lifelines = new Dictionary<long, DateTimeOffset>();

    /// <exception cref="StoreException">There is no such organisation: a stranger's reading is refused, not empty (law 7).</exception>
    public async Task<OrganizationFacts> ReadAsync()
    {
        Organization organization = await store.FindAsync(scope.OrganizationId, cancel)
            ?? throw new StoreException("That organisation is not in the store.");
        IReadOnlyList<ImportEntry> imports = [.. (await store.ImportsAsync(scope, cancel)).Where(i => i.UndoneAt is null).Reverse()];
        liveImports = imports.ToDictionary(i => i.Id, i => i.RecordedAt);
        lifelines = await store.LifelinesAsync(scope, cancel);

        var versions = new List<Version>();
        var lastOf = new Dictionary<long, int>();
        var microsoft = new List<Version>();
        await store.ReadVersionsAsync(scope, VersionTable.Referrals, Version.Columns, reader =>
        {
            if (RecordedAt(reader.GetInt64(0), reader.GetInt64(1)) is not { } recorded) return;
            var version = Version.Read(reader, Stored.Moment(recorded), words);
            if (Version.SideOf(reader) == Side.Microsoft)
            {
                microsoft.Add(version);
                return;
            }
            ref int last = ref CollectionsMarshal.GetValueRefOrAddDefault(lastOf, Version.Key(reader), out bool known);
            if (known) version.Earlier = last;
            last = versions.Count;
            versions.Add(version);
        }, cancel);

        Dictionary<long, long> acceptedByMicrosoft = FoldMicrosoft(microsoft, out Dictionary<long, long> acceptedObserved, out HashSet<long> refused);
        var errors = new Dictionary<long, ErroneousReferral>();
        var referrals = new List<Referral>(lastOf.Count);
        int unknownStates = 0;
        var group = new List<Version>();
        ReadOnlySpan<Version> all = CollectionsMarshal.AsSpan(versions);
        foreach ((long key, int last) in lastOf)
        {
            group.Clear();
            for (int i = last; i >= 0; i = all[i].Earlier) group.Add(all[i]);
            Referral referral = Fold.Of(CollectionsMarshal.AsSpan(group), words, organization.PartnerCenterId);
            if (referral.ClosedAsError)
            {
                errors.Add(key, new ErroneousReferral(referral.Class, referral.Created));
                continue;
            }
            if (referral.UnknownState) unknownStates++;
            if (referral.Class == ReferralClass.Outbound && referral.Engagement != 0)
            {
                if (acceptedByMicrosoft.TryGetValue(referral.Engagement, out long accepted))
                    (referral.MicrosoftAccepted, referral.MicrosoftLearnt) = (accepted, Learnt.FromSource);
                else if (acceptedObserved.TryGetValue(referral.Engagement, out long observed))
                    (referral.MicrosoftAccepted, referral.MicrosoftLearnt) = (Fold.Earliest(referral.MicrosoftAccepted, observed), Learnt.Observed);
                else if (refused.Contains(referral.Engagement))
                    referral.MicrosoftAccepted = Version.None;
            }
            referrals.Add(referral);
        }
        referrals.Sort((a, b) => (a.Created, a.VersionId).CompareTo((b.Created, b.VersionId)));

        List<Solution> solutions = [.. (await ReadSolutionsAsync()).Where(s => s.Class != SolutionClass.NotPublished).Select(s => new Solution(s.SolutionId, s.Name, s.Class))];
        List<DayOfViews> views = [.. (await ReadPageViewsAsync()).GroupBy(v => (v.Day, v.Source)).Select(g => new DayOfViews(g.Key.Day, g.Key.Source, g.Sum(v => v.PageViews), g.Sum(v => v.CtaClicks)))];
        List<OwnRate> rates = [.. (await ReadRatesAsync()).Select(r => new OwnRate(r.Currency, r.Month, r.UsdPerUnit))];
        List<Source> sources = [.. imports.SelectMany(i => i.Files.Select(f => new Source(f.Format, i.RecordedAt))).GroupBy(s => s.Format).Select(g => g.MaxBy(s => s.RefreshedAt)!)];
        List<int> odd = [.. Enumerable.Range(0, referrals.Count).Where(i => referrals[i].State == State.Won && referrals[i].Closed < referrals[i].Created).Take(100)];
        IReadOnlyDictionary<long, string> ids = await store.ReferralIdsAsync(scope, [.. odd.Select(i => (long)referrals[i].VersionId)], cancel);

        return Columns(organization, referrals, unknownStates, odd.ToDictionary(i => i, i => ids[referrals[i].VersionId]), solutions, views,
            await ReadRegistrationsAsync(errors), rates, sources, [.. errors.Values], await store.SettingsAsync(scope, cancel));
    }

    /// <summary>When the version was first told by an import that still lives; null when none does.</summary>
    private DateTimeOffset? RecordedAt(long version, long import) =>
        liveImports.TryGetValue(import, out DateTimeOffset recorded) ? recorded
        : lifelines.TryGetValue(version, out recorded) ? recorded
        : null;

    /// <summary>Microsoft's sides by engagement: the accept moment it tells; else the first time we saw it accepted; else whether
    /// Microsoft declined or let it expire (metrics.md 3, cosell.accepted_by_microsoft).</summary>
    private static Dictionary<long, long> FoldMicrosoft(List<Version> sides, out Dictionary<long, long> observed, out HashSet<long> refused)
    {
        var told = new Dictionary<long, long>();
        observed = [];
        refused = [];
        foreach (Version side in sides)
        {
            if (side.Engagement == 0) continue;
            if (side.Accepted != Version.None)
                told[side.Engagement] = told.TryGetValue(side.Engagement, out long known) ? Math.Min(known, side.Accepted) : side.Accepted;
            else if (side.Observed is ObservedState.Active)
                observed[side.Engagement] = observed.TryGetValue(side.Engagement, out long known) ? Math.Min(known, side.RecordedAt) : side.RecordedAt;
            else if (side.Observed is ObservedState.Declined or ObservedState.Expired)
                refused.Add(side.Engagement);
        }
        return told;
    }

    private OrganizationFacts Columns(Organization organization, List<Referral> referrals, int unknownStates, IReadOnlyDictionary<int, string> wonBeforeCreated,
        List<Solution> solutions, List<DayOfViews> views, List<Registration> registrations, List<OwnRate> rates, List<Source> sources, List<ErroneousReferral> errors,
        IReadOnlyDictionary<string, string> settings)
    {
        int count = referrals.Count;
        var facts = new OrganizationFacts
        {
            OrganizationName = organization.Name,
            OrganizationId = organization.PartnerCenterId,
            IsSample = organization.IsSample,
            ChangeNumber = organization.ChangeNumber,
            Settings = settings,
            Class = new ReferralClass[count],
            State = new State[count],
            Created = new long[count],
            Accepted = new long[count],
            MicrosoftAccepted = new long[count],
            Closed = new long[count],
            Observed = new ObservedMoments[count],
            Country = new int[count],
            Program = new int[count],
            Currency = new int[count],
            Value = new long[count],
            ValueUsd = new long[count],
            VersionId = new int[count],
            Words = words,
            ClosedAsError = errors,
            UnknownStates = unknownStates,
            Solutions = solutions,
            Views = views,
            Registrations = registrations,
            Rates = rates,
            Sources = sources,
            WonBeforeCreated = wonBeforeCreated,
        };
        for (int i = 0; i < count; i++)
        {
            Referral r = referrals[i];
            facts.Class[i] = r.Class;
            facts.State[i] = r.State;
            facts.Created[i] = r.Created;
            facts.Accepted[i] = r.Accepted;
            facts.MicrosoftAccepted[i] = r.MicrosoftAccepted;
            facts.Closed[i] = r.Closed;
            facts.Observed[i] = (r.CreatedLearnt == Learnt.Observed ? ObservedMoments.Created : 0)
                | (r.AcceptedLearnt == Learnt.Observed && r.Accepted != Version.None ? ObservedMoments.Accepted : 0)
                | (r.ClosedLearnt == Learnt.Observed && r.Closed != Version.None ? ObservedMoments.Closed : 0)
                | (r.MicrosoftLearnt == Learnt.Observed && r.MicrosoftAccepted != Version.None ? ObservedMoments.MicrosoftAccepted : 0);
            facts.Country[i] = r.Country;
            facts.Program[i] = r.Program;
            facts.Currency[i] = r.Currency;
            facts.Value[i] = r.Value;
            facts.ValueUsd[i] = r.ValueUsd;
            facts.VersionId[i] = r.VersionId;
        }
        return facts;
    }

    private async Task<List<SolutionObservation>> ReadSolutionsAsync() =>
        await ReadLatestAsync(VersionTable.Solutions, r => new SolutionObservation
        {
            SolutionId = r.GetString(2),
            Name = r.Text(3),
            Class = (SolutionClass)r.GetInt64(4),
            Status = r.Text(5),
        }, s => s.SolutionId, s => (long)s.Class);

    /// <summary>Views only ever grow as late ones arrive, so of two statements made in one import the larger stands.</summary>
    private async Task<List<PageViewObservation>> ReadPageViewsAsync() =>
        await ReadLatestAsync(VersionTable.PageViews, r => new PageViewObservation
        {
            Day = DateOnly.FromDayNumber((int)r.GetInt64(2)),
            Source = r.GetString(3),
            Country = r.GetString(4),
            Listing = r.GetString(5),
            PageViews = r.GetInt64(6),
            CtaClicks = r.GetInt64(7),
        }, p => (p.Day, p.Source, p.Country, p.Listing), p => (p.PageViews, p.CtaClicks));

    private async Task<List<RateObservation>> ReadRatesAsync() =>
        await ReadLatestAsync(VersionTable.Rates, r => new RateObservation
        {
            Currency = r.GetString(2),
            Month = DateOnly.FromDayNumber((int)r.GetInt64(3)),
            UsdPerUnit = decimal.Parse(r.GetString(4), System.Globalization.CultureInfo.InvariantCulture),
        }, r => (r.Currency, r.Month), r => r.UsdPerUnit);

    private async Task<List<Registration>> ReadRegistrationsAsync(Dictionary<long, ErroneousReferral> errors)
    {
        var told = new List<RegistrationFold.Told>();
        await store.ReadVersionsAsync(scope, VersionTable.Registrations, ["digest", .. VersionTable.Registrations.Columns], r =>
        {
            if (RecordedAt(r.GetInt64(0), r.GetInt64(1)) is not { } recorded) return;
            if (errors.ContainsKey(Stored.Key(r.GetString(3)))) return;
            told.Add(new(new RegistrationObservation
            {
                ReferralId = r.GetString(3),
                RegistrationId = r.Text(4),
                Type = r.Text(5),
                Registered = r.Moment(6),
                Status = r.Text(7),
                Approved = r.Moment(8),
                Passed = r.Moment(9),
                Failed = r.Moment(10),
                ContractValue = r.Number(11) is { } value ? Stored.Amount(value) : null,
                Currency = r.Text(12),
                ContractValueUsd = r.Number(13) is { } usd ? Stored.Amount(usd) : null,
            }, recorded, r.GetInt64(2)));
        }, cancel);
        return [.. RegistrationFold.Of(told)];
    }

    /// <summary>Of each thing the version recorded last; of several recorded at once the one ranked highest, so that order never matters.</summary>
    private async Task<List<T>> ReadLatestAsync<T, TKey, TRank>(VersionTable table, Func<System.Data.Common.DbDataReader, T> read, Func<T, TKey> key, Func<T, TRank> rank)
        where TKey : notnull
    {
        var latest = new Dictionary<TKey, (DateTimeOffset Recorded, T Version)>();
        await store.ReadVersionsAsync(scope, table, table.Columns, reader =>
        {
            if (RecordedAt(reader.GetInt64(0), reader.GetInt64(1)) is not { } recorded) return;
            T version = read(reader);
            if (!latest.TryGetValue(key(version), out var known) || (known.Recorded, rank(known.Version)).CompareTo((recorded, rank(version))) < 0)
                latest[key(version)] = (recorded, version);
        }, cancel);
        return [.. latest.Values.Select(v => v.Version)];
    }
}

using Insights.Facts;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Page.Lists;

/// <summary>An event of a referral, and how we came to know its moment.</summary>
/// <param name="Word">The word for the event.</param>
/// <param name="IsObserved">The source tells no moment; this is when we first saw it so.</param>
/// <param name="Import">The import that first told it; null when it cannot be said, as for Microsoft's acceptance on its own
/// record.</param>
public sealed record KnownEvent(string Word, When Moment, bool IsObserved, ImportEntry? Import);

/// <summary>What one import told that was not known before it.</summary>
/// <param name="Changes">Column by column, what was known and what was told.</param>
public sealed record KnownVersion(ImportEntry? Import,
    IReadOnlyList<(Field<ReferralObservation> Column, string? Before, string After)> Changes);

/// <summary>Everything known of one referral, for its own page.</summary>
/// <param name="Referral">As the facts have it; null for one closed as error and for a record of Microsoft's side, which are in no
/// number.</param>
/// <param name="Others">The other records of its engagement: Microsoft's side.</param>
/// <param name="Counted">The numbers of the period that count it.</param>
public sealed record ReferralView(SummaryQuery Query, Language Language, string Organization, Period Period, string Currency,
    ReferralRecord Record, ListedReferral? Referral,
    IReadOnlyList<KnownEvent> Events, IReadOnlyList<KnownVersion> Versions, IReadOnlyList<ReferralRecord> Others,
        IReadOnlyList<RegistrationObservation> Registrations,
    IReadOnlyList<Population> Counted)
{
    /// <summary>The store's count of changes the facts were read at.</summary>
    public long ChangeNumber { get; init; }

    public Figures Figures { get; } = new(Language, Currency);

    public ReferralObservation Known => Record.Known;

    public string this[string word] => Language[word];

    public static async Task<ReferralView> ReadAsync(Records records, ReferralRecord record, SummaryQuery query, Language language,
        DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(record);
        OrganizationFacts facts = records.Facts;
        var settings = ReportingSettings.Of(facts.Settings);
        Period period = query.Period(now, settings.Zone);
        HashSet<int> versions = [.. record.Versions.Select(v => (int)v.VersionId)];
        int row = Array.FindIndex(facts.VersionId, versions.Contains);
        ListedReferral? referral = row < 0 ? null : Listings.Page(facts, [row])[0];
        Dictionary<long, ImportEntry> imports = (await records.ImportsAsync(cancel)).ToDictionary(i => i.Id);
        return new ReferralView(query, language, facts.OrganizationName, period, settings.Currency, record, referral,
            referral is null ? [] : [.. EventsOf(referral, facts, record, imports).OrderBy(e => e.Moment.In(facts.LocalDays))],
            [.. VersionsOf(record, imports)],
            await records.OthersAsync(record, cancel),
            await records.RegistrationsAsync(record.Known.ReferralId, cancel),
            row < 0 ? [] : [.. Candidates(facts).Where(p => Populations.Contains(facts, p, Filters.None, period, row))])
        { ChangeNumber = facts.ChangeNumber };
    }

    /// <summary>Every population of referrals that is named by a number of the page.</summary>
    private static IEnumerable<Population> Candidates(OrganizationFacts facts)
    {
        foreach (Metric metric in Catalogue.All)
        {
            var population = new Population(metric.Key);
            if (population.Kind != ListKind.Referrals) continue;
            if (!population.IsRate)
            {
                yield return population;
                continue;
            }
            yield return population with { Part = RatePart.Numerator };
            yield return population with { Part = RatePart.Denominator };
        }
        yield return new Population(Population.Distribution);
    }

    private static IEnumerable<KnownEvent> EventsOf(ListedReferral referral, OrganizationFacts facts, ReferralRecord record,
        Dictionary<long, ImportEntry> imports)
    {
        bool Is(ObservedMoments which) => referral.Observed.HasFlag(which);
        yield return new KnownEvent("referral.event.created", referral.Created, Is(ObservedMoments.Created),
            First(v => Is(ObservedMoments.Created) || v.Created == referral.Created));
        if (referral.Accepted is { } accepted)
            yield return new KnownEvent("referral.event.accepted", accepted, Is(ObservedMoments.Accepted),
                First(v => Is(ObservedMoments.Accepted) ? v.State == ObservedState.Active : v.Accepted == accepted));
        if (facts.MomentOf(referral.Row, BareDays.MicrosoftAccepted) is { } microsoft)
            yield return new KnownEvent("referral.event.accepted_by_microsoft", microsoft, Is(ObservedMoments.MicrosoftAccepted), null);
        if (referral.Closed is { } closed)
            yield return new KnownEvent("distribution.state." + referral.State.Key(), closed, Is(ObservedMoments.Closed),
                First(v => Is(ObservedMoments.Closed) ? v.State == record.Known.State : v.Closed == closed));

        ImportEntry? First(Func<ReferralObservation, bool> told) =>
            record.Versions.Where(v => told(v.Told)).Select(v => imports.GetValueOrDefault(v.ImportId)).MinBy(i => i?.RecordedAt);
    }

    private static IEnumerable<KnownVersion> VersionsOf(ReferralRecord record, Dictionary<long, ImportEntry> imports)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StoredVersion version in record.Versions)
        {
            var changes = new List<(Field<ReferralObservation>, string?, string)>();
            foreach (Field<ReferralObservation> column in ReferralFields.InFile)
            {
                if (column.Key is "id" || column.Cell(version.Told) is not { } told) continue;
                string? before = known.GetValueOrDefault(column.Key);
                if (before == told) continue;
                changes.Add((column, before, told));
                known[column.Key] = told;
            }
            yield return new KnownVersion(imports.GetValueOrDefault(version.ImportId), changes);
        }
    }
}

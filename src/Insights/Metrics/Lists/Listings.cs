using Insights.Facts;
using Insights.Metrics.Dashboards;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics.Lists;

/// <summary>Makes a <see cref="Listing"/> of facts. The page, the downloads and the API all show one; none of them selects rows.</summary>
public static class Listings
{
    public static Listing Read(OrganizationFacts facts, ListQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(question);
        (Population population, Filters filters, Period period) = (question.Population, question.Filters, question.Period);
        string currency = Summary.TotalsOf(facts).Settings.Currency;
        var days = new DayWindow(period);
        var listing = new Listing
        {
            Population = population,
            Filters = filters,
            Period = period,
            Kind = population.Kind,
            Figure = 0,
            Unit = population.IsRate ? Unit.Count : population.Metric?.Unit ?? Unit.Count,
            Currency = currency,
            Count = 0,
        };
        switch (population.Kind)
        {
            case ListKind.Solutions:
                HashSet<SolutionClass> classes = [.. SolutionClasses(population.Metric!.Formula)];
                List<Solution> solutions = [.. facts.Solutions.Where(s => classes.Contains(s.Class)).OrderBy(s => s.Class)
                    .ThenBy(s => s.Name ?? s.Id, StringComparer.CurrentCultureIgnoreCase)];
                return listing with { Solutions = solutions, Count = solutions.Count, Figure = solutions.Count };
            case ListKind.Views:
                IEnumerable<DayOfViews> told = filters == Filters.None ? facts.Views : ViewFilter.Days(facts, Needed(question), filters);
                List<DayOfViews> views = [.. told.Where(v => period.From <= v.Day && v.Day < period.To).OrderByDescending(v => v.Day)
                    .ThenBy(v => v.Source, StringComparer.Ordinal)];
                bool clicks = population.Metric!.Formula is Formula.Visits { Clicks: true };
                return listing with { Views = views, Count = views.Count, Figure = views.Sum(v => clicks ? v.CtaClicks : v.PageViews) };
            case ListKind.Registrations:
                return OfRegistrations(facts, question, listing, days);
            case ListKind.Countries:
                List<QrpRow> countries = [.. Summary.TotalsOf(facts).Cohorts.Read(period, now).Where(p => p.Program == filters.Program)
                    .SelectMany(p => p.LatestRows).Where(r => r.TargetsAchieved == population.Score)];
                return listing with { Countries = countries, Count = countries.Count, Figure = countries.Count };
            default:
                return OfReferrals(facts, question, listing, days);
        }
    }

    /// <summary>The same with what the question leaves to the store: names to search in and to sort by.</summary>
    public static async Task<Listing> ReadAsync(Records records, ListQuestion question, string? search, DateTimeOffset now,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(question);
        bool ofReferrals = question.Population.Kind == ListKind.Referrals;
        bool facets = question.Filters.NeedFacets
            || (question.Filters != Filters.None && question.Population.Kind is ListKind.Views or ListKind.Registrations);
        return Read(records.Facts, question with
        {
            Facets = facets ? await records.FacetsAsync(cancel) : null,
            Found = ofReferrals && search is not null ? await records.SearchAsync(search, cancel) : null,
            Customers = ofReferrals && question.Sort.Column == ListSort.Customer ? (await records.NamesAsync(cancel)).Customers : null,
        }, now);
    }

    /// <summary>Some rows of a listing of referrals, for showing.</summary>
    public static IReadOnlyList<ListedReferral> Page(OrganizationFacts facts, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var conversion = new Conversion(facts);
        ProgramTable programs = ProgramTable.Of(facts.Settings);
        var page = new List<ListedReferral>(rows.Length);
        foreach (int row in rows)
        {
            Money? value = facts.Value[row] != OrganizationFacts.NoAmount
                ? new Money(facts.Value[row] / 10_000m, facts.Words[facts.Currency[row]] ?? "?")
                : facts.ValueUsd[row] != OrganizationFacts.NoAmount ? new Money(facts.ValueUsd[row] / 10_000m, "USD") : null;
            string? program = facts.Words[facts.Program[row]];
            page.Add(new ListedReferral(row, facts.VersionId[row], facts.Class[row], facts.State[row],
                facts.MomentOf(row, BareDays.Created)!.Value, facts.MomentOf(row, BareDays.Accepted),
                facts.MomentOf(row, BareDays.Closed), facts.Observed[row], facts.Words[facts.Country[row]],
                programs.IndexOf(program) is >= 0 and var known ? programs.All[known].Key : program, value, conversion.Of(row).Value));
        }
        return page;
    }

    private static Listing OfRegistrations(OrganizationFacts facts, ListQuestion question, Listing listing, DayWindow days)
    {
        var conversion = new Conversion(facts);
        Func<int, bool> passes = RegistrationFilter.Passes(facts, question.Filters == Filters.None ? null
            : Needed(question), question.Filters);
        var formula = question.Population.Metric?.Formula as Formula.Registrations;
        RegistrationMeasure measure = formula?.Measure ?? RegistrationMeasure.Count;
        Func<Way, bool> takes = FlowSteps.Takes(question.Population.Step);
        var registrations = new List<(long Moment, Registration Registration, ListedRegistration Row)>();
        for (int i = 0; i < facts.Registrations.Count; i++)
        {
            Registration r = facts.Registrations[i];
            long? moment = formula is null
                ? FlowSteps.WayOf(r, days.Holds) is { } way && takes(way) ? RegistrationFilter.LastOf(r, days) : null
                : RegistrationFilter.MomentOf(r, formula.Event) is { } counted && days.Holds(counted) ? counted : null;
            if (moment is not { } at || !passes(i)) continue;
            Money? value = r.ContractValue is { } own ? new Money(own, r.Currency ?? "?") : r.ContractValueUsd is { } usd
                ? new Money(usd, "USD") : null;
            When? approved = r.ApprovedAt is null ? null : r.Told.Approved ?? r.Told.Passed;
            When? failed = r.FailedAt is null ? null : r.Told.Failed;
            decimal? worth = conversion.Of(r, measure, at).Value;
            registrations.Add((at, r, new ListedRegistration(r.ReferralId, r.Told.Registered, approved, failed, value, worth)));
        }
        decimal sum = registrations.Sum(r => r.Row.InReporting ?? 0);
        return listing with
        {
            Registrations = [.. registrations.OrderByDescending(r => r.Moment).Select(r => r.Row)],
            Count = registrations.Count,
            Figure = measure == RegistrationMeasure.Count ? registrations.Count : sum,
            IsNone = sum == 0 && registrations.Exists(r => conversion.OddOf(r.Registration, measure, r.Moment) is { NoTarget: true }),
            Sum = sum,
            SumOfRounded = registrations.Sum(r => Math.Round(r.Row.InReporting ?? 0, 2, MidpointRounding.AwayFromZero)),
            LeftOut = Some(new LeftOut(measure == RegistrationMeasure.AnnualContractValue ? "no_annual_value"
                : "no_rate", registrations.Count(r => r.Row.InReporting is null))),
        };
    }

    private static Facets Needed(ListQuestion question) =>
        question.Facets ?? throw new ArgumentException("These filters need the facets.", nameof(question));

    private static Listing OfReferrals(OrganizationFacts facts, ListQuestion question, Listing listing, DayWindow days)
    {
        int[] all = Populations.Rows(facts, question.Population, question.Filters, question.Period, question.Facets);
        bool money = listing.Unit == Unit.Money;
        decimal sum = 0, rounded = 0;
        int withoutRate = 0;
        bool noTarget = false;
        if (money)
        {
            var amounts = DealAmounts.Of(facts);
            foreach (int row in all)
            {
                sum += amounts[row];
                rounded += Math.Round(amounts[row], 2, MidpointRounding.AwayFromZero);
                if (amounts.IsLeftOut(row)) withoutRate++;
                noTarget |= amounts.OriginOf(row) == DealAmounts.Origin.NoTarget;
            }
        }
        int[] rows = question.Found is { } found ? [.. all.Where(found.Contains)] : all;
        Range shown = Range.All;
        if (question.Page is { } page)
        {
            int from = Math.Min(page.From, Math.Max(0, rows.Length - 1) / page.Count * page.Count);
            shown = from..Math.Min(rows.Length, from + page.Count);
        }
        question.Sort.Apply(facts, rows, question.Customers, shown);
        bool ofPeriod = question.Population.IsOfPeriod;
        return listing with
        {
            Count = all.Length,
            Figure = money ? sum : all.Length,
            IsNone = sum == 0 && noTarget,
            Sum = sum,
            SumOfRounded = rounded,
            Rows = rows,
            LeftOut = Some(
                new LeftOut("error", facts.ClosedAsError.Count(e => (!ofPeriod || days.Holds(e.Created))
                    && Fits(e.Class, question.Filters))),
                new LeftOut("without_accept", CountsAccepts(question.Population) ? WithoutAccept(facts, days, question) : 0),
                new LeftOut("no_rate", withoutRate)),
        };
    }

    private static bool CountsAccepts(Population population) => population.Of == Population.AcceptanceTime
        || Kinds(population.Metric?.Formula).Contains(EventKind.Accepted);

    /// <summary>Won or lost in the period with no known moment of acceptance: nobody can say when it was accepted.</summary>
    private static int WithoutAccept(OrganizationFacts facts, DayWindow days, ListQuestion question)
    {
        Func<int, bool>? passes = Populations.Passes(facts, question.Facets, question.Filters);
        int count = 0;
        for (int row = 0; row < facts.Count; row++)
            if (facts.State[row] is State.Won or State.Lost && facts.Accepted[row] == OrganizationFacts.NoMoment
                && !facts.Class[row].IsOurs()
                && facts.Class[row] != ReferralClass.InformationalLead && days.Holds(facts.Closed[row])
                && (passes is null || passes(row))) count++;
        return count;
    }

    /// <summary>Of what was closed as error only the class is known; a filter by anything else lets it through.</summary>
    private static bool Fits(ReferralClass kind, Filters filters) =>
        filters.Narrowed.All(d => DimensionColumn.ClassesOf(d, filters[d])?[(int)kind] ?? true);

    private static IEnumerable<EventKind> Kinds(Formula? formula) => formula switch
    {
        Formula.Events events => [events.Kind],
        Formula.Sum sum => sum.Parts.SelectMany(key => Kinds(Catalogue.Get(key).Formula)),
        Formula.Ratio ratio => ratio.Under.SelectMany(key => Kinds(Catalogue.Get(key).Formula)),
        _ => [],
    };

    private static IEnumerable<SolutionClass> SolutionClasses(Formula formula) => formula switch
    {
        Formula.Solutions solutions => solutions.Classes,
        Formula.Sum sum => sum.Parts.SelectMany(key => SolutionClasses(Catalogue.Get(key).Formula)),
        _ => [],
    };

    private static IReadOnlyList<LeftOut> Some(params LeftOut[] all) => [.. all.Where(o => o.Count > 0)];
}

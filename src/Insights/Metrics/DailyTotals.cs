using System.Numerics;
using Insights.Facts;
using Insights.Metrics.Rates;
using Insights.Metrics.Qrp;
using Insights.Vocabulary;

namespace Insights.Metrics;

/// <summary>Amounts of one day, metric and currency that need a word: left out for want of a rate, or converted with an earlier
/// month's.</summary>
internal readonly record struct OddAmount(int Day, string MetricKey, bool LeftOut, string Currency, int Count, decimal Amount)
{
    /// <summary>Left out because the reporting currency itself has no rate.</summary>
    public bool NoTarget { get; init; }
}

/// <summary>Facts counted by local day as running totals, so that any period is a subtraction: events by kind and class, the two
/// histograms, amounts in the reporting currency. Made once per facts, immutable, shared by every reading.</summary>
internal sealed partial class DailyTotals
{
    public const int States = 7;
    private const int Kinds = 7;

    private readonly int firstDay, days;
    private readonly int[][] events, acceptance, win, createdByLeaf;
    private readonly int[]?[] observed;
    private readonly ViewSpan viewSpan;
    private readonly decimal[][] wonValue;
    private readonly long[] pageViews, ctaClicks;
    private readonly decimal[] approvedValue;

    public DailyTotals(OrganizationFacts facts)
    {
        Facts = facts;
        Settings = ReportingSettings.Of(facts.Settings);
        var local = new LocalDays(Settings.Zone);
        int[] created = DaysOf(facts.Created, local), accepted = DaysOf(facts.Accepted, local), closed = DaysOf(facts.Closed, local),
            microsoft = DaysOf(facts.MicrosoftAccepted, local);
        int[] visits = [.. facts.Views.Select(v => v.Day.DayNumber)];
        int[] approvals = [.. facts.Registrations.Select(r => r.ApprovedAt is { } at ? local.Day(at) : DayOrder.Never)];

        (firstDay, int lastDay) = Span(created, accepted, closed, microsoft, visits, approvals);
        days = lastDay - firstDay + 1;
        events = Lines<int>(Kinds * Classes.Count);
        createdByLeaf = Lines<int>(Classes.Count * States);
        acceptance = Lines<int>(2 * TimeBuckets.Acceptance.Labels.Count);
        win = Lines<int>(2 * TimeBuckets.Win.Labels.Count);
        observed = new int[]?[events.Length];
        wonValue = Lines<decimal>(Classes.Count);
        pageViews = new long[days + 1];
        ctaClicks = new long[days + 1];
        approvedValue = new decimal[days + 1];

        var odd = new Dictionary<(int Day, string Metric, Converted Left, string Currency), (int Count, decimal Amount)>();
        var rates = new MonthlyRates(facts.Rates.Select(r => (r.Currency, r.Month, r.UsdPerUnit)));
        (HasSolutions, viewSpan) = (facts.Sources.Any(s => s.Format == "solutions"), new ViewSpan(facts, local));
        for (int row = 0; row < facts.Count; row++)
        {
            ReferralClass kind = facts.Class[row];
            bool actionable = kind != ReferralClass.InformationalLead;
            Count(EventKind.Created, row, created[row], ObservedMoments.Created);
            createdByLeaf[Leaf(kind, facts.State[row])][At(created[row])]++;
            if (microsoft[row] != DayOrder.Never) Count(EventKind.AcceptedByMicrosoft, row, microsoft[row],
                ObservedMoments.MicrosoftAccepted);
            if (accepted[row] != DayOrder.Never)
            {
                Count(EventKind.Accepted, row, accepted[row], ObservedMoments.Accepted);
                if (actionable) acceptance[TimeBuckets.Acceptance.Line(kind, facts.Created[row], facts.Accepted[row])][At(accepted[row])]++;
            }
            if (closed[row] == DayOrder.Never) continue;
            Count(EventOf(facts.State[row]), row, closed[row], ObservedMoments.Closed);
            if (facts.State[row] != State.Won || !actionable) continue;
            win[TimeBuckets.Win.Line(kind, facts.Created[row], facts.Closed[row])][At(closed[row])]++;
            wonValue[(int)kind][At(closed[row])] += Convert(WonValue(kind),
                closed[row], Amount(facts.Value[row]), facts.Words[facts.Currency[row]], Amount(facts.ValueUsd[row]));
        }
        for (int i = 0; i < visits.Length; i++)
        {
            pageViews[At(visits[i])] += facts.Views[i].PageViews;
            ctaClicks[At(visits[i])] += facts.Views[i].CtaClicks;
        }
        for (int i = 0; i < approvals.Length; i++)
        {
            if (approvals[i] == DayOrder.Never) continue;
            Registration r = facts.Registrations[i];
            approvedValue[At(approvals[i])] += Convert(ApprovedValue, approvals[i], r.ContractValue, r.Currency, r.ContractValueUsd);
        }

        foreach (int[] line in (int[][])[.. events, .. createdByLeaf, .. acceptance, .. win, .. observed.OfType<int[]>()]) Accumulate(line);
        foreach (decimal[] line in (decimal[][])[.. wonValue, approvedValue]) Accumulate(line);
        Accumulate(pageViews);
        Accumulate(ctaClicks);

        NewestReferral = Newest(facts);
        NewestView = visits.Length == 0 ? null : When.OnDay(DateOnly.FromDayNumber(visits.Max()));

        DatedMoves? accepts = null, closes = null;
        Cohorts? cohorts = null;
        NotedRows? noted = null;
        Parallel.Invoke(() => accepts = new DatedMoves(facts, accepted, created, closed), () =>
            closes = new DatedMoves(facts, closed, created, closed), () => cohorts = new Cohorts(facts, local, Settings.Programs),
            () => noted = new NotedRows(facts, local));
        (Accepts, Closes, Cohorts, Noted) = (accepts!, closes!, cohorts!, noted!);
        OddAmounts = [.. odd.Select(o =>
            new OddAmount(o.Key.Day, o.Key.Metric, o.Key.Left.Value is null, o.Key.Currency, o.Value.Count,
            o.Value.Amount) { NoTarget = o.Key.Left.NoTarget })];

        decimal Convert(string metric, int day, decimal? amount, string? currency, decimal? usd)
        {
            Converted value = rates.Convert(amount, currency, usd, DateOnly.FromDayNumber(day), Settings.Currency);
            if (value.Value is null || value.EarlierRate)
            {
                var key = (day, metric, value.Value is null ? value : value with { Value = 0 }, amount is null ? "USD" : currency ?? "?");
                (int count, decimal sum) = odd.GetValueOrDefault(key);
                odd[key] = (count + 1, sum + (amount ?? usd ?? 0));
            }
            return value.Value ?? 0;
        }

        void Count(EventKind kind, int row, int day, ObservedMoments moment)
        {
            int line = Line(kind, facts.Class[row]);
            events[line][At(day)]++;
            if ((facts.Observed[row] & moment) != 0) (observed[line] ??= new int[days + 1])[At(day)]++;
        }
    }

    public OrganizationFacts Facts { get; }
    public ReportingSettings Settings { get; }
    public Cohorts Cohorts { get; }
    /// <summary>Accept and close moments in day order: the population of a distribution walks a slice of each.</summary>
    public DatedMoves Accepts { get; }
    public DatedMoves Closes { get; }
    public IReadOnlyList<OddAmount> OddAmounts { get; }
    /// <summary>The referrals the data-quality notes are about.</summary>
    public NotedRows Noted { get; }
    /// <summary>False when no list of solutions was ever imported.</summary>
    public bool HasSolutions { get; }

    /// <summary>The latest moment any referral tells of; none when there are none.</summary>
    public When? NewestReferral { get; }
    public When? NewestView { get; }

    /// <summary>Class and state as one small number.</summary>
    public static int Leaf(ReferralClass kind, State state) => (int)kind * States + (int)state;

    /// <summary>What formulas are made of, on the days <c>[from, to)</c>.</summary>
    public Days Between(DateOnly from, DateOnly to) => new(this, from.DayNumber, to.DayNumber);

    public int CreatedAtLeaf(int leaf, int from, int to) => Between(createdByLeaf[leaf], from, to);

    public int Bucket(TimeBuckets buckets, int line, int from, int to) =>
        Between((buckets == TimeBuckets.Win ? win : acceptance)[line], from, to);

    /// <summary>Of some kinds of page views, those that are known on any of some days.</summary>
    public ViewKinds KnownViews(ViewKinds kinds, int from, int to) => viewSpan.Known(kinds, from, to);

    private const string ApprovedValue = "revenue.ip_cosell_approved_value";

    private static string WonValue(ReferralClass of) => of.Group() == ReferralGroup.Leads ? "revenue.won_value.leads"
        : "revenue.won_value.co_sell";

    private static int Line(EventKind kind, ReferralClass of) => (int)kind * Classes.Count + (int)of;

    /// <summary>Running totals have one more place than days: place d+1 holds day d, and the difference of two places a period.</summary>
    private int At(int day) => day - firstDay + 1;

    private T Between<T>(T[] totals, int from, int to) where T : INumber<T> =>
        totals[Math.Clamp(to - firstDay, 0, days)] - totals[Math.Clamp(from - firstDay, 0, days)];

    private T[][] Lines<T>(int count)
    {
        var lines = new T[count][];
        for (int i = 0; i < count; i++) lines[i] = new T[days + 1];
        return lines;
    }

    private static void Accumulate<T>(T[] line) where T : INumber<T>
    {
        for (int i = 1; i < line.Length; i++) line[i] += line[i - 1];
    }

    private static int[] DaysOf(long[] moments, LocalDays local)
    {
        int[] result = new int[moments.Length];
        for (int i = 0; i < moments.Length; i++)
            result[i] = moments[i] == OrganizationFacts.NoMoment ? DayOrder.Never : local.Day(moments[i]);
        return result;
    }

    private static (int First, int Last) Span(params ReadOnlySpan<int[]> columns)
    {
        int first = int.MaxValue, last = int.MinValue;
        foreach (int[] column in columns)
            foreach (int day in column)
            {
                if (day == DayOrder.Never) continue;
                first = Math.Min(first, day);
                last = Math.Max(last, day);
            }
        return first > last ? (0, 0) : (first, last);
    }

    private static When? Newest(OrganizationFacts facts)
    {
        if (facts.Count == 0) return null;
        (long Moment, int Row, BareDays Which) newest = (facts.Created[^1], facts.Count - 1, BareDays.Created);
        Look(facts.Closed, BareDays.Closed);
        Look(facts.Accepted, BareDays.Accepted);
        return facts.MomentOf(newest.Row, newest.Which);

        void Look(long[] moments, BareDays which)
        {
            for (int row = 0; row < moments.Length; row++)
                if (moments[row] > newest.Moment) newest = (moments[row], row, which);
        }
    }

    private static EventKind EventOf(State closed) => closed switch
    {
        State.Won => EventKind.Won,
        State.Lost => EventKind.Lost,
        State.Declined => EventKind.Declined,
        State.Expired => EventKind.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(closed), closed, "Only a closed referral has a close moment."),
    };

    private static decimal? Amount(long tenThousandths) => tenThousandths == OrganizationFacts.NoAmount ? null : tenThousandths / 10_000m;
}

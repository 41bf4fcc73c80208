using Insights.Facts;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Events, amounts, views and registrations of one cell: some days, some referrals. By class of referral, so that what a class
/// decides (deal type, kind of lead) needs no cell of its own.</summary>
internal sealed class Counts
{
    private const int Kinds = 7, Measures = 3, NoClass = Classes.Count;
    private static readonly int RegistrationCells = Enum.GetValues<RegistrationEvent>().Length * Measures * (NoClass + 1);

    private readonly int[] events = new int[Kinds * Classes.Count], observed = new int[Kinds * Classes.Count];
    private readonly decimal[] won = new decimal[Classes.Count], lost = new decimal[Classes.Count];
    private readonly bool[] wonLacks = new bool[Classes.Count], lostLacks = new bool[Classes.Count];
    private readonly long[] visits = new long[4];
    private decimal[]? registrations;
    private bool[]? registrationsLack;

    /// <param name="seen">Whether it is dated by an import.</param>
    public void Count(EventKind kind, ReferralClass of, bool seen)
    {
        int at = (int)kind * Classes.Count + (int)of;
        events[at]++;
        if (seen) observed[at]++;
    }

    /// <param name="seen">Whether it is dated by an import.</param>
    /// <param name="noTarget">Whether it has a value, and the reporting currency no rate.</param>
    public void CountClose(State state, ReferralClass of, decimal value, bool seen, bool noTarget)
    {
        switch (state)
        {
            case State.Won:
                Count(EventKind.Won, of, seen);
                won[(int)of] += value;
                wonLacks[(int)of] |= noTarget;
                break;
            case State.Lost:
                Count(EventKind.Lost, of, seen);
                lost[(int)of] += value;
                lostLacks[(int)of] |= noTarget;
                break;
            case State.Declined:
                Count(EventKind.Declined, of, seen);
                break;
            case State.Expired:
                Count(EventKind.Expired, of, seen);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(state), state, "Only a closed referral has a close moment.");
        }
    }

    public void CountVisits(bool ofProfile, long pageViews, long ctaClicks)
    {
        visits[ofProfile ? 0 : 1] += pageViews;
        visits[ofProfile ? 2 : 3] += ctaClicks;
    }

    /// <param name="of">Null for a registration of a referral nobody told of.</param>
    /// <param name="noTarget">Whether it has a value, and the reporting currency no rate.</param>
    public void CountRegistration(RegistrationEvent happened, RegistrationMeasure measure, ReferralClass? of, decimal amount, bool noTarget)
    {
        int cell = Cell(happened, measure, of is { } known ? (int)known : NoClass);
        (registrations ??= new decimal[RegistrationCells])[cell] += amount;
        if (noTarget) (registrationsLack ??= new bool[RegistrationCells])[cell] = true;
    }

    public void Add(Counts other)
    {
        for (int i = 0; i < events.Length; i++) (events[i], observed[i]) = (events[i] + other.events[i], observed[i] + other.observed[i]);
        for (int i = 0; i < won.Length; i++)
        {
            (won[i], lost[i]) = (won[i] + other.won[i], lost[i] + other.lost[i]);
            (wonLacks[i], lostLacks[i]) = (wonLacks[i] | other.wonLacks[i], lostLacks[i] | other.lostLacks[i]);
        }
        for (int i = 0; i < visits.Length; i++) visits[i] += other.visits[i];
        if (other.registrations is not { } theirs) return;
        registrations ??= new decimal[RegistrationCells];
        for (int i = 0; i < theirs.Length; i++) registrations[i] += theirs[i];
        if (other.registrationsLack is not { } left) return;
        registrationsLack ??= new bool[RegistrationCells];
        for (int i = 0; i < left.Length; i++) registrationsLack[i] |= left[i];
    }

    /// <summary>What of it is of some classes.</summary>
    /// <param name="classes">By class; null is all of them.</param>
    /// <param name="views">The kinds of views that are known of this cell.</param>
    public Part Of(bool[]? classes, ViewKinds views) => new(this, classes, views);

    private static int Cell(RegistrationEvent happened, RegistrationMeasure measure, int of) =>
        ((int)happened * Measures + (int)measure) * (NoClass + 1) + of;

    public readonly struct Part(Counts counts, bool[]? classes, ViewKinds views) : ICounts
    {
        public int Events(EventKind kind, ReferralClass of) => Has(of) ? counts.events[(int)kind * Classes.Count + (int)of] : 0;

        public int Observed(EventKind kind, ReferralClass of) => Has(of) ? counts.observed[(int)kind * Classes.Count + (int)of] : 0;

        public bool LacksTarget(EventKind kind, ReferralClass of) =>
            Has(of) && (kind == EventKind.Won ? counts.wonLacks : counts.lostLacks)[(int)of];

        public decimal DealValue(EventKind kind, ReferralClass of) => !Has(of) ? 0 : kind switch
        {
            EventKind.Won => counts.won[(int)of],
            EventKind.Lost => counts.lost[(int)of],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only what was won or lost is summed."),
        };

        public long? Visits(bool clicks)
        {
            ViewKinds shown = views & ViewFilter.KindsOf(classes);
            if (shown == ViewKinds.None) return null;
            int at = clicks ? 2 : 0;
            return (shown.HasFlag(ViewKinds.Profile) ? counts.visits[at] : 0)
                + (shown.HasFlag(ViewKinds.Offers) ? counts.visits[at + 1] : 0);
        }

        public decimal Registrations(RegistrationEvent happened, RegistrationMeasure measure)
        {
            if (counts.registrations is not { } all) return 0;
            decimal sum = classes is null ? all[Cell(happened, measure, NoClass)] : 0;
            for (int of = 0; of < Classes.Count; of++)
                if (Has((ReferralClass)of)) sum += all[Cell(happened, measure, of)];
            return sum;
        }

        public bool LacksTarget(RegistrationEvent happened, RegistrationMeasure measure)
        {
            if (counts.registrationsLack is not { } all) return false;
            bool any = classes is null && all[Cell(happened, measure, NoClass)];
            for (int of = 0; of < Classes.Count; of++) any |= Has((ReferralClass)of) && all[Cell(happened, measure, of)];
            return any;
        }

        private bool Has(ReferralClass of) => classes is null || classes[(int)of];
    }
}

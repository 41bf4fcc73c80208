using Insights.Facts;
using Insights.Vocabulary;

namespace Insights.Metrics.Dashboards;

/// <summary>Events, amounts, views and registrations of one cell: some days, some referrals. By class of referral, so that what a class decides
/// (deal type, kind of lead) needs no cell of its own.</summary>
internal sealed class Counts
{
    private const int Kinds = 7, Measures = 3, NoClass = Classes.Count;
    private static readonly int RegistrationCells = Enum.GetValues<RegistrationEvent>().Length * Measures * (NoClass + 1);

    private readonly int[] events = new int[Kinds * Classes.Count];
    private readonly decimal[] won = new decimal[Classes.Count], lost = new decimal[Classes.Count];
    private readonly long[] visits = new long[4];
    private decimal[]? registrations;

    public void Count(EventKind kind, ReferralClass of) => events[(int)kind * Classes.Count + (int)of]++;

    public void CountClose(State state, ReferralClass of, decimal value)
    {
        switch (state)
        {
            case State.Won:
                Count(EventKind.Won, of);
                won[(int)of] += value;
                break;
            case State.Lost:
                Count(EventKind.Lost, of);
                lost[(int)of] += value;
                break;
            case State.Declined:
                Count(EventKind.Declined, of);
                break;
            case State.Expired:
                Count(EventKind.Expired, of);
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
    public void CountRegistration(RegistrationEvent happened, RegistrationMeasure measure, ReferralClass? of, decimal amount) =>
        (registrations ??= new decimal[RegistrationCells])[Cell(happened, measure, of is { } known ? (int)known : NoClass)] += amount;

    public void Add(Counts other)
    {
        for (int i = 0; i < events.Length; i++) events[i] += other.events[i];
        for (int i = 0; i < won.Length; i++) (won[i], lost[i]) = (won[i] + other.won[i], lost[i] + other.lost[i]);
        for (int i = 0; i < visits.Length; i++) visits[i] += other.visits[i];
        if (other.registrations is not { } theirs) return;
        registrations ??= new decimal[RegistrationCells];
        for (int i = 0; i < theirs.Length; i++) registrations[i] += theirs[i];
    }

    /// <summary>What of it is of some classes.</summary>
    /// <param name="classes">By class; null is all of them.</param>
    /// <param name="knowsVisits">False when views cannot be narrowed like this cell.</param>
    public Part Of(bool[]? classes, bool knowsVisits) => new(this, classes, knowsVisits);

    private static int Cell(RegistrationEvent happened, RegistrationMeasure measure, int of) => ((int)happened * Measures + (int)measure) * (NoClass + 1) + of;

    public readonly struct Part(Counts counts, bool[]? classes, bool knowsVisits) : ICounts
    {
        public int Events(EventKind kind, ReferralClass of) => Has(of) ? counts.events[(int)kind * Classes.Count + (int)of] : 0;

        public decimal DealValue(EventKind kind, ReferralClass of) => !Has(of) ? 0 : kind switch
        {
            EventKind.Won => counts.won[(int)of],
            EventKind.Lost => counts.lost[(int)of],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Only what was won or lost is summed."),
        };

        public long? Visits(bool clicks)
        {
            if (!knowsVisits) return null;
            int at = clicks ? 2 : 0;
            return (Has(ReferralClass.ProfileLead) ? counts.visits[at] : 0) + (Has(ReferralClass.ContactMeLead) || Has(ReferralClass.InformationalLead) ? counts.visits[at + 1] : 0);
        }

        public decimal Registrations(RegistrationEvent happened, RegistrationMeasure measure)
        {
            if (counts.registrations is not { } all) return 0;
            decimal sum = classes is null ? all[Cell(happened, measure, NoClass)] : 0;
            for (int of = 0; of < Classes.Count; of++)
                if (Has((ReferralClass)of)) sum += all[Cell(happened, measure, of)];
            return sum;
        }

        private bool Has(ReferralClass of) => classes is null || classes[(int)of];
    }
}

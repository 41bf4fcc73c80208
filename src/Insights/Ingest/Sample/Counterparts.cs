using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>What others do with a deal of ours: Microsoft's seller who is asked for help, and the desk that reviews
/// registrations.</summary>
internal static class Counterparts
{
    private const string IdLetters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    public static string MsxId(Dice dice) => string.Create(12, dice, static (id, dice) =>
    {
        "7-".CopyTo(id);
        for (int i = 2; i < id.Length; i++) id[i] = IdLetters[dice.Below(IdLetters.Length)];
    });

    /// <summary>Microsoft's copy of an outbound deal. Its seller has 14 days as well, and lets small deals lapse.</summary>
    public static MicrosoftSide Microsoft(Story s, DateTime end, Dice dice)
    {
        Guid id = dice.Guid();
        DateTime created = Earlier(s.Created.PlusSeconds(dice.Between(1, 40)), end);
        DateTime lapse = created.AddDays(14);
        DateTime answer = Calendar.InOffice(created.PlusHours(dice.LogNormal(60, 0.9)), s.Country, dice);
        if (answer > lapse.AddHours(-1)) answer = lapse.PlusHours(-dice.Between(1, 60));
        // When we closed first, the answer came before that: nobody answers a closed request.
        DateTime closed = s.Closed ?? DateTime.MaxValue;
        if (answer >= closed) answer = created + (closed - created) * 0.4;
        if (answer < created) answer = created;

        bool small = Dollars(s) < DealValues.RegistrationThreshold;
        double u = dice.Unit(), lets = small ? 0.34 : 0.12;
        if (u < lets)
            return lapse < end ? new(id, created, ObservedState.Expired, null, lapse) : new(id, created, ObservedState.New, null, null);
        if (answer >= end) return new(id, created, ObservedState.New, null, null);
        if (u < lets + 0.14) return new(id, created, ObservedState.Declined, null, answer);
        if (s.State is not (ObservedState.Won or ObservedState.Lost) || !dice.Chance(0.7))
            return new(id, created, ObservedState.Active, answer, null);
        DateTime later = closed.PlusDays(dice.Between(0.1, 9));
        return later < end ? new(id, created, s.State, answer, later) : new(id, created, ObservedState.Active, answer, null);
    }

    /// <summary>The registration of a won deal that may have one: co-sell (with Microsoft's yes) or partner-led, large enough,
    /// with an Azure IP eligible solution (domain.md 6.4); null when it may not, or nobody has yet.</summary>
    public static SampleRegistration? Register(Story s, DateTime end, Dice dice)
    {
        bool sharedDeal = s.Type is ReferralType.Inbound or ReferralType.PartnerLed
            || (s.Type == ReferralType.Outbound && s.Microsoft?.Accepted is not null);
        if (!sharedDeal || !s.Solution.IsAzureIp || Dollars(s) < DealValues.RegistrationThreshold || !dice.Chance(0.8)) return null;
        DateTime signed = s.Closed!.Value.Date;
        DateTime registered = Calendar.InOffice(s.Closed.Value.PlusDays(dice.Between(1, 45)), s.Country, dice);
        if (registered >= end) return null;

        decimal contract = dice.Chance(0.7) ? s.Value!.Value
            : Math.Max(s.Value!.Value, DealValues.Typed((double)s.Value.Value * dice.Between(1.0, 1.3), s.Currency, dice));
        decimal solution = dice.Chance(0.6) ? contract : Math.Round(contract * 0.8m, 0);
        SampleRegistration Is(string status) => new(dice.Guid(), registered, status, contract, solution, signed, 1 + dice.Below(3));

        double u = dice.Unit();
        DateTime automatic = registered.PlusMinutes(dice.Between(4, 90)),
            reviewed = Calendar.InOffice(registered.PlusDays(dice.Between(3, 24)), s.Country, dice);
        DateTime recalled = automatic.PlusDays(dice.Between(15, 60));
        if (u < 0.60 && automatic < end)
            return u < 0.02 && recalled < end ? Is("Failed") with { Approved = automatic, Failed = recalled }
                : Is("Approved") with { Approved = automatic };
        if (u < 0.96 && reviewed < end)
            return u < 0.86
                ? Is("Passed") with { ReviewPending = registered, Passed = reviewed }
                : u < 0.93 ? Is("Failed") with { ReviewPending = registered, Failed = reviewed }
                : Is("ActionRequired") with { ReviewPending = registered, ActionRequired = reviewed };
        return Is("ReviewPending") with { ReviewPending = registered };
    }

    private static double Dollars(Story s) => (double)(s.Value ?? 0) * Markets.Dollars(s.Currency);

    private static DateTime Earlier(DateTime moment, DateTime end) => moment < end ? moment : end.AddTicks(-1);
}

using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>Tells the life of one referral after another. What has not happened before the calendar's end has not happened:
/// a lead answered tomorrow is still pending, a deal won next month is still open.</summary>
internal sealed class Storyteller(Calendar calendar, int size, int seed)
{
    /// <summary>An unanswered referral expires after this long (domain.md 6.1, 6.2).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(14);

    /// <summary>Rows: what a weekday and a weekend day bring. Columns: qualified, profile, contact-me, informational, inbound, outbound,
    /// private, partner-led.</summary>
    private static readonly double[] OnWeekdays = [25, 4, 6, 5, 20, 20, 12, 8], OnWeekends = [40, 8, 11, 11, 15, 7, 5, 3];

    private static readonly string[] Topics =
    [
        "Azure migration", "data platform", "modern workplace", "Copilot pilot", "security review", "SAP move", "plant monitoring",
            "claims automation",
        "virtual desktop", "backup and recovery", "Fabric rollout", "container platform", "landing zone", "field service",
    ];

    private readonly Dice dice = new(), customerDice = new();

    /// <summary>The referral of a number from 0 to size - 1; the higher the number, the later it was created.</summary>
    public Story Tell(int number)
    {
        dice.Begin(seed, number);
        DateOnly day = calendar.DayOf((number + dice.Unit()) / size);
        bool odd = WinsBeforeFirstContact(number);
        (ReferralType type, LeadKind? lead) = odd ? (ReferralType.Qualified, null)
            : Kind(Calendar.IsWeekend(day) ? OnWeekends : OnWeekdays);
        Country country = Markets.Any(dice);
        bool byPerson = type.Group() == ReferralGroup.CoSell;
        DateTime created = calendar.At(day, country, dice, byPerson ? 8 : 6, byPerson ? 18 : 23);
        Customer customer = People.Customer(country, customerDice.Begin(seed ^ ((long)country.Code[0] << 40 | (long)country.Code[1] << 32),
            CustomerNumber(country)));
        var story = new Story
        {
            Id = dice.Guid(),
            EngagementId = dice.Guid(),
            Type = type,
            Lead = lead,
            Country = country,
            Customer = customer,
            Title = $"{customer.Short}: {dice.Pick(Topics)}",
            Owner = dice.Pick(People.Team),
            Created = created,
            Program = type == ReferralType.Qualified && !odd ? Programs.Any(dice, country) : null,
            Solution = SolutionList.Any(dice),
            Partner = type == ReferralType.Inbound && dice.Chance(0.18) ? dice.Pick(People.Partners) : null,
            Updated = created,
            ExpectedClose = created.Date.AddDays(30 + 15 * dice.Below(11)),
        };
        if (odd) WonBeforeFirstContact(story);
        else if (lead == LeadKind.Informational) Accept(story, created);
        else Live(story);
        Finish(story);
        return story;
    }

    /// <summary>Two leads in all, and none in a very small sample: somebody wrote the win down before the lead (a thing seen in
    /// real data; the reading puts it in the first bar and says so).</summary>
    private bool WinsBeforeFirstContact(int number) => size >= 200 && (number == size / 3 || number == size * 2 / 3);

    private (ReferralType, LeadKind?) Kind(double[] weights) => dice.Weighted(weights) switch
    {
        0 => (ReferralType.Qualified, null),
        1 => (ReferralType.Marketplace, LeadKind.Profile),
        2 => (ReferralType.Marketplace, LeadKind.ContactMe),
        3 => (ReferralType.Marketplace, LeadKind.Informational),
        4 => (ReferralType.Inbound, null),
        5 => (ReferralType.Outbound, null),
        6 => (ReferralType.Private, null),
        _ => (ReferralType.PartnerLed, null),
    };

    /// <summary>Some customers come back, a few of them often: low numbers are favoured.</summary>
    private int CustomerNumber(Country country)
    {
        double u = dice.Unit();
        return (int)(u * (0.3 + 0.7 * u) * Math.Max(3, size * country.Share * 0.007));
    }

    private void Live(Story s)
    {
        s.SaysIncoming = s.IsOurs && dice.Chance(0.04);
        if (dice.Chance(0.014) && Before(s.Created.PlusDays(dice.Between(0.05, 40)), out DateTime error))
        {
            if (s.IsOurs) Accept(s, s.Created);
            Close(s, ObservedState.Error, error, Reasons.Error(dice));
        }
        else if (s.IsOurs)
        {
            Accept(s, s.Created);
            Conclude(s);
        }
        else if (Answered(s))
            Conclude(s);
    }

    /// <summary>Accepted, declined, expired, or still waiting for an answer; true when accepted.</summary>
    private bool Answered(Story s)
    {
        Standing standing = s.Program?.Countries[s.Country.Code] ?? s.Country.Standing;
        double expires = s.Type == ReferralType.Marketplace ? standing.Expires + 0.14 : standing.Expires;
        double u = dice.Unit();
        DateTime lapse = s.Created + Patience,
            answer = Calendar.InOffice(s.Created.PlusHours(dice.LogNormal(standing.AnswerHours, 1.0)), s.Country, dice);
        if (s.Type == ReferralType.Marketplace && dice.Chance(0.05))
        {
            s.IsSpam = true;
            u = expires; // spam is always declined
        }
        bool declined = u >= expires && u < expires + standing.Declines;
        // The source's clean-up is not exact: now and then somebody still accepts on day 15 or 16.
        bool late = !declined && u > 0.994;
        if (late) answer = lapse.PlusDays(dice.Between(1, 2.5));
        else if (answer > lapse.AddHours(-1)) answer = lapse.PlusHours(-dice.Between(1, 60));

        if (u < expires || (answer >= calendar.End && lapse <= calendar.End))
        {
            if (Before(lapse, out _)) Close(s, ObservedState.Expired, lapse, null);
            return false;
        }
        if (!Before(answer, out _)) return false;
        if (declined)
        {
            Close(s, ObservedState.Declined, answer, s.IsSpam ? Reasons.Spam : Reasons.Declined(dice));
            return false;
        }
        Accept(s, answer);
        return true;
    }

    /// <summary>Won or lost, if it has come to that yet; a part of the deals just lies there.</summary>
    private void Conclude(Story s)
    {
        Standing standing = s.Program?.Countries[s.Country.Code] ?? s.Country.Standing;
        (double wins, double days, double forgotten) = s.Type switch
        {
            ReferralType.Inbound => (0.24, 78, 0.10),
            ReferralType.Outbound => (0.22, 86, 0.10),
            ReferralType.PartnerLed => (0.24, 72, 0.12),
            ReferralType.Private => (0.17, 48, 0.22),
            _ => (standing.Wins, standing.CloseDays, 0.02),
        };
        bool won = dice.Chance(wins);
        DateTime from = s.Accepted!.Value;
        double takes = Math.Clamp(dice.LogNormal(days, 0.62), won ? 5 : 2, won ? 250 : 330);
        DateTime close = Calendar.PulledForward(from.PlusDays(takes), from.AddDays(5), dice);
        if (dice.Chance(forgotten) || !Before(Calendar.InOffice(close, s.Country, dice), out close)) return;
        Close(s, won ? ObservedState.Won : ObservedState.Lost, close, won ? null : Reasons.Lost(dice));
    }

    private void WonBeforeFirstContact(Story s) => Close(s, ObservedState.Won, s.Created.PlusDays(-dice.Between(0.5, 2)), null);

    /// <summary>What depends on how it went: the value typed, Microsoft's side, the registration, the last touch.</summary>
    private void Finish(Story s)
    {
        bool valued = s.Type switch
        {
            ReferralType.Marketplace => s.State == ObservedState.Won || (s.State is ObservedState.Active && s.Lead != LeadKind.Informational
                && dice.Chance(0.5)),
            ReferralType.Qualified => s.State == ObservedState.Won || dice.Chance(0.8),
            _ => true,
        };
        if (valued) s.Value = DealValues.Estimate(s.Type, s.Currency, dice);
        if (s.Type == ReferralType.Outbound) s.Microsoft = Counterparts.Microsoft(s, calendar.End, dice);
        if (s.Microsoft?.Accepted is not null || (s.Type == ReferralType.Inbound && s.Partner is null)) s.MsxId = Counterparts.MsxId(dice);
        if (s.State == ObservedState.Won) s.Registration = Counterparts.Register(s, calendar.End, dice);

        if (s.State == ObservedState.Active) s.Updated = s.Updated.AddTicks((long)(dice.Unit() * 0.9 * (calendar.End - s.Updated).Ticks));
        else if (s.Closed is not null) s.Updated = s.Updated.PlusSeconds(dice.Between(20, 90));
        if (s.Registration is not null && s.Registration.LastTouched > s.Updated) s.Updated = s.Registration.LastTouched;
        if (s.Updated >= calendar.End) s.Updated = calendar.End.AddTicks(-1);
    }

    private bool Before(DateTime moment, out DateTime same) => (same = moment) < calendar.End;

    private static void Accept(Story s, DateTime at) => (s.State, s.Accepted, s.Updated) = (ObservedState.Active, at, at);

    private static void Close(Story s, ObservedState state, DateTime at, string? reason) =>
        (s.State, s.Closed, s.Reason, s.Updated) = (state, at, reason, at > s.Updated ? at : s.Updated);
}

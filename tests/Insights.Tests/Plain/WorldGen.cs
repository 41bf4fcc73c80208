using static Insights.Tests.Plain.MomentGen;

namespace Insights.Tests.Plain;

/// <summary>
/// Small, nasty worlds from a seed. A murky world also holds what metrics.md leaves open: unknown words, and
/// combinations its classification table does not list. Laws hold there too; single figures may be disputed.
/// </summary>
public sealed class WorldGen
{
    private static readonly string[] Zones =
        ["UTC", "UTC", "UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo",
            "Pacific/Honolulu", "America/Havana"];

    private readonly Random random;
    private readonly DateTimeOffset now;
    private readonly string zone;
    private readonly bool murky;
    private readonly IReadOnlyList<OwnRate> rates;
    private readonly string[] currencies;
    private int registrations;

    private WorldGen(int seed, bool murky)
    {
        random = new Random(seed);
        this.murky = murky;
        zone = Any(Zones);
        now = Now(random);
        rates = OwnRates();
        // A currency without own rates would be converted by the shipped table, which a plain reading does not have;
        // XTS has no rate anywhere.
        currencies = [.. rates.Select(rate => rate.Currency).Distinct(), "USD", "USD", "XTS"];
    }

    public static (World World, Query Query) Create(int seed, bool murky = false)
    {
        var gen = new WorldGen(seed, murky);
        return (gen.WholeWorld(), QueryGen.Create(gen.random, gen.now));
    }

    /// <summary>One more referral closed as error, with everything that would count if it were not.</summary>
    public static Referral ClosedAsError(int seed, World world, DateTimeOffset now)
    {
        var random = new Random(seed);
        var created = Near(random, now, world.TimeZone);
        var accepted = created.AddDays(random.Next(1, 9));
        var closed = accepted.AddDays(random.Next(1, 60));
        return random.Next(3) switch
        {
            0 => Made.QualifiedLead("2020-01-01"),
            1 => Made.Inbound("2020-01-01"),
            _ => Made.Outbound("2020-01-01") with { MsxId = "7-ERROR" },
        } with
        {
            Id = World.Numbered(0x0e440000, seed),
            EngagementId = World.Numbered(0x0e450000, seed),
            Status = "Closed",
            Substatus = "Error",
            Created = created,
            Accepted = accepted,
            Closed = closed,
            Updated = closed,
            Country = "IS",
            Program = "Contact request",
            DealValue = 12_345.67m,
            Currency = "USD",
            Registrations = [new() { Id = "error", ContractValue = 99_999m, Registered = closed, Approved = closed }],
        };
    }

    private World WholeWorld()
    {
        var records = new List<Referral>();
        var count = random.Next(6) == 0 ? 0 : random.Next(1, 61);
        for (var place = 0; place < count; place++)
        {
            var referral = Referral() with
            {
                Id = World.Numbered(0x4ef00000, place),
                EngagementId = World.Numbered(0x00e90000, One(10) && place > 0 ? place - 1 : place),
            };
            records.Add(referral);
            if (referral is { Type: "Shared", Direction: "Outgoing" } || referral.InvitedBy == World.Us)
            {
                if (One(2)) records.Add(MicrosoftSide(referral, place));
                // What an id means beside a refusal on Microsoft's side is open, so a clear world has one or the other.
                else if (One(2)) records[^1] = referral with { MsxId = $"7-{place}" };
            }

            if (One(12)) records.Add(Stranger(referral, place));
        }

        return new World
        {
            TimeZone = zone,
            Observed = now.AddDays(random.Next(-40, 5)).AddSeconds(random.Next(86_400)),
            Referrals = records,
            Solutions = Solutions(),
            PageViews = PageViews(),
            OwnRates = rates,
        };
    }

    private Referral Referral()
    {
        var created = Near(random, now, zone);
        var referral = random.Next(murky ? 9 : 8) switch
        {
            0 or 1 => QualifiedLead(created),
            2 => Made.MarketplaceLead("2020-01-01", Any("Get it now", "Free trial", "Test drive", "Contact me", null)) with
            {
                InvitedBy = One(2) ? "msft" : null,
            },
            3 or 4 => Inbound(),
            5 => Ours(Made.Outbound("2020-01-01")),
            6 => Ours(Made.PrivateDeal("2020-01-01")),
            7 => Ours(Made.PartnerLedDeal("2020-01-01")),
            _ => Unlisted(),
        };
        referral = referral with
        {
            Created = created,
            Country = Any("NL", "MX", "DE", "JP", null),
            Program = One(2) ? null : Any("Contact request", "Digital sales opportunity", "Customer lifecycle management",
                "Co-sell deployment services", "Cloud deployment services", "contact request"),
        };
        referral = WorthSomething(Outcome(referral)) with { WholeDays = One(4) };
        return murky && One(6) ? WithUnknownWord(referral) : referral;
    }

    private Referral QualifiedLead(DateTimeOffset created) => Made.QualifiedLead("2020-01-01") with
    {
        Created = created,
        Qualification = Any("SalesQualified", "MarketingQualified"),
    };

    private Referral Inbound() => One(3)
        ? Made.Inbound("2020-01-01") with
        {
            Type = "Independent",
            Qualification = Any("SalesQualified", "None"),
            InvitedBy = World.AnotherPartner,
        }
        : Made.Inbound("2020-01-01") with
        {
            Qualification = Any("SalesQualified", "None", "Direct", "MarketingQualified"),
            InvitedBy = Any("msft", World.AnotherPartner),
        };

    // "`direction` alone is known to be wrong on self-created deals"
    private Referral Ours(Referral deal) => deal with
    {
        Direction = Any("Outgoing", "Outgoing", "Incoming", null),
        Qualification = Any("SalesQualified", "None"),
    };

    private Referral Unlisted() => Made.QualifiedLead("2020-01-01") with
    {
        Type = Any("Independent", "Unheard"),
        Qualification = Any("None", "Direct", "MarketingQualified", "SalesQualified", "Unheard"),
        InvitedBy = Any("msft", null, World.Us, World.AnotherPartner),
        Direction = Any("Incoming", "Outgoing", "Sideways", null),
    };

    private Referral WithUnknownWord(Referral referral) => random.Next(3) switch
    {
        0 => referral with { Status = "Pondering" },
        1 => referral with { Substatus = "Evaluation" },
        _ => referral with { Program = "Joint planning" },
    };

    private Referral Outcome(Referral referral)
    {
        var ours = referral.InvitedBy == World.Us;
        var accepted = ours ? referral.Created.AddMilliseconds(random.Next(40)) : Later(random, referral.Created, 20);
        var closed = Later(random, One(4) ? referral.Created : accepted, 220);
        var outcome = random.Next(12) switch
        {
            0 or 1 => referral,
            2 or 3 => referral with { Status = "Active", Substatus = "Accepted", Accepted = accepted },
            4 => referral with { Status = "Active", Substatus = "Accepted", Accepted = null },
            5 or 6 => Closed("Won", accepted, closed),
            7 => Closed("Won", null, closed),
            8 => Closed("Won", accepted, One(3) ? null : referral.Created.AddHours(-random.Next(1, 90))),
            9 => Closed("Lost", One(2) ? null : accepted, One(6) ? null : closed),
            10 => Closed(Any("Declined", "Expired"), null, One(8) ? null : closed),
            _ => Closed("Error", One(2) ? null : accepted, One(2) ? null : closed),
        };
        // "Partner-created deals start Active/Accepted whatever is posted."
        if (ours && outcome.Status != "Closed") outcome = outcome with { Status = "Active", Substatus = "Accepted" };
        if (ours) outcome = outcome with { Accepted = One(5) ? null : accepted };
        return outcome with { Updated = outcome.Closed ?? outcome.Accepted ?? outcome.Created };

        Referral Closed(string substatus, DateTimeOffset? acceptedAt, DateTimeOffset? closedAt) =>
            referral with { Status = "Closed", Substatus = substatus, Accepted = acceptedAt, Closed = closedAt };
    }

    private Referral WorthSomething(Referral referral)
    {
        if (One(5)) return referral;
        var worth = referral with { DealValue = One(6) ? 0m : random.Next(1, 9_000_000) / 100m, Currency = Any(currencies) };
        return worth.Type == "Shared" && One(3) ? worth with { Registrations = Registrations(worth) } : worth;
    }

    private Registration[] Registrations(Referral referral) =>
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Registration(Later(random, referral.Created, 100)))];

    private Registration Registration(DateTimeOffset registered)
    {
        var moment = Later(random, registered, 30);
        var registration = new Registration
        {
            Id = World.Numbered(0x4e910000, ++registrations),
            ContractValue = random.Next(2_500_000, 90_000_000) / 100m,
            Currency = Any(currencies),
            Registered = registered,
        };
        return random.Next(6) switch
        {
            0 or 1 => registration with { Status = "Approved", Approved = moment },
            2 => registration with { Status = "Passed", Passed = moment },
            3 => registration with { Status = "Passed", Approved = moment, Passed = Later(random, moment, 30) },
            4 => registration with { Status = "Failed", Approved = moment, Failed = moment.AddDays(random.Next(1, 40)) },
            _ => registration with { Status = "ReviewPending" },
        };
    }

    private Referral MicrosoftSide(Referral referral, int place)
    {
        var side = Made.MicrosoftSide(referral.EngagementId, "2020-01-01") with
        {
            Id = World.Numbered(0x05f70000, place),
            Created = referral.Created,
            Updated = referral.Created,
            Country = referral.Country,
            WholeDays = One(4),
        };
        var accepted = Later(random, referral.Created, 14);
        return random.Next(7) switch
        {
            0 => side,
            1 or 2 => side with { Status = "Active", Substatus = "Accepted", Accepted = accepted },
            3 => side with { Status = "Active", Substatus = "Accepted" },
            4 => side with
            {
                Status = "Closed",
                Substatus = Any("Won", "Lost"),
                Accepted = One(2) ? null
                : accepted,
                Closed = Later(random, accepted, 99)
            },
            5 => side with
            {
                Status = "Closed",
                Substatus = Any("Declined", "Expired"),
                Accepted = One(3) ? accepted
                : null,
                Closed = accepted
            },
            _ => side with { Status = "Closed", Substatus = "Error", Accepted = One(2) ? accepted : null, Closed = accepted },
        };
    }

    private static Referral Stranger(Referral referral, int place) => referral with
    {
        Id = World.Numbered(0x57440000, place),
        OrganizationId = World.AnotherPartner,
        TargetsMicrosoft = false,
    };

    private Solution[] Solutions() =>
        [.. Enumerable.Range(0, random.Next(9)).Select(place => new Solution(
            $"solution-{place}",
            One(3) ? $"Name, with a comma and \"quotes\" {place}" : $"Solution {place}",
            Any("In market", "Co-sell ready", "Azure IP co-sell eligible", "Business Applications co-sell eligible")))];

    private DayOfViews[] PageViews() =>
        [.. Enumerable.Range(0, random.Next(30))
            .Select(_ => new DayOfViews(DateOnly.FromDateTime(Near(random, now, zone).UtcDateTime), Any("profile", "offer"),
                Any("NL", "MX", ""), random.Next(500), random.Next(40)))
            .DistinctBy(day => (day.Date, day.Source, day.Country))];

    private List<OwnRate> OwnRates()
    {
        var own = new List<OwnRate>();
        foreach (var currency in (string[])["EUR", "JPY"])
        {
            if (One(3)) continue;
            for (var back = 16; back >= -1; back--)
            {
                // Gaps, and a beginning that comes after some of the deals.
                if (One(3)) continue;
                var month = PlainPeriod.FirstOfMonth(DateOnly.FromDateTime(now.UtcDateTime)).AddMonths(-back);
                own.Add(new(currency, month, currency == "EUR" ? 1m + random.Next(3000) / 10_000m : random.Next(60, 120) / 10_000m));
            }
        }

        return own;
    }

    private bool One(int among) => random.Next(among) == 0;

    private T Any<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>What one import tells.</summary>
/// <param name="Observed">When it was recorded; no two imports of a tale are recorded at one moment.</param>
internal sealed record Told(DateTimeOffset Observed, Observation[] Observations, bool Undone);

/// <summary>Small, nasty histories from a seed: a few referrals told of by several imports, each knowing a part, some the same part twice,
/// some taken back; days and instants, in zones on both sides of UTC.</summary>
internal sealed class Tales
{
    private static readonly string[] Zones =
        ["UTC", "America/New_York", "Pacific/Honolulu", "Europe/Amsterdam", "Pacific/Auckland", "America/Havana"];
    private static readonly ObservedState?[] States = [null, .. Enum.GetValues<ObservedState>().Select(s => (ObservedState?)s)];

    private readonly Random random;

    private Tales(int seed) => random = new Random(seed);

    public static (string Zone, IReadOnlyList<Told> Imports) Create(int seed)
    {
        var tale = new Tales(seed);
        return (tale.Any(Zones), tale.Imports());
    }

    public IReadOnlyList<Told> Imports()
    {
        var imports = new List<Told>();
        var before = new List<Observation>();
        for (int i = 0, count = random.Next(2, 6); i < count; i++)
        {
            Observation[] told = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => before.Count > 0 && One(4) ? Any([.. before])
                : One(6) ? Registration() : Referral())];
            before.AddRange(told);
            imports.Add(new Told(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(500) * 7).AddMinutes(i), told,
                One(6)));
        }
        return imports;
    }

    private ReferralObservation Referral()
    {
        int id = random.Next(4);
        if (One(6)) return new ReferralObservation
        {
            ReferralId = $"side{id}",
            EngagementId = $"e{id}",
            Side = Side.Microsoft,
            State = Any(States),
            Created = Moment(),
            Accepted = Moment(),
            Updated = Moment()
        };
        ObservedState? state = Any(States);
        bool worth = One(2);
        return new ReferralObservation
        {
            ReferralId = $"r{id}",
            EngagementId = One(2) ? $"e{id}" : null,
            Type = One(5) ? null : id % 2 == 0 ? ReferralType.Outbound : ReferralType.Inbound,
            State = state == ObservedState.Error && !One(4) ? null : state,
            UnknownState = One(9) ? "Pondering" : null,
            Created = Moment(),
            Accepted = Moment(),
            Closed = Moment(),
            Updated = Moment(),
            MicrosoftState = One(3) ? Any(States) : null,
            MicrosoftMsxId = One(5) ? $"7-{id}" : null,
            Country = Any("NL", "MX", null),
            City = Any("Utrecht", null, null),
            CustomerName = Any("Contoso", "Fabrikam", null),
            Program = Any("Contact request", null),
            DealValue = worth && !One(3) ? random.Next(9) * 100 : null,
            Currency = Any("EUR", "USD", null),
            DealValueUsd = worth && One(2) ? random.Next(9) * 110 : null,
            StatusReason = Any("Price", null, null),
            Solutions = One(3) ? [new NamedId($"s{random.Next(3)}", null)] : null,
            Details = One(3) ? new Dictionary<string, string> { [DetailKeys.CrmId] = $"c{random.Next(3)}" } : null,
        };
    }

    private RegistrationObservation Registration() => new()
    {
        ReferralId = $"r{random.Next(4)}",
        RegistrationId = Any("reg1", "reg2", null),
        Registered = Moment(),
        Status = Any("Approved", "Passed", "Failed", "ReviewPending", null),
        Approved = Moment(),
        Passed = Moment(),
        Failed = One(3) ? Moment() : null,
        ContractValue = One(3) ? null : random.Next(1, 9) * 1000,
        Currency = Any("EUR", "USD", null),
        ContractValueUsd = One(3) ? random.Next(1, 9) * 1100 : null,
    };

    private When? Moment()
    {
        DateOnly day = new DateOnly(2025, 10, 1).AddDays(random.Next(200));
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return random.Next(5) switch
        {
            0 or 1 => null,
            2 => When.OnDay(day),
            3 => midnight,
            _ => midnight.AddMinutes(random.Next(1, 1440)),
        };
    }

    private bool One(int among) => random.Next(among) == 0;

    private T Any<T>(params T[] choices) => choices[random.Next(choices.Length)];
}

namespace Insights.Ingest.Sample;

/// <summary>A person on our team or on the customer's.</summary>
internal sealed record SamplePerson(string First, string Last, string Email);

/// <summary>A customer: the same number in the same country is always the same company.</summary>
internal sealed record Customer(string Name, string Short, string City, string Size, SamplePerson Contact);

/// <summary>The people and companies of the sample. All are made up, and their mail goes to the reserved domain
/// <c>.example</c>, so that nobody can be written to by accident.</summary>
internal static class People
{
    private const string Domain = "contoso-consulting.example";

    /// <summary>Our own salespeople.</summary>
    public static readonly IReadOnlyList<SamplePerson> Team =
    [
        Of("Amira", "Holt"), Of("Bas", "van Leeuwen"), Of("Carla", "Mendes"), Of("Dario", "Fink"), Of("Elin", "Sandberg"),
            Of("Femi", "Adeyemi"),
        Of("Grace", "Tanaka"), Of("Henrik", "Dahl"), Of("Isha", "Raman"), Of("Jonas", "Beck"), Of("Kate", "Morrow"), Of("Luc", "Fontaine"),
    ];

    /// <summary>Partners who send us referrals of their own.</summary>
    public static readonly IReadOnlyList<(Guid Id, string Name)> Partners =
    [
        (new Guid("3f0c5a52-6f7a-4a3e-8d53-2f4be1e0a901"), "Northwind Integrators"),
        (new Guid("9a4be7d1-17c9-4d0e-b1a8-6c0d5e7742b2"), "Adatum Cloud Partners"),
        (new Guid("c2d81e64-0b35-47f6-9e0f-58a1f9d3c7e3"), "Fourth Coffee Digital"),
    ];

    private static readonly string[] Stems =
    [
        "Alder", "Amberley", "Arcus", "Birchfield", "Blauwal", "Bright Harbor", "Calder", "Candela", "Cobalt", "Corvid", "Dovetail",
            "Eastmark",
        "Elmwood", "Everline", "Falkirk", "Fennick", "Gallant", "Granite Bay", "Halvard", "Hazelgrove", "Helix", "Ironbridge", "Juniper",
            "Kestrel",
        "Kingsmead", "Lantern", "Larkspur", "Lindholm", "Lumen", "Marlow", "Meridian", "Millrace", "Norwood", "Oakhurst", "Orchard",
            "Osprey",
        "Palisade", "Pinecrest", "Polaris", "Quarry Lane", "Quillstone", "Redwater", "Ridgeway", "Rosenthal", "Saltmarsh", "Silverbeck",
            "Solstice", "Stonebridge",
        "Summit", "Sycamore", "Tallow", "Tidewater", "Umbra", "Valemont", "Verdant", "Wayfarer", "Westerly", "Whitlock", "Yarrow", "Zephyr",
    ];

    private static readonly string[] Trades =
    [
        "Logistics", "Foods", "Insurance", "Energy", "Dental Group", "Engineering", "Retail", "Textiles", "Marine", "Pharma", "Clinics",
            "Advisory",
        "Construction", "Packaging", "Travel", "Robotics", "Agriculture", "Media", "Water", "Finance", "Furniture", "Optics", "Rail",
            "Chemicals",
        "Education", "Housing", "Mobility", "Plastics", "Breweries", "Legal", "Instruments", "Paper", "Aviation", "Telecom", "Mining",
            "Care",
    ];

    private static readonly string[] FirstNames =
    [
        "Anna", "Ben", "Chiara", "David", "Emma", "Farah", "George", "Hanna", "Ivan", "Julia", "Karim", "Lena", "Marco", "Nadia", "Oscar",
            "Paula",
        "Quinn", "Rosa", "Simon", "Tessa", "Umar", "Vera", "Wim", "Xenia", "Yuki", "Zoe",
    ];

    private static readonly string[] LastNames =
    [
        "Andersen", "Baker", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Hughes", "Ito", "Jansen", "Kovacs", "Lopez", "Meyer",
            "Nowak", "Olsen",
        "Patel", "Quist", "Rossi", "Silva", "Turner", "Urban", "Visser", "Weber", "Young", "Zimmer",
    ];

    private static readonly string[] Sizes =
        ["1to9employees", "10to50employees", "51to250employees", "251to1000employees", "1001to5000employees", "5001to10000employees",
            "10001to20000employees", "Morethan20000employees"];

    private static readonly double[] SizeWeights = [12, 24, 28, 18, 10, 4, 2, 2];

    /// <summary>A customer of a country. <paramref name="dice"/> must have begun with the customer's own number.</summary>
    public static Customer Customer(Country country, Dice dice)
    {
        string city = dice.Pick(country.Cities), stem = dice.Pick(Stems);
        string name = dice.Below(10) switch
        {
            < 6 => $"{stem} {dice.Pick(Trades)}",
            < 8 => $"{dice.Pick(LastNames)} & {dice.Pick(LastNames)}",
            _ => $"{city} {dice.Pick(Trades)}",
        };
        string form = dice.Pick(country.LegalForms);
        string first = dice.Pick(FirstNames), last = dice.Pick(LastNames);
        string mail = $"{first}.{last}@{string.Concat(name.Where(char.IsAsciiLetter))}.example".ToLowerInvariant();
        return new Customer(form.Length == 0 ? name : $"{name} {form}", name, city, Sizes[dice.Weighted(SizeWeights)],
            new SamplePerson(first, last, mail));
    }

    private static SamplePerson Of(string first, string last) =>
        new(first, last, $"{first}.{last.Replace(" ", "", StringComparison.Ordinal)}@{Domain}".ToLowerInvariant());
}

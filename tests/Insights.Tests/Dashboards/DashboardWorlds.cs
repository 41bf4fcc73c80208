using Insights.Tests.Plain;

namespace Insights.Tests.Dashboards;

/// <summary>Generated worlds whose referrals also say what only the dashboards ask for: customers, reasons, solutions, offers, sources,
/// roles.</summary>
internal static class DashboardWorlds
{
    public static (World World, Query Query) Create(int seed)
    {
        (World world, Query query) = WorldGen.Create(seed, murky: seed % 3 == 0);
        return (Dressed(world, seed), query);
    }

    public static World Dressed(World world, int seed) =>
        world with { Referrals = [.. world.Referrals.Select((r, i) => Dressed(r, new Random(seed * 10_007 + i)))] };

    private static Referral Dressed(Referral referral, Random random)
    {
        T Any<T>(params T[] choices) => choices[random.Next(choices.Length)];
        Named[] solutions = [new("SOL-1", "Harbor"), new("SOL-2", "Monitor"), new(null, "Nameless")];
        random.Shuffle(solutions);
        return referral with
        {
            Customer = Any("Tailspin Toys", "Fabrikam", " fabrikam ", "Adatum"),
            Reason = Any(null, "Customer did not respond", "Customer did not have budget", "Budget not adequate", "Other", "others",
                "Moved away"),
            Source = Any(null, "AppSource", "AzurePortal", "Azure Marketplace"),
            Role = Any(null, null, "Solution design", "Solution design; Managed services"),
            Intent = Any(null, "Yes", "HaveNotDecided", "Have not decided"),
            Solutions = solutions[..random.Next(3)],
            Offer = Any(null, new Named("contoso.a", "Offer A"), new Named(null, "offer a"), new Named(null, "Offer B")),
            Registrations = [.. referral.Registrations.Select(r => r with
            {
                ReviewPending = Any<DateTimeOffset?>(null, r.Registered.AddDays(1)),
                Start = r.Registered,
                End = Any<DateTimeOffset?>(null, r.Registered.AddDays(200), r.Registered.AddDays(731)),
                Term = Any("Finite", "Finite", "Perpetual"),
            })],
        };
    }

    /// <summary>Filters a reader of the tab could choose: none, the preset, or a few values of a few dimensions, some of which nobody
    /// has.</summary>
    public static Dictionary<string, string[]> Filters(World world, int seed, IReadOnlyList<string> dimensions, IReadOnlyDictionary<string,
        string[]> preset)
    {
        var random = new Random(seed);
        if (seed % 4 == 0) return [];
        if (seed % 4 == 1) return new(preset);
        var filters = new Dictionary<string, string[]>();
        foreach (string dimension in dimensions.Where(_ => random.Next(4) == 0))
        {
            string[] all = [.. PlainClassification.Referrals(world).SelectMany(r => PlainDashboards.Values(world, r, dimension)).Distinct()
                .Order(StringComparer.Ordinal)];
            random.Shuffle(all);
            string[] chosen = all[..Math.Min(all.Length, random.Next(1, 4))];
            if (chosen.Length > 0) filters[dimension] = chosen;
        }
        return filters;
    }
}

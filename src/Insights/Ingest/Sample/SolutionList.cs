using Insights.Vocabulary;

namespace Insights.Ingest.Sample;

/// <summary>A solution of the sample organisation.</summary>
/// <param name="Demand">How often it is in a deal, against the others; 0 when it is not sold.</param>
internal sealed record SampleSolution(string Id, string Name, string Status, bool Published, double Demand)
{
    public bool IsAzureIp => Status == SolutionList.AzureIp;

    /// <summary>Under which it is sold in the marketplace.</summary>
    public string OfferId { get; } = "contoso." + Id[^3..].ToLowerInvariant();
}

/// <summary>The solutions of the sample organisation, in every co-sell status there is (domain.md 7).</summary>
internal static class SolutionList
{
    public const string InMarket = "In market", CoSellReady = "Co-sell ready", AzureIp = "Azure IP co-sell eligible",
        BusinessApplications = "Business Applications co-sell eligible";

    public static readonly IReadOnlyList<SampleSolution> All =
    [
        new("SOL-40118-KRT", "Contoso Data Harbor", AzureIp, true, 12),
        new("SOL-40122-PLM", "Contoso Plant Monitor", AzureIp, true, 10),
        new("SOL-40377-QWD", "Contoso Claims Desk", AzureIp, true, 7),
        new("SOL-41050-ABT", "Contoso Cloud Landing", CoSellReady, true, 8),
        new("SOL-41077-VNE", "Modern Workplace Rollout", CoSellReady, true, 6),
        new("SOL-41306-HYD", "Security Baseline Sprint", CoSellReady, true, 5),
        new("SOL-41544-OPA", "SAP on Azure Move", CoSellReady, true, 4),
        new("SOL-42019-DYN", "Contoso Field Service", BusinessApplications, true, 4),
        new("SOL-42260-FAB", "Fabric Quick Start: 4 weeks", InMarket, true, 3),
        new("SOL-42311-COP", "Copilot Readiness Workshop", InMarket, true, 3),
        new("SOL-42475-AVD", "Virtual Desktop Assessment", InMarket, true, 2),
        new("SOL-42502-KUB", "Container Platform Review", InMarket, true, 1.5),
        new("SOL-42733-GRC", "Compliance Mailbox", InMarket, true, 1),
        new("SOL-43001-LAB", "Contoso Lab Notebook (preview)", InMarket, false, 0),
    ];

    private static readonly double[] Demands = [.. All.Select(s => s.Demand)];

    public static SampleSolution Any(Dice dice) => All[dice.Weighted(Demands)];

    /// <summary>Another solution that is sold, for a deal of two.</summary>
    public static SampleSolution Beside(SampleSolution one, int number)
    {
        SampleSolution[] others = [.. All.Where(s => s.Demand > 0 && s != one)];
        return others[number % others.Length];
    }

    /// <summary>Writes <c>solutions.csv</c>. The names hold no quote, so a comma is the only reason to quote one.</summary>
    public static void Write(Stream to)
    {
        using var file = new StreamWriter(to, leaveOpen: true) { NewLine = "\n" };
        file.WriteLine("Solution ID,Name,Co-sell status,Published");
        foreach (SampleSolution s in All)
            file.WriteLine($"{s.Id},{(s.Name.Contains(',') ? $"\"{s.Name}\"" : s.Name)},{s.Status},{(s.Published ? "Yes" : "No")}");
    }
}

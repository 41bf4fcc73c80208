using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Ingest;

/// <summary>Our own list of solutions: Solution ID, Name, Co-sell status and, if wanted, Published. Microsoft offers no download of
/// it (domain.md 7), so people type it; a wrong status is therefore refused and not guessed.</summary>
internal sealed class Solutions(Header header) : ITable
{
    private static readonly Column Id = new("Solution ID", "Oplossings-id", "Oplossing-ID"),
        Status = new("Co-sell status", "Co-sellstatus");

    public static readonly TableFormat Format = new("solutions", "the list of solutions", [Id, Status],
        [new Column("Name", "Solution name", "Naam", "Naam van oplossing")], header => new Solutions(header))
    {
        Each = "a solution",
    };

    private static readonly Dictionary<string, SolutionClass> Classes = Spelling.Table(
        (SolutionClass.InMarket, ["In market", "InMarket", "Op de markt"]),
        (SolutionClass.CoSellReady, ["Co-sell ready", "Ready", "Gereed voor co-sell", "Business Applications co-sell eligible",
            "Business Applications co-sell incentive",
            "Business Applications co-sell incentivized", "Business Applications co-sell Standard", "Business Applications co-sell Premium",
            "Business Applications co-sell eligible (Standard)", "Business Applications co-sell eligible (Premium)",
            "Business Applications co-sell incentive (Standard)", "Business Applications co-sell incentive (Premium)",
                "Business Applications co-sell"]),
        (SolutionClass.AzureIpCoSellEligible, ["Azure IP co-sell eligible", "Azure IP co-sell incentive", "Azure IP co-sell incentivized",
            "IP co-sell eligible", "IP co-sell incentivized",
            "Co-sell incentivized", "Incentive", "Incentivized", "azure_ip_co_sell_eligible"]),
        (SolutionClass.NotPublished, ["Not published", "Unpublished", "Draft", "Niet gepubliceerd"]));

    private readonly Place id = header.Find(Id), status = header.Find(Status),
        name = header.Find(new Column("Name", "Solution name", "Naam", "Naam van oplossing")),
        published = header.Find(new Column("Published", "Gepubliceerd"));

    public Told Read(Row row)
    {
        string? word = row.Text(status);
        SolutionClass told = SolutionClass.NotPublished;
        if (word is null || !Classes.TryGetValue(Spelling.Key(word), out told))
            row.Problems.Wrong(status.Name,
                $"{Spelling.Quoted(word)} is no co-sell status; use In market, Co-sell ready, Azure IP co-sell eligible, Business " +
                "Applications co-sell eligible or Not published.");
        if (row.YesNo(published) == false) told = SolutionClass.NotPublished;
        return new SolutionObservation { SolutionId = row.Id(id), Name = row.Text(name), Class = told, Status = word };
    }
}

namespace Insights.Ingest.Sample;

/// <summary>A qualified referral program and how the team of each enrolled country stands in it.</summary>
internal sealed record QualifiedProgram(string Name, double Weight, IReadOnlyDictionary<string, Standing> Countries);

/// <summary>The four qualified referral programs. Microsoft retired them at the end of March 2026; in the sample they run on, so that
/// whoever looks at it sees the QRP widget at work. Countries differ on purpose: some reach all five targets, some hardly one.</summary>
internal static class Programs
{
    public static readonly IReadOnlyList<QualifiedProgram> All =
    [
        new("Contact request", 4, new Dictionary<string, Standing>
        {
            ["US"] = Standing.Good, ["GB"] = Standing.Excellent, ["DE"] = Standing.Fair, ["NL"] = Standing.Excellent,
                ["FR"] = Standing.Slow,
            ["CA"] = Standing.Good, ["AU"] = Standing.Fair, ["IN"] = Standing.Poor, ["SE"] = Standing.Excellent, ["ES"] = Standing.Slow,
            ["BR"] = Standing.Poor, ["MX"] = Standing.Poor,
        }),
        new("Digital sales opportunity", 3, new Dictionary<string, Standing>
        {
            ["US"] = Standing.Excellent, ["GB"] = Standing.Good, ["DE"] = Standing.Good, ["NL"] = Standing.Excellent,
                ["CA"] = Standing.Fair,
            ["JP"] = Standing.Fair, ["IT"] = Standing.Poor, ["IE"] = Standing.Slow,
        }),
        new("Customer lifecycle management", 1.5, new Dictionary<string, Standing>
        {
            ["US"] = Standing.Good, ["DE"] = Standing.Fair, ["NL"] = Standing.Excellent, ["SE"] = Standing.Good, ["CH"] = Standing.Slow,
        }),
        new("Co-sell deployment services", 1, new Dictionary<string, Standing>
        {
            ["US"] = Standing.Fair, ["GB"] = Standing.Good, ["FR"] = Standing.Poor, ["BE"] = Standing.Good, ["DK"] = Standing.Excellent,
        }),
    ];

    private static readonly Dictionary<string, (QualifiedProgram[] Programs, double[] Weights)> ByCountry = Markets.All
        .Select(country => (country.Code, Programs: All.Where(p => p.Countries.ContainsKey(country.Code)).ToArray()))
        .Where(row => row.Programs.Length > 0)
        .ToDictionary(row => row.Code, row => (row.Programs, row.Programs.Select(p => p.Weight).ToArray()));

    /// <summary>The program of a qualified lead, or null: not every country is enrolled, nor every lead part of one.</summary>
    public static QualifiedProgram? Any(Dice dice, Country country) =>
        ByCountry.TryGetValue(country.Code, out var enrolled) && dice.Chance(0.85) ? enrolled.Programs[dice.Weighted(enrolled.Weights)]
            : null;
}

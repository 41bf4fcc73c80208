using System.Globalization;

namespace Insights.Ingest.Sample;

/// <summary>Views of and clicks on the partner's pages: the business profile and the marketplace offers, a row a day and country; an
/// offer's row is of one offer, another every day.</summary>
internal static class PageViewFile
{
    /// <summary>Views a day for every referral of the sample, and the clicks each view leads to.</summary>
    private static readonly (string Name, double Views, double Clicks)[] Sources = [("profile", 3.6, 0.039), ("offer", 5.2, 0.048)];

    public static void Write(Stream to, Calendar calendar, int size, int seed, CancellationToken ct)
    {
        using var file = new StreamWriter(to, leaveOpen: true) { NewLine = "\n" };
        file.WriteLine("Date,Source,Country,Listing,Page views,CTA clicks");
        Dice dice = new(), listings = new();
        for (int day = 0; day < calendar.Days && size > 0; day++)
        {
            ct.ThrowIfCancellationRequested();
            dice.Begin(seed, -2 - day);
            listings.Begin(seed ^ 0x4c697374, -2 - day);
            string date = calendar.First.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            double visitors = (double)size / calendar.Days * (0.4 + 0.6 * calendar.Busyness(day)); // people look at pages on Sundays too
            foreach ((string source, double views, double clicks) in Sources)
                foreach (Country country in Markets.All)
                {
                    int viewed = (int)(visitors * views * country.Share / 100 * dice.LogNormal(1, 0.25) + dice.Unit());
                    if (viewed == 0) continue;
                    string listing = source == "offer" ? SolutionList.Any(listings).Name : "";
                    // A country that sells well also has the better page.
                    int clicked = Math.Min(viewed, (int)(viewed * clicks * (0.7 + country.Standing.Wins) + dice.Unit()));
                    file.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{date},{source},{country.Code},{listing},{viewed},{clicked}"));
                }
        }
    }
}

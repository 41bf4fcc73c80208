using System.Globalization;

namespace Insights.Ingest.Sample;

/// <summary>Views of and clicks on the partner's pages: the business profile and the marketplace offers, a row a day and country.</summary>
internal static class PageViewFile
{
    /// <summary>Views a day for every referral of the sample, and the clicks each view leads to.</summary>
    private static readonly (string Name, double Views, double Clicks)[] Sources = [("profile", 3.6, 0.039), ("offer", 5.2, 0.048)];

    public static void Write(string path, Calendar calendar, int size, int seed, CancellationToken ct)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine("Date,Source,Country,Page views,CTA clicks");
        var dice = new Dice();
        for (int day = 0; day < calendar.Days && size > 0; day++)
        {
            ct.ThrowIfCancellationRequested();
            dice.Begin(seed, -2 - day);
            string date = calendar.First.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            double visitors = (double)size / calendar.Days * (0.4 + 0.6 * calendar.Busyness(day)); // people look at pages on Sundays too
            foreach ((string source, double views, double clicks) in Sources)
                foreach (Country country in Markets.All)
                {
                    int viewed = (int)(visitors * views * country.Share / 100 * dice.LogNormal(1, 0.25) + dice.Unit());
                    if (viewed == 0) continue;
                    // A country that sells well also has the better page.
                    int clicked = Math.Min(viewed, (int)(viewed * clicks * (0.7 + country.Standing.Wins) + dice.Unit()));
                    file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{date},{source},{country.Code},{viewed},{clicked}"));
                }
        }
    }
}

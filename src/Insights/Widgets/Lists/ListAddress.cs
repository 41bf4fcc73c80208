using System.Globalization;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Lists;

/// <summary>Reads a list's address. A wrong value never fails: it is named, and the default is used.</summary>
public static class ListAddress
{
    private const int LongestSearch = 200;

    public static ListReading Read(Workspace workspace, Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // The Summary's own program, country and sort mean its QRP table.
        AddressReading page = AddressReader.Read(workspace, name => name is "program" or "country" or "sort" ? null : value(name));
        var wrong = new List<NotUnderstood>(page.NotUnderstood);

        string? Text(string name) => value(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
        T? One<T>(string name, Func<string, T?> parse) where T : struct
        {
            if (Text(name) is not { } word) return null;
            if (parse(word) is { } parsed) return parsed;
            wrong.Add(new NotUnderstood(name, word, "list.address." + name));
            return null;
        }
        T? Word<T>(string name, Func<T, string> key) where T : struct, Enum =>
            One<T>(name, word => Enum.GetValues<T>().Where(v => key(v).Equals(word, StringComparison.OrdinalIgnoreCase)).Select(v => (T?)v).FirstOrDefault());

        var population = new Population(Text("of") ?? Population.All)
        {
            Bucket = Text("bucket"),
            Kpi = Text("kpi"),
            Month = One<DateOnly>("month", word => DateOnly.TryParseExact(word, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly month) && month.Year is >= 2000 and < 2100 ? month : null),
            Part = One<RatePart>("part", word => word switch { "numerator" => RatePart.Numerator, "denominator" => RatePart.Denominator, _ => null }),
            Score = One<int>("score", word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int score) ? score : null),
        };
        if (!population.IsKnown)
        {
            wrong.Add(new NotUnderstood("of", population.Of, "list.address.of"));
            population = new Population(Population.All);
        }
        string? search = Text("q");
        return new ListReading(new ListQuery(page.Query, population, new Filters
        {
            Group = Word<ReferralGroup>("group", g => g.Key()),
            Type = Word<ReferralType>("type", t => t.Key()),
            State = Word<State>("state", s => s.Key()),
            Country = Text("country"),
            Program = Text("program"),
        })
        {
            Sort = One<ListSort>("sort", word => ListSort.Parse(word)) ?? ListSort.Newest,
            Page = One<int>("page", word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null) ?? 1,
            Search = search?[..Math.Min(search.Length, LongestSearch)],
        }, wrong);
    }
}

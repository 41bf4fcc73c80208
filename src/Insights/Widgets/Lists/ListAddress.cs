using System.Globalization;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Lists;

/// <summary>Reads a list's address. A wrong value never fails: it is named, and the default is used.</summary>
public static class ListAddress
{
    private const int LongestSearch = 200, MostValues = 100;

    /// <param name="values">Every value the address gives a name, in order; of what is said once, the last counts.</param>
    public static ListReading Read(Workspace workspace, Func<string, IEnumerable<string?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Func<string, string?> value = name => values(name).LastOrDefault();
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

        var population = new Population(Text("of") ?? Population.All)
        {
            Bucket = Text("bucket"),
            Kpi = Text("kpi"),
            Month = One<DateOnly>("month", word => DateOnly.TryParseExact(word, "yyyy-MM", CultureInfo.InvariantCulture,
                DateTimeStyles.None, out DateOnly month) && month.Year is >= 2000 and < 2100 ? month : null),
            Part = One<RatePart>("part", word =>
                word switch { "numerator" => RatePart.Numerator, "denominator" => RatePart.Denominator, _ => null }),
            Step = Text("step"),
            Score = One<int>("score", word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int score) ? score
                : null),
        };
        if (!population.IsKnown)
        {
            wrong.Add(new NotUnderstood("of", population.Of, "list.address.of"));
            population = new Population(Population.All);
        }
        string? search = Text("q");
        Filters filters = Dimensions.All.Aggregate(Filters.None, (all, dimension) =>
            all.With(dimension, ReadValues(dimension, values, wrong)));
        return new ListReading(new ListQuery(page.Query, population, filters)
        {
            Sort = One<ListSort>("sort", word => ListSort.Parse(word)) ?? ListSort.Newest,
            Page = One<int>("page", word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number > 0 ? number : null) ?? 1,
            Search = search?[..Math.Min(search.Length, LongestSearch)],
        }, wrong);
    }

    /// <summary>The values an address gives a dimension, each once; a wrong one is named and left out.</summary>
    internal static IReadOnlyList<string> ReadValues(Dimension dimension, Func<string, IEnumerable<string?>> values,
        List<NotUnderstood> wrong)
    {
        var read = new List<string>();
        foreach (string word in values(dimension.Key()).Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!.Trim()).Take(MostValues))
        {
            if (dimension.ParseValue(word) is { } value) read.Add(value);
            else wrong.Add(new NotUnderstood(dimension.Key(), word, "list.address." + dimension.Key()));
        }
        return read;
    }
}

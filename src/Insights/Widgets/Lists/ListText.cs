using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Vocabulary;

namespace Insights.Widgets.Lists;

/// <summary>A list in words: what it is of, what it is narrowed to, what it leaves out.</summary>
public static class ListText
{
    /// <summary>"Co-sell accepted", "Won after 0–30 days", "Accept rate, March 2026: out of".</summary>
    public static string Name(Population population, Language language, Figures figures)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(language);
        ArgumentNullException.ThrowIfNull(figures);
        string name = population.Of switch
        {
            Population.All => language["list.all"],
            Population.Distribution => language["distribution.title"],
            Population.AcceptanceTime or Population.WinTime => population.Bucket is null
                ? language[$"metric.referrals.{(population.Of == Population.WinTime ? "won" : "accepted")}"]
                : language.Say($"list.{population.Of}", population.Bucket.Replace('-', '–')),
            Population.Qrp => language.Say("list.qrp", language.Has("qrp." + population.Kpi) ? language["qrp." + population.Kpi]
                : population.Kpi, figures.Month(population.Month!.Value)),
            Population.QrpCountries => language.Say("list.qrp.countries", population.Score),
            Population.LeadsFlow or Population.CoSellFlow or Population.RegistrationsFlow => Step(population, language),
            _ when IsNote(population) => language[$"list.{population.Of}{(population.Step is { } part ? "." + part : "")}"],
            _ => language["metric." + population.Of],
        };
        if (!population.IsRate) return name;
        string parts = population.Metric?.Formula is Formula.Ratio ratio
            ? string.Join(" + ", (population.Part == RatePart.Numerator ? ratio.Over : ratio.Under)
            .Select(key => language["metric." + key]))
            : language[population.Part == RatePart.Numerator ? "list.part.numerator" : "list.part.denominator"];
        return population.Metric is null ? $"{name}: {parts}" : language.Say(population.Part == RatePart.Numerator ? "list.over"
            : "list.under", name, parts);
    }

    private static bool IsNote(Population population) => population.Of.StartsWith(Population.Note, StringComparison.Ordinal);

    private static string Step(Population flow, Language language)
    {
        string name = language["list.flow." + flow.Of.Split('.')[0]];
        return flow.Step?.Split('-') switch
        {
            null => name,
            [var from, var to] => language.Say("list.flow.link", name, language["flow." + from], language["flow." + to]),
            _ => language.Say("list.flow.node", name, language["flow." + flow.Step]),
        };
    }

    /// <summary>What the number means, in one sentence; null where the name says it all.</summary>
    public static string? Meaning(Population population, Language language)
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(language);
        return population.Of switch
        {
            Population.All => language["list.all.meaning"],
            Population.Distribution => language["distribution.about"],
            Population.Qrp => language["list.qrp.meaning"],
            Population.QrpCountries => language["list.qrp.countries.meaning"],
            Population.AcceptanceTime => language["acceptance_time.about"],
            Population.WinTime => language["win_time.about"],
            Population.LeadsFlow or Population.CoSellFlow or Population.RegistrationsFlow => language["list.flow.meaning"],
            _ when IsNote(population) => language["list.note.meaning"],
            _ => language[$"metric.{population.Of}.definition"],
        };
    }

    /// <summary>Each filter in words, with the filters that are left when it is taken off.</summary>
    public static IEnumerable<(string Text, Filters Without)> Chips(Filters filters, Language language)
    {
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(language);
        return from dimension in filters.Narrowed
               from value in filters[dimension]
               select (Value(dimension, value, null, language), filters.Without(dimension, value));
    }

    /// <summary>A dimension's value in words: ours in this language, the data's by its name.</summary>
    /// <param name="name">What the source calls it, where a reading tells.</param>
    public static string Value(Dimension dimension, string value, string? name, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        if (value == Dimensions.NotSaid) return language[$"dimension.{dimension.Key()}.none"];
        return dimension switch
        {
            Dimension.Group or Dimension.Type or Dimension.State => language[$"distribution.{dimension.Key()}.{value}"],
            Dimension.Country => Qrp.CountryNames.Name(value, language),
            Dimension.Program => Program(value, language),
            _ => language.Has($"dimension.{dimension.Key()}.{value}") ? language[$"dimension.{dimension.Key()}.{value}"] : name ?? value,
        };
    }

    /// <summary>A program by the name a reader knows, else as its source wrote it.</summary>
    public static string Program(string key, Language language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Has("qrp.program." + key) ? language["qrp.program." + key] : key;
    }
}

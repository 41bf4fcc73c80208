using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>A part of the address that could not be used. <see cref="Reason"/> is the word that says why and what is shown
/// instead.</summary>
public record NotUnderstood(string Name, string Value, string Reason);

/// <summary>A custom range that could not be used, as it was written: the form gives it back.</summary>
public sealed record RangeNotUnderstood(string? From, string? To, bool AtFrom, string Reason)
    : NotUnderstood(AtFrom ? "from" : "to", $"{From ?? "…"} – {To ?? "…"}", Reason);

/// <summary>What an address was understood to ask for, and what was not.</summary>
public sealed record AddressReading(SummaryQuery Query, IReadOnlyList<NotUnderstood> NotUnderstood);

/// <summary>Reads a page's address. A wrong value never fails: it is named, and the default is used.</summary>
public static class AddressReader
{
    public static AddressReading Read(Workspace workspace, Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var wrong = new List<NotUnderstood>();
        var defaults = new SummaryQuery();

        T One<T>(string name, Func<string, T?> parse, T otherwise) where T : struct
        {
            string? word = value(name);
            if (string.IsNullOrWhiteSpace(word)) return otherwise;
            if (parse(word) is { } parsed) return parsed;
            wrong.Add(new NotUnderstood(name, word, "address." + name));
            return otherwise;
        }

        (Preset range, DateOnly? from, DateOnly? to) = ReadRange(value, wrong);
        Granularity granularity = One("granularity", PeriodWords.ParseGranularity, defaults.Granularity);
        if (granularity == Granularity.Day && from is { } first && to is { } last
            && last.DayNumber - first.DayNumber >= SummaryQuery.LongestRangeByDay)
        {
            wrong.Add(new NotUnderstood("granularity", "day", "address.days"));
            granularity = Granularity.Month;
        }
        string? language = value("lang") is { Length: > 0 } code ? Language.Find(code.ToLowerInvariant())?.Code : null;
        if (language is null && value("lang") is { Length: > 0 } unknown) wrong.Add(new NotUnderstood("lang", unknown, "address.lang"));

        string? kept = Text(value("keep"));
        if (kept is not null && DashboardAddress.Kept(new SummaryQuery { Kept = kept }) is null)
        {
            wrong.Add(new NotUnderstood("keep", kept, "address.keep"));
            kept = null;
        }

        return new AddressReading(new SummaryQuery
        {
            Kept = kept,
            Workspace = workspace,
            Range = range,
            From = from,
            To = to,
            Comparison = One("compare", PeriodWords.ParseComparison, defaults.Comparison),
            Granularity = granularity,
            Language = language,
            Theme = One("theme", ParseTheme, defaults.Theme),
            Program = Text(value("program")),
            Country = Text(value("country")),
            Sort = One("sort", word => QrpSort.Parse(word), defaults.Sort),
        }, wrong);
    }

    /// <summary>A preset wins over dates: the form sends both, and its choice is the preset.</summary>
    private static (Preset, DateOnly?, DateOnly?) ReadRange(Func<string, string?> value, List<NotUnderstood> wrong)
    {
        string? range = Text(value("range")), from = Text(value("from")), to = Text(value("to"));
        if (range is not null && range != "custom")
        {
            if (PeriodWords.ParsePreset(range) is { } preset) return (preset, null, null);
            wrong.Add(new NotUnderstood("range", range, "address.range"));
            return (Preset.ThreeMonths, null, null);
        }
        if (range is null && from is null && to is null) return (Preset.ThreeMonths, null, null);

        DateOnly? first = Day(from), last = Day(to);
        string? reason = (first, last) switch
        {
            (null, _) when from is not null => "address.date",
            (_, null) when to is not null => "address.date",
            (null, _) or (_, null) => "address.both",
            ({ } a, { } b) when b < a => "address.order",
            ({ } a, { } b) when b.DayNumber - a.DayNumber >= SummaryQuery.LongestRangeInDays => "address.long",
            _ => null,
        };
        if (reason is null) return (Preset.Custom, first, last);
        wrong.Add(new RangeNotUnderstood(from, to, AtFrom: first is null, reason));
        return (Preset.ThreeMonths, null, null);
    }

    // Years outside a lifetime of referrals would run a comparison off the calendar's edge.
    private static DateOnly? Day(string? word) =>
        DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && day.Year is >= 2000 and < 2100 ? day : null;

    private static Theme? ParseTheme(string word) =>
        Enum.TryParse(word, ignoreCase: true, out Theme theme) && Enum.IsDefined(theme) && !char.IsAsciiDigit(word[0]) ? theme : null;

    private static string? Text(string? word) => string.IsNullOrWhiteSpace(word) ? null : word.Trim();
}

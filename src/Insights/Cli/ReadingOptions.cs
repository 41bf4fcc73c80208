using System.CommandLine;
using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>The options by which every verb that prints or writes a reading is asked for one, and the reading they ask for.</summary>
internal sealed class ReadingOptions
{
    /// <summary>Which languages there are, for the help of a verb.</summary>
    public static string Languages { get; } =
        $"One of {string.Join(", ", Language.All.Select(language => language.Code))}; {Language.English.Code} when left out.";

    private readonly Option<string> place = StoreOption.Store();
    private readonly Option<string?> organization = StoreOption.Organization();
    private readonly Option<string?> range =
        new("--range")
        {
            Description = "1m, 3m (default), 6m or 12m: so many full months and the current one to date.",
            HelpName = "RANGE"
        };
    private readonly Option<string?> from =
        new("--from") { Description = "First day of a custom period, included: 2026-01-31.", HelpName = "DAY" };
    private readonly Option<string?> to = new("--to") { Description = "Last day of a custom period, included.", HelpName = "DAY" };
    private readonly Option<string> compare =
        new("--compare")
        {
            Description = "previous (default), year, months or none.",
            DefaultValueFactory = _ => "previous",
            HelpName = "WITH"
        };
    private readonly Option<string> granularity =
        new("--granularity") { Description = "month (default), week or day.", DefaultValueFactory = _ => "month", HelpName = "POINTS" };
    private readonly Option<string?> now =
        new("--now") { Description = "Replaces the clock: 2026-04-15T00:00:00Z. The facts stay all that are known.", HelpName = "INSTANT" };
    private readonly Option<string> lang =
        new("--lang") { Description = Languages, DefaultValueFactory = _ => Language.English.Code, HelpName = "LANGUAGE" };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { range, from, to, compare, granularity, now, lang, place, organization })
            command.Options.Add(option);
    }

    /// <summary>The store that is read.</summary>
    public string Place(ParseResult parsed) => parsed.GetValue(place)!;

    /// <summary>The reading, in the language asked for, with the address the page would have for it.</summary>
    /// <exception cref="UsageException">The words ask for nothing that can be read.</exception>
    public async Task<WidgetView> ReadAsync(ParseResult parsed, TimeProvider clock, CancellationToken cancel)
    {
        SummaryQuestion question = Question(parsed.GetValue(range), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(compare)!,
            parsed.GetValue(granularity)!);
        DateTimeOffset moment = parsed.GetValue(now) is { } instant ? TypedDate.Instant("--now", instant) : clock.GetUtcNow();
        Language language = Language.Find(parsed.GetValue(lang))
            ?? throw new UsageException($"--lang {parsed.GetValue(lang)}: the languages are " +
            $"{string.Join(", ", Language.All.Select(l => l.Code))}.");
        ReferralStore store = await StoreOption.OpenExistingAsync(Place(parsed), clock, cancel);
        Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
        OrganizationFacts facts = await new FactsCache(store).ReadAsync(chosen.Scope(), cancel);
        var query = new SummaryQuery
        {
            Range = question.Preset,
            From = question.From,
            To = question.Last,
            Comparison = question.Comparison,
            Granularity = question.Granularity,
            Language = language.Code
        };
        return new WidgetView(Summary.Read(facts, question, moment), language, query);
    }

    private static SummaryQuestion Question(string? range, string? from, string? to, string compare, string granularity)
    {
        Comparison comparison = PeriodWords.ParseComparison(compare)
            ?? throw new UsageException($"--compare {compare}: choose previous, year, months or none.");
        Granularity points = PeriodWords.ParseGranularity(granularity)
            ?? throw new UsageException($"--granularity {granularity}: choose month, week or day.");
        if (from is null && to is null)
        {
            Preset preset = range is null ? Preset.ThreeMonths : PeriodWords.ParsePreset(range)
                ?? throw new UsageException($"--range {range}: choose 1m, 3m, 6m or 12m.");
            return new SummaryQuestion(preset, null, null, comparison, points);
        }
        if (range is not null) throw new UsageException("Give --range, or --from and --to; not both.");
        if (from is null || to is null) throw new UsageException("A custom period needs both --from and --to; both days are included.");
        (DateOnly first, DateOnly last) = (TypedDate.Day("--from", from), TypedDate.Day("--to", to));
        if (last < first) throw new UsageException($"--to {to} lies before --from {from}.");
        if (last.DayNumber - first.DayNumber > 366 * 30) throw new UsageException("A period is thirty years at most.");
        return new SummaryQuestion(Preset.Custom, first, last, comparison, points);
    }
}

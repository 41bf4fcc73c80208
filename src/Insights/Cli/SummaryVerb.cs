using System.CommandLine;
using Insights.Exports;
using Insights.Facts;
using Insights.Metrics;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Cli;

/// <summary>`summary`: every number of the page, as a table for eyes or as the document of metrics.md 7.</summary>
internal static class SummaryVerb
{
    public static Command Command(TimeProvider clock)
    {
        Option<string> db = StoreOption.Db();
        Option<string?> organization = StoreOption.Organization();
        var json = new Option<bool>("--json") { Description = "Print the JSON document instead of the table." };
        var range = new Option<string?>("--range") { Description = "1m, 3m (default), 6m or 12m: so many full months and the current one to date.", HelpName = "RANGE" };
        var from = new Option<string?>("--from") { Description = "First day of a custom period, included: 2026-01-31.", HelpName = "DAY" };
        var to = new Option<string?>("--to") { Description = "Last day of a custom period, included.", HelpName = "DAY" };
        var compare = new Option<string>("--compare") { Description = "previous (default), year, months or none.", DefaultValueFactory = _ => "previous", HelpName = "WITH" };
        var granularity = new Option<string>("--granularity") { Description = "month (default), week or day.", DefaultValueFactory = _ => "month", HelpName = "POINTS" };
        var now = new Option<string?>("--now") { Description = "Replaces the clock: 2026-04-15T00:00:00Z. The facts stay all that are known.", HelpName = "INSTANT" };
        var lang = new Option<string>("--lang") { Description = "en (default) or nl.", DefaultValueFactory = _ => "en", HelpName = "LANGUAGE" };
        var command = new Command("summary", "Print the Summary's numbers.\n\nExample: insights summary --json --from 2026-01-01 --to 2026-03-31 --compare year")
        {
            json, range, from, to, compare, granularity, now, lang, db, organization,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            SummaryQuestion question = Question(parsed.GetValue(range), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(compare)!, parsed.GetValue(granularity)!);
            DateTimeOffset moment = parsed.GetValue(now) is { } instant ? Words.Instant("--now", instant) : clock.GetUtcNow();
            Language language = Language.Find(parsed.GetValue(lang)) ?? throw new UsageException($"--lang {parsed.GetValue(lang)}: the languages are {string.Join(", ", Language.All.Select(l => l.Code))}.");
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(db)!, clock, cancel);
            Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
            OrganizationFacts facts = await new FactsCache(store).ReadAsync(chosen.Scope(), cancel);
            Reading reading = Summary.Read(facts, question, moment);
            if (parsed.GetValue(json))
            {
                await using Stream output = Console.OpenStandardOutput();
                SummaryJson.Write(output, reading, language);
                output.WriteByte((byte)'\n');
            }
            else
            {
                await SummaryText.WriteAsync(Console.Out, reading, language);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static SummaryQuestion Question(string? range, string? from, string? to, string compare, string granularity)
    {
        Comparison comparison = PeriodWords.ParseComparison(compare) ?? throw new UsageException($"--compare {compare}: choose previous, year, months or none.");
        Granularity points = PeriodWords.ParseGranularity(granularity) ?? throw new UsageException($"--granularity {granularity}: choose month, week or day.");
        if (from is null && to is null)
        {
            Preset preset = range is null ? Preset.ThreeMonths : PeriodWords.ParsePreset(range) ?? throw new UsageException($"--range {range}: choose 1m, 3m, 6m or 12m.");
            return new SummaryQuestion(preset, null, null, comparison, points);
        }
        if (range is not null) throw new UsageException("Give --range, or --from and --to; not both.");
        if (from is null || to is null) throw new UsageException("A custom period needs both --from and --to; both days are included.");
        (DateOnly first, DateOnly last) = (Words.Day("--from", from), Words.Day("--to", to));
        if (last < first) throw new UsageException($"--to {to} lies before --from {from}.");
        if (last.DayNumber - first.DayNumber > 366 * 30) throw new UsageException("A period is thirty years at most.");
        return new SummaryQuestion(Preset.Custom, first, last, comparison, points);
    }
}

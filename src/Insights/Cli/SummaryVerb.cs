using System.CommandLine;
using Insights.Exports;
using Insights.Widgets;

namespace Insights.Cli;

/// <summary>`summary`: every number of the page, as a table for eyes or as the document of metrics.md 7.</summary>
internal static class SummaryVerb
{
    public static Command Command(TimeProvider clock)
    {
        var json = new Option<bool>("--json") { Description = "Print the JSON document instead of the table." };
        var asked = new ReadingOptions();
        var command = new Command("summary",
            "Print the Summary's numbers.\n\nExample: insights summary --json --from 2026-01-01 --to 2026-03-31 --compare year") { json };
        asked.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            WidgetView view = await asked.ReadAsync(parsed, clock, cancel);
            if (parsed.GetValue(json))
            {
                await using Stream output = Console.OpenStandardOutput();
                SummaryJson.Write(output, view.Reading, view.Language);
                output.WriteByte((byte)'\n');
            }
            else
            {
                await SummaryText.WriteAsync(Console.Out, view.Reading, view.Language);
            }
            return ExitCode.Done;
        });
        return command;
    }
}

using System.CommandLine;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>How a command ended, for scripts (one contract for people, scripts and tests).</summary>
public static class ExitCode
{
    public const int Done = 0, Failed = 1, WrongUsage = 2, RowsRefused = 3, NeedsPerson = 4, Later = 5;
}

/// <summary>The verbs. Data goes to standard output, talk to standard error.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] words, TimeProvider clock, CancellationToken cancel)
    {
        var root = new RootCommand("Referral Insights: how a company's referrals perform. Without a verb it serves the page, with the " +
            "sample organisation when the store is empty.\n\nExample: insights import referrals.json && insights summary --range 6m");
        root.Subcommands.Add(ImportVerb.Command(clock));
        root.Subcommands.Add(ImportsVerb.Command(clock));
        root.Subcommands.Add(SyncVerb.Command(clock));
        root.Subcommands.Add(UndoVerb.Undo(clock));
        root.Subcommands.Add(UndoVerb.Redo(clock));
        root.Subcommands.Add(LinkVerb.Command(clock));
        root.Subcommands.Add(TokenVerb.Command(clock));
        root.Subcommands.Add(SummaryVerb.Command(clock));
        root.Subcommands.Add(FileVerbs.Pdf(clock));
        root.Subcommands.Add(FileVerbs.Xlsx(clock));
        root.Subcommands.Add(FileVerbs.Csv(clock));
        root.Subcommands.Add(SampleVerb.Command(clock));
        root.Subcommands.Add(MoveVerb.Command(clock));
        root.Subcommands.Add(CheckVerb.Command(clock));
        root.Subcommands.Add(SettingsVerb.Command());
        Command serve = ServeVerb.Command(clock);
        root.Subcommands.Add(serve);

        ParseResult parsed = root.Parse(words.Length == 0 ? ["serve", "--sample-when-empty"] : words);
        if (parsed.Errors.Count > 0)
        {
            bool inVerb = parsed.CommandResult.Command != root;
            if (!inVerb && parsed.UnmatchedTokens is [var unknown, ..])
                await SayAsync($"There is no {(unknown.StartsWith('-') ? "option" : "verb")} {unknown}. The verbs are " +
                    $"{string.Join(", ", root.Subcommands.Select(c => c.Name))}.");
            else
                foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors) await SayAsync(error.Message);
            await SayAsync($"`insights{(inVerb ? " " + parsed.CommandResult.Command.Name : "")} --help` shows how it is used.");
            return ExitCode.WrongUsage;
        }
        try
        {
            TimeSpan ends = ServeVerb.Farewell + TimeSpan.FromSeconds(10);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = ends
            }, cancel);
        }
        catch (UsageException e)
        {
            await SayAsync(e.Message);
            return ExitCode.WrongUsage;
        }
        catch (StoreException e)
        {
            await SayAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await SayAsync(Fault.Sentence(e));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await SayAsync("Stopped. Nothing half-done was kept.");
            return ExitCode.Failed;
        }
    }

    private static async Task SayAsync(string sentence)
    {
        try
        {
            await Console.Error.WriteLineAsync(sentence);
        }
        catch (IOException)
        {
            // Standard error takes nothing: the exit status says it all the same.
        }
    }
}

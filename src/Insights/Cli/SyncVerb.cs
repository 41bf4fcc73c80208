using System.CommandLine;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`sync`: reads what comes by itself, once, now.</summary>
internal static class SyncVerb
{
    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var source = new Option<long?>("--source")
        { Description = "The source's number; all of the organisation when left out.", HelpName = "ID" };
        var full = new Option<bool>("--full") { Description = "Read everything again, not only what changed." };
        var command = new Command("sync", "Read the sources that were connected on the page *Sources*, once, now. Ends with 0 when " +
            "everything was read, 3 when records were refused, 4 when a source waits for a person, 5 when it is to be tried again." +
            "\n\nExample: insights sync --full") { source, full, organization, place };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(place)!, clock, cancel);
            Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
            IReadOnlyList<LiveSource> sources = [.. (await store.Sources.ListAsync(chosen.Scope(), cancel))
                .Where(s => parsed.GetValue(source) is not { } id || s.Id == id)];
            if (sources.Count == 0)
                throw new UsageException($"{chosen.Name} has no such source: connect one on the page Sources, which `insights serve` " +
                    "shows.");
            (SyncParts parts, _) = Syncing.Parts(store, clock, Environment.GetEnvironmentVariable);
            int exit = ExitCode.Done;
            foreach (LiveSource one in sources)
            {
                RunOutcome outcome = await new SyncRun(parts, chosen.Scope(), one.Id,
                    parsed.GetValue(full) ? RunKind.Full : RunKind.Ordinary).RunAsync(cancel);
                await Console.Out.WriteLineAsync(await SayAsync(store, chosen, one, outcome, cancel));
                exit = Math.Max(exit, outcome switch
                {
                    RunOutcome.Done => ExitCode.Done,
                    RunOutcome.Refused => ExitCode.RowsRefused,
                    RunOutcome.NeedsPerson or RunOutcome.Paused => ExitCode.NeedsPerson,
                    _ => ExitCode.Later,
                });
            }
            return exit;
        });
        return command;
    }

    private static async Task<string> SayAsync(ReferralStore store, Organization organization, LiveSource source, RunOutcome outcome,
        CancellationToken cancel)
    {
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Source {source.Id} of {organization.Name}");
        if (outcome == RunOutcome.NotTaken) return $"{name}: another program reads it at this moment.";
        if (outcome == RunOutcome.Paused) return $"{name}: it is paused; resume it on the page Sources.";
        if (await store.Sources.RunsAsync(organization.Scope(), source.Id, 1, cancel) is not [var run])
            return $"{name}: it is disconnected, or was told to wait.";
        string read = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{run.Read} read, {run.New} new, {run.Changed} changed, {run.Unchanged} unchanged, {run.Refused} refused");
        return run.Trouble is not { } trouble ? $"{name}: {read}{(run.Import is { } import ? $"; import {import}" : "")}."
            : $"{name}: {Vocabulary.Language.English["live.trouble." + trouble.Kind]}{Detail(trouble)}";
    }

    private static string Detail(SourceTrouble trouble) =>
        string.Join("", new[] { trouble.Status > 0 ? $" HTTP {trouble.Status}" : "", trouble.Code.Length > 0 ? $" {trouble.Code}" : "",
            trouble.RequestId.Length > 0 ? $" (request {trouble.RequestId})" : "" });
}

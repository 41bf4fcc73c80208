using System.CommandLine;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`undo ID`: takes an import back as a whole.</summary>
internal static class UndoVerb
{
    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var id = new Argument<long>("ID") { Description = "The import's number, from `insights imports`." };
        var command = new Command("undo",
            "Take an import back as a whole: the facts are then as if it had never been. What another import told as well " +
            "stays.\n\nExample: insights undo 3") { id, place, organization };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(place)!, clock, cancel);
            Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
            try
            {
                await store.UndoAsync(chosen.Scope(), parsed.GetValue(id), cancel);
            }
            catch (StoreException e) when (e.Trouble == StoreTrouble.Refused && e.InnerException is null)
            {
                throw new UsageException(e.Message);
            }
            await Console.Error.WriteLineAsync($"Import {parsed.GetValue(id)} of {chosen.Name} is undone.");
            return ExitCode.Done;
        });
        return command;
    }
}

using System.CommandLine;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`undo ID` takes an import back as a whole, `redo ID` lets it count again.</summary>
internal static class UndoVerb
{
    public static Command Undo(TimeProvider clock) => Command(clock, "undo",
        "Take an import back as a whole: the facts are then as if it had never been. What another import told as well " +
        "stays.\n\nExample: insights undo 3", (store, scope, import, cancel) => store.UndoAsync(scope, import, cancel), "is undone");

    public static Command Redo(TimeProvider clock) => Command(clock, "redo",
        "Let an import count again that was taken back.\n\nExample: insights redo 3",
        (store, scope, import, cancel) => store.RedoAsync(scope, import, cancel), "counts again");

    private static Command Command(TimeProvider clock, string name, string about,
        Func<ReferralStore, Scope, long, CancellationToken, Task> change, string done)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var id = new Argument<long>("ID") { Description = "The import's number, from `insights imports`." };
        var command = new Command(name, about) { id, place, organization };
        command.SetAction(async (parsed, cancel) =>
        {
            ReferralStore store = await StoreOption.OpenExistingAsync(parsed.GetValue(place)!, clock, cancel);
            Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
            try
            {
                await change(store, chosen.Scope(), parsed.GetValue(id), cancel);
            }
            catch (StoreException e) when (e.Trouble == StoreTrouble.Refused && e.InnerException is null)
            {
                throw new UsageException(e.Message);
            }
            await Console.Error.WriteLineAsync($"Import {parsed.GetValue(id)} of {chosen.Name} {done}.");
            return ExitCode.Done;
        });
        return command;
    }
}

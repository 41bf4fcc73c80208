using System.CommandLine;
using System.Globalization;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`check`: reads all of a store and says what is wrong with it, or that all is well.</summary>
internal static class CheckVerb
{
    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        var command = new Command("check",
            "Read the whole store and say whether it is damaged, and where; the exit status is 1 when it is.\n\nExample: insights check " +
            "--store backup.db") { place };
        command.SetAction(async (parsed, cancel) =>
        {
            string where = parsed.GetValue(place)!, location = ReferralStore.LocationOf(where);
            if (!await ReferralStore.ExistsAsync(where, cancel)) throw new UsageException(StoreOption.Empty(location));
            Checkup checkup = await ReferralStore.CheckAsync(where, clock, cancel);
            foreach (string fault in checkup.Faults) await Console.Out.WriteLineAsync(fault);
            if (checkup.Faults.Count == 0)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"The store {location} is whole: {checkup.Rows:N0} rows were read and nothing is wrong with them."));
                return ExitCode.Done;
            }
            await Console.Error.WriteLineAsync($"The store {location} is damaged: " +
                $"{(checkup.Faults.Count == 1 ? "what is wrong is" : $"{checkup.Faults.Count} things are wrong, as")} said above. Put a " +
                "backup of it in its place, or import your files into a new store.");
            return ExitCode.Failed;
        });
        return command;
    }
}

using System.CommandLine;
using System.Globalization;
using Insights.Store;
using Insights.Web;

namespace Insights.Cli;

/// <summary>`move`: a whole store into another place, a file or a PostgreSQL database; the old one stays as it is.</summary>
internal static class MoveVerb
{
    public static Command Command(TimeProvider clock)
    {
        var from = new Option<string>("--from")
        {
            Description = "The store as it is: a file or \"Host=…;Database=…\".",
            HelpName = "STORE",
            Required = true
        };
        var to = new Option<string>("--to")
        {
            Description =
            "Where it goes: a file or a database that holds nothing yet. INSIGHTS_STORE when left out.",
            HelpName = "STORE"
        };
        var command = new Command("move",
            "Copy a whole store to another place: file to PostgreSQL, or back. All of it or nothing; the old store stays as it " +
            "is.\n\nExample: insights move --from insights.db --to \"Host=db.example.com;Database=insights;Username=insights\"") { from,
            to };
        command.SetAction(async (parsed, cancel) =>
        {
            string target = parsed.GetValue(to) ?? Environment.GetEnvironmentVariable("INSIGHTS_STORE")
                ?? throw new UsageException("Say where the store goes: --to FILE, or --to \"Host=…;Database=…\".");
            if (IsOne(parsed.GetValue(from)!, target)) throw new UsageException("--from and --to are the same store.");
            ReferralStore old = await StoreOption.OpenExistingAsync(parsed.GetValue(from)!, clock, cancel),
                into = await StoreOption.OpenAsync(target, clock, cancel);
            bool watched = !Console.IsErrorRedirected;
            IReadOnlyDictionary<string, long> moved = await ReferralStore.MoveAsync(old, into, rows =>
            {
                if (watched) Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{rows:N0} rows"));
            }, cancel);
            if (watched) await Console.Error.WriteLineAsync();
            await TextTable.WriteAsync(Console.Out,
                [["table", "rows"], .. moved.Select(t => new[] { t.Key, t.Value.ToString(CultureInfo.InvariantCulture) })], numbersFrom: 1);
            await Console.Error.WriteLineAsync($"{old.Location} is now in {into.Location} as well; the old one was left as it is.");
            return ExitCode.Done;
        });
        return command;
    }

    private static bool IsOne(string from, string to) => ReferralStore.FileOf(from) is { } old && ReferralStore.FileOf(to) is { } file
        ? SameFile.Is(old, file)
        : ReferralStore.LocationOf(from) == ReferralStore.LocationOf(to);
}

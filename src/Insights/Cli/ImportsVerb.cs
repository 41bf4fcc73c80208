using System.CommandLine;
using System.Globalization;
using Insights.Store;

namespace Insights.Cli;

/// <summary>`imports`: what was imported when, newest first.</summary>
internal static class ImportsVerb
{
    private static readonly string[] Heads =
        ["id", "recorded", "undone", "file", "format", "read", "new", "changed", "unchanged", "refused"];

    public static Command Command(TimeProvider clock)
    {
        Option<string> place = StoreOption.Store();
        Option<string?> organization = StoreOption.Organization();
        var command = new Command("imports", "List the imports of an organisation, newest first.\n\nExample: insights imports") { place,
            organization };
        command.SetAction(async (parsed, cancel) =>
        {
            string where = parsed.GetValue(place)!;
            ReferralStore? store = await ReferralStore.ExistsAsync(where, cancel) ? await StoreOption.OpenAsync(where, clock, cancel)
                : null;
            var rows = new List<string[]> { Heads };
            if (store is null || (await store.OrganizationsAsync(cancel)).Count == 0)
            {
                // Nothing imported yet is an answer, not a mistake.
                await Console.Error.WriteLineAsync(StoreOption.Empty(ReferralStore.LocationOf(where)));
                await TextTable.WriteAsync(Console.Out, rows, numbersFrom: 5);
                return ExitCode.Done;
            }
            Organization chosen = await StoreOption.ChooseAsync(store, parsed.GetValue(organization), cancel);
            foreach (ImportEntry import in await store.ImportsAsync(chosen.Scope(), cancel))
                foreach (FileReceipt f in import.Files)
                    rows.Add([Number(import.Id), Moment(import.RecordedAt), import.UndoneAt is { } undone ? Moment(undone)
                        : "", f.File, f.Format,
                        Number(f.Read), Number(f.New), Number(f.Changed), Number(f.Unchanged), Number(f.Refused)]);
            await TextTable.WriteAsync(Console.Out, rows, numbersFrom: 5);
            return ExitCode.Done;
        });
        return command;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

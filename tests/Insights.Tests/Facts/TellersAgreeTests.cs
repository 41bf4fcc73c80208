using Insights.Exports.Lists;
using Insights.Facts;
using Insights.Ingest;
using Insights.Metrics;
using Insights.Metrics.Lists;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

/// <summary>Every part of the program that tells of a referral folds its versions by one rule (metrics.md 6): laws over generated
/// histories.</summary>
[Trait("Category", "Slow")]
public sealed class TellersAgreeTests
{
    private const int Histories = 50;
    private static readonly DateTimeOffset Later = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task The_order_of_imports_changes_nothing_and_an_undone_one_was_never_there() => ForAllAsync(async (zone, imports, seed) =>
    {
        await using TemporaryStore one = await StoreAsync(zone, imports),
            other = await StoreAsync(zone, [.. imports.Where(i => !i.Undone).OrderBy(i => (i.Observed.Ticks * 7919 + seed) % 1009)]);
        return Differences(await SaidAsync(one, observed: true), await SaidAsync(other, observed: true));
    });

    [Fact]
    public Task Numbers_lists_a_referrals_page_and_files_say_the_same() => ForAllAsync(async (zone, imports, _) =>
    {
        await using TemporaryStore temporary = await StoreAsync(zone, imports);
        Records records = await OpenAsync(temporary);
        OrganizationFacts facts = records.Facts;
        var wrong = new List<string>();
        await foreach (string?[] cells in Table(records).RowsAsync(CancellationToken.None))
        {
            string Cell(string key) => cells[ReferralFields.InFile.ToList().FindIndex(c => c.Key == key)] ?? "";
            ReferralRecord record = (await records.FindAsync(Cell("id"), CancellationToken.None))!;
            int row = Array.FindIndex(facts.VersionId, id => record.Versions.Any(v => v.VersionId == id));
            ListedReferral listed = Listings.Page(facts, [row])[0];
            foreach (Field<ReferralObservation> column in ReferralFields.InFile)
            {
                string page = column.Cell(record.Known) ?? "", file = Cell(column.Key);
                bool same = column.Key switch
                {
                    // Facts say more than was told: a class where no type was, the first time it was seen.
                    "type" => true,
                    "state" => (record.Known.State is null && file == "") || Shown(record.Known.State, listed) == file,
                    "created" => page == "" ? listed.Observed.HasFlag(ObservedMoments.Created) : page == file,
                    "accepted" => listed.Class.IsOurs() ? file == "" : page == file
                        || (page == "" && listed.Observed.HasFlag(ObservedMoments.Accepted)),
                    "closed" => listed.Closed is null ? file == "" : page == file
                        || (page == "" && listed.Observed.HasFlag(ObservedMoments.Closed)),
                    _ => page == file,
                };
                if (!same) wrong.Add($"{Cell("id")} {column.Key}: the page says '{page}', the file '{file}'");
            }
            if ((listed.Created.ToString(), listed.Accepted?.ToString() ?? "", listed.Closed?.ToString()
                ?? "") != (Cell("created"), Cell("accepted"), Cell("closed"))) wrong.Add($"{Cell("id")}: the list has other moments");
            if (Merged(listed.Value) is var value && value != Merged(record.Known))
                wrong.Add($"{Cell("id")}: the list says {value}, the page {Merged(record.Known)}");
        }
        return wrong;
    });

    [Fact]
    public Task What_was_exported_and_is_imported_again_moves_no_number() => ForAllAsync(async (zone, imports, _) =>
    {
        await using TemporaryStore temporary = await StoreAsync(zone, imports), fresh = new();
        IReadOnlyDictionary<string, string> before = await SaidAsync(temporary, observed: false);
        string file = temporary.Path + ".csv";
        await using (FileStream output = File.Create(file)) await Delimited.WriteAsync(output, Table(await OpenAsync(temporary)), ',',
            CancellationToken.None);
        foreach (TemporaryStore store in (TemporaryStore[])[temporary, temporary, fresh])
        {
            store.Clock.Now = Later;
            ReferralStore opened = await store.OpenAsync();
            Receipt receipt = await Importer.RunAsync(opened, new ImportRequest { Files = [file], OrganizationId = "us" }, null, null,
                CancellationToken.None);
            if (receipt.Refused > 0) return [receipt.Refusals[0].Reason];
            await opened.SetAsync(new Scope(1), ReportingZone.Setting, zone, CancellationToken.None);
            IReadOnlyList<string> moved =
                Differences(Carried(before, store == fresh), Carried(await SaidAsync(store, observed: false), store == fresh));
            if (moved.Count > 0) return moved;
        }
        return [];
    });

    private static string Shown(ObservedState? told, ListedReferral listed) => told switch
    {
        ObservedState.New => "pending",
        ObservedState.Active => listed.Class.IsOurs() ? "created" : "accepted",
        _ => told?.ToString().ToLowerInvariant() ?? "",
    };

    private static string Merged(Money? value) => value is { } money ? $"{money.Amount:0.##} {money.Currency}" : "";

    private static string Merged(ReferralObservation known) => Merged(known.DealValue is { } own ? new Money(own, known.Currency ?? "?")
        : known.DealValueUsd is { } usd ? new Money(usd, "USD") : null);

    /// <summary>A file of referrals carries neither registrations nor Microsoft's sides into another store.</summary>
    private static IReadOnlyDictionary<string, string> Carried(IReadOnlyDictionary<string, string> said, bool elsewhere) =>
        !elsewhere ? said
        : said.Where(s => !s.Key.StartsWith("registration", StringComparison.Ordinal)
        && !s.Key.EndsWith("microsoft", StringComparison.Ordinal)).ToDictionary(s => s.Key, s => s.Value);

    private static async Task ForAllAsync(Func<string, IReadOnlyList<Told>, int, Task<IReadOnlyList<string>>> differences)
    {
        var wrong = new List<string>();
        for (int seed = 1; seed <= Histories && wrong.Count < 5; seed++)
        {
            (string zone, IReadOnlyList<Told> imports) = Tales.Create(seed);
            IReadOnlyList<string> found = await differences(zone, imports, seed);
            if (found.Count > 0) wrong.Add($"Tales.Create({seed}), {zone}:\n  {string.Join("\n  ", found.Take(6))}");
        }
        wrong.ShouldBeEmpty(string.Join('\n', wrong));
    }

    private static async Task<TemporaryStore> StoreAsync(string zone, IReadOnlyList<Told> imports)
    {
        var store = new TemporaryStore();
        // One that tells nothing makes the organisation.
        store.Clock.Now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await store.ImportAsync();
        foreach (Told import in imports)
        {
            store.Clock.Now = import.Observed;
            (long id, _) = await store.ImportAsync(import.Observations);
            if (import.Undone) await (await store.OpenAsync()).UndoAsync(new Scope(1), id, CancellationToken.None);
        }
        await (await store.OpenAsync()).SetAsync(new Scope(1), ReportingZone.Setting, zone, CancellationToken.None);
        return store;
    }

    private static async Task<Records> OpenAsync(TemporaryStore temporary)
    {
        ReferralStore store = await temporary.OpenAsync();
        return (await new FactsCache(store).OpenAsync(new Scope(1), CancellationToken.None))!;
    }

    private static ListTable Table(Records records)
    {
        var period = Period.Inclusive(new DateOnly(2025, 1, 1), new DateOnly(2026, 12, 31), ReportingZone.Of(records.Facts.Settings));
        return new ListTable(records,
            Listings.Read(records.Facts, new ListQuestion(new Population(Population.All), Filters.None, period, ListSort.Newest), Later),
            Language.English, Later);
    }

    /// <summary>Everything the facts say, in words.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> SaidAsync(TemporaryStore temporary, bool observed)
    {
        Records records = await OpenAsync(temporary);
        OrganizationFacts facts = records.Facts;
        IReadOnlyDictionary<int, ReferralRecord> known = await records.ReadAsync(facts.VersionId, CancellationToken.None);
        var said = new Dictionary<string, string>();
        for (int row = 0; row < facts.Count; row++)
        {
            string id = known[facts.VersionId[row]].Known.ReferralId;
            said[id] = $"{facts.Class[row]} {facts.State[row]} {facts.MomentOf(row, BareDays.Created)} " +
                $"{facts.MomentOf(row, BareDays.Accepted)} {facts.MomentOf(row, BareDays.Closed)} "
                + $"{facts.Words[facts.Country[row]]} {facts.Words[facts.Program[row]]} {facts.Value[row]} " +
                    $"{facts.Words[facts.Currency[row]]} {facts.ValueUsd[row]} "
                + $"{known[facts.VersionId[row]].Known.CustomerName} {(observed ? facts.Observed[row] : null)}";
            said[id + " microsoft"] = $"{facts.MomentOf(row, BareDays.MicrosoftAccepted)}";
        }
        foreach (Insights.Facts.Registration r in facts.Registrations.OrderBy(r => r.ReferralId).ThenBy(r => r.Told.RegistrationId)
            .ThenBy(r => r.RegisteredAt).ThenBy(r => r.ApprovedAt))
            said[$"registration {said.Count}"] =
                $"{r.ReferralId} {r.RegisteredAt} {r.ApprovedAt} {r.FailedAt} {r.ContractValue} {r.Currency} {r.ContractValueUsd}";
        return said;
    }

    private static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        [.. one.Keys.Union(other.Keys).Where(key => one.GetValueOrDefault(key) != other.GetValueOrDefault(key))
            .Select(key => $"{key}: '{one.GetValueOrDefault(key)}' or '{other.GetValueOrDefault(key)}'")];
}

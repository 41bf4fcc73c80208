using Insights.Facts;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

[Trait("Category", "Slow")]
public sealed class RefoldOnSqlite() : RefoldTests(StoreEngine.Sqlite, scripts: 150);

[Trait("Category", "Slow")]
public sealed class RefoldOnPostgres() : RefoldTests(StoreEngine.Postgres, scripts: 12);

/// <summary>Law: whatever was imported, taken back and brought back, facts of which only what was touched is folded anew are those of a full
/// read, value by value.</summary>
public abstract class RefoldTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly StoreEngine engine;
    private readonly int scripts;

    private protected RefoldTests(StoreEngine engine, int scripts) => (this.engine, this.scripts) = (engine, scripts);

    [Fact]
    public async Task What_was_touched_folded_anew_is_what_everything_folded_anew_is()
    {
        int refolded = 0, steps = 0;
        for (int seed = 1; seed <= scripts; seed++)
        {
            await using var temporary = new TemporaryStore(engine);
            ReferralStore store = await temporary.OpenAsync();
            var random = new Random(seed);
            (string zone, IReadOnlyList<Told> tale) = Tales.Create(seed);
            // Referrals besides, so that something is carried over.
            await temporary.ImportAsync([.. Enumerable.Range(0, 8).Select(i => new ReferralObservation
            {
                ReferralId = $"quiet{i}",
                Type = (ReferralType)(i % 6),
                State = (ObservedState)(i % 6),
                Created = temporary.Clock.Now.AddDays(-i),
                Country = i % 2 == 0 ? "NL" : "DE",
            })]);
            await store.SetAsync(new Scope(1), ReportingZone.Setting, zone, Cancel);
            OrganizationFacts facts = await new FactsReader(store, new Scope(1), Cancel).ReadAsync();
            foreach (Told told in (IEnumerable<Told>)[.. tale, .. Tales.Create(seed + 5000).Imports])
            {
                temporary.Clock.Now = told.Observed;
                await temporary.ImportAsync(told.Observations);
                facts = await SameAsync(seed, "an import", facts);
                // Taken back and brought back as it comes, at times several at once.
                for (int turns = random.Next(3); turns > 0; turns--)
                {
                    ImportEntry import = (await store.ImportsAsync(new Scope(1), Cancel)) is var imports
                        ? imports[random.Next(imports.Count)] : null!;
                    if (import.UndoneAt is null) await store.UndoAsync(new Scope(1), import.Id, Cancel);
                    else await store.RedoAsync(new Scope(1), import.Id, Cancel);
                    if (random.Next(3) > 0) facts = await SameAsync(seed, $"import {import.Id} turned", facts);
                }
                if (random.Next(6) == 0)
                    await store.SetAsync(new Scope(1), ReportingZone.Setting, random.Next(2) == 0 ? "UTC" : zone, Cancel);
            }
            await SameAsync(seed, "the end", facts);

            async Task<OrganizationFacts> SameAsync(int of, string after, OrganizationFacts before)
            {
                OrganizationFacts whole = await new FactsReader(store, new Scope(1), Cancel).ReadAsync();
                OrganizationFacts some = await new FactsReader(store, new Scope(1), Cancel).ReadAsync(before);
                Said(some).ShouldBe(Said(whole), $"seed {of}, after {after}");
                steps++;
                if (ReferenceEquals(some.Fold!.Sides, before.Fold!.Sides)) refolded++;
                return some;
            }
        }
        refolded.ShouldBeGreaterThan(steps / 8, $"of {steps}: the law must have something to say");
    }

    /// <summary>Everything facts say, a line each.</summary>
    private static string Said(OrganizationFacts facts) => string.Join('\n', (string[])
    [
        $"{facts.OrganizationName} {facts.OrganizationId} {facts.ChangeNumber} {facts.Count}",
        .. Enumerable.Range(0, facts.Count).Select(row => string.Join(' ', facts.VersionId[row], facts.Class[row], facts.State[row],
            facts.Created[row], facts.Accepted[row], facts.MicrosoftAccepted[row], facts.Closed[row], facts.Observed[row], facts.Days[row],
            facts.Doubts[row], facts.Words[facts.Country[row]], facts.Words[facts.Program[row]], facts.Words[facts.Currency[row]],
            facts.Value[row], facts.ValueUsd[row])),
        .. facts.ClosedAsError.Select(error => $"error {error}").Order(StringComparer.Ordinal),
        .. facts.Registrations.Select(r => $"{r.ReferralId} {r.ApprovedAt} {r.Undated} {r.ContractValue} {r.Currency} {r.ContractValueUsd} "
            + $"{r.RegisteredAt} {r.ReviewAt} {r.PassedAt} {r.FailedAt} {r.AnnualValue} {r.Years}").Order(StringComparer.Ordinal),
        .. facts.Sources.Select(s => s.ToString()).Order(StringComparer.Ordinal),
        .. facts.WonBeforeCreated.Select(w => $"{w.Key} {w.Value}"),
        .. facts.Solutions.Select(s => s.ToString()), .. facts.Views.Select(v => v.ToString()), .. facts.Rates.Select(r => r.ToString()),
    ]);

    [Fact]
    public async Task Another_zone_another_organisation_and_a_great_change_are_read_whole()
    {
        await using var temporary = new TemporaryStore(engine);
        ReferralStore store = await temporary.OpenAsync();
        await temporary.ImportAsync([.. Enumerable.Range(0, 300).Select(i => Lead($"r{i}"))]);
        OrganizationFacts first = await ReadAsync(null);
        await temporary.ImportAsync(Lead("r1") with { City = "Utrecht" });
        OrganizationFacts second = await ReadAsync(first);
        ReferenceEquals(second.Fold!.Sides, first.Fold!.Sides).ShouldBeTrue("one of three hundred");
        await temporary.ImportAsync([.. Enumerable.Range(0, 200).Select(i => Lead($"r{i}") with { City = "Delft" })]);
        OrganizationFacts third = await ReadAsync(second);
        ReferenceEquals(third.Fold!.Sides, second.Fold.Sides).ShouldBeFalse("two hundred of three hundred");
        await store.SetAsync(new Scope(1), ReportingZone.Setting, "Pacific/Auckland", Cancel);
        OrganizationFacts fourth = await ReadAsync(third);
        ReferenceEquals(fourth.Fold!.Sides, third.Fold.Sides).ShouldBeFalse("days are others");
        await temporary.ImportAsync(Lead("m") with { Side = Side.Microsoft, EngagementId = "e" });
        ReferenceEquals((await ReadAsync(fourth)).Fold!.Sides, fourth.Fold.Sides).ShouldBeFalse("it may date a deal nobody told of");

        Task<OrganizationFacts> ReadAsync(OrganizationFacts? before) => new FactsReader(store, new Scope(1), Cancel).ReadAsync(before);
        ReferralObservation Lead(string id) =>
            new() { ReferralId = id, Type = ReferralType.Qualified, State = ObservedState.New, Created = temporary.Clock.Now };
    }
}

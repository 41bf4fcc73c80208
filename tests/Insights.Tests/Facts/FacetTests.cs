using Insights.Facts;
using Insights.Store;
using Insights.Tests.Store;
using Insights.Vocabulary;

namespace Insights.Tests.Facts;

public sealed class FacetsOnSqlite() : FacetTests(StoreEngine.Sqlite);

public sealed class FacetsOnPostgres() : FacetTests(StoreEngine.Postgres);

/// <summary>What only the dashboards ask for, as all observations of a referral together tell it.</summary>
public abstract class FacetTests(StoreEngine engine)
{
    private static readonly Scope Us = new(1);

    private static ReferralObservation Deal(int updated, string[]? solutions = null, string? reason = null,
        params (string Key, string Value)[] details) => new()
        {
            ReferralId = "deal",
            Type = ReferralType.Inbound,
            State = ObservedState.Active,
            Created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Updated = new DateTimeOffset(2026, 2, updated, 0, 0, 0, TimeSpan.Zero),
            Solutions = solutions is null ? null : [.. solutions.Select(s => new NamedId(s, null))],
            StatusReason = reason,
            Details = details.Length == 0 ? null : details.ToDictionary(d => d.Key, d => d.Value),
        };

    [Fact]
    public async Task The_newest_statement_is_believed_and_older_ones_tell_what_it_does_not()
    {
        (Facets facets, _) = await ReadAsync(
            [Deal(1, ["SOL-1"], "Other", (DetailKeys.PartnerRole, "Solution design"), (DetailKeys.PurchaseIntent, "No"))],
            [Deal(9, ["SOL-2"], null, (DetailKeys.PurchaseIntent, "HaveNotDecided"))],
            [Deal(5, ["SOL-3"], "Customer did not respond", (DetailKeys.PartnerRole, "Proof of concept"))]);
        (Said(facets.Solution), Said(facets.Reason), Said(facets.Role), Said(facets.Intent))
            .ShouldBe(("SOL-2", "no_response", "proof_of_concept", "have_not_decided"));
        (Said(facets.Track), Said(facets.Offer)).ShouldBe(("services", ""));
    }

    [Fact]
    public async Task Rows_that_tell_of_one_moment_together_name_all_its_solutions()
    {
        (Facets facets, ReferralRecord record) = await ReadAsync([Deal(1, ["SOL-0"])], [Deal(3, ["SOL-2"]), Deal(3, ["SOL-1"])]);
        Said(facets.Solution).ShouldBe("SOL-1 SOL-2");
        record.Known.Solutions!.Select(s => s.Id).Order().ShouldBe(["SOL-1", "SOL-2"]);
    }

    private static string Said(Facet facet) => facet.Code[0] < 0 ? ""
        : string.Join(' ', facet.Sets[facet.Code[0]].Select(i => facet.Values[i].Key).Order(StringComparer.Ordinal));

    private async Task<(Facets, ReferralRecord)> ReadAsync(params ReferralObservation[][] imports)
    {
        await using var temporary = new TemporaryStore(engine);
        foreach (ReferralObservation[] import in imports) await temporary.ImportAsync(import);
        ReferralStore store = await temporary.OpenAsync();
        var records = new Records(store, Us, await new FactsCache(store).ReadAsync(Us, TestContext.Current.CancellationToken));
        return (await records.FacetsAsync(TestContext.Current.CancellationToken),
            (await records.FindAsync("deal", TestContext.Current.CancellationToken))!);
    }
}

using AngleSharp.Html.Dom;
using Insights.Sources;
using Insights.Tests.Access;

namespace Insights.Tests.Page;

/// <summary>Where somebody describes a file nobody recognises, over the wire.</summary>
[Trait("Category", "Slow")]
public sealed class MappingPageTests : IAsyncLifetime
{
    private const string See = "button.button:not([formaction])", Keep = "button.primary[formaction]";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LiveSite site = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        site = await LiveSite.OpenAsync(sample: false);
        client = site.Session.Client(site.Address);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await site.DisposeAsync();
    }

    [Theory, InlineData("03/04/2026", "11/12/2026", "d/M/yyyy"), InlineData("03-04-2026", "11-12-2026", "M-d-yyyy"),
        InlineData("3/4/2026 1:05 PM", "11/12/2026 2:00 AM", "M/d/yyyy h:mm tt")]
    public async Task Dates_that_can_be_read_in_two_ways_are_read_in_none_before_somebody_chooses(string one, string other, string chosen)
    {
        Uri upload = await client.UploadAsync(("crm.csv", $"Lead number,Entered on,Phase\nA1,{one},New\nA2,{other},New\n"));
        IHtmlDocument page = await client.MappingAsync(upload, "crm.csv");
        Dates(page).ShouldBe("?");
        page.Said("#tried").ShouldContain("dates");
        page = await client.PressAsync(page, See);
        Dates(page).ShouldBe("?", "looking is no choice");
        page.Said("#tried").ShouldContain("still to be chosen");
        page.QuerySelector("#tried table").ShouldBeNull("nothing is read by it");
        page = await client.PressAsync(page, Keep);
        page.Said("#tried").ShouldContain("still to be chosen");
        (await SavedMappings.ReadAsync(site.Store, site.Scope.OrganizationId, Cancel)).ShouldBeEmpty();
        page = await client.PressAsync(page, See, ("dates", chosen));
        Dates(page).ShouldBe(chosen);
        page.Said("#tried").ShouldContain(chosen[0] == 'd' ? "2026-04-03" : "2026-03-04");
    }

    [Fact]
    public async Task Dates_that_can_be_read_in_one_way_are_read_so()
    {
        Uri upload = await client.UploadAsync(("crm.csv", "Lead number,Entered on,Phase\nA1,03/04/2026,New\nA2,25/12/2026,New\n"));
        Dates(await client.MappingAsync(upload, "crm.csv")).ShouldBe("dd/MM/yyyy");
        // Whichever way these are read, it is the same day.
        upload = await client.UploadAsync(("same.csv", "Lead number,Entered on,Phase\nA1,04/04/2026,New\n"));
        Dates(await client.MappingAsync(upload, "same.csv")).ShouldBe("dd/MM/yyyy");
    }

    private static string Dates(IHtmlDocument page) => ((IHtmlSelectElement)page.QuerySelector("select[name=dates]")!).Value!;
}

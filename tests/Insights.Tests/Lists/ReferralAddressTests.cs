using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using Insights.Store;
using Insights.Tests.Page;
using Insights.Tests.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Insights.Widgets.Lists;

namespace Insights.Tests.Lists;

/// <summary>Every referral has a page, whatever its id is made of.</summary>
[Trait("Category", "Slow")]
public sealed class ReferralAddressTests
{
    private static readonly string[] Ids =
    [
        "a/b", "/", "//evil.example", ".", "..", "../..", "a/../b", "./x", "%", "%2F", "%2e%2e", "100%", "?", "a?b=c", "#", "a#b", " ",
            " lead", "a b", "a+b", "+", "\\", "a\\b", "&id=other", "=1", "'\"<b>", "é", "e\u0301",
        "野家 🚀", "\u202Etxt", ";", "a;b", ":", "http://x/", "list", "{id}", "~", "a\tb", "a\nb", new string('x', 900), new string('x', 5000),
            new string('é', 400), new string('y', 100_000), new string('y', 100_000) + "z",
    ];

    [Fact]
    public async Task Every_id_has_a_page_that_its_list_leads_to()
    {
        await using Served site = await Served.EmptyAsync(null);
        await using (ImportSession session = await site.Store.BeginImportAsync(null, "us", "Us", false, null, CancellationToken.None))
        {
            foreach ((string id, int i) in Ids.Select((id, i) => (id, i)))
                session.Add(new ReferralObservation
                {
                    ReferralId = id,
                    Type = ReferralType.Private,
                    State = ObservedState.Active,
                    Created =
                    new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
                    CustomerName = $"customer {i}."
                });
            await session.CommitAsync([new FileReceipt("test", "api", 1, 1, 0, 0, 0)], CancellationToken.None);
        }
        IHtmlDocument list = await site.PageAsync("/insights/list?of=referrals.all&range=12m");
        var links = list.QuerySelectorAll(".rows tbody th a").ToDictionary(a => a.TextContent, a => a.GetAttribute("href")!);
        links.Count.ShouldBe(Ids.Length);
        foreach ((string id, int i) in Ids.Select((id, i) => (id, i)))
        {
            string address = links[$"customer {i}."];
            address.Length.ShouldBeLessThan(1200);
            // As browsers and proxies take an address: nothing in it is read as a step up or a separator.
            new Uri(new Uri(site.Address), address).PathAndQuery.ShouldBe(address, id);
            IHtmlDocument page = await site.PageAsync(address);
            page.QuerySelector("h1")!.TextContent.ShouldContain($"customer {i}.");
            page.QuerySelectorAll(".preferences a[href*='lang=nl']").Single().GetAttribute("href")!.ShouldStartWith(address.Split('&')[0]);
        }
    }

    [Theory, InlineData("r1", "id=r1"), InlineData("a%2Fb", "id=a%2Fb"), InlineData("a/b", "id=a%2Fb"),
        InlineData("a%20b?lang=nl&range=6m", "id=a%20b&range=6m&lang=nl"), InlineData("%25", "id=%25"), InlineData("%C3%A9", "id=%C3%A9")]
    public async Task An_address_of_before_leads_to_the_one_of_now(string old, string now)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = Access.Admission.Client(site.Session, site.Address, follow: false);
        HttpResponseMessage answer = await client.GetAsync("/referrals/referral/" + old, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/referrals/referral?" + now);
        (await client.GetAsync("/insights/referral", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/insights/referral?digest=nonsense", TestContext.Current.CancellationToken))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

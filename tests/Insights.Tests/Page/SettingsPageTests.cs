using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Insights.Tests.Access;

namespace Insights.Tests.Page;

/// <summary>What the settings page says of a form it refused.</summary>
public sealed class SettingsPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("en", "Whole percents", "90"), InlineData("nl", "Hele procenten", ""), InlineData("en", "Whole percents", "ten")]
    public async Task A_target_that_cannot_be_is_told_beside_its_fields_which_keep_the_text(string language, string said, string typed)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        IHtmlDocument page = await Parse(await client.GetAsync("/settings?lang=" + language, Cancel));
        var form = (IHtmlFormElement)page.QuerySelector("form:has([name='achieved.win_rate'])")!;
        Dictionary<string, string> fields = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(i => i.Name!, i => i.Value);
        fields["achieved.win_rate"] = "40";
        fields["approaching.win_rate"] = typed;
        fields["from"] = "2031-02-03";

        using var body = new FormUrlEncodedContent(fields);
        HttpResponseMessage answer = await client.PostAsync("/settings/programs", body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        IHtmlDocument refused = await Parse(answer);
        IElement[] wrong = [.. refused.QuerySelectorAll("[aria-invalid=true]")];
        wrong.Select(w => (w.GetAttribute("name"), w.GetAttribute("value") ?? "")).ShouldBe(
            [("achieved.win_rate", "40"), ("approaching.win_rate", typed)]);
        foreach (IElement field in wrong)
        {
            IElement why = refused.GetElementById(field.GetAttribute("aria-describedby")!)!;
            why.TextContent.ShouldStartWith(said);
            why.Closest("form").ShouldBe(field.Closest("form"));
        }
        wrong[0].Closest("details")!.HasAttribute("open").ShouldBeTrue("who was refused need not look for it");
        wrong[0].Closest("form")!.QuerySelector("[name=from]")!.GetAttribute("value").ShouldBe("2031-02-03");
        IElement above = refused.QuerySelector(".banner[role=alert] li")!;
        above.TextContent.ShouldNotContain("win_rate", customMessage: "a name, and no key");
        above.QuerySelector("a")!.GetAttribute("href").ShouldBe("#" + wrong[0].Id);
    }

    private static async Task<IHtmlDocument> Parse(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Cancel));
}

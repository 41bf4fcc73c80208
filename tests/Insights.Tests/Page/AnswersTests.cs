using System.Net;
using AngleSharp.Html.Dom;
using Insights.Cli;
using Insights.Page.Panels;
using Insights.Tests.Access;
using Insights.Tests.Widgets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Tests.Page;

/// <summary>Where a form may send its reader, and how that is written into a header.</summary>
[Trait("Category", "Slow")]
public sealed class AnswersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/settings?lang=nl&x=1#saved", "/settings?lang=nl&x=1#saved")]
    [InlineData("/é", "/%C3%A9")]
    [InlineData("/%C3%A9", "/%C3%A9")]
    [InlineData("/a b\"<>^`{|}", "/a%20b%22%3C%3E%5E%60%7B%7C%7D")]
    [InlineData("/a\\b", "/a%5Cb")]
    [InlineData("/50%", "/50%25")]
    [InlineData("/50%zz%4", "/50%25zz%254")]
    [InlineData("/%0d%0aSet-Cookie:x", "/%0d%0aSet-Cookie:x")]
    [InlineData("/😀?q=日本", "/%F0%9F%98%80?q=%E6%97%A5%E6%9C%AC")]
    [InlineData("/\u00a0\u2028", "/%C2%A0%E2%80%A8")]
    public void An_address_of_ours_is_written_as_a_header_can_hold_it_and_writing_it_twice_changes_nothing(string asked, string written)
    {
        Answers.OwnAddress(asked).ShouldBe(written);
        Answers.OwnAddress(written).ShouldBe(written);
    }

    [Fact]
    public async Task Whoever_sends_a_reader_on_need_not_know_what_a_header_can_hold()
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Request = { PathBase = "/bé" },
        };
        Answers.SeeOther(context, "/é?q=日");
        context.Response.Headers.Location.ToString().ShouldBe("/b%C3%A9/%C3%A9?q=%E6%97%A5");
        await Answers.Redirect(context, "/é").ExecuteAsync(context);
        context.Response.Headers.Location.ToString().ShouldBe("/b%C3%A9/%C3%A9");
    }

    // Not among the cases above: a test's name cannot hold it.
    [Fact]
    public void Half_a_character_becomes_the_mark_of_one() => Answers.OwnAddress("/half\ud83d&x").ShouldBe("/half%EF%BF%BD&x");

    [Theory]
    [InlineData("")]
    [InlineData("settings")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\u0000")]
    [InlineData("/a\u0085")]
    [InlineData("/a\u007f")]
    public void What_leads_elsewhere_or_breaks_a_header_is_no_address_of_ours(string asked) => Answers.OwnAddress(asked).ShouldBeNull();

    [Theory]
    [InlineData("/settings?q=é", "/settings?q=%C3%A9#saved")]
    [InlineData("/settings?q=%C3%A9%zz", "/settings?q=%C3%A9%25zz#saved")]
    [InlineData("//evil.example/settings", "/settings#saved")]
    [InlineData("/settings\r\nX: y", "/settings#saved")]
    public async Task A_setting_is_changed_told_and_answered_whatever_its_form_says_of_where_it_was_filled_in(string at, string location)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        var token = (IHtmlInputElement)WidgetTests.Parse(await client.GetStringAsync("/settings",
            Cancel)).QuerySelector("input[name^=__RequestVerificationToken]")!;
        using HttpResponseMessage answer = await client.PostAsync("/settings/reporting", new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                [token.Name!] = token.Value,
                ["zone"] = "Europe/Amsterdam",
                ["currency"] = "USD",
                ["at"] = at
            }), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.ShouldBe(location);
        (await site.Store.Audit.ListAsync(site.Scope, 1, null, Cancel)).ShouldHaveSingleItem().Subject.ShouldContain("reporting_time_zone");
    }

    [Fact]
    public async Task Whoever_signs_in_is_led_to_an_address_with_letters_of_any_script()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        string link = await LinkVerb.NewAsync(site.Store, site.Clock, 1, site.Address, Cancel);
        using HttpResponseMessage answer = await client.PressAsync(link + "&return=/%C3%A9");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.OriginalString.ShouldBe("/%C3%A9");
    }
}

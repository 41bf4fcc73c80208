using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using Insights.Metrics;
using Insights.Tests.Access;
using Insights.Tests.Cli;
using Insights.Tests.Widgets;

namespace Insights.Tests.Page;

/// <summary>Uploads over the wire: what happens to them while other things happen.</summary>
[Trait("Category", "Slow")]
public sealed class UploadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_read_before_another_import_is_read_again_before_anybody_decides_by_it()
    {
        await using LiveSite site = await LiveSite.OpenEmptyAsync();
        using HttpClient client = site.Session.Client(site.Address);
        Uri first = await client.UploadAsync(("own.csv", Own("a", 3)));
        await PostAsync(client, first, "/import");
        await client.ReadyAsync(first);
        Uri many = await client.UploadAsync(("many.csv", Own("b", 20))), few = await client.UploadAsync(("few.csv", Own("c", 2)));
        (await client.ReadyAsync(few)).Said(".moves").ShouldContain("Referrals 3 → 5");
        // Pressed on a page that was drawn before the other import: what it said is no longer so, and it is shown anew instead.
        IHtmlDocument drawn = await client.ReadyAsync(few);
        await PostAsync(client, many, "/import");
        (await client.ReadyAsync(many)).Said("[role=status]").ShouldContain("Import 2");
        await SendAsync(client, drawn, "/import");
        IHtmlDocument anew = await client.ReadyAsync(few);
        anew.Said(".moves").ShouldContain("Referrals 23 → 25");
        await SendAsync(client, anew, "/import");
        (await client.ReadyAsync(few)).Said("[role=status]").ShouldContain("Import 3");

        Uri known = await client.UploadAsync(("known.csv", Own("d", 3))), more = await client.UploadAsync(("more.csv", Own("d", 4)));
        await PostAsync(client, known, "/import");
        await client.ReadyAsync(known);
        (await client.ReadyAsync(more)).QuerySelector("table.figures tbody tr")!.QuerySelectorAll("td").Skip(1).Select(c => c.TextContent)
            .ShouldBe(["4", "1", "0", "3", "0"]);
    }

    [Fact]
    public async Task More_files_than_are_taken_are_refused_with_how_many_may_come()
    {
        await using LiveSite site = await LiveSite.OpenEmptyAsync();
        using HttpClient client = site.Session.Client(site.Address);
        using HttpResponseMessage answer = await client.FilesAsync(
            [.. Enumerable.Range(0, 51).Select(n => ($"{n}.csv", Encoding.UTF8.GetBytes(Own($"f{n}", 1))))]);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("at most 50 files");
        (await client.PageAsync("/sources")).QuerySelector("#open").ShouldBeNull();
    }

    [Theory, InlineData("America/New_York"), InlineData("Pacific/Kiritimati"), InlineData("UTC")]
    public async Task A_download_of_the_last_day_of_all_was_taken_now(string zone)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        await site.Store.SetAllAsync(site.Scope, new Dictionary<string, string?> { [ReportingSettings.ZoneName] = zone }, Cancel);
        using HttpClient client = site.Session.Client(site.Address);
        Uri upload = await client.UploadAsync(("own.csv", Own("a", 3).Replace(",new,", ",won,", StringComparison.Ordinal)));
        foreach (string observed in new[] { "9999-12-31T23:59", "0001-01-01T00:00", "1989-12-31T23:59" })
        {
            IHtmlDocument page = await client.ReadyAsync(upload);
            using HttpResponseMessage answer = await client.PostAsync(upload, Form(page, ("observed", observed)), Cancel);
            ((int)answer.StatusCode).ShouldBe(200, observed);
        }
    }

    [Fact]
    public async Task Asked_otherwise_while_it_is_read_it_is_read_as_it_was_asked_last()
    {
        await using LiveSite site = await LiveSite.OpenEmptyAsync();
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        Uri upload = await client.UploadAsync(("own.csv", Own("a", 20_000).Replace(",new,", ",won,", StringComparison.Ordinal)));
        IHtmlDocument page = await client.ReadyAsync(upload);
        FormUrlEncodedContent[] asked = [.. Enumerable.Range(1, 9).Select(day => Form(page, ("observed", $"2026-03-0{day}T10:00")))];
        foreach (FormUrlEncodedContent form in asked) (await client.PostAsync(upload, form, Cancel)).Dispose();
        ((IHtmlInputElement)(await client.ReadyAsync(upload)).QuerySelector("input[name=observed]")!).Value.ShouldBe("2026-03-09T10:00");
    }

    [Fact]
    public async Task What_has_nothing_to_import_is_not_called_ready()
    {
        await using LiveSite site = await LiveSite.OpenEmptyAsync();
        using HttpClient client = site.Session.Client(site.Address);
        await client.ReadyAsync(await client.UploadAsync(("empty.csv", "")));
        (await client.PageAsync("/sources")).Said(".rows-of-links li").ShouldEndWith("nothing in it to import");
    }

    [Fact]
    public async Task Reading_is_stopped_by_who_asks_for_it_and_by_the_end_of_the_program_and_leaves_no_file()
    {
        using var program = new RealProgram();
        string temporary = Directory.CreateDirectory(program.At("temporary")).FullName;
        program.Environment["TMPDIR"] = program.Environment["TEMP"] = program.Environment["TMP"] = temporary;
        await using ServingProgram serving = await ServingProgram.StartAsync(program);
        using HttpClient client = (await Admission.OpenAsync(serving.Link)).Client(serving.Address);
        var rows = new StringBuilder("Referral ID,Type,State,Created,Customer\n");
        for (int i = 0; i < 2_000_000; i++) rows.Append('R').Append(i).Append(",qualified,new,2026-10-01,x\n");
        string large = rows.ToString();
        Uri upload = await client.UploadAsync(("large.csv", large));
        IHtmlDocument page = WidgetTests.Parse(await client.GetStringAsync(upload, Cancel));
        page.QuerySelector("progress").ShouldNotBeNull("it must still be read when it is stopped");
        await SendAsync(client, page, "/cancel");
        (await client.PageAsync("/sources")).QuerySelector("#open").ShouldBeNull();

        upload = await client.UploadAsync(("large.csv", large));
        WidgetTests.Parse(await client.GetStringAsync(upload, Cancel)).QuerySelector("progress").ShouldNotBeNull();
        (await serving.StopAsync("INT")).ShouldBe(0);
        Directory.GetFileSystemEntries(temporary, "insights-uploads-*").ShouldBeEmpty();
        serving.Talk.ShouldNotContain("Unhandled");
    }

    private static string Own(string prefix, int count) => "Referral ID,Type,State,Created,Customer\n"
        + string.Concat(Enumerable.Range(0, count).Select(n => $"{prefix}{n},qualified,new,2026-03-01,x\n"));

    private static async Task PostAsync(HttpClient client, Uri upload, string what) =>
        await SendAsync(client, await client.ReadyAsync(upload), what);

    private static async Task SendAsync(HttpClient client, IHtmlDocument page, string action)
    {
        var form = (IHtmlFormElement)page.QuerySelector($"form[action*='{action}']")!;
        using HttpResponseMessage answer = await client.PostAsync(form.GetAttribute("action"), Form(page), Cancel);
        ((int)answer.StatusCode).ShouldBeOneOf(200, 303);
    }

    private static FormUrlEncodedContent Form(IHtmlDocument page, params (string Name, string Value)[] fields)
    {
        IEnumerable<KeyValuePair<string, string>> hidden = page.QuerySelectorAll("form[method=post] input[type=hidden]")
            .OfType<IHtmlInputElement>().Select(i => KeyValuePair.Create(i.Name!, i.Value)).Distinct();
        return new FormUrlEncodedContent([.. hidden, .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
    }
}

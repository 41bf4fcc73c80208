using Insights.Ingest;
using Insights.Vocabulary;
using Insights.Store;

namespace Insights.Tests.Ingest;

/// <summary>A list of the API comes in pages. Whoever imports only some of them is told.</summary>
public sealed class PagesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("insights-pages-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Page(string beside, params string[] ids) => $$"""{"value":[{{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""))}}]{{(beside.Length > 0 ? "," + beside : "")}}}""";

    [Theory]
    [InlineData("\"@odata.nextLink\":\"https://x/y?$skiptoken=abc\"", "@odata.nextLink")]
    [InlineData("\"odata.nextLink\":\"x\"", "odata.nextLink")]
    [InlineData("\"NextLink\":\"x\"", "NextLink")]
    [InlineData("\"continuationToken\":\"x\"", "continuationToken")]
    [InlineData("\"next\":\"/referrals?page=2\"", "next")]
    [InlineData("\"links\":{\"self\":{\"uri\":\"/a\"},\"next\":{\"uri\":\"/b\",\"method\":\"GET\",\"headers\":[]}}", "links.next.uri")]
    [InlineData("\"_links\":{\"next\":{\"href\":\"/b\"}}", "_links.next.href")]
    [InlineData("\"links\":{\"next\":\"/b\"}", "links.next")]
    [InlineData("\"hasMore\":true", "hasMore")]
    [InlineData("\"isLastPage\":false", "isLastPage")]
    [InlineData("\"totalCount\":250", "totalCount")]
    [InlineData("\"@odata.count\":250", "@odata.count")]
    [InlineData("\"@odata.count\":\"250\"", "@odata.count")]
    [InlineData("\"meta\":{\"total\":250}", "meta.total")]
    public void An_answer_that_is_not_the_last_is_said(string sign, string named)
    {
        using Desk desk = Desk.Read(Page(sign, "a", "b"));
        desk.Taken.Count.ShouldBe(2);
        Notice notice = desk.Notices.ShouldHaveSingleItem();
        notice.Lacking.ShouldBeTrue();
        notice.Text.ShouldContain(named);
        notice.Text.ShouldContain("2 records");
        using Desk before = Desk.Read("{" + sign + "," + Page("", "a")[1..]);
        before.Notices.ShouldHaveSingleItem().Lacking.ShouldBeTrue("the sign may stand before the list");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"@odata.nextLink\":null")]
    [InlineData("\"@odata.nextLink\":\"\"")]
    [InlineData("\"@odata.count\":2")]
    [InlineData("\"totalCount\":2,\"hasMore\":false,\"isLastPage\":true")]
    [InlineData("\"links\":{\"self\":{\"uri\":\"/a\"},\"next\":null}")]
    [InlineData("\"links\":[{\"rel\":\"self\",\"next\":\"x\"}]")]
    public void A_whole_answer_is_not(string beside)
    {
        using Desk desk = Desk.Read(Page(beside, "a", "b"));
        desk.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Links_of_a_record_are_not_links_of_the_list()
    {
        using Desk desk = Desk.Read("""{"value":[{"id":"a","nextLink":"x","links":{"next":{"uri":"y"}},"totalCount":9}]}""");
        desk.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Pages_of_one_import_complete_each_other_in_any_order()
    {
        string first = Page("\"@odata.nextLink\":\"2\"", "a", "b"), second = Page("\"@odata.nextLink\":\"3\"", "c", "d"),
            last = Page("", "e");
        Said(first).ShouldNotBeNull();
        Said(first, second).ShouldNotBeNull();
        Said(first, first).ShouldNotBeNull();
        Said(first, second, last).ShouldBeNull();
        Said(last, second, first).ShouldBeNull();
    }

    [Fact]
    public void A_longer_list_is_not_taken_for_the_last_page()
    {
        string[] ids = [.. Enumerable.Range(0, 21).Select(i => $"r{i}")];
        Said(Page("\"@odata.nextLink\":\"2\"", ids[..20]), Page("", [.. ids.Select(id => $"x{id}")])).ShouldNotBeNull();
        Said(Page("\"@odata.nextLink\":\"2\"", ids[..20]), Page("", [.. ids[..20].Select(id => $"x{id}")])).ShouldBeNull();
        Said(Page("\"@odata.nextLink\":\"2\"", "a"), Page("", "x", "y")).ShouldBeNull();
    }

    [Fact]
    public void Pages_are_whole_when_together_they_have_as_many_as_there_are()
    {
        string first = Page("\"@odata.count\":5,\"@odata.nextLink\":\"2\"", "a", "b"),
            second = Page("\"@odata.count\":5,\"@odata.nextLink\":\"3\"", "c", "d"), last = Page("\"@odata.count\":5", "e");
        Said(first, second)!.ShouldContain("4 records");
        Said(first, last)!.ShouldContain("'@odata.count' is 5");
        Said(first, second, last).ShouldBeNull();
        // Only the first page tells the total.
        Said(first, Page("\"@odata.nextLink\":\"3\"", "c", "d"), Page("", "e")).ShouldBeNull();
        Said(first, Page("", "e")).ShouldNotBeNull();
        // The list grew while it was fetched.
        Said(first, second, Page("\"@odata.count\":6", "e", "f")).ShouldBeNull();
        // The same page twice is one.
        Said(first, first, first).ShouldNotBeNull();
        // Two lists, one of them whole.
        Said(first, Page("\"@odata.count\":2", "x", "y"))!.ShouldContain("is 5");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("")]
    public void Answers_one_after_the_other_in_one_file_are_pages(string between)
    {
        string first = Page("\"@odata.nextLink\":\"2\"", "a", "b"), last = Page("", "c");
        foreach ((string one, string two) in new[] { (first, last), (Pretty(first), Pretty(last)), (first, Pretty(last)),
            (Pretty(first), last) })
        {
            using Desk desk = Desk.Read(one + between + two);
            desk.Refused.ShouldBeEmpty();
            desk.Taken.Cast<ReferralObservation>().Select(r => r.ReferralId).ShouldBe(["a", "b", "c"]);
            desk.Notices.ShouldBeEmpty();
            using Desk open = Desk.Read(one + between + two.Replace("\"c\"", "\"d\"") + between + one.Replace("\"a\"", "\"e\""));
            open.Taken.Count.ShouldBe(5);
        }
        using Desk unfinished = Desk.Read(first + between + Page("\"@odata.nextLink\":\"3\"", "c", "d"));
        unfinished.Notices.ShouldHaveSingleItem().Lacking.ShouldBeTrue();
        using Desk arrays = Desk.Read("[{\"id\":\"a\"}]" + between + "[{\"id\":\"b\"}]");
        arrays.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public void Records_printed_over_several_lines_one_after_the_other_are_read()
    {
        string one = Pretty("{\"id\":\"a\",\"organizationId\":\"us\"}"), two = Pretty("{\"id\":\"b\"}");
        foreach (string text in new[] { one + "\n" + two, "{\"id\":\"a\",\"organizationId\":\"us\"}\n" + two })
        {
            using Desk desk = Desk.Read(text);
            desk.Refused.ShouldBeEmpty();
            desk.Taken.Count.ShouldBe(2);
            Desk.Infer(text).OrganizationId.ShouldBe("us");
        }
    }

    [Theory]
    [InlineData("{\"value\":[{\"id\":\"a\"}]}\n{\"value\":[{\"id\":\"b\"}", "not valid JSON")]
    [InlineData("{\n\"value\":[{\"id\":\"a\"}]}\n{\"value\":[{\"id\":\"b\"},]}", "not valid JSON")]
    [InlineData("{\n\"value\":[{\"id\":\"a\"}]}\n{\"id\":\"b\"}", "lists and single referrals")]
    [InlineData("{\n\"value\":[{\"id\":\"a\"}]}\n{\"error\":{\"code\":\"x\"}}", "an error the API answered with")]
    public void A_text_of_answers_that_is_damaged_is_refused_once(string text, string said)
    {
        using Desk desk = Desk.Read(text);
        desk.Taken.ShouldBeEmpty();
        desk.Refusal.Reason.ShouldContain(said);
    }

    [Fact]
    public void A_refused_record_is_named_by_its_place_and_its_id()
    {
        using Desk list = Desk.Read("{\"value\":[{\"id\":\"a\"},\n{\"id\":\"R2\",\"createdDateTime\":\"banana\"},{\"id\":7,\"status\":{}},{\"name\":\"no id\"},42]}");
        list.Refused.Select(r => r.Record).ShouldBe(["record 2 (id 'R2')", "record 3 (id '7')", "record 4", "record 5"]);
        using Desk lines = Desk.Read("{\"id\":\"a\"}\n\n{\"id\":\"b\",\"createdDateTime\":1}\n{bad\n{\"id\":\"d\",\"team\":7}");
        lines.Refused.Select(r => (r.Line, r.Record)).ShouldBe([(3, "record 2 (id 'b')"), (4, "record 3"), (5, "record 4 (id 'd')")]);
        using Desk single = Desk.Read("{\"id\":\"x\u200b\",\n\"createdDateTime\":1}");
        single.Refusal.Record.ShouldBe("record 1 (id 'x')");
        using Desk damaged = Desk.Read("[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":]");
        damaged.Refusal.Record.ShouldBe("after record 2");
    }

    private static string Pretty(string json) =>
        System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });

    // What is said of an import of these files; null when nothing is.
    private string? Said(params string[] texts)
    {
        var reader = new FileReader();
        using var desk = new Desk();
        for (int i = 0; i < texts.Length; i++)
        {
            string path = Path.Combine(folder, $"{i}.json");
            File.WriteAllText(path, texts[i]);
            reader.ReadFile(path, null, desk, _ => { }, (_, _) => { }, ct: TestContext.Current.CancellationToken);
        }
        return reader.Notices.Count == 0 ? null : reader.Notices.ShouldHaveSingleItem().Text;
    }
}

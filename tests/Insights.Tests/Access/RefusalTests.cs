using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AngleSharp.Html.Dom;
using Insights.Access;
using Insights.Tests.Page;
using Insights.Tests.Widgets;

namespace Insights.Tests.Access;

/// <summary>What is too large, broken, or not there is answered in words, whoever sends it, and the program serves on.</summary>
[Trait("Category", "Slow")]
public sealed class RefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Forms =
        [.. EndpointRules.All.Where(d => d.Method == "POST")
        .Select(d => d.Pattern.Replace("{id:long}", "1", StringComparison.Ordinal)
        .Replace("{word}", "nonsense", StringComparison.Ordinal))];

    public static TheoryData<string, int> Bodies => new()
    {
        { "many fields", 413 }, { "a long name", 413 }, { "a large body", 413 }, { "a large body in pieces", 413 }, { "many files", 413 },
            { "many headers in a part", 413 },
        { "no boundary", 400 }, { "a part cut off", 400 }, { "a long boundary", 413 }, { "a sign no text has", 400 },
            { "an encoding of its own", 400 }, { "a part with an encoding of its own", 400 },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_form_that_is_too_large_or_broken_is_refused_in_words_on_every_address_and_the_connection_is_good_for_more(
        string what, int refused)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient reader = site.Session.Client(site.Address, follow: false), stranger =
            new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(site.Address) };
        foreach (string path in Forms)
            foreach ((HttpClient client, bool known) in new[] { (stranger, false), (reader, true) })
            {
                if (known && path == "/sign-out") continue;
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = Body(what),
                    Headers =
                    { { "Accept", "text/html" }, { "Accept-Language", "nl" } }
                };
                request.Headers.ExpectContinue = what.StartsWith("a large body in", StringComparison.Ordinal);
                using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
                string said = await answer.Content.ReadAsStringAsync(Cancel), where =
                    $"{what} to {path}, {(known ? "signed in" : "a stranger")}: {(int)answer.StatusCode} {said}";
                // A stranger is turned away before anything is read; what is open to all reads the form.
                // Where files are taken, the first of a form that is not ours is refused, and no more is read.
                int status = known && path == "/sources/files" && what == "many files" ? 400 : refused;
                int[] expected = known ? [status, 404, 429] : [status, 401, 404, 405];
                expected.ShouldContain((int)answer.StatusCode, where);
                if (known && EndpointRules.Of("POST", path) is { Right: not null }) ((int)answer.StatusCode).ShouldBe(status, where);
                said.ShouldEndWith("</html>", Case.Sensitive, where);
                said.ShouldContain("lang=\"nl\"", Case.Sensitive, where);
                (await client.GetAsync("/health/live", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
    }

    [Theory, InlineData("/nowhere", "GET", 404), InlineData("/insights/summary/more", "GET", 404),
        InlineData("/assets/page.0.css", "GET", 404), InlineData("/feedback/77.png", "GET", 404),
     InlineData("/insights/summary", "POST", 405), InlineData("/settings/reporting", "GET", 405),
         InlineData("/insights/summary", "DELETE", 405), InlineData("/s/nonsense/more", "GET", 404),
         InlineData("/%F0%9F%98%80", "GET", 404)]
    public async Task What_is_not_there_has_a_page_in_the_readers_language(string path, string method, int status)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        foreach ((string accept, string language, string word) in new[] { ("text/html", "en", "The"),
            ("*/*", "nl", "Naar de samenvatting") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Headers =
                { { "Accept", accept }, { "Accept-Language", language } }
            };
            using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe((HttpStatusCode)status);
            IHtmlDocument page = WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
            page.DocumentElement.GetAttribute("lang").ShouldBe(language);
            page.QuerySelector("main [role=alert]")!.TextContent.ShouldContain(word);
            answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            if (status == 405) answer.Content.Headers.Allow.ShouldNotBeEmpty();
        }
        using var asked = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", "application/json" } } };
        (await client.SendAsync(asked, Cancel)).Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory, InlineData("/api/v1/nowhere", "GET", 404), InlineData("/api", "GET", 404), InlineData("/api/v1/summary", "POST", 405)]
    public async Task Under_the_api_it_is_a_problem_document(string path, string method, int status)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", "text/html" } } };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe((HttpStatusCode)status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory, InlineData(9_000, 0, 414), InlineData(30_000, 0, 414), InlineData(10, 33_000, 431), InlineData(10, 60_000, 431)]
    public async Task Too_long_an_address_or_too_much_with_it_is_told_so(int address, int header, int status)
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/insights/summary?x=" + new string('x', address))
        {
            Headers =
            { { "Accept", "text/html" }, { "Accept-Language", "nl" } }
        };
        if (header > 0) request.Headers.Add("X-Long", new string('x', header));
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe((HttpStatusCode)status);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("lang=\"nl\"");
        (await client.GetAsync("/insights/summary", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory, InlineData("0"), InlineData("-1"), InlineData("x"), InlineData("42949674"), InlineData("100000000"), InlineData("2147483647"),
        InlineData("99999999999999999999"), InlineData("1e9"), InlineData("")]
    public async Task Any_number_of_a_page_leads_to_a_page(string number)
    {
        await using LiveSite site = await LiveSite.OpenAsync();
        using HttpClient client = site.Session.Client(site.Address);
        foreach (string path in new[] { "/insights/list?of=referrals.all&range=12m&page=", "/referrals/list?of=solutions.total&page=",
            "/insights/list?of=leads.page_views&page=", "/share/log?page=", "/access/audit?before=", "/feedback?page=",
            "/share/links?page=" })
            (await client.GetAsync(path + number, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, path + number);
        foreach (string size in new[] { "1", "1000", "2147483647", "-5", "x" })
            ((int)(await client.GetAsync($"/api/v1/list?of=referrals.all&page={number}&size={size}", Cancel)).StatusCode)
                .ShouldBeOneOf(200, 400);
    }

    [Fact]
    public async Task The_first_address_keeps_what_was_asked_with_it()
    {
        await using LiveSite site = await LiveSite.OpenAsync(sample: false);
        using HttpClient client = site.Session.Client(site.Address, follow: false);
        (await client.GetAsync("/?lang=nl&range=6m", Cancel))
            .Headers.Location!.OriginalString.ShouldBe("/insights/summary?lang=nl&range=6m");
    }

    private static HttpContent Body(string what)
    {
        static HttpContent Text(string text, string type)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            return content;
        }
        const string form = "application/x-www-form-urlencoded", parts = "multipart/form-data; boundary=b";
        switch (what)
        {
            case "many fields": return Text(string.Join('&', Enumerable.Range(0, 1100).Select(i => $"f{i}=x")), form);
            case "a long name": return Text(new string('n', 3000) + "=x", form);
            case "a large body": return Text("x=" + new string('x', 3 * 1024 * 1024), form);
            case "a large body in pieces": return new PushedContent(Encoding.UTF8.GetBytes("x=" + new string('x', 3 * 1024 * 1024)));
            case "many files":
                return Text(string.Concat(Enumerable.Range(0, 1100)
                .Select(i => $"--b\r\nContent-Disposition: form-data; name=\"f{i}\"; filename=\"f\"\r\n\r\nx\r\n")) + "--b--\r\n", parts);
            case "many headers in a part":
                return Text("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n" + string.Concat(
                Enumerable.Range(0, 40).Select(i => $"X-{i}: y\r\n")) + "\r\nx\r\n--b--\r\n", parts);
            case "no boundary": return Text("x", "multipart/form-data");
            case "a part cut off": return Text("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nx", parts);
            case "an encoding of its own": return Text("name=x", form + "; charset=utf-7");
            case "a part with an encoding of its own":
                return Text("--b\r\nContent-Disposition: form-data; name=\"f\"\r\nContent-Type: text/plain; " +
                    "charset=utf-7\r\n\r\nx\r\n--b--\r\n", parts);
            case "a long boundary": return Text("x", "multipart/form-data; boundary=" + new string('b', 200));
            default: return Text("details=a%00b&key=%00&name=%00", form);
        }
    }

    /// <summary>Whose length is not told before.</summary>
    private sealed class PushedContent : HttpContent
    {
        private readonly byte[] bytes;

        public PushedContent(byte[] bytes)
        {
            this.bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            await stream.WriteAsync(bytes, Cancel);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

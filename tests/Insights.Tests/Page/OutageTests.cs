using System.Text;
using Insights.Page;
using Insights.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Tests.Page;

public sealed class OutageTests
{
    public static TheoryData<StoreTrouble?, int, string, string> Failures => new()
    {
        { StoreTrouble.Unreachable, 503, "cannot be reached at this moment", "op dit moment niet bereikbaar" },
        { StoreTrouble.Unsure, 503, "it is not known whether what you sent was kept", "het is niet bekend of wat u stuurde, is bewaard" },
        { StoreTrouble.Refused, 503, "could not be read or saved", "konden niet worden gelezen of bewaard" },
        { null, 500, "a fault of the program", "een fout van het programma" },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task A_reader_is_told_what_is_wrong_in_their_language_and_never_where_the_store_is(StoreTrouble? trouble, int status, string english, string dutch)
    {
        Exception failure = trouble is { } store ? new StoreException("The store t1 at 10.1.2.3 is gone.") { Trouble = store } : new InvalidOperationException("t1 at 10.1.2.3");
        foreach ((string accept, string language, string expected) in new[] { ("text/html", "en", english), ("text/html", "nl-BE,nl;q=0.8", dutch), ("application/json", "nl", english) })
        {
            HttpContext context = Asked("/insights/list", "?of=cosell.won&q=%22%3E%3Cb%3E");
            context.Request.Headers.Accept = accept;
            context.Request.Headers.AcceptLanguage = language;
            await Outage.SayAsync(context, _ => throw failure);

            context.Response.StatusCode.ShouldBe(status);
            string said = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
            said.ShouldContain(expected);
            said.ShouldNotContain("10.1.2.3");
            context.Response.ContentType!.ShouldStartWith(accept == "text/html" ? "text/html" : "application/problem+json");
            context.Response.Headers.ContainsKey("Retry-After").ShouldBe(status == 503);
            if (accept == "text/html") said.ShouldContain("""<a href="/insights/list?of=cosell.won&amp;q=%22%3E%3Cb%3E">""");
        }
    }

    [Fact]
    public async Task What_a_form_sent_is_not_sent_again_by_the_link_to_try_again()
    {
        HttpContext context = Asked("/settings/reporting", "");
        context.Request.Method = "POST";
        context.Request.Headers.Accept = "text/html";
        context.Request.Headers.Referer = "https://example.com/settings?lang=nl";
        await Outage.SayAsync(context, _ => throw new StoreException("Gone."));
        Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).ShouldContain("""<a href="/settings?lang=nl">""");
    }

    private static DefaultHttpContext Asked(string path, string query)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        return context;
    }
}

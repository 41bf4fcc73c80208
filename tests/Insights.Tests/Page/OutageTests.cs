using System.Net;
using Insights.Page;
using Insights.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Page;

public sealed class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<StoreTrouble?, int, string, string> Failures => new()
    {
        { StoreTrouble.Unreachable, 503, "cannot be reached at this moment", "op dit moment niet bereikbaar" },
        { StoreTrouble.Unsure, 503, "it is not known whether what you sent was kept", "het is niet bekend of wat u stuurde, is bewaard" },
        { StoreTrouble.Refused, 503, "could not be read or saved", "konden niet worden gelezen of bewaard" },
        { StoreTrouble.Busy, 503, "Somebody is importing data at this moment", "Er worden op dit moment gegevens" },
        { StoreTrouble.Full, 503, "There is no room left where the data is kept", "Er is geen ruimte meer" },
        { StoreTrouble.ReadOnly, 503, "may only be read at this moment", "alleen worden gelezen" },
        { StoreTrouble.Disk, 503, "The disk that holds the data failed", "De schijf waarop de gegevens staan" },
        { StoreTrouble.Memory, 503, "too little memory", "te weinig geheugen" },
        { StoreTrouble.Damaged, 503, "The data is damaged", "De gegevens zijn beschadigd" },
        { null, 500, "a fault of the program", "een fout van het programma" },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task A_reader_is_told_what_is_wrong_in_their_language_and_never_where_the_store_is(StoreTrouble? trouble, int status,
        string english, string dutch)
    {
        await using WebApplication app =
            await FailingAsync(trouble is { } store ? new StoreException("The store t1 at 10.1.2.3 is gone.") { Trouble = store }
            : new InvalidOperationException("t1 at 10.1.2.3"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        foreach ((string accept, string language, string expected) in new[] { ("text/html", "en", english),
            ("text/html", "nl-BE,nl;q=0.8", dutch), ("application/json", "nl", english) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get,
                "/insights/list?of=cosell.won&q=%22%3E%3Cb%3E")
            { Headers = { { "Accept", accept }, { "Accept-Language", language } } };
            using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
            string said = await answer.Content.ReadAsStringAsync(Cancel);
            answer.StatusCode.ShouldBe((HttpStatusCode)status);
            said.ShouldContain(expected);
            said.ShouldNotContain("10.1.2.3");
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(accept == "text/html" ? accept : "application/problem+json");
            (answer.Headers.RetryAfter?.Delta).ShouldBe(status == 503 ? TimeSpan.FromSeconds(5) : null);
            if (accept != "text/html") continue;
            said.ShouldEndWith("</html>");
            said.ShouldContain("""<a href="/insights/list?of=cosell.won&amp;q=%22%3E%3Cb%3E">""");
        }
    }

    [Fact]
    public async Task What_a_form_sent_is_not_sent_again_by_the_link_to_try_again()
    {
        await using WebApplication app = await FailingAsync(new StoreException("Gone."));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/settings/reporting")
        { Headers = { { "Accept", "text/html" }, { "Referer", app.Urls.First() + "/settings?lang=nl" } } };
        using HttpResponseMessage answer = await client.SendAsync(request, Cancel);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("""<a href="/settings?lang=nl">""");
    }

    [Fact]
    public async Task A_temporary_file_that_cannot_be_written_is_the_machines_matter_and_no_fault_of_the_program()
    {
        await using WebApplication app = await FailingAsync(new IOException("No space left on device : '/tmp/tmp1.tmp'"));
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using HttpResponseMessage answer = await client.GetAsync("/api/v1/list.xlsx", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        string said = await answer.Content.ReadAsStringAsync(Cancel);
        said.ShouldContain("its disk may be full");
        said.ShouldNotContain("/tmp");
    }

    private static async Task<WebApplication> FailingAsync(Exception failure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.Use(Outage.SayAsync);
        app.Run(_ => throw failure);
        await app.StartAsync(Cancel);
        return app;
    }
}

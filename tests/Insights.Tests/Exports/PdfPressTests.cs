using System.Net;
using System.Net.Sockets;
using Insights.Exports;
using Insights.Exports.Pdf;
using Insights.Tests.Widgets;
using Insights.Widgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Exports;

public sealed class PdfPressTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void The_browser_named_is_used_else_one_in_the_usual_places()
    {
        BrowserFile.Find(_ => "/my/browser", _ => true).ShouldBe("/my/browser");
        Should.Throw<BrowserMissingException>(() => BrowserFile.Find(n => n == BrowserFile.Variable ? "/gone" : null, _ => false))
            .Message.ShouldContain("/gone");
        Should.Throw<BrowserMissingException>(() => BrowserFile.Find(_ => null, _ => false)).Message.ShouldContain(BrowserFile.Variable);
        if (OperatingSystem.IsLinux())
            BrowserFile.Find(n => n == "PATH" ? "/a:/b" : null, f => f is "/b/chromium" or "/usr/bin/google-chrome")
                .ShouldBe("/b/chromium");
    }

    [Fact]
    public async Task Without_a_browser_the_answer_is_503_and_one_sentence()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new PdfPress(() => BrowserFile.Find(_ => null, _ => false)))
            .AddSingleton(new PdfShelf(TimeProvider.System));
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapDownloads((_, _) => new(Readings.Full), _ => Task.FromResult("<p>page</p>"));
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        HttpResponseMessage answer = await client.GetAsync("/api/v1/summary.pdf", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("Chromium, Google Chrome or Microsoft Edge");
    }

    [Fact]
    public async Task Askers_of_one_document_share_it_and_leaving_does_not_stop_it()
    {
        var shelf = new PdfShelf(TimeProvider.System);
        var made = new TaskCompletionSource<byte[]>();
        int times = 0;
        Task<byte[]> Ask(CancellationToken cancel) => shelf.GetAsync("same", async _ => { times++; return await made.Task; }, cancel);
        using var leaves = new CancellationTokenSource();
        Task<byte[]> left = Ask(leaves.Token), stayed = Ask(Cancel);
        await leaves.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);
        made.SetResult([1]);
        (await stayed).ShouldBe([1]);
        (await Ask(Cancel)).ShouldBeSameAs(await stayed);
        times.ShouldBe(1);
    }

    [Fact]
    public async Task A_failure_is_not_kept_and_the_shelf_stays_small()
    {
        var shelf = new PdfShelf(TimeProvider.System);
        int times = 0;
        Task<byte[]> Ask(string key) => shelf.GetAsync(key, _ => ++times == 1 ? throw new BrowserMissingException("none")
            : Task.FromResult<byte[]>([2]), Cancel);
        await Should.ThrowAsync<BrowserMissingException>(Ask("a"));
        (await Ask("a")).ShouldBe([2]);
        for (int i = 0; i < PdfShelf.Room; i++) await Ask("other" + i);
        int before = times;
        await Ask("a");
        times.ShouldBe(before + 1);
    }

    [Fact]
    public void Another_change_day_language_or_paper_is_another_document()
    {
        var view = new WidgetView(Readings.Full, Vocabulary.Language.English, new SummaryQuery());
        string[] keys =
        [
            SummaryPdf.Key(view, default), SummaryPdf.Key(view, new Paper(PaperSize.Letter, Orientation.Portrait)),
                SummaryPdf.Key(view, new Paper(PaperSize.A4, Orientation.Landscape)),
            SummaryPdf.Key(view with { Language = Vocabulary.Language.Find("nl")! }, default),
                SummaryPdf.Key(view with { Reading = view.Reading with { ChangeNumber = 9 } }, default),
            SummaryPdf.Key(view with { Reading = view.Reading with { Now = view.Reading.Now.AddDays(1) } }, default),
                SummaryPdf.Key(view with { Query = view.Query with { Program = "x" } }, default),
        ];
        keys.ShouldBeUnique();
        SummaryPdf.Key(view with { Reading = view.Reading with { Now = view.Reading.Now.AddMinutes(1) } }, default).ShouldBe(keys[0]);
    }

    [Fact, Trait("Category", "Browser")]
    public async Task A_browser_that_died_is_replaced_and_the_page_reaches_no_network()
    {
        using var outside = new TcpListener(IPAddress.Loopback, 0);
        outside.Start();
        string address = $"http://{outside.LocalEndpoint}/spy.png";
        await using var press = new PdfPress();
        var document = new PdfDocument($"<!DOCTYPE html><title>t</title><h1>Heading</h1><img " +
            $"src='{address}'><script>document.write('scripted')</script><link rel=stylesheet href='{address}'>", default, "en", ("l", "r"),
            "foot", "{0}/{1}");
        string first = string.Concat(await Poppler.PagesAsync(await press.PrintAsync(document, Cancel)));
        first.ShouldContain("Heading");
        first.ShouldNotContain("scripted");
        WarmBrowser dead = press.Running!;
        await dead.Browser.CloseAsync();
        (await press.PrintAsync(document, Cancel)).Length.ShouldBeGreaterThan(1000);
        press.Running.ShouldNotBeSameAs(dead);
        outside.Pending().ShouldBeFalse();
    }
}

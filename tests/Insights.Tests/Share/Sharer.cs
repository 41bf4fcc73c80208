using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Store;
using Insights.Tests.Access;
using Insights.Tests.Page;
using Insights.Tests.Widgets;

namespace Insights.Tests.Share;

/// <summary>Somebody who shares, without script: fills in the form of /share and sends it.</summary>
internal sealed class Sharer(LiveSite site) : IDisposable
{
    private readonly HttpClient client = site.Session.Client(site.Address, follow: false);

    public HttpClient Client => client;

    public async Task<IHtmlDocument> OpenAsync(string address)
    {
        HttpResponseMessage answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return await ReadAsync(answer);
    }

    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        WidgetTests.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public async Task<HttpResponseMessage> SendAsync(string form, byte[]? picture, params (string Name, string Value)[] fields)
    {
        IHtmlDocument page = await OpenAsync(form);
        using var content = new MultipartFormDataContent();
        foreach (IHtmlInputElement hidden in page.QuerySelectorAll(".share form input[type=hidden]").Cast<IHtmlInputElement>())
            content.Add(new StringContent(hidden.Value), hidden.Name!);
        foreach ((string name, string value) in fields) content.Add(new StringContent(value), name);
        if (picture is not null)
        {
            var file = new ByteArrayContent(picture);
            file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            content.Add(file, "picture", "page.png");
        }
        return await client.PostAsync("/share", content, TestContext.Current.CancellationToken);
    }

    /// <summary>The log when every delivery was tried so many times and none is being tried.</summary>
    public async Task<IReadOnlyList<Delivery>> SettledAsync(int attempts = 1)
    {
        for (int wait = 0; wait < 1500; wait++)
        {
            IReadOnlyList<Delivery> log = await site.Store.Outbox.ListAsync(site.Scope, 99, TestContext.Current.CancellationToken);
            if (log.Count > 0 && log.All(d => d.Attempts >= attempts && d.TryingSince is null)) return log;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The courier did not come.");
    }

    public void Dispose() => client.Dispose();
}

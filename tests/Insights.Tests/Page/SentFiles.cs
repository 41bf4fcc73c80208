using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Insights.Tests.Widgets;

namespace Insights.Tests.Page;

/// <summary>Sends files to the program as its page does, and fills in the forms it answers with.</summary>
internal static class SentFiles
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<IHtmlDocument> PageAsync(this HttpClient client, string address) =>
        WidgetTests.Parse(await client.GetStringAsync(address, Cancel));

    /// <summary>Its page once nothing is at work on it.</summary>
    public static async Task<IHtmlDocument> ReadyAsync(this HttpClient client, Uri upload)
    {
        while (true)
        {
            IHtmlDocument page = await client.PageAsync(upload.OriginalString);
            if (page.QuerySelector("progress") is null) return page;
        }
    }

    /// <summary>The address of what was sent.</summary>
    public static Task<Uri> UploadAsync(this HttpClient client, params (string Name, string Text)[] files) =>
        client.UploadAsync([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Text)))]);

    /// <inheritdoc cref="UploadAsync(HttpClient, ValueTuple{string, string}[])"/>
    public static async Task<Uri> UploadAsync(this HttpClient client, params (string Name, byte[] Bytes)[] files)
    {
        using HttpResponseMessage answer = await client.FilesAsync(files);
        ((int)answer.StatusCode).ShouldBeOneOf(200, 303);
        return answer.Headers.Location ?? answer.RequestMessage!.RequestUri!;
    }

    public static async Task<HttpResponseMessage> FilesAsync(this HttpClient client, params (string Name, byte[] Bytes)[] files)
    {
        var mark = (IHtmlInputElement)(await client.PageAsync("/sources"))
            .QuerySelector("form[action^='/sources/files'] input[type=hidden]")!;
        using var form = new MultipartFormDataContent { { new StringContent(mark.Value), mark.Name! } };
        foreach ((string name, byte[] bytes) in files) form.Add(new ByteArrayContent(bytes), "files", name);
        return await client.PostAsync("/sources/files", form, Cancel);
    }

    /// <summary>The page on which a file of an upload is described.</summary>
    public static async Task<IHtmlDocument> MappingAsync(this HttpClient client, Uri upload, string file)
    {
        await client.ReadyAsync(upload);
        return await client.PageAsync($"{upload.OriginalString.Split('?')[0]}/mapping?file={Uri.EscapeDataString(file)}");
    }

    /// <summary>Presses a button of a page's form, some of its fields filled in otherwise, and follows to the page it leads to.</summary>
    public static async Task<IHtmlDocument> PressAsync(this HttpClient client, IHtmlDocument page, string button,
        params (string Name, string Value)[] filled)
    {
        var pressed = (IHtmlButtonElement)page.QuerySelector(button)!;
        IHtmlFormElement form = pressed.Form!;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (IElement element in form.Elements)
            if (element is IHtmlInputElement input && input.Name is { Length: > 0 } name) fields[name] = input.Value;
            else if (element is IHtmlSelectElement select && select.Name is { Length: > 0 } named) fields[named] = select.Value ?? "";
        if (pressed.Name is { Length: > 0 } own) fields[own] = pressed.Value;
        foreach ((string name, string value) in filled) fields[name] = value;
        using HttpResponseMessage answer = await client.PostAsync(pressed.GetAttribute("formaction") ?? form.GetAttribute("action"),
            new FormUrlEncodedContent(fields), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WidgetTests.Parse(await answer.Content.ReadAsStringAsync(Cancel));
    }

    public static string Said(this IParentNode page, string selector) => string.Join(' ', string.Join(' ',
        page.QuerySelectorAll(selector).Select(e => e.TextContent)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

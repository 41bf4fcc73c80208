using Insights.Sources;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Insights.Page.Sources;

/// <summary>Takes files as they come in, part by part: none is ever in memory whole, and none is kept before the form's mark was seen to be
/// ours.</summary>
internal static class UploadForm
{
    private const int LongestField = 8 * 1024, MostFields = 20, LongestHeaders = 16 * 1024, LongestBoundary = 128;

    /// <summary>Puts the files of a form into an upload.</summary>
    /// <param name="begin">Begins the upload, once the first file comes.</param>
    /// <returns>The upload, or the word for why there is none and the status to answer with.</returns>
    /// <exception cref="BadHttpRequestException">It is no form of files, is broken, or is larger than is taken.</exception>
    /// <exception cref="IOException">There is no room for the files.</exception>
    public static async Task<(Upload? Upload, string? Problem)> ReceiveAsync(HttpContext context, IAntiforgery forms, long mostBytes,
        Func<Task<Upload>> begin, Func<Upload, Task> drop)
    {
        CancellationToken cancel = context.RequestAborted;
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary)
        {
            // Refused as on every other address.
            await context.Request.ReadFormAsync(cancel);
            throw new BadHttpRequestException("These are no files.");
        }
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = mostBytes;
        if (context.Request.ContentLength > mostBytes)
            throw new BadHttpRequestException("The files are too large.", StatusCodes.Status413PayloadTooLarge);
        var reader = new MultipartReader(boundary.ToString(), context.Request.Body) { HeadersLengthLimit = LongestHeaders };
        var fields = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        Upload? upload = null;
        try
        {
            bool ours = false;
            while (await SentAsync(() => reader.ReadNextSectionAsync(cancel)) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } said) continue;
                if (said.IsFormDisposition()) await TakeFieldAsync(section, said, fields, cancel);
                if (!said.IsFileDisposition()) continue;
                if (!ours && !(ours = await IsOursAsync(context, forms, fields))) return (null, "form.problem.old");
                string name = said.FileNameStar.HasValue ? said.FileNameStar.Value! : said.FileName.Value ?? "";
                if (upload?.Names.Count >= UploadOptions.MostFiles)
                {
                    await drop(upload);
                    return (null, "sources.problem.many");
                }
                await TakeFileAsync(section.Body, upload ??= await begin(), name, cancel);
            }
            if (!ours && !await IsOursAsync(context, forms, fields)) return (null, "form.problem.old");
            // A form without a file sends one without a name.
            return upload is null or { Names.Count: 0 } ? (null, "sources.problem.none") : (upload, null);
        }
        catch
        {
            if (upload is not null) await drop(upload);
            throw;
        }
    }

    private static async Task TakeFieldAsync(MultipartSection section, ContentDispositionHeaderValue said,
        Dictionary<string, StringValues> fields, CancellationToken cancel)
    {
        var text = new byte[LongestField];
        int length = await SentAsync(async () =>
            await section.Body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancel));
        if (length == text.Length || fields.Count == MostFields)
            throw new BadHttpRequestException("A field is too long.", StatusCodes.Status413PayloadTooLarge);
        fields[HeaderUtilities.RemoveQuotes(said.Name).ToString()] = System.Text.Encoding.UTF8.GetString(text, 0, length);
    }

    private static async Task TakeFileAsync(Stream body, Upload upload, string name, CancellationToken cancel)
    {
        string path = upload.NewPath();
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        long length;
        await using (var file = new FileStream(path, how))
        {
            var block = new byte[64 * 1024];
            for (int got; (got = await SentAsync(async () => await body.ReadAsync(block, cancel))) > 0;)
                await file.WriteAsync(block.AsMemory(0, got), cancel);
            length = file.Length;
        }
        if (name.Length == 0 && length == 0) File.Delete(path);
        else upload.Take(path, name);
    }

    /// <summary>Reads what is sent: where it ends too soon or is no form, that is its sender's matter and not the disk's.</summary>
    private static async Task<T> SentAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (InvalidDataException e)
        {
            throw BoundedForm.Refusal(e);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The form is broken, or was cut off.", e);
        }
    }

    /// <summary>Whether the fields that came so far hold the form's mark.</summary>
    private static async Task<bool> IsOursAsync(HttpContext context, IAntiforgery forms, Dictionary<string, StringValues> fields)
    {
        context.Features.Set<IFormFeature>(new FormFeature(new FormCollection(new(fields))));
        return await forms.IsRequestValidAsync(context);
    }
}

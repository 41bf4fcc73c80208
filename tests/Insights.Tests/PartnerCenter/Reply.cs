using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Insights.Tests.PartnerCenter;

/// <summary>One answer on its way: the true one, or what a fault makes of it.</summary>
/// <param name="body">The true answer; null when there is none because of the fault.</param>
/// <param name="status">Of the true answer.</param>
internal sealed class Reply(HttpContext context, int number, Fault? fault, byte[]? body, int status = 200)
{
    private const int HugeBytes = 21 << 20;
    private const string Json = "application/json; charset=utf-8";

    public string RequestId { get; } = Guid.NewGuid().ToString();
    public int Status { get; } = fault is null or { NeedsAnswer: true } ? status : fault.Status;

    /// <summary>Sends it.</summary>
    /// <param name="ending">Called before the caller can know that the answer is over; twice when the caller goes away then.</param>
    /// <returns>False when the caller went away first, or got no whole answer.</returns>
    public async Task<bool> SendAsync(PartnerCenterServer server, Action ending)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Stopping);
        try
        {
            Head(server.Now, server.NoDate);
            return await BodyAsync(ending, gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Else Kestrel would end half an answer as if it were whole.
            context.Abort();
            ending();
            return false;
        }
    }

    private void Head(DateTimeOffset now, bool noDate)
    {
        HttpResponse response = context.Response;
        response.StatusCode = Status == 0 ? 200 : Status;
        response.ContentType = Json;
        response.Headers.Date = noDate ? "" : now.ToString("R", CultureInfo.InvariantCulture);
        // The service has been seen to write either name.
        response.Headers[number % 2 == 0 ? "MS-RequestId" : "Request-Id"] = RequestId;
        if (fault?.Challenge is { } challenge) response.Headers.WWWAuthenticate = challenge;
        if (fault?.RetryAfter is int seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (fault?.RetryAt is { } span) response.Headers.RetryAfter = (now + span).ToString("R", CultureInfo.InvariantCulture);
    }

    private async Task<bool> BodyAsync(Action ending, CancellationToken gone)
    {
        switch (fault?.Kind)
        {
            case null:
                return await WholeAsync(body!, ending, gone);
            case FaultKind.Error:
                if (fault.Shape is ErrorShape.NoJson || (fault.Shape is null && number % 4 == (int)ErrorShape.NoJson))
                    context.Response.ContentType = "text/plain";
                return await WholeAsync(Encoding.UTF8.GetBytes(fault.Body(number)), ending, gone);
            case FaultKind.Html:
                context.Response.ContentType = "text/html";
                return await WholeAsync(Encoding.UTF8.GetBytes($"<html><body>{ReferralRecords.Customer} 1</body></html>"), ending, gone);
            case FaultKind.Gzip:
                context.Response.Headers.ContentEncoding = "gzip";
                return await WholeAsync(Packed(body!), ending, gone);
            case FaultKind.Huge:
                ending();
                await HugeAsync(gone);
                return true;
            case FaultKind.Silent:
                ending();
                await Task.Delay(Timeout.Infinite, gone);
                return false;
            case FaultKind.Reset:
                ending();
                context.Abort();
                return false;
        }
        ending();
        context.Response.ContentLength = body!.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), gone);
        await context.Response.Body.FlushAsync(gone);
        if (fault.Kind == FaultKind.SilentInBody) await Task.Delay(Timeout.Infinite, gone);
        if (fault.Kind == FaultKind.ResetInBody) context.Abort();
        // To return with less than was promised makes Kestrel end the connection in order, which is the cut.
        return false;
    }

    private async Task<bool> WholeAsync(byte[] bytes, Action ending, CancellationToken gone)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length - 1), gone);
        await context.Response.Body.FlushAsync(gone);
        ending();
        await context.Response.Body.WriteAsync(bytes.AsMemory(bytes.Length - 1), gone);
        return !context.RequestAborted.IsCancellationRequested;
    }

    private async Task HugeAsync(CancellationToken gone)
    {
        byte[] blanks = new byte[1 << 16];
        blanks.AsSpan().Fill((byte)' ');
        await context.Response.Body.WriteAsync("{\"value\":["u8.ToArray(), gone);
        for (int sent = 0; sent < HugeBytes; sent += blanks.Length) await context.Response.Body.WriteAsync(blanks, gone);
        await context.Response.Body.WriteAsync("]}"u8.ToArray(), gone);
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Insights.Store;

namespace Insights.Sources.Live;

/// <summary>What a service answered.</summary>
/// <param name="Body">What it says; null where that is no JSON.</param>
/// <param name="Date">Its own time.</param>
/// <param name="Code">The deepest code of its error; empty where there is none.</param>
internal sealed record SourceAnswer(int Status, JsonElement? Body, DateTimeOffset? Date, string Code, string RequestId, bool AsksForClaims);

/// <summary>One question to a service, asked again as docs/live.md 4.8 says. Redirects are not followed, and nothing of an answer gets into
/// a message.</summary>
/// <param name="http">Follows no redirect, and keeps no cookie.</param>
/// <param name="renew">Is called while it waits, at least once a minute.</param>
internal sealed class SourceCalls(HttpClient http, TimeProvider clock, Func<CancellationToken, Task> renew)
{
    private const long LargestBody = 20 << 20;

    private static readonly TimeSpan ForHeaders = TimeSpan.FromSeconds(60), ForSilence = TimeSpan.FromSeconds(30),
        ForAll = TimeSpan.FromSeconds(120), Slice = TimeSpan.FromSeconds(45), LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait, in seconds, before asking again: one that asks for patience, and one that is broken.</summary>
    private static readonly double[] Busy = [5, 10, 20, 40, 80], Broken = [2, 4, 8, 16, 32];

    private const int MostAskedWaits = 10;

    /// <summary>How many requests were made.</summary>
    public int Requests { get; private set; }

    /// <summary>Asks until there is an answer that asking again would not change.</summary>
    /// <exception cref="SourceException">There was none.</exception>
    public async Task<SourceAnswer> GetAsync(Uri address, string bearer, CancellationToken cancel)
    {
        var callId = Guid.NewGuid();
        for (int busy = 0, broken = 0, asked = 0; ;)
        {
            SourceException trouble;
            try
            {
                Requests++;
                await renew(cancel);
                (SourceAnswer answer, TimeSpan? after) = await OnceAsync(address, bearer, callId, cancel);
                callId = Guid.NewGuid();
                bool isBusy = answer.Status is 429, isBroken = answer.Status is 408 or 500 or 502 or 503 or 504 or 509
                    || answer is { Status: 200, Body: null };
                if (!isBusy && !isBroken) return answer;
                trouble = new SourceException(isBusy ? SourceTroubleKind.Busy : answer.Status == 200 ? SourceTroubleKind.Answer
                    : SourceTroubleKind.Service, answer.Status, answer.Code, answer.RequestId)
                { Retry = after is { } later ? clock.GetUtcNow() + later : null };
                if (after is { } wait && answer.Status is 429 or 503)
                {
                    wait = TimeSpan.FromSeconds(Math.Max(1, wait.TotalSeconds * (1 + Random.Shared.NextDouble() / 10)));
                    if (wait > LongestWait || asked++ == MostAskedWaits) throw trouble;
                    await RestAsync(wait, cancel);
                    continue;
                }
                if (isBusy)
                {
                    if (busy == Busy.Length) throw trouble;
                    await RestAsync(TimeSpan.FromSeconds(Busy[busy++] * Random.Shared.NextDouble()), cancel);
                    continue;
                }
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError)
            {
                throw new SourceException(SourceTroubleKind.Address, inner: e);
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || e is OperationCanceledException && !cancel.IsCancellationRequested)
            {
                trouble = new SourceException(SourceTroubleKind.Service, inner: e);
            }
            if (broken == Broken.Length) throw trouble;
            await RestAsync(TimeSpan.FromSeconds(Broken[broken++] * (0.8 + 0.4 * Random.Shared.NextDouble())), cancel);
        }
    }

    /// <summary>Waits, and says meanwhile that somebody is here.</summary>
    public async Task RestAsync(TimeSpan rest, CancellationToken cancel)
    {
        for (; rest > TimeSpan.Zero; rest -= Slice)
        {
            await Task.Delay(rest < Slice ? rest : Slice, clock, cancel);
            if (rest > Slice) await renew(cancel);
        }
    }

    private async Task<(SourceAnswer Answer, TimeSpan? After)> OnceAsync(Uri address, string bearer, Guid callId, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(ForHeaders, clock);
        using var whole = new CancellationTokenSource(ForAll, clock);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, whole.Token, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add("client-request-id", callId.ToString());
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, all.Token);
        JsonElement? body = await BodyAsync(response.Content, patience, all.Token);
        string code = body is { } said ? ErrorCode(said) : "";
        TimeSpan? after = response.Headers.RetryAfter is not { } retry ? null : retry.Delta ?? retry.Date - clock.GetUtcNow();
        return (new SourceAnswer((int)response.StatusCode, body, response.Headers.Date, code, RequestId(response),
            response.Headers.WwwAuthenticate.ToString().Contains("insufficient_claims", StringComparison.OrdinalIgnoreCase)), after);
    }

    private static async Task<JsonElement?> BodyAsync(HttpContent content, CancellationTokenSource patience, CancellationToken cancel)
    {
        patience.CancelAfter(ForSilence);
        await using Stream stream = await content.ReadAsStreamAsync(cancel);
        using var whole = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int got; (got = await stream.ReadAsync(block, cancel)) > 0;)
        {
            patience.CancelAfter(ForSilence);
            whole.Write(block, 0, got);
            if (whole.Length > LargestBody) throw new SourceException(SourceTroubleKind.Answer);
        }
        try
        {
            ReadOnlyMemory<byte> said = whole.GetBuffer().AsMemory(0, (int)whole.Length);
            // A byte that is no text spoils its own word alone.
            if (!Utf8.IsValid(said.Span)) said = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(said.Span));
            using var document = JsonDocument.Parse(said);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The deepest code of an error, in any of the four shapes of docs/live.md 2.1.</summary>
    private static string ErrorCode(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return "";
        string found = Text(body, "code") ?? "";
        for (JsonElement at = body; ;)
        {
            if (!(at.TryGetProperty("error", out JsonElement inner) || at.TryGetProperty("innerError", out inner)
                || at.TryGetProperty("innererror", out inner)) || inner.ValueKind != JsonValueKind.Object) return Plain(found);
            found = Text(inner, "code") ?? found;
            at = inner;
        }

        static string? Text(JsonElement from, string name) => !from.TryGetProperty(name, out JsonElement value) ? null
            : value.ValueKind == JsonValueKind.String ? JsonText.Whole(value.GetString) : value.ValueKind == JsonValueKind.Number
            ? value.GetRawText() : null;
    }

    private static string RequestId(HttpResponseMessage response)
    {
        foreach (string name in (string[])["request-id", "MS-RequestId", "x-ms-request-id"])
            if (response.Headers.TryGetValues(name, out IEnumerable<string>? values)) return Plain(values.First());
        return "";
    }

    /// <summary>A code is a short word; anything else might be a text about somebody.</summary>
    private static string Plain(string code) => code.Length is > 0 and <= 64
        && code.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.') ? code : "";
}

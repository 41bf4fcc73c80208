using System.Net.Http.Headers;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using Insights.Store;
using MimeKit;

namespace Insights.Exports.Share;

/// <summary>Mail over Microsoft Graph: the same mail as over SMTP, whole, given to <c>sendMail</c> in the name of a mailbox.</summary>
public sealed class GraphChannel(GraphApp app, MailAddress from, HttpClient http, TimeProvider clock) : IDeliveryChannel, IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim asking = new(1, 1);
    private (string Text, DateTimeOffset Until)? token;

    /// <inheritdoc/>
    public async Task<Answer> CarryAsync(OutboxMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            (string? key, Answer? refused) = await TokenAsync(cancel);
            if (key is null) return refused!;
            using var request = new HttpRequestMessage(HttpMethod.Post,
                new Uri(app.Api, $"/v1.0/users/{Uri.EscapeDataString(from.Address)}/sendMail"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            request.Content = new StringContent(Convert.ToBase64String(await WholeAsync(message, cancel)), Encoding.ASCII, "text/plain");
            using HttpResponseMessage response = await http.SendAsync(request, cancel);
            return await Answer.OfAsync(response, cancel);
        }
        catch (HttpRequestException e)
        {
            return Answer.Unreachable(e);
        }
    }

    private async Task<(string? Token, Answer? Refused)> TokenAsync(CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            if (token is { } known && known.Until > clock.GetUtcNow()) return (known.Text, null);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = app.Client,
                ["client_secret"] = app.Secret,
                ["scope"] = new Uri(app.Api, "/.default").ToString(),
            });
            using HttpResponseMessage response =
                await http.PostAsync(new Uri(app.Login, $"/{Uri.EscapeDataString(app.Tenant)}/oauth2/v2.0/token"), form, cancel);
            Answer answer = await Answer.OfAsync(response, cancel);
            if (answer.Verdict != Verdict.Accepted) return (null, answer);
            using JsonDocument document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), default, cancel);
            string text = document.RootElement.GetProperty("access_token").GetString()!;
            token = (text, clock.GetUtcNow().AddSeconds(document.RootElement.GetProperty("expires_in").GetInt32()) - Margin);
            return (text, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, new Answer(Verdict.Later, "busy", "The sign-in gave an answer that is not understood."));
        }
        finally
        {
            asking.Release();
        }
    }

    private async Task<byte[]> WholeAsync(OutboxMessage message, CancellationToken cancel)
    {
        using MimeMessage mail = MailText.Of(message, from);
        using var whole = new MemoryStream();
        await mail.WriteToAsync(MailText.Format(message), whole, cancel);
        return whole.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => asking.Dispose();
}

using System.Net;
using System.Net.Mail;
using System.Net.Security;
using System.Security.Authentication;
using Insights.Store;

namespace Insights.Exports.Share;

/// <summary>Mail over SMTP. A 5xx is a refusal; a 4xx, or no answer, may pass.</summary>
public sealed class SmtpCarrier(SmtpServer server, MailAddress from) : ICarrier
{
    /// <summary>Judges the server's certificate where TLS begins with the first byte; null is the machine's own judgement.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    /// <inheritdoc/>
    public async Task<Answer> CarryAsync(Parcel parcel, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        using MailMessage message = MailText.Of(parcel, from);
        await using TlsTunnel? tunnel = server.Encryption == Encryption.FromFirstByte ? new TlsTunnel(server.Host, server.Port, Trust) : null;
        (string host, int port) = (server.Host, server.Port);
        try
        {
            if (tunnel is not null) (host, port) = ("127.0.0.1", await tunnel.OpenAsync(cancel));
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return Answer.Unreachable(e);
        }
        using var client = new SmtpClient(host, port) { EnableSsl = server.Encryption == Encryption.StartTls };
        // Only a server that can take a name with other letters is asked to.
        if (!message.To[0].User.All(char.IsAscii)) client.DeliveryFormat = SmtpDeliveryFormat.International;
        if (server.User is not null) client.Credentials = new NetworkCredential(server.User, server.Password);
        try
        {
            await client.SendMailAsync(message, cancel).WaitAsync(cancel);
            return new Answer(Verdict.Accepted, null, $"{server.Host}:{server.Port}");
        }
        catch (SmtpException e)
        {
            cancel.ThrowIfCancellationRequested();
            int code = (int)e.StatusCode;
            return code switch
            {
                >= 500 => new Answer(Verdict.Refused, "refused", $"{code} {Said(e)}"),
                >= 400 => new Answer(Verdict.Later, "busy", $"{code} {Said(e)}"),
                _ => Answer.Unreachable(e),
            };
        }
    }

    // "Mailbox unavailable. The server response was: 5.1.1 No such user": the second half is the server's own.
    private static string Said(SmtpException e)
    {
        const string before = "The server response was: ";
        int at = e.Message.IndexOf(before, StringComparison.Ordinal);
        return at < 0 ? e.Message : e.Message[(at + before.Length)..];
    }
}

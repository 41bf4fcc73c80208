using System.Net.Mail;
using System.Net.Security;
using System.Net.Sockets;
using Insights.Store;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SmtpClient = MailKit.Net.Smtp.SmtpClient;
using SmtpStatusCode = MailKit.Net.Smtp.SmtpStatusCode;

namespace Insights.Exports.Share;

/// <summary>Mail over SMTP. A 5xx is a refusal; a 4xx, no answer, or an answer that is no SMTP, may pass.</summary>
public sealed class SmtpChannel(SmtpServer server, MailAddress from) : IDeliveryChannel
{
    /// <summary>Judges the server's certificate; null is the machine's own judgement.</summary>
    internal RemoteCertificateValidationCallback? Trust { get; init; }

    /// <inheritdoc/>
    public async Task<Answer> CarryAsync(OutboxMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(message);
        using MimeMessage mail = MailText.Of(message, from);
        // Not asked for: the authorities' lists of revoked certificates are out of reach of a server in a closed network.
        using var client = new SmtpClient { CheckCertificateRevocation = false, ServerCertificateValidationCallback = Trust };
        var sent = new Handover();
        Answer Later(string reason, string said) => new(Verdict.Later, reason, said, sent.IsWhole);
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Security, cancel);
            if (server.User is { } user) await client.AuthenticateAsync(user, server.Password ?? "", cancel);
            FormatOptions format = MailText.Format(message);
            if (format.International && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
                return new Answer(Verdict.Refused, "international", $"{server.Host}:{server.Port}");
            await client.SendAsync(format, mail, cancel, sent);
            // It was accepted: how the goodbye goes is no part of that.
            return new Answer(Verdict.Accepted, null, $"{server.Host}:{server.Port}");
        }
        catch (SmtpCommandException e)
        {
            return (int)e.StatusCode switch
            {
                >= 500 and < 600 => new Answer(Verdict.Refused, "refused", $"{(int)e.StatusCode} {e.Message}"),
                >= 400 and < 500 => new Answer(Verdict.Later, "busy", $"{(int)e.StatusCode} {e.Message}"),
                _ => Later("garbled", $"{(int)e.StatusCode} {e.Message}"),
            };
        }
        catch (AuthenticationException e)
        {
            return e.InnerException is SmtpCommandException { StatusCode: var code and >= (SmtpStatusCode)400 and < (SmtpStatusCode)500 }
                ? new Answer(Verdict.Later, "busy", $"{(int)code} {e.Message}")
                : new Answer(Verdict.Refused, "refused", e.Message);
        }
        catch (SmtpProtocolException e)
        {
            return Later("garbled", e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or SslHandshakeException or ServiceNotConnectedException
            or NotSupportedException)
        {
            return Later("unreachable", e.GetBaseException().Message);
        }
        catch (OperationCanceledException)
        {
            return Later(Answer.TimedOut, "");
        }
    }

    private SecureSocketOptions Security => server.Encryption switch
    {
        Encryption.FromFirstByte => SecureSocketOptions.SslOnConnect,
        // Demanded, not only taken when offered: nothing is ever sent in the open by accident.
        Encryption.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    /// <summary>Whether the server has the whole mail: from then on it may have arrived, whatever becomes of the answer.</summary>
    private sealed class Handover : ITransferProgress
    {
        public bool IsWhole { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => IsWhole |= bytesTransferred >= totalSize;

        public void Report(long bytesTransferred)
        {
            // Without the whole size nothing can be said; the mail's size is always known.
        }
    }
}

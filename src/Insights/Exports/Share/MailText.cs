using System.Net.Mail;
using Insights.Store;
using MimeKit;

namespace Insights.Exports.Share;

/// <summary>A message as a mail: plain text, and HTML with the picture inside it.</summary>
public static class MailText
{
    /// <summary>The name by which the HTML refers to its picture.</summary>
    public const string PictureId = "page";

    /// <summary>How it is written: a name with letters beyond ASCII before the @ has no other form and needs a server that takes it
    /// (RFC 6531); a domain with such letters has one.</summary>
    public static FormatOptions Format(OutboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new FormatOptions
        {
            NewLineFormat = NewLineFormat.Dos,
            International = !MailboxAddress.EncodeAddrspec(message.Recipient)
            .All(char.IsAscii)
        };
    }

    /// <summary>The caller disposes it.</summary>
    public static MimeMessage Of(OutboxMessage message, MailAddress from)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(from);
        var body = new BodyBuilder { TextBody = message.Shared.Plain, HtmlBody = message.Shared.Rich };
        if (message.Picture is { } picture)
            body.LinkedResources.Add("page.png", picture, new ContentType("image", "png")).ContentId = PictureId;
        var mail = new MimeMessage { Subject = message.Shared.Subject, Body = body.ToMessageBody() };
        mail.From.Add(new MailboxAddress(from.DisplayName, from.Address));
        mail.To.Add(new MailboxAddress(null, message.Recipient));
        // A second copy, after a stop in the middle, carries the same name: most mailboxes then show one.
        mail.MessageId = $"{message.Mark}@{MailboxAddress.IdnMapping.Encode(from.Host)}";
        return mail;
    }
}

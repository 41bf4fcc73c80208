using System.Net.Mail;
using Insights.Store;
using MimeKit;

namespace Insights.Exports.Share;

/// <summary>A parcel as a mail: plain text, and HTML with the picture inside it.</summary>
public static class MailText
{
    /// <summary>The name by which the HTML refers to its picture.</summary>
    public const string PictureId = "page";

    /// <summary>How it is written: a name with letters beyond ASCII before the @ has no other form and needs a server that takes it
    /// (RFC 6531); a domain with such letters has one.</summary>
    public static FormatOptions Format(Parcel parcel)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        return new FormatOptions { NewLineFormat = NewLineFormat.Dos, International = !MailboxAddress.EncodeAddrspec(parcel.Recipient).All(char.IsAscii) };
    }

    /// <summary>The caller disposes it.</summary>
    public static MimeMessage Of(Parcel parcel, MailAddress from)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        ArgumentNullException.ThrowIfNull(from);
        var body = new BodyBuilder { TextBody = parcel.Shared.Plain, HtmlBody = parcel.Shared.Rich };
        if (parcel.Picture is { } picture)
            body.LinkedResources.Add("page.png", picture, new ContentType("image", "png")).ContentId = PictureId;
        var message = new MimeMessage { Subject = parcel.Shared.Subject, Body = body.ToMessageBody() };
        message.From.Add(new MailboxAddress(from.DisplayName, from.Address));
        message.To.Add(new MailboxAddress(null, parcel.Recipient));
        // A second copy, after a stop in the middle, carries the same name: most mailboxes then show one.
        message.MessageId = $"{parcel.Mark}@{MailboxAddress.IdnMapping.Encode(from.Host)}";
        return message;
    }
}

using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Insights.Store;

namespace Insights.Exports.Share;

/// <summary>A parcel as a mail: plain text, and HTML with the picture inside it.</summary>
public static class MailText
{
    /// <summary>The name by which the HTML refers to its picture.</summary>
    public const string PictureId = "page";

    /// <summary>The caller disposes it, and the picture's bytes with it.</summary>
    public static MailMessage Of(Parcel parcel, MailAddress from)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        ArgumentNullException.ThrowIfNull(from);
        var message = new MailMessage { From = from, Subject = parcel.Shared.Subject, SubjectEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8 };
        message.To.Add(new MailAddress(parcel.Recipient));
        // A second copy, after a stop in the middle, carries the same name: most mailboxes then show one.
        message.Headers["Message-ID"] = $"<{parcel.Mark}@{from.Host}>";
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(parcel.Shared.Plain, Encoding.UTF8, MediaTypeNames.Text.Plain));
        AlternateView html = AlternateView.CreateAlternateViewFromString(parcel.Shared.Rich, Encoding.UTF8, MediaTypeNames.Text.Html);
        if (parcel.Picture is not null)
            html.LinkedResources.Add(new LinkedResource(new MemoryStream(parcel.Picture), new ContentType(MediaTypeNames.Image.Png) { Name = "page.png" }) { ContentId = PictureId });
        message.AlternateViews.Add(html);
        return message;
    }
}

using System.Text;
using Insights.Metrics;
using Insights.Store;
using Insights.Widgets;
using Microsoft.AspNetCore.Components;

namespace Insights.Exports.Share;

/// <summary>A reading and somebody's words about it, as they are shared: a mail in two forms, or a card for Teams. In the sharer's
/// language, with the page's own figures.</summary>
/// <param name="View">The reading.</param>
/// <param name="Link">The reading's absolute address.</param>
/// <param name="Message">What the sharer wrote; may be empty.</param>
public sealed record ShareMessage(WidgetView View, string Link, string Message)
{
    /// <summary>One line, whatever the organisation is called.</summary>
    public string Subject =>
        View.Language.Say("letter.subject", OneLine(View.Reading.Organization),
        View.Range(View.Reading.Period.From, View.Reading.Period.Last), View[View.Heading]);

    /// <summary>What the figures are narrowed to; null when to nothing.</summary>
    public string? Narrowed => View.Narrowed.Any() ? View.Language.Say("letter.narrowed", string.Join("; ", View.Narrowed)) : null;

    /// <summary>What the changes are measured against; null when nothing is compared.</summary>
    public string? Compared => View.Reading.Changes.Count == 0 ? null : View.Language.Say("letter.compared", View.ComparedWith);

    /// <summary>How old the figures are.</summary>
    public string Moment
    {
        get
        {
            Reading reading = View.Reading;
            string now = View.Figures.Moment(reading.Now, reading.Period.Zone);
            return reading.Freshness.Count == 0
                ? View.Language.Say("letter.read", now, reading.Period.Zone.Id)
                : View.Language.Say("letter.read.imported", now, reading.Period.Zone.Id,
                View.Figures.Moment(reading.Freshness.Max(f => f.RefreshedAt), reading.Period.Zone));
        }
    }

    /// <summary>As mail, the picture inside the HTML when there is one.</summary>
    /// <param name="reading">The reading's own address, path and query.</param>
    /// <param name="draw">Draws a component to HTML, everything in it encoded.</param>
    public async Task<SharedReading> AsMailAsync(string reading, bool hasPicture, Func<Type, IDictionary<string, object?>,
        Task<string>> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        string html = await draw(typeof(ShareMessagePage), new Dictionary<string,
            object?>
        { ["Message"] = this, ["HasPicture"] = hasPicture });
        return new SharedReading(WayOut.Mail, reading, Subject, Plain, "<!DOCTYPE html>\n" + html);
    }

    /// <summary>As a post to a Teams channel.</summary>
    /// <inheritdoc cref="AsMailAsync"/>
    public SharedReading ForTeams(string reading) => new(WayOut.Teams, reading, Subject, Plain, TeamsCard.Of(this));

    /// <summary>Without any markup, the link on a line of its own.</summary>
    public string Plain
    {
        get
        {
            var text = new StringBuilder();
            if (Message.Length > 0) text.Append(Message).Append("\n\n");
            text.Append(Subject).Append("\n\n");
            if (Narrowed is { } narrowed) text.Append(narrowed).Append("\n\n");
            foreach (Headline headline in Headlines.Of(View))
                text.Append(headline.Name).Append(": ").Append(headline.Value).Append(headline.Change is null ? ""
                    : $" ({headline.Change})").Append('\n');
            if (Compared is { } compared) text.Append(compared).Append('\n');
            text.Append('\n').Append(View["letter.open"]).Append(":\n").Append(Link).Append("\n\n").Append(Moment).Append('\n');
            return text.ToString().ReplaceLineEndings("\r\n");
        }
    }

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}

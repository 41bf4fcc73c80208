using System.Globalization;
using Insights.Vocabulary;

namespace Insights.Widgets;

/// <summary>Addresses of the feedback: the form, the inbox, a picture.</summary>
public static class FeedbackLinks
{
    public const string Inbox = "/feedback";
    public const string Form = "/feedback/new";
    public const string Csv = "/feedback.csv";

    /// <summary>The form, knowing what it is about and where its reader came from.</summary>
    public static string New(WidgetView view, string? widget = null, string? thumb = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Links.From(Form, view.Query, view.Here(widget))
            + (widget is null ? "" : "&widget=" + Uri.EscapeDataString(widget)) + (thumb is null ? "" : "&thumb=" + thumb);
    }

    /// <summary>One entry: where its status and answer are posted.</summary>
    public static string Entry(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}");

    public static string Picture(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}.png");

    /// <summary>Where a sender says the answer was read.</summary>
    public static string Read(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}/read");
}

/// <summary>Addresses of sharing: the form, the delivery log, and what is shared.</summary>
public static class ShareLinks
{
    public const string Form = "/share";
    public const string Log = "/share/log";

    /// <summary>The form, knowing which reading is to be shared.</summary>
    public static string New(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Links.From(Form, view.Query, view.Here());
    }

    /// <summary>Where a delivery that did not arrive is tried again.</summary>
    public static string Retry(long share) => string.Create(CultureInfo.InvariantCulture, $"/share/{share}/retry");

    /// <summary>The same reading on any later day: its days are named, and its language; the theme is each reader's own.</summary>
    public static string Reading(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return view.To(view.Query with
        {
            Range = Preset.Custom,
            From = view.Reading.Period.From,
            To = view.Reading.Period.Last,
            Language = view.Language.Code,
            Theme = Theme.System
        });
    }

    /// <summary>Teams' own page for sharing an address: no script of it comes into ours.</summary>
    public static string Teams(string link, string words) =>
        $"https://teams.microsoft.com/share?href={Uri.EscapeDataString(link)}&msgText={Uri.EscapeDataString(words)}";

    /// <summary>The reader's own mail program, with subject and words filled in; the recipients may be empty.</summary>
    public static string Mail(string to, string subject, string words) =>
        $"mailto:{Uri.EscapeDataString(to)}?subject={Uri.EscapeDataString(subject)}" +
        $"&body={Uri.EscapeDataString(words.ReplaceLineEndings("\r\n"))}";
}

/// <summary>Addresses of the settings.</summary>
public static class SettingsLinks
{
    public const string Page = "/settings";
    /// <summary>Where the reader's own language and theme are posted; organisation settings are posted below <see cref="Page"/> by
    /// section.</summary>
    public const string Reader = "/settings/reader";
    public const string Reporting = "/settings/reporting";
    public const string Rhythm = "/settings/rhythm";
    public const string Programs = "/settings/programs";
}

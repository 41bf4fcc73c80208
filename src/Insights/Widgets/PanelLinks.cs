using System.Globalization;

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
        string at = view.Here(widget);
        string address = Links.At(Form, view.Query);
        return address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "at=" + Uri.EscapeDataString(at)
            + (widget is null ? "" : "&widget=" + Uri.EscapeDataString(widget)) + (thumb is null ? "" : "&thumb=" + thumb);
    }

    /// <summary>One entry: where its status and answer are posted.</summary>
    public static string Entry(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}");

    public static string Picture(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}.png");

    /// <summary>Where a sender says the answer was read.</summary>
    public static string Read(long id) => string.Create(CultureInfo.InvariantCulture, $"/feedback/{id}/read");
}

/// <summary>Addresses of the settings.</summary>
public static class SettingsLinks
{
    public const string Page = "/settings";
    /// <summary>Where the reader's own language and theme are posted; organisation settings are posted below <see cref="Page"/> by section.</summary>
    public const string Reader = "/settings/reader";
    public const string Reporting = "/settings/reporting";
    public const string Rhythm = "/settings/rhythm";
    public const string Programs = "/settings/programs";
}

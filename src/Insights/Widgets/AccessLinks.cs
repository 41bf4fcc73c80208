using System.Globalization;

namespace Insights.Widgets;

/// <summary>Addresses of signing in and out.</summary>
public static class SignInLinks
{
    /// <summary>Who one is here; for who is nobody yet, how to come in.</summary>
    public const string Page = "/sign-in";
    public const string Out = "/sign-out";

    public static string Account(SummaryQuery query) => Links.At(Page, query);

    /// <summary>A one-time link, in another language or theme.</summary>
    public static string With(SummaryQuery query, string key) => Page + Links.Text(Links.Parts(query).Prepend(new("key", key)));
}

/// <summary>Addresses of links made for others.</summary>
public static class LinkedLinks
{
    public const string Page = "/share/links";
    /// <summary>Where a link is opened; the word follows.</summary>
    public const string Opened = "/s";

    /// <summary>The page where a link to a reading is made.</summary>
    public static string New(WidgetView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        return Links.From(Page, view.Query, view.Here());
    }

    public static string Revoke(long link) => string.Create(CultureInfo.InvariantCulture, $"/share/links/{link}/revoke");
}

/// <summary>Addresses of who and what may come in, and of what they did.</summary>
public static class AccessLinks
{
    public const string Page = "/access";
    public const string Tokens = "/access/tokens";
    public const string Audit = "/access/audit";
    public const string AuditCsv = "/access/audit.csv";

    public static string Revoke(long token) => string.Create(CultureInfo.InvariantCulture, $"/access/tokens/{token}/revoke");
}

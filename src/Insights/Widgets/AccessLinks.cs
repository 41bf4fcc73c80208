using System.Globalization;

namespace Insights.Widgets;

/// <summary>Addresses of signing in and out.</summary>
public static class SignInLinks
{
    /// <summary>Who one is here; for who is nobody yet, how to come in.</summary>
    public const string Page = "/sign-in";
    public const string Out = "/sign-out";

    public static string Account(SummaryQuery query) => Links.At(Page, query);
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

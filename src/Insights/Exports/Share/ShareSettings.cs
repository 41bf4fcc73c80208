using System.Globalization;
using System.Net.Mail;

namespace Insights.Exports.Share;

/// <summary>One thing to set in the program's configuration, by the name of its environment variable.</summary>
/// <param name="For">What it is for: <c>smtp</c>, <c>graph</c>, <c>teams</c> or <c>link</c>.</param>
/// <param name="Needed">False when there is a default.</param>
/// <param name="Secret">True for what must be on no page and in no log.</param>
public sealed record ShareSetting(string Name, string For, bool Needed = false, bool Secret = false);

/// <summary>How what is said to a mail server is kept from others: not at all, from STARTTLS on, or from the first byte.</summary>
public enum Encryption { None, StartTls, FromFirstByte }

/// <summary>A mail server, reached over SMTP.</summary>
public sealed class SmtpServer(string host, int port, Encryption encryption, string? user, string? password)
{
    public string Host => host;
    public int Port => port;
    public Encryption Encryption => encryption;
    public string? User => user;
    public string? Password => password;
}

/// <summary>An application registered with Microsoft Entra that may send as a mailbox (permission Mail.Send).</summary>
public sealed class GraphApp(string tenant, string client, string secret, Uri login, Uri api)
{
    public string Tenant => tenant;
    public string Client => client;
    public string Secret => secret;
    /// <summary>Where tokens are had; another one in the national clouds.</summary>
    public Uri Login => login;
    /// <inheritdoc cref="Login"/>
    public Uri Api => api;
}

/// <summary>By which ways a reading can leave, read from the configuration once, when the program starts. Nothing of it is in the
/// store. Not records: a record would print its secrets.</summary>
public sealed class ShareSettings
{
    public const string From = "INSIGHTS_MAIL_FROM", Public = "INSIGHTS_PUBLIC_URL", Teams = "INSIGHTS_TEAMS_WORKFLOW",
        SmtpHost = "INSIGHTS_SMTP_HOST", SmtpPort = "INSIGHTS_SMTP_PORT", SmtpTls = "INSIGHTS_SMTP_TLS", SmtpUser = "INSIGHTS_SMTP_USER",
            SmtpPassword = "INSIGHTS_SMTP_PASSWORD",
        GraphTenant = "INSIGHTS_GRAPH_TENANT", GraphClient = "INSIGHTS_GRAPH_CLIENT", GraphSecret = "INSIGHTS_GRAPH_SECRET",
            GraphLogin = "INSIGHTS_GRAPH_LOGIN", GraphApi = "INSIGHTS_GRAPH_API";

    /// <summary>Every name there is: the dialog, docs/sharing.md and the tests read this table.</summary>
    public static IReadOnlyList<ShareSetting> All { get; } =
    [
        new(SmtpHost, "smtp", Needed: true), new(SmtpPort, "smtp"), new(SmtpTls, "smtp"), new(SmtpUser, "smtp"),
            new(SmtpPassword, "smtp", Secret: true), new(From, "smtp", Needed: true),
        new(GraphTenant, "graph", Needed: true), new(GraphClient, "graph", Needed: true),
            new(GraphSecret, "graph", Needed: true, Secret: true), new(From, "graph", Needed: true), new(GraphLogin, "graph"),
            new(GraphApi, "graph"),
        new(Teams, "teams", Needed: true, Secret: true),
        new(Public, "link", Needed: true),
    ];

    private readonly List<string> problems = [];

    /// <summary>Who the mail is from; null when mail is not set up.</summary>
    public MailAddress? MailFrom { get; private set; }
    public SmtpServer? Smtp { get; private set; }
    /// <summary>Goes before <see cref="Smtp"/>.</summary>
    public GraphApp? Graph { get; private set; }
    /// <summary>Where a Teams channel takes posts (a Power Automate workflow); who knows the address can post, so it is a secret.</summary>
    public Uri? TeamsWorkflow { get; private set; }
    /// <summary>Where others reach this page; null leaves it to the address the sharer's browser used.</summary>
    public Uri? PublicAddress { get; private set; }

    /// <summary>What is wrong with the configuration, a sentence each; nothing can be sent before it is mended.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <param name="value">The configuration's value of a name, or null.</param>
    public static ShareSettings Read(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var settings = new ShareSettings();
        string? Text(string name) => value(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        if (Text(From) is { } from)
        {
            if (MailAddress.TryCreate(from, out MailAddress? address) && !from.Any(char.IsControl)) settings.MailFrom = address;
            else settings.problems.Add($"{From} is no mail address: write it as insights@example.com.");
        }
        if (Text(SmtpHost) is { } host)
        {
            int port = settings.Port(Text(SmtpPort));
            Encryption encryption = settings.Encrypted(Text(SmtpTls), port);
            (string? user, string? password) = (Text(SmtpUser), Text(SmtpPassword));
            if (user is null != password is null)
                settings.problems.Add($"{SmtpUser} and {SmtpPassword} belong together: set both, or neither.");
            if (password is not null && encryption == Encryption.None && !IsThisMachine(host))
                settings.problems.Add($"{SmtpTls} is off, so the password would travel in the open. Leave it on, or set no password.");
            settings.Smtp = new SmtpServer(host, port, encryption, user, password);
        }
        string?[] graph = [Text(GraphTenant), Text(GraphClient), Text(GraphSecret)];
        if (graph is [{ } tenant, { } client, { } secret])
            settings.Graph = new GraphApp(tenant, client, secret, settings.Address(GraphLogin, Text(GraphLogin))
                ?? new Uri("https://login.microsoftonline.com"), settings.Address(GraphApi, Text(GraphApi))
                ?? new Uri("https://graph.microsoft.com"));
        else if (graph.Any(g => g is not null))
            settings.problems.Add($"{GraphTenant}, {GraphClient} and {GraphSecret} belong together: set all three, or none.");
        if ((settings.Smtp is not null || settings.Graph is not null) && Text(From) is null)
            settings.problems.Add($"{From} is not set: say whose address the mail is from.");
        settings.TeamsWorkflow = settings.Address(Teams, Text(Teams));
        settings.PublicAddress = settings.Address(Public, Text(Public), mayBePlain: true);
        return settings;
    }

    private int Port(string? text)
    {
        if (text is null) return 587;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536) return port;
        problems.Add($"{SmtpPort} is no port: write a number from 1 to 65535.");
        return 587;
    }

    private Encryption Encrypted(string? text, int port)
    {
        switch (text)
        {
            case null or "on":
                // The port that is registered for it.
                return port == 465 ? Encryption.FromFirstByte : Encryption.StartTls;
            case "implicit":
                return Encryption.FromFirstByte;
            case "off":
                return Encryption.None;
            default:
                problems.Add($"{SmtpTls} is on, implicit or off.");
                return Encryption.StartTls;
        }
    }

    // What comes after the host may be a secret, so the value is not repeated.
    private Uri? Address(string name, string? text, bool mayBePlain = false)
    {
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && (mayBePlain || address.IsLoopback)))) return address;
        problems.Add($"{name} is no address: write a whole one that begins with https://.");
        return null;
    }

    private static bool IsThisMachine(string host) => host is "localhost" or "127.0.0.1" or "::1";
}

using Insights.Access.OpenId;
using Insights.Exports.Pdf;
using Insights.Exports.Share;
using Insights.Facts;
using Insights.Sources;
using Insights.Sources.Live;
using Insights.Vocabulary;

namespace Insights.Web;

/// <summary>One thing to set in the environment of the program.</summary>
/// <param name="For">What it is for: a key of the words <c>settings.for.…</c>.</param>
/// <param name="Default">What holds when it is not set; null when nothing does.</param>
/// <param name="Secret">True for what must be on no page and in no log.</param>
public sealed record Setting(string Name, string For, string? Default = null, bool Secret = false)
{
    /// <summary>What it means, in one sentence.</summary>
    public string Meaning(Language language) => language["settings.program." + Name];
}

/// <summary>Every setting of the program, once: `insights settings` and docs/settings.md follow this table. Each is read, and refused with
/// a sentence, when the program starts.</summary>
public static class Settings
{
    public const string Held = "INSIGHTS_REFERRALS_HELD", Upload = "INSIGHTS_UPLOAD_MB", Proxies = "INSIGHTS_PROXIES",
        Contact = "INSIGHTS_CONTACT",
        Store = "INSIGHTS_STORE", Database = "INSIGHTS_DB";

    public static IReadOnlyList<Setting> All { get; } =
    [
        // It may hold a password.
        new(Store, "store", "insights.db", Secret: true),
        new(Database, "store", Secret: true),
        new(Held, "store", FactsCache.Usual.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new(Upload, "store", UploadOptions.UsualMegabytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        .. LiveSettings.All.Select(one => new Setting(one.Name, "live", one.Usual, one.Name == LiveSettings.KeyName)),
        new(ShareSettings.Public, "web"),
        new(Proxies, "web"),
        new(Telemetry.Endpoint, "web"),
        new(BrowserFile.Variable, "pdf"),
        new(WarmBrowser.SandboxVariable, "pdf", "on"),
        .. OpenIdSettings.All.Where(s => s.Name != ShareSettings.Public)
        .Select(s => new Setting(s.Name, "sign-in", Defaults.GetValueOrDefault(s.Name), s.Secret)),
        new(Contact, "sign-in"),
        .. ShareSettings.All.Where(s => s.Name != ShareSettings.Public).DistinctBy(s => s.Name)
        .Select(s => new Setting(s.Name, "share", Defaults.GetValueOrDefault(s.Name), s.Secret)),
    ];

    private static Dictionary<string, string> Defaults => new(StringComparer.Ordinal)
    {
        [OpenIdSettings.ScopesName] = "openid profile email",
        [OpenIdSettings.RoleClaimName] = "roles",
        [OpenIdSettings.RolesName] = string.Join(", ", OpenIdSettings.OwnNames.Keys),
        [OpenIdSettings.OrganizationClaimName] = "tid",
        [OpenIdSettings.SkewName] = "120",
        [ShareSettings.SmtpPort] = "587",
        [ShareSettings.SmtpTls] = "on",
        [ShareSettings.GraphLogin] = "https://login.microsoftonline.com",
        [ShareSettings.GraphApi] = "https://graph.microsoft.com",
    };
}

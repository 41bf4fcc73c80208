using System.Globalization;
using System.Net;

namespace Insights.Sources.Live;

/// <summary>How sources are read that are read by themselves.</summary>
/// <param name="Referrals">The address of the referrals collection.</param>
/// <param name="Login">Where accounts of the directory sign in.</param>
/// <param name="Interval">Between two ordinary runs.</param>
/// <param name="RequestsADay">How many requests the ordinary runs of one source may make in a day.</param>
/// <param name="Key">Encrypts what lets us in; null when none is set.</param>
public sealed record LiveSettings(Uri Referrals, Uri Login, TimeSpan Interval, int RequestsADay, byte[]? Key)
{
    public const string ReferralsName = "INSIGHTS_PARTNER_CENTER", LoginName = "INSIGHTS_SYNC_LOGIN",
        IntervalName = "INSIGHTS_SYNC_MINUTES",
        RequestsName = "INSIGHTS_SYNC_REQUESTS", KeyName = "INSIGHTS_SYNC_KEY";

    public const string UsualReferrals = "https://api.partner.microsoft.com/v1.0/engagements/referrals",
        UsualLogin = "https://login.microsoftonline.com";

    public const int UsualMinutes = 15, UsualRequests = 2000, FewestMinutes = 5, MostMinutes = 24 * 60;

    /// <summary>What can be set, and what holds when it is not; null where nothing does.</summary>
    public static IReadOnlyList<(string Name, string? Usual)> All { get; } =
    [
        (ReferralsName, UsualReferrals), (LoginName, UsualLogin), (IntervalName, UsualMinutes.ToString(CultureInfo.InvariantCulture)),
        (RequestsName, UsualRequests.ToString(CultureInfo.InvariantCulture)), (KeyName, null),
    ];

    /// <exception cref="FormatException">Something is set to what it cannot be; the sentence says what to write.</exception>
    public static LiveSettings Read(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new LiveSettings(Address(ReferralsName, UsualReferrals), Address(LoginName, UsualLogin),
            TimeSpan.FromMinutes(Number(IntervalName, UsualMinutes, FewestMinutes, MostMinutes)),
            Number(RequestsName, UsualRequests, 1, 1_000_000), KeyOf());

        string? Said(string name) => setting(name) is { Length: > 0 } said ? said.Trim() : null;

        Uri Address(string name, string usual) => Uri.TryCreate(Said(name) ?? usual, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp && IsHere(address))
            && address is { UserInfo: "", Query: "", Fragment: "" } ? address
            : throw new FormatException($"{name}: write an address that begins with https, without a question mark, as {usual}.");

        int Number(string name, int usual, int fewest, int most) => Said(name) is not { } said ? usual
            : int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= fewest && number <= most
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture,
            $"{name}: '{said}' is no whole number from {fewest} to {most}."));

        byte[]? KeyOf()
        {
            if (Said(KeyName) is not { } said) return null;
            var key = new byte[SourceSecrets.KeyLength];
            return Convert.TryFromBase64String(said, key, out int length) && length == key.Length ? key
                : throw new FormatException($"{KeyName}: write 32 random bytes in base64, as `openssl rand -base64 32` gives them.");
        }
    }

    // What is not encrypted stays on this machine.
    private static bool IsHere(Uri address) => address.Host == "localhost" || IPAddress.TryParse(address.Host, out IPAddress? ip)
        && IPAddress.IsLoopback(ip);
}

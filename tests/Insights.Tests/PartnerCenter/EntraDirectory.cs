using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Insights.Tests.PartnerCenter;

/// <summary>What an answer of the sign-in does with refresh tokens.</summary>
internal enum Rotation { KeepsOld, EndsOld, GivesNone }

/// <summary>What is known of an access token that is shown.</summary>
internal enum TokenState { Good, Unknown, Expired, Killed, WrongAudience }

/// <summary>A sign-in that speaks like Microsoft Entra: device codes, refresh tokens, access tokens. Everything secret it gives holds
/// <see cref="Marker"/>.</summary>
internal sealed class EntraDirectory(TimeProvider clock)
{
    public const string Marker = "pl4ntedSecret", Account = "rita@contoso.example", Api = "https://api.partner.microsoft.com";

    private readonly Lock gate = new();
    private readonly Dictionary<string, Access> accesses = [];
    private readonly Dictionary<string, Refresh> refreshes = [];
    private readonly Dictionary<string, Device> devices = [];
    private readonly List<string> secrets = [];
    private int given;

    private sealed record Access(string Audience, DateTimeOffset Until)
    {
        public bool Killed { get; set; }
    }

    private sealed record Refresh(string Client)
    {
        public DateTimeOffset Used { get; set; }
    }

    private sealed record Device(string Client, string Scope, DateTimeOffset Until)
    {
        /// <summary>Null while nobody has answered.</summary>
        public bool? Approved { get; set; }
        public bool Slow { get; set; }
        public int Asked { get; set; }
        public DateTimeOffset? Last { get; set; }
        public int Interval { get; set; }
    }

    public string Audience { get; set; } = Api;
    public TimeSpan AccessLives { get; set; } = TimeSpan.FromMinutes(60);
    /// <summary>How long a refresh token lives unused.</summary>
    public TimeSpan RefreshLives { get; set; } = TimeSpan.FromDays(90);
    /// <summary>When the device code really ends; the answer says 900 seconds whatever this is.</summary>
    public TimeSpan DeviceLives { get; set; } = TimeSpan.FromSeconds(900);
    public int Interval { get; set; } = 5;
    /// <summary>After so many answers that it is pending, a device code is approved without anybody's doing.</summary>
    public int? ApprovesAfter { get; set; }
    public Rotation Rotation { get; set; }
    /// <summary>The AADSTS number with which refresh tokens are refused.</summary>
    public int? RefusesWith { get; set; }
    public string RefusalError { get; set; } = "invalid_grant";

    public IReadOnlyList<string> Secrets
    {
        get
        {
            lock (gate) return [.. secrets];
        }
    }

    /// <summary>Answers every open device code: yes, no, or once that it was asked too often.</summary>
    public void Approve() => Each(device => device.Approved = true);
    public void Decline() => Each(device => device.Approved = false);
    public void SlowDown() => Each(device => device.Slow = true);

    public void KillTokens()
    {
        lock (gate)
            foreach (Access access in accesses.Values) access.Killed = true;
    }

    /// <summary>A refresh token for a client, without the way to it.</summary>
    public string Grant(string client)
    {
        lock (gate) return NewRefresh(client);
    }

    public TokenState StateOf(string token)
    {
        lock (gate)
            return !accesses.TryGetValue(token, out Access? access) ? TokenState.Unknown
                : access.Killed ? TokenState.Killed
                : access.Audience != Audience ? TokenState.WrongAudience
                : clock.GetUtcNow() >= access.Until ? TokenState.Expired : TokenState.Good;
    }

    /// <summary>Answers a form sent to the endpoint of that name.</summary>
    public (int Status, JsonObject Body) Answer(string tenant, string endpoint, IFormCollection form, Action<string> complain)
    {
        if (tenant == "common") complain("The tenant is never 'common'.");
        string client = form["client_id"].ToString();
        if (client.Length == 0)
        {
            complain("The sign-in was not told the client_id.");
            return Refuse("invalid_request", 900144);
        }
        lock (gate)
            return (endpoint, form["grant_type"].ToString()) switch
            {
                ("devicecode", _) => Begin(client, form["scope"].ToString(), complain),
                ("token", "urn:ietf:params:oauth:grant-type:device_code") => Poll(form["device_code"].ToString(), tenant, complain),
                ("token", "refresh_token") => Renew(form["refresh_token"].ToString(), client, tenant, form["scope"].ToString()),
                _ => Refuse("unsupported_grant_type", 70003),
            };
    }

    private (int, JsonObject) Begin(string client, string scope, Action<string> complain)
    {
        if (!scope.Split(' ').Contains("offline_access")) complain("Without offline_access in the scope no refresh token is given.");
        string code = Secret("device");
        devices[code] = new Device(client, scope, clock.GetUtcNow() + DeviceLives) { Interval = Interval };
        return (200, new JsonObject
        {
            ["device_code"] = code,
            ["user_code"] = $"USER{given:d4}",
            ["verification_uri"] = "https://microsoft.com/devicelogin",
            ["expires_in"] = 900,
            ["interval"] = Interval,
            ["message"] = "To sign in, use a web browser.",
        });
    }

    private (int, JsonObject) Poll(string code, string tenant, Action<string> complain)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (!devices.TryGetValue(code, out Device? device)) return Refuse("bad_verification_code", 70019);
        // A timer may be early by the grain of a clock.
        if (now - device.Last < TimeSpan.FromSeconds(device.Interval) - TimeSpan.FromMilliseconds(50))
            complain($"The device code was asked for after less than {device.Interval} seconds.");
        device.Last = now;
        if (now >= device.Until) return Refuse("expired_token", 70020);
        if (device.Slow)
        {
            (device.Slow, device.Interval) = (false, device.Interval + 5);
            return Refuse("slow_down", 70021);
        }
        if (device.Approved is null && ApprovesAfter is int after && device.Asked++ >= after) device.Approved = true;
        if (device.Approved is null) return Refuse("authorization_pending", 70016);
        devices.Remove(code);
        return device.Approved.Value ? Tokens(device.Client, tenant, device.Scope, NewRefresh(device.Client))
            : Refuse("authorization_declined", 70017);
    }

    private (int, JsonObject) Renew(string token, string client, string tenant, string scope)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (RefusesWith is int number) return Refuse(RefusalError, number);
        if (!refreshes.TryGetValue(token, out Refresh? refresh) || refresh.Client != client) return Refuse("invalid_grant", 70000);
        if (now - refresh.Used >= RefreshLives) return Refuse("invalid_grant", 700082);
        refresh.Used = now;
        if (Rotation == Rotation.EndsOld) refreshes.Remove(token);
        return Tokens(client, tenant, scope, Rotation == Rotation.GivesNone ? null : NewRefresh(client));
    }

    private (int, JsonObject) Tokens(string client, string tenant, string scope, string? refresh)
    {
        const string all = "/.default";
        string access = Secret("access");
        string resource = scope.Split(' ').FirstOrDefault(word => word.EndsWith(all, StringComparison.Ordinal)) ?? all;
        DateTimeOffset until = clock.GetUtcNow() + AccessLives;
        accesses[access] = new Access(resource[..^all.Length], until);
        var claims = new JsonObject
        {
            ["aud"] = client,
            ["tid"] = tenant,
            ["preferred_username"] = Account,
            ["name"] = "Rita Referrals",
            ["exp"] = until.ToUnixTimeSeconds(),
        };
        string idToken = $"{Part("{\"alg\":\"none\"}")}.{Part(claims.ToJsonString())}.{Secret("id").Replace('.', '-')}";
        secrets.Add(idToken);
        var body = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["scope"] = scope,
            ["expires_in"] = (int)AccessLives.TotalSeconds,
            ["access_token"] = access,
            ["id_token"] = idToken,
        };
        if (refresh is not null) body["refresh_token"] = refresh;
        return (200, body);
    }

    private string NewRefresh(string client)
    {
        string token = Secret("refresh");
        refreshes[token] = new Refresh(client) { Used = clock.GetUtcNow() };
        return token;
    }

    private string Secret(string of)
    {
        string secret = string.Create(CultureInfo.InvariantCulture, $"{Marker}.{of}.{++given}.{Guid.NewGuid():N}");
        secrets.Add(secret);
        return secret;
    }

    private void Each(Action<Device> change)
    {
        lock (gate)
            foreach (Device device in devices.Values) change(device);
    }

    private static (int, JsonObject) Refuse(string error, int number) => (400, new JsonObject
    {
        ["error"] = error,
        ["error_description"] = $"AADSTS{number}: {ReferralRecords.Customer} may not. Trace ID: {Guid.Empty}",
        ["error_codes"] = new JsonArray(number),
        ["correlation_id"] = Guid.Empty.ToString(),
    });

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Insights.Store;
using Insights.Vocabulary;

namespace Insights.Sources.Live;

/// <summary>What a directory gave for a sign-in.</summary>
/// <param name="Account">Who signed in, as the directory calls them; empty where it does not say.</param>
internal sealed record GrantedTokens(string Access, DateTimeOffset Until, string? Refresh, string Account);

/// <summary>A directory's refusal, by its own words for machines.</summary>
/// <param name="Error">Such as <c>authorization_pending</c>.</param>
/// <param name="Code">The AADSTS number; empty where there is none.</param>
internal sealed record TokenRefusal(string Error, string Code, int Status);

/// <summary>Access tokens of sources, each renewed before it ends. A new refresh token is committed before the access token that came with
/// it is used (docs/live.md 3.4).</summary>
public sealed partial class SourceTokens(LiveSettings settings, HttpClient http, SourceSecrets secrets, TimeProvider clock)
    : IDisposable
{
    /// <summary>What is asked for.</summary>
    internal const string Scope = "https://api.partner.microsoft.com/.default offline_access openid profile";

    /// <summary>The name under which the refresh token is kept.</summary>
    internal const string Refresh = "refresh_token";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(long Organization, long Source), GrantedTokens> known = [];
    private readonly SemaphoreSlim asking = new(1, 1);

    /// <summary>A token that lets us read.</summary>
    /// <param name="anew">Whether the one that is known was refused.</param>
    /// <exception cref="SourceException">There is none, and why.</exception>
    internal async Task<string> AccessAsync(Scope scope, LiveSource source, bool anew, CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            (long, long) of = (scope.OrganizationId, source.Id);
            if (!anew && known.TryGetValue(of, out GrantedTokens? had) && had.Until - Margin > clock.GetUtcNow()) return had.Access;
            if (await secrets.ReadAsync(scope, source.Id, Refresh, cancel) is not { } refresh)
                throw new SourceException(SourceTroubleKind.SignIn, code: "no_token");
            (GrantedTokens? granted, TokenRefusal? refusal) = await AskAsync(source.Tenant, new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["client_id"] = source.Client,
                ["refresh_token"] = refresh,
                ["scope"] = Scope,
            }, cancel);
            if (granted is null)
                throw new SourceException(refusal!.Error is "invalid_grant" or "interaction_required" or "invalid_client"
                    or "unauthorized_client"
                    ? SourceTroubleKind.SignIn : SourceTroubleKind.Service, refusal.Status, refusal.Code.Length > 0
                    ? refusal.Code : refusal.Error);
            if (granted.Refresh is { } next) await secrets.KeepAsync(scope, source.Id, Refresh, next, cancel);
            known[of] = granted;
            return granted.Access;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>Takes what a sign-in gave.</summary>
    internal async Task TakeAsync(Scope scope, LiveSource source, GrantedTokens granted, CancellationToken cancel)
    {
        // Not while a run renews what was there before.
        await asking.WaitAsync(cancel);
        try
        {
            if (granted.Refresh is { } refresh) await secrets.KeepAsync(scope, source.Id, Refresh, refresh, cancel);
            known[(scope.OrganizationId, source.Id)] = granted;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>Forgets what is in memory.</summary>
    internal void Forget(Scope scope, long source) => known.TryRemove((scope.OrganizationId, source), out _);

    /// <inheritdoc/>
    public void Dispose() => asking.Dispose();

    /// <summary>Asks the directory for tokens.</summary>
    /// <exception cref="SourceException">It does not answer, or not as it should.</exception>
    internal async Task<(GrantedTokens? Granted, TokenRefusal? Refusal)> AskAsync(string tenant, Dictionary<string, string> form,
        CancellationToken cancel)
    {
        (int status, JsonElement body) = await PostAsync(tenant, "token", form, cancel);
        if (status != 200) return (null, RefusalOf(status, body));
        return Text(body, "access_token") is { } access
            ? (new GrantedTokens(access, clock.GetUtcNow().AddSeconds(Seconds(body, "expires_in", 3600)), Text(body, "refresh_token"),
                Text(body, "id_token") is { } id ? AccountOf(id) : ""), null)
            : throw new SourceException(SourceTroubleKind.Answer, status);
    }

    internal async Task<(int Status, JsonElement Body)> PostAsync(string tenant, string what, Dictionary<string, string> form,
        CancellationToken cancel)
    {
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
            using HttpResponseMessage response = await http.PostAsync(new Uri(
                $"{settings.Login.OriginalString.TrimEnd('/')}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/{what}"), content,
                patience.Token);
            using JsonDocument document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(patience.Token), default,
                patience.Token);
            return ((int)response.StatusCode, document.RootElement.Clone());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException
            || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new SourceException(e is HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
            } ? SourceTroubleKind.Address : SourceTroubleKind.Service, inner: e);
        }
    }

    internal static TokenRefusal RefusalOf(int status, JsonElement body)
    {
        Match number = Aadsts().Match(Text(body, "error_description") ?? "");
        string error = Text(body, "error") ?? "";
        return new TokenRefusal(Word().IsMatch(error) ? error : "", number.Success ? number.Groups[1].Value : "", status);
    }

    internal static string? Text(JsonElement body, string name) => body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
        ? JsonText.Whole(value.GetString) : null;

    internal static int Seconds(JsonElement body, string name, int usual) => body.TryGetProperty(name, out JsonElement value)
        && (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int seconds)
        || value.ValueKind == JsonValueKind.String && int.TryParse(JsonText.Whole(value.GetString), out seconds))
        && seconds is > 0 and <= 24 * 60 * 60 ? seconds : usual;

    // It came from the directory itself, over TLS: that is proof enough of who says it (OpenID Connect Core 3.1.3.7).
    private static string AccountOf(string idToken)
    {
        try
        {
            string payload = idToken.Split('.')[1].Replace('-', '+').Replace('_', '/');
            using var claims = JsonDocument.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')));
            return Text(claims.RootElement, "preferred_username") ?? Text(claims.RootElement, "name") ?? "";
        }
        catch (Exception e) when (e is FormatException or JsonException or IndexOutOfRangeException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"AADSTS(\d{4,7})")]
    private static partial Regex Aadsts();

    [GeneratedRegex("^[a-z_]{1,40}$")]
    private static partial Regex Word();
}

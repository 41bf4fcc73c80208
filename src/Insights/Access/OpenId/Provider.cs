using System.Net.Http.Headers;
using System.Text.Json;

namespace Insights.Access.OpenId;

/// <summary>What the provider publishes of itself: its discovery document and its keys, as read together at one moment.</summary>
/// <param name="Issuer">What its tokens say they are from; with <c>{tenantid}</c> in it for a provider of many tenants.</param>
/// <param name="EndSession">Where a browser is sent to sign out there too; null when the provider has no such place.</param>
/// <param name="TakesBasic">True when the secret may go in the header, false when it goes in the form.</param>
internal sealed record Published(DateTimeOffset ReadAt, string Issuer, Uri Authorization, Uri Token, Uri? UserInfo, Uri? EndSession, bool TakesBasic, IReadOnlyList<SigningKey> Keys)
{
    public const string Tenant = "{tenantid}";

    /// <summary>True when anybody's tenant can sign in, so that its claims alone make nobody anything here.</summary>
    public bool HasManyTenants => Issuer.Contains(Tenant, StringComparison.Ordinal);

    /// <summary>True when the issuer a token names is this provider, in the tenant the token names.</summary>
    public bool IsIssuerOf(JsonElement claims) => IsIssuerOf(claims, Issuer);

    /// <param name="issuer">Whose tokens it has to be; may have <c>{tenantid}</c> in it.</param>
    public static bool IsIssuerOf(JsonElement claims, string issuer)
    {
        if (issuer.Contains(Tenant, StringComparison.Ordinal))
        {
            // Anything but a tenant's id could make the address another one.
            if (!Guid.TryParseExact(claims.Text("tid"), "D", out _)) return false;
            issuer = issuer.Replace(Tenant, claims.Text("tid"), StringComparison.Ordinal);
        }
        return claims.Text("iss") == issuer;
    }
}

/// <summary>The provider, asked over HTTP: what it publishes is read when first needed, once a day, and when a token names a key we have
/// not seen, but then at most once a minute.</summary>
internal sealed class Provider(OpenIdSettings settings, TimeProvider clock, ILogger<Provider> log) : IDisposable
{
    public static readonly TimeSpan Fresh = TimeSpan.FromDays(1), Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Published? known;
    private Task<Published>? reading;
    private DateTimeOffset tried;

    /// <summary>Follows no redirect, so that a secret is told to nobody else.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <summary>What is published, at most a day old unless the provider has been away for longer.</summary>
    /// <exception cref="OpenIdException">The provider is away or not understood.</exception>
    public async Task<Published> ReadAsync(CancellationToken cancel)
    {
        if (known is not { } old) return await AskOnce().WaitAsync(cancel);
        if (clock.GetUtcNow() - old.ReadAt < Fresh || TriedJustNow) return old;
        try
        {
            return await AskOnce().WaitAsync(cancel);
        }
        catch (OpenIdException e)
        {
            log.LogWarning("The sign-in's provider is known as of {Moment}, and now: {Detail}", old.ReadAt, e.Message);
            return old;
        }
    }

    /// <summary>Something newer than what has been seen, or the same when it was looked for within the last minute.</summary>
    /// <exception cref="OpenIdException">The provider is away or not understood.</exception>
    public async Task<Published> ReadNewerAsync(Published seen, CancellationToken cancel) =>
        known is { } now && (now != seen || TriedJustNow) ? now : await AskOnce().WaitAsync(cancel);

    /// <summary>Asks for a document that is a JSON object.</summary>
    /// <exception cref="OpenIdException">The provider is away or answers something else.</exception>
    public async Task<JsonElement> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        (bool done, JsonElement answer, string status) = await TryAskAsync(request, cancel);
        return done ? answer : throw new OpenIdException(OpenIdProblem.Provider, $"{Where(request)} answered {status}.");
    }

    /// <summary>Asks for a document that is a JSON object, or one that says what was wrong.</summary>
    /// <exception cref="OpenIdException">The provider is away or answers something else.</exception>
    public async Task<(bool Done, JsonElement Answer, string Status)> TryAskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using HttpResponseMessage response = await Http.SendAsync(request, cancel);
            using JsonDocument document = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancel), default, cancel);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("It is no JSON object.");
            return (response.IsSuccessStatusCode, document.RootElement.Clone(), $"{(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new OpenIdException(OpenIdProblem.Provider, $"{Where(request)} gave no answer that is understood: {e.Message}", e);
        }
    }

    public void Dispose() => Http.Dispose();

    private bool TriedJustNow => clock.GetUtcNow() - tried < Pause;

    // Many wait for one reading, which goes on when one of them leaves.
    private Task<Published> AskOnce()
    {
        lock (gate)
        {
            if (reading is null || reading.IsCompleted)
            {
                tried = clock.GetUtcNow();
                reading = PublishedAsync();
            }
            return reading;
        }
    }

    private async Task<Published> PublishedAsync()
    {
        var place = new Uri($"{settings.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration");
        using var askDocument = new HttpRequestMessage(HttpMethod.Get, place);
        JsonElement document = await AskAsync(askDocument, CancellationToken.None);
        string issuer = document.Text("issuer") ?? "";
        if (issuer.TrimEnd('/') != settings.Authority.OriginalString.TrimEnd('/') && !issuer.Contains(Published.Tenant, StringComparison.Ordinal))
            throw new OpenIdException(OpenIdProblem.Provider, $"{place} says that its issuer is {OpenIdException.Quoted(issuer)}: set {OpenIdSettings.AuthorityName} to that if it is whom you trust.");

        using var askKeys = new HttpRequestMessage(HttpMethod.Get, Needed(document, "jwks_uri"));
        JsonElement keys = await AskAsync(askKeys, CancellationToken.None);
        IEnumerable<JsonElement> entries = keys.TryGetProperty("keys", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];
        IReadOnlyList<string> ways = document.Texts("token_endpoint_auth_methods_supported");
        return known = new Published(clock.GetUtcNow(), issuer, Needed(document, "authorization_endpoint"), Needed(document, "token_endpoint"),
            Place(document, "userinfo_endpoint"), Place(document, "end_session_endpoint"), ways.Count == 0 || ways.Contains("client_secret_basic"),
            [.. entries.Select(SigningKey.Read).OfType<SigningKey>()]);
    }

    private static Uri Needed(JsonElement document, string name) => Place(document, name) ?? throw new OpenIdException(OpenIdProblem.Provider, $"The provider's discovery document has no {name}.");

    private static Uri? Place(JsonElement document, string name)
    {
        if (document.Text(name) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? place) && OpenIdSettings.IsSafe(new Uri(place.GetLeftPart(UriPartial.Path))) ? place
            : throw new OpenIdException(OpenIdProblem.Provider, $"The provider's {name} is {OpenIdException.Quoted(text)}, which is not https.");
    }

    private static string Where(HttpRequestMessage request) => request.RequestUri!.GetLeftPart(UriPartial.Path);
}

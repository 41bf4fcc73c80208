using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Insights.Access.OpenId;

/// <summary>What the provider publishes of itself, its discovery document and its keys: read when first needed, once a day, and when a
/// token names a key that is not among them, but then at most once a minute. The library's own does it by the machine's clock, and lets the
/// first person after a new key fail.</summary>
internal sealed class ProviderConfiguration : BaseConfigurationManager, IConfigurationManager<OpenIdConnectConfiguration>,
    IDocumentRetriever, IDisposable
{
    public static readonly TimeSpan Fresh = TimeSpan.FromDays(1), Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly OpenIdSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger<ProviderConfiguration> log;
    private OpenIdConnectConfiguration? known;
    private Task<OpenIdConnectConfiguration>? reading;
    private DateTimeOffset tried, readAt;
    private bool isStale;

    public ProviderConfiguration(OpenIdSettings settings, TimeProvider clock, ILogger<ProviderConfiguration> log)
    {
        (this.settings, this.clock, this.log) = (settings, clock, log);
        UseLastKnownGoodConfiguration = false;
        Http = new HttpClient(new ClientAuthentication(this))
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 1024 * 1024
        };
    }

    /// <summary>The way to the provider. Follows no redirect, so that a secret is told to nobody else.</summary>
    public HttpClient Http { get; }

    /// <summary>What is published, at most a day old unless the provider has been away for longer.</summary>
    /// <exception cref="OpenIdException">The provider is away or not understood.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (known is not { } old) return await ReadOnce().WaitAsync(cancel);
        DateTimeOffset now = clock.GetUtcNow();
        if ((now - readAt < Fresh && !isStale) || now - tried < Pause) return old;
        try
        {
            return await ReadOnce().WaitAsync(cancel);
        }
        catch (OpenIdException e)
        {
            log.LogWarning("The sign-in's provider is known as of {Moment}, and now: {Detail}", readAt, e.Message);
            return old;
        }
    }

    /// <inheritdoc/>
    public override async Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancel) =>
        await GetConfigurationAsync(cancel);

    /// <inheritdoc/>
    public override void RequestRefresh() => isStale = true;

    /// <summary>A document of the provider.</summary>
    /// <exception cref="OpenIdException">The provider is away, or the address is not safe.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        try
        {
            using HttpResponseMessage response = await Http.GetAsync(new Uri(address), cancel);
            return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancel)
                : throw new HttpRequestException($"it answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new OpenIdException(OpenIdProblem.Provider, $"{address} gave no answer that is understood: {e.Message}", e);
        }
    }

    public void Dispose() => Http.Dispose();

    // Many wait for one reading, which goes on when one of them leaves.
    private Task<OpenIdConnectConfiguration> ReadOnce()
    {
        lock (gate)
        {
            if (reading is null || reading.IsCompleted)
            {
                (tried, isStale) = (clock.GetUtcNow(), false);
                reading = ReadAsync();
            }
            return reading;
        }
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync()
    {
        string place = $"{settings.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
        OpenIdConnectConfiguration read;
        try
        {
            // The address of the keys is looked at before they are asked for.
            read = OpenIdConnectConfiguration.Create(await GetDocumentAsync(place, CancellationToken.None));
            if (read.Issuer?.TrimEnd('/') != settings.Authority.OriginalString.TrimEnd('/') && !TokenRules.HasManyTenants(read))
                throw new OpenIdException(OpenIdProblem.Provider,
                    $"{place} says that its issuer is {OpenIdException.Quoted(read.Issuer)}: set {OpenIdSettings.AuthorityName} to that " +
                    "if it is whom you trust.");
            foreach ((string name, string? address, bool needed) in Addresses(read)) Check(name, address, needed);
            read.JsonWebKeySet = JsonWebKeySet.Create(await GetDocumentAsync(read.JwksUri, CancellationToken.None));
        }
        catch (Exception e) when (e is not OpenIdException)
        {
            throw new OpenIdException(OpenIdProblem.Provider, $"{place} gave no answer that is understood: {e.Message}", e);
        }
        foreach (SecurityKey key in read.JsonWebKeySet.GetSigningKeys()) read.SigningKeys.Add(key);
        readAt = clock.GetUtcNow();
        return known = read;
    }

    private static (string Name, string? Address, bool Needed)[] Addresses(OpenIdConnectConfiguration read) =>
    [
        ("authorization_endpoint", read.AuthorizationEndpoint, true), ("token_endpoint", read.TokenEndpoint, true),
            ("jwks_uri", read.JwksUri, true),
        ("userinfo_endpoint", read.UserInfoEndpoint, false), ("end_session_endpoint", read.EndSessionEndpoint, false),
        ("pushed_authorization_request_endpoint", read.PushedAuthorizationRequestEndpoint, false),
    ];

    private static void Check(string name, string? address, bool needed)
    {
        if (string.IsNullOrEmpty(address))
        {
            if (needed) throw new OpenIdException(OpenIdProblem.Provider, $"The provider's discovery document has no {name}.");
        }
        else if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? place)
            || !OpenIdSettings.IsSafe(new Uri(place.GetLeftPart(UriPartial.Path))))
            throw new OpenIdException(OpenIdProblem.Provider,
                $"The provider's {name} is {OpenIdException.Quoted(address)}, which is not https.");
    }

    /// <summary>Carries the client's secret in the header, where every provider takes it (RFC 6749, 2.3.1) that does not say otherwise; the
    /// framework writes it into the form.</summary>
    private sealed class ClientAuthentication(ProviderConfiguration provider)
        : DelegatingHandler(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5)
        })
    {
        private const string Secret = "client_secret", Basic = "client_secret_basic";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ICollection<string> ways = provider.known?.TokenEndpointAuthMethodsSupported ?? [];
            if (request.Content is FormUrlEncodedContent form && (ways.Count == 0 || ways.Contains(Basic)))
            {
                var fields = QueryHelpers.ParseQuery(await form.ReadAsStringAsync(cancellationToken))
                    .ToDictionary(field => field.Key, field => field.Value.ToString());
                if (fields.Remove(Secret, out string? secret))
                {
                    string both = $"{Uri.EscapeDataString(provider.settings.Client)}:{Uri.EscapeDataString(secret)}";
                    request.Headers.Authorization =
                        new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(both)));
                    request.Content = new FormUrlEncodedContent(fields);
                }
            }
            return await base.SendAsync(request, cancellationToken);
        }
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Access.OpenId;

/// <summary>A key a provider signs with, and what it publishes of it.</summary>
internal sealed class FakeKey(string algorithm, string kid, int bits = 2048, string? issuer = null)
{
    private readonly RSA rsa = algorithm == "ES256" ? null! : RSA.Create(bits);
    private readonly ECDsa curve = algorithm == "ES256" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null!;

    /// <summary>The key a provider has when a test says nothing of keys: one takes a while to make.</summary>
    public static FakeKey First { get; } = new("RS256", "first");

    public string Algorithm => algorithm;
    public string Kid => kid;

    public Dictionary<string, string> Published()
    {
        var entry = new Dictionary<string, string> { ["kid"] = kid, ["use"] = "sig", ["alg"] = algorithm };
        if (issuer is not null) entry["issuer"] = issuer;
        if (algorithm == "ES256")
        {
            ECPoint point = curve.ExportParameters(false).Q;
            (entry["kty"], entry["crv"], entry["x"], entry["y"]) =
                ("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }
        else
        {
            RSAParameters numbers = rsa.ExportParameters(false);
            (entry["kty"], entry["n"], entry["e"]) =
                ("RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        }
        return entry;
    }

    public byte[] Sign(byte[] data) => SignAs(algorithm, data);

    /// <summary>Signs in another way than the key is published for.</summary>
    public byte[] SignAs(string other, byte[] data) => other switch
    {
        "RS256" => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "PS256" => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "ES256" => curve.SignData(data, HashAlgorithmName.SHA256),
        _ => throw new InvalidOperationException(other),
    };

    /// <summary>What somebody has who knows only the public key.</summary>
    public byte[] SignWithPublicKeyAsSecret(byte[] data) =>
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), data);
}

/// <summary>An OpenID provider that signs what a test wants signed. Whoever comes is Ann.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    public const string Secret = "the client's own secret", AccessToken = "an access token nobody may see";

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, IQueryCollection> codes = new();

    private FakeProvider(TimeProvider clock)
    {
        this.clock = clock;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Use(next => context => Down ? Unavailable(context) : next(context));
        app.MapGet("/.well-known/openid-configuration", () =>
        {
            Reads++;
            var document = new Dictionary<string, object?>
            {
                ["issuer"] = Address,
                ["authorization_endpoint"] = $"{Address}/authorize?tenant=1",
                ["token_endpoint"] = $"{Address}/token",
                ["jwks_uri"] = $"{Address}/keys",
                ["userinfo_endpoint"] = $"{Address}/userinfo",
                ["end_session_endpoint"] = $"{Address}/end",
            };
            Document(document);
            return document;
        });
        app.MapGet("/keys", () =>
            new { keys = Keys.Select(key => key.Published()).Append(new() { ["kty"] = "OKP", ["kid"] = "of a kind we do not know" }) });
        app.MapGet("/authorize", (Delegate)Authorize);
        app.MapPost("/token", (Delegate)TokenAsync);
        app.MapGet("/userinfo", (HttpContext context) => context.Request.Headers.Authorization == $"Bearer {AccessToken}"
            ? Results.Json(UserInfo) : Results.Unauthorized());
        app.MapGet("/end", (HttpContext context) =>
        {
            Ended = context.Request.Query;
            return Results.Redirect(context.Request.Query["post_logout_redirect_uri"]!);
        });
    }

    public string Address => app.Urls.First();
    /// <summary>Answers 503 to everything.</summary>
    public bool Down { get; set; }
    /// <summary>Takes the client's secret in the form only.</summary>
    public bool TakesForm { get; set; }
    /// <summary>Answers the exchange of a code with a redirect to there.</summary>
    public string? TokenGoesTo { get; set; }
    /// <summary>How often a code was brought here.</summary>
    public int Asked { get; private set; }
    /// <summary>How often the discovery document was read.</summary>
    public int Reads { get; private set; }
    /// <summary>The first signs; all are published.</summary>
    public List<FakeKey> Keys { get; } = [FakeKey.First];
    /// <summary>Changes what the discovery document says.</summary>
    public Action<Dictionary<string, object?>> Document { get; set; } = _ => { };
    /// <summary>Changes what the id_token says.</summary>
    public Action<Dictionary<string, object?>> Claims { get; set; } = _ => { };
    /// <summary>Changes the token itself, when it is signed.</summary>
    public Func<string, string> Token { get; set; } = token => token;
    /// <summary>Given instead of a code.</summary>
    public string? Error { get; set; }
    public Dictionary<string, object?> UserInfo { get; } = new() { ["sub"] = "ann" };
    /// <summary>What a browser was sent here with to sign out.</summary>
    public IQueryCollection? Ended { get; private set; }
    /// <summary>The last id_token given.</summary>
    public string Given { get; private set; } = "";

    public static async Task<FakeProvider> StartAsync(TimeProvider clock)
    {
        var provider = new FakeProvider(clock);
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>What every token of this provider says.</summary>
    public Dictionary<string, object?> Ordinary() => new()
    {
        ["iss"] = Address,
        ["aud"] = "insights",
        ["sub"] = "ann",
        ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds(),
    };

    public string Sign(Dictionary<string, object?> claims) =>
        Sign(new() { ["alg"] = Keys[0].Algorithm, ["kid"] = Keys[0].Kid }, claims, Keys[0].Sign);

    public static string Sign(Dictionary<string, object?> header, Dictionary<string, object?> claims, Func<byte[], byte[]> sign) =>
        SignText(Json(header), Json(claims), sign);

    public static string SignText(string header, string claims, Func<byte[], byte[]> sign)
    {
        string signed = $"{Part(header)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        IQueryCollection asked = context.Request.Query;
        new[] { "tenant", "client_id", "response_type", "code_challenge_method" }.Select(name => asked[name].ToString())
            .ShouldBe(["1", "insights", "code", "S256"]);
        var answer = new Dictionary<string, string?> { ["state"] = asked["state"] };
        if (Error is null) codes[(answer["code"] = Guid.NewGuid().ToString())!] = asked;
        else answer["error"] = Error;
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"]!, answer));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        Asked++;
        if (TokenGoesTo is not null) return Results.Redirect(TokenGoesTo, permanent: false, preserveMethod: true);
        IFormCollection form = await context.Request.ReadFormAsync();
        bool known = TakesForm ? form["client_secret"] == Secret && context.Request.Headers.Authorization.Count == 0
            : context.Request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"insights:{Uri.EscapeDataString(Secret)}"))}" && !form.ContainsKey("client_secret");
        if (!known) return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        if (!codes.TryRemove(form["code"].ToString(), out IQueryCollection? asked) || asked["redirect_uri"] != form["redirect_uri"]
            || asked["code_challenge"] != Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]
                .ToString()))))
            return Results.Json(new { error = "invalid_grant", error_description = "used, late or not yours" }, statusCode: 400);
        Dictionary<string, object?> claims = Ordinary();
        foreach ((string name, object? value) in new Dictionary<string,
            object?>
        {
            ["nonce"] = asked["nonce"].ToString(),
            ["sid"] = "one",
            ["name"] = "Ann",
            ["email"] = "ann@example.com",
            ["tid"] = "contoso",
            ["roles"] = new[] { "ReferralsAdmin" },
            ["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(AccessToken)).AsSpan(0, 16))
        })
            claims[name] = value;
        Claims(claims);
        Given = Token(Sign(claims));
        return Results.Json(new { access_token = AccessToken, token_type = "Bearer", id_token = Given });
    }

    private static Task Unavailable(HttpContext context)
    {
        context.Response.StatusCode = 503;
        return context.Response.WriteAsync("<h1>Not today</h1>");
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Json(Dictionary<string, object?> part) =>
        JsonSerializer.Serialize(part.Where(p => p.Value is not null).ToDictionary());
}

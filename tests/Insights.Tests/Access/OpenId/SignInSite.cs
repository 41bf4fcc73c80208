using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Claims;
using Insights.Access.OpenId;
using Insights.Store;
using Insights.Tests.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Insights.Tests.Access.OpenId;

/// <summary>A small program with a session and one page that needs it; <c>/</c> says every claim of who reads it, a line each.</summary>
internal sealed class SignInSite : IAsyncDisposable, ISessionEnds, ILoggerProvider, ILogger
{
    /// <summary>How long a session lasts without use.</summary>
    public static readonly TimeSpan Session = TimeSpan.FromHours(12);

    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> log = new();

    private SignInSite(Func<string, OpenIdSettings> settings, TimeProvider clock)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(this).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(clock).AddSingleton<ISessionEnds>(this).AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication("session").AddCookie("session", options =>
        {
            options.LoginPath = "/sign-in";
            options.ExpireTimeSpan = Session;
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = context =>
            {
                if (Ends.Any(e => e.Sid is null ? e.Subject == context.Principal!.FindFirstValue("sub")
                    : e.Sid == context.Principal!.FindFirstValue("sid"))) context.RejectPrincipal();
                return Task.CompletedTask;
            };
        }).AddOpenId(settings("insights"));
        app = builder.Build();
        // As on the program's own pages: a form of ours leads nowhere else.
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "form-action 'self'";
            return next(context);
        });
        app.UseAuthentication();
        app.MapGet("/", Page);
        app.MapGet("/sign-in", (HttpContext context) =>
            Html($"<p>{(context.Request.Query["problem"] is [var code] ? "Problem: " + OpenIdProblem.Find(code)?.Code : "Nobody is signed in.")}</p><a href='/sign-in/start'>Sign in</a>"));
        app.MapGet("/sign-in/start", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [OpenIdSignIn.Scheme]));
        app.MapPost("/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync(OpenIdSignIn.SessionScheme);
            await context.SignOutAsync(OpenIdSignIn.Scheme);
        });
    }

    public string Address => app.Urls.First();
    /// <summary>Every line the program logged, with its exceptions.</summary>
    public string Log => string.Join('\n', log);
    /// <summary>What the provider said of who signed out.</summary>
    public ConcurrentQueue<(string Issuer, string? Sid, string? Subject)> Ends { get; } = new();

    /// <summary>What it has signed of that.</summary>
    public ConcurrentQueue<LogoutWord> Words { get; } = new();

    /// <param name="settings">From the name of the program at its provider.</param>
    public static async Task<SignInSite> StartAsync(Func<string, OpenIdSettings> settings, TimeProvider clock)
    {
        var site = new SignInSite(settings, clock);
        await site.app.StartAsync();
        return site;
    }

    public Task<bool> EndAsync(string issuer, string? sid, string? subject, LogoutWord? word, CancellationToken cancel)
    {
        if (word is not null && Words.Contains(word)) return Task.FromResult(false);
        if (word is not null) Words.Enqueue(word);
        Ends.Enqueue((issuer, sid, subject));
        return Task.FromResult(true);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;
    void IDisposable.Dispose() { }
    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
    bool ILogger.IsEnabled(LogLevel logLevel) => true;
    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
        string> formatter) => log.Enqueue($"{formatter(state, exception)} {exception}");

    private static IResult Page(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name }
        ? Html($"<h1>Good day, {WebUtility.HtmlEncode(name)}</h1><pre>\n{WebUtility.HtmlEncode(string.Join('\n', context.User.Claims.Select(c => $"{c.Type}={c.Value}")))}\n</pre><form method='post' action='/sign-out'><button>Sign out</button></form>")
        : Results.Challenge();

    private static IResult Html(string body) =>
        Results.Content($"<!DOCTYPE html><html lang='en'><title>Insights</title>{body}", "text/html; charset=utf-8");
}

/// <summary>Somebody with a browser of their own that follows every link back.</summary>
internal sealed class Caller(SignInSite site) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    /// <summary>What the browser keeps of our site; may be copied.</summary>
    public Dictionary<string, string> Cookies { get; init; } = [];

    /// <summary>Where the caller has been, the last one last.</summary>
    public List<Uri> Visited { get; } = [];

    /// <summary>The last page, or the problem's code on its own.</summary>
    public string Page { get; private set; } = "";

    public Uri Callback => Visited.Last(a => a.AbsolutePath == OpenIdSignIn.CallbackPath);

    public Task SignInAsync() => GoAsync("/sign-in/start");

    public Task GoAsync(string address, bool post = false) => GoAsync(new Uri(new Uri(site.Address), address), post);

    /// <param name="stop">Goes no further when this says so, and has not asked for the address either.</param>
    public async Task GoAsync(Uri address, bool post = false, Func<Uri, bool>? stop = null)
    {
        for (Uri? next = address; next is not null;)
        {
            Visited.Add(next);
            if (stop?.Invoke(next) == true) return;
            using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, next);
            bool ours = next.Authority == new Uri(site.Address).Authority;
            if (ours && Cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
            using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            if (ours && response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? set)) Keep(set);
            Page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Uri? on = response.Headers.TryGetValues("Refresh", out IEnumerable<string>? refresh)
                ? new Uri(refresh.Single()["0;url=".Length..]) : response.Headers.Location;
            next = on is null ? null : new Uri(next, on);
            if (next is null && (int)response.StatusCode >= 400) Page = $"{(int)response.StatusCode} {Page}";
            post = false;
        }
    }

    /// <summary>The value of a claim on the page, or null.</summary>
    public string? Claim(string type) =>
        Page.Split('\n').FirstOrDefault(line => line.StartsWith(type + "=", StringComparison.Ordinal))?[(type.Length + 1)..];

    public void Dispose() => http.Dispose();

    private void Keep(IEnumerable<string> set)
    {
        foreach (string cookie in set)
        {
            string[] parts = cookie.Split(';', StringSplitOptions.TrimEntries), pair = parts[0].Split('=', 2);
            if (parts.Any(p => p.StartsWith("expires=", StringComparison.OrdinalIgnoreCase)
                && DateTimeOffset.Parse(p[8..], CultureInfo.InvariantCulture).Year == 1970)) Cookies.Remove(pair[0]);
            else Cookies[pair[0]] = pair[1];
        }
    }
}

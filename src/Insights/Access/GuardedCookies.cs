using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Insights.Access;

/// <summary>How every cookie of ours travels, whoever sets it: over TLS only over TLS, and under a name a browser takes from nobody else on
/// the way (<c>__Host-</c>; below a path <c>__Secure-</c>, for the other asks for no path). Inside the program a cookie has its plain
/// name.</summary>
internal static class GuardedCookies
{
    private const string Ours = "insights.";

    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        bool tls = context.Request.IsHttps;
        PathString path = context.Request.PathBase;
        string mark = path.HasValue ? "__Secure-" : "__Host-";
        // One that came under its plain name may have been set by anybody on the way.
        if (tls) context.Request.Headers.Cookie = Taken(context.Request.Headers.Cookie, mark);
        if (tls || path.HasValue)
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.SetCookie = new StringValues([.. context.Response.Headers.SetCookie.Select(Given)]);
                return Task.CompletedTask;
            });
        return next(context);

        string? Given(string? set)
        {
            if (set?.StartsWith(Ours, StringComparison.Ordinal) is not true
                || !SetCookieHeaderValue.TryParse(set, out SetCookieHeaderValue? cookie)) return set;
            cookie.Path = path.HasValue ? path.ToUriComponent() : "/";
            if (!tls) return cookie.ToString();
            (cookie.Name, cookie.Secure) = (mark + cookie.Name, true);
            return cookie.ToString();
        }
    });

    private static StringValues Taken(StringValues headers, string mark)
    {
        string[] taken = [.. headers.SelectMany(header => (header ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(cookie => !cookie.StartsWith(Ours, StringComparison.Ordinal))
            .Select(cookie => cookie.StartsWith(mark + Ours, StringComparison.Ordinal) ? cookie[mark.Length..] : cookie)];
        return taken.Length == 0 ? StringValues.Empty : string.Join("; ", taken);
    }
}

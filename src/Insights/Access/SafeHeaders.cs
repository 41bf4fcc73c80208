using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Insights.Access;

/// <summary>What every answer tells a browser not to do. A page says for itself what else it needs.</summary>
public static class SafeHeaders
{
    public static void UseSafeHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        Put(context);
        return next(context);
    });

    /// <summary>Puts them on an answer that was begun anew.</summary>
    public static void Put(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        IHeaderDictionary headers = context.Response.Headers;
        // Figures and names are in no browser's memory once the session is over: going back asks the server. What anybody may
        // keep says so itself.
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        // A year: who once came by TLS never comes without it again. Not for this machine, where there is no TLS.
        if (context.Request.IsHttps && context.Request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
            headers.StrictTransportSecurity = "max-age=31536000";
    }
}

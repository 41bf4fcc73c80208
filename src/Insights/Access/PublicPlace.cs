using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Insights.Access;

/// <summary>Where readers reach the program, when that is not where it listens: over TLS that ends before it, or below a path. A path is
/// what INSIGHTS_PUBLIC_URL has, or what a trusted proxy says of one request; the proxy may have taken it off the address or left it
/// on.</summary>
/// <param name="Path">Begins with a slash and ends without; empty for none.</param>
/// <param name="IsTls">Readers come over TLS, whatever arrives here.</param>
internal sealed partial record PublicPlace(PathString Path, bool IsTls)
{
    // The first parts of our own addresses tell an address that has the path before it from one that has not, also below a path that is
    // called like one of them.
    private static readonly HashSet<string> Own = [.. EndpointRules.All.Select(rule => First(rule.Pattern)).Where(part => part.Length > 0)];

    /// <param name="address">INSIGHTS_PUBLIC_URL; what is no address is told elsewhere.</param>
    public static PublicPlace Of(string? address)
    {
        if (!Uri.TryCreate(address?.Trim(), UriKind.Absolute, out Uri? place)) return new PublicPlace("", false);
        PathString path = Sound(PathString.FromUriComponent(place));
        return new PublicPlace(path, place.Scheme == Uri.UriSchemeHttps)
        {
            IsWhole = place is { Query: "", Fragment: "", UserInfo: "" } && (place.AbsolutePath == "/" || path.HasValue),
        };
    }

    /// <summary>False when the address has more than a host and a path that can go before every other.</summary>
    public bool IsWhole { get; private init; } = true;

    /// <summary>Puts the path where every address of an answer is made from, and takes it off the address asked for; says that TLS is TLS.
    /// Comes before routing and after the proxies.</summary>
    public void Use(WebApplication app) => app.Use((context, next) =>
    {
        HttpRequest request = context.Request;
        if (IsTls) request.Scheme = Uri.UriSchemeHttps;
        PathString told = Sound(request.PathBase), path = told.HasValue ? told : Path;
        request.PathBase = path;
        if (path.HasValue && request.Path.StartsWithSegments(path, out PathString rest) && IsBelow(request.Path, rest))
            request.Path = rest.HasValue ? rest : "/";
        return next(context);
    });

    private static bool IsBelow(PathString asked, PathString rest) =>
        Own.Contains(First(rest.Value!)) || !Own.Contains(First(asked.Value!))
        || (rest.Value is "" or "/" && !EndpointRules.All.Any(rule => rule.Pattern == asked.Value));

    private static string First(string path) => path.TrimStart('/').Split('/')[0];

    /// <summary>A path is written into every page and every cookie: plain signs only.</summary>
    private static PathString Sound(PathString path) =>
        path.ToUriComponent().TrimEnd('/') is { Length: > 0 and <= 200 } text && Plain().IsMatch(text)
            ? PathString.FromUriComponent(text) : "";

    [GeneratedRegex(@"^(/[\w.~%-]+)+\z", RegexOptions.ECMAScript)]
    private static partial Regex Plain();
}

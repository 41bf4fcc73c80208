using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Feedback;

/// <summary>Who gave a piece of feedback, without knowing who: a random word in a cookie, so that an answer finds its way back.</summary>
public static class Sender
{
    public const string Cookie = "insights.sender";
    private const int Length = 32;

    /// <summary>Null for who never gave feedback here.</summary>
    public static string? Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[Cookie] is { Length: Length } word && word.All(char.IsAsciiHexDigitLower) ? word : null;
    }

    /// <summary>The reader's word; made and remembered when there is none.</summary>
    public static string OfOrNew(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Of(context.Request) is { } known) return known;
        string word = RandomNumberGenerator.GetHexString(Length, lowercase: true);
        context.Response.Cookies.Append(Cookie, word,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                MaxAge = TimeSpan.FromDays(400),
                IsEssential = true,
                Secure = context.Request.IsHttps
            });
        return word;
    }
}

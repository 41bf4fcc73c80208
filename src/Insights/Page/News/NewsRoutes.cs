using Insights.Page.Panels;
using Insights.Vocabulary;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.News;

/// <summary>Remembers that the news was read.</summary>
public static class NewsRoutes
{
    public const string Seen = "/news/seen";

    /// <summary>Holds the newest version its reader has seen.</summary>
    public const string Cookie = "insights.seen";

    public static void MapNews(this IEndpointRouteBuilder app) => app.MapPost(Seen, async (HttpContext context, IAntiforgery forms) =>
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (Changelog.Of(Language.English).Newest is { } newest)
            context.Response.Cookies.Append(Cookie, newest,
                new CookieOptions { MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, IsEssential = true });
        return Answers.SeeOther(context, Answers.OwnAddress(context.Request.Form["at"]) ?? "/");
    });
}

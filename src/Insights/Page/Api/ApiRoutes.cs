using Insights.Page.Panels;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Insights.Page.Api;

/// <summary>The readable page about the API.</summary>
public static class ApiRoutes
{
    public const string Path = "/api/v1", Document = "/api/v1/openapi.json";

    public static void MapApi(this IEndpointRouteBuilder app) => app.MapGet(Path, (Delegate)((HttpContext context) =>
    {
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        return Drawing.PageAsync<ApiPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Origin"] = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}",
        });
    }));
}

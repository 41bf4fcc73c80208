using Insights.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Insights.Page.Panels;

/// <summary>Sends a page with the headers every page of ours has.</summary>
internal static class Drawing
{
    // Nothing inline but the places in charts, which are style attributes; nothing from anywhere else. Pictures made in the
    // browser are data addresses.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    public static async Task<IResult> PageAsync<TPage>(HttpContext context, Dictionary<string, object?> parameters,
        int status = StatusCodes.Status200OK) where TPage : IComponent
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept-Language, Cookie";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var seen = new Dictionary<string, object?> { ["By"] = Visitor.Of(context), ["Page"] = typeof(TPage), ["Parameters"] = parameters };
        await Html.PageAsync<Seen>(seen, context.Response.BodyWriter, context.Request.PathBase.ToUriComponent());
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        return Results.Empty;
    }
}

using System.Globalization;
using Insights.Page.Panels;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Insights.Page;

/// <summary>What is told where an answer would have a status and no words: an address that is not there, a form that cannot be read or is
/// too large. A page in the reader's language; a problem document for programs.</summary>
public static class Refusals
{
    /// <summary>How much of an address and of what a browser says with it is taken.</summary>
    public const int LongestAddress = 8 * 1024, LongestHeaders = 32 * 1024, MostHeaders = 100;

    /// <summary>Refuses an address or headers that are too long, and has every form read by <see cref="BoundedForm"/>.</summary>
    public static async Task BoundAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        bool longAddress = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > LongestAddress;
        if (longAddress || context.Request.Headers.Count > MostHeaders
            || context.Request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > LongestHeaders)
        {
            context.Response.StatusCode = longAddress ? StatusCodes.Status414UriTooLong : StatusCodes.Status431RequestHeaderFieldsTooLarge;
            return;
        }
        context.Features.Set<IFormFeature>(new BoundedForm(context.Request));
        try
        {
            await next(context);
        }
        finally
        {
            // What nobody read may be larger than we take. The server lets it pass for a while: who sends it reads the answer, and the
            // connection is good for more.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        }
    }

    /// <summary>For an answer that ended without a word.</summary>
    public static Task SayAsync(StatusCodeContext said)
    {
        ArgumentNullException.ThrowIfNull(said);
        return SayAsync(said.HttpContext, said.HttpContext.Response.StatusCode);
    }

    /// <summary>Answers with a status and the words for it.</summary>
    public static async Task SayAsync(HttpContext context, int status)
    {
        ArgumentNullException.ThrowIfNull(context);
        string word = string.Create(CultureInfo.InvariantCulture, $"refused.{status}");
        if (!Language.English.Has(word)) word = "refused.other";
        string title = status == StatusCodes.Status404NotFound ? "refused.title" : "refused.title.wrong";
        if (IsForPrograms(context.Request))
        {
            await Results.Problem(statusCode: status, title: Language.English[title], detail: Language.English[word]).ExecuteAsync(context);
            return;
        }
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        string? back = HttpMethods.IsGet(context.Request.Method) ? null : Answers.CameFrom(context);
        await Drawing.PageAsync<OutagePage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Title"] = title,
            ["What"] = word,
            ["Again"] = back ?? "/",
            ["AgainWord"] = back is null ? "refused.way" : "refused.back",
            ["Here"] = HttpMethods.IsGet(context.Request.Method) && status != StatusCodes.Status414UriTooLong
                ? context.Request.Path.ToUriComponent() : null,
        }, status);
    }

    private static bool IsForPrograms(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        return request.Path.StartsWithSegments("/api")
            || (accept.Length > 0 && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("*/*", StringComparison.Ordinal));
    }
}

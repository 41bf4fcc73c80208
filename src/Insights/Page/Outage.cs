using Insights.Access;
using Insights.Page.Panels;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Insights.Page;

/// <summary>What a reader is told when an answer cannot be made: what is wrong, what became of what they sent, what to do. Where the store
/// is and what it said stays with who runs the program.</summary>
public static partial class Outage
{
    /// <summary>503 when it was the store, 500 when it was us; a page for who reads, a problem document for programs.</summary>
    public static async Task SayAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            await next(context);
        }
        // Who goes away is not answered.
        catch (Exception e) when (!context.Response.HasStarted && e is not OperationCanceledException)
        {
            // Antiforgery takes what cannot be read for a form that is not ours.
            if ((e is AntiforgeryValidationException ? e.InnerException : e) is BadHttpRequestException unreadable)
            {
                Clear(context);
                await Refusals.SayAsync(context, unreadable.StatusCode);
                return;
            }
            ILogger log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Insights");
            (int Status, string Word) what = e switch
            {
                StoreException store => (StatusCodes.Status503ServiceUnavailable, store.Trouble.ToString().ToLowerInvariant()),
                // A temporary file that could not be written: the machine's matter, and told with its name to who runs it.
                IOException or UnauthorizedAccessException => (StatusCodes.Status503ServiceUnavailable, "machine"),
                _ => (StatusCodes.Status500InternalServerError, "fault"),
            };
            if (what.Status == StatusCodes.Status503ServiceUnavailable) Failed(log, e.Message);
            else Broke(log, e);
            await DrawAsync(context, what);
        }
    }

    private static void Clear(HttpContext context)
    {
        context.Response.Clear();
        SafeHeaders.Put(context);
    }

    private static async Task DrawAsync(HttpContext context, (int Status, string Word) what)
    {
        Clear(context);
        if (what.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            await Results.Problem(statusCode: what.Status, title: Language.English["outage.title"],
                detail: Language.English["outage." + what.Word]).ExecuteAsync(context);
            return;
        }
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        await Drawing.PageAsync<OutagePage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["What"] = "outage." + what.Word,
            // What a form sent is not sent again by a link.
            ["Again"] = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString
                : Answers.CameFrom(context) ?? "/",
        }, what.Status);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Sentence}")]
    private static partial void Failed(ILogger log, string sentence);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "An answer could not be made.")]
    private static partial void Broke(ILogger log, Exception cause);
}

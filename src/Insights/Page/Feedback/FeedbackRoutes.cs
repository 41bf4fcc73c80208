using Insights.Access;
using Insights.Metrics;
using Insights.Page.Panels;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Feedback;

/// <summary>Where feedback is given, read and answered. Needs a <see cref="FormServices"/> among the services.</summary>
public static class FeedbackRoutes
{
    public static void MapFeedback(this IEndpointRouteBuilder app)
    {
        app.MapGet(FeedbackLinks.Form, New);
        app.MapPost(FeedbackLinks.Inbox, Give);
        app.MapGet(FeedbackLinks.Inbox, Inbox);
        app.MapGet("/feedback/{id:long}.png", Picture);
        app.MapPost("/feedback/{id:long}", Answer);
        app.MapPost("/feedback/{id:long}/read", Read);
    }

    /// <summary>A status in an address, a form and the words.</summary>
    public static string Key(FeedbackStatus status) => status.ToString().ToLowerInvariant();

    private static FeedbackStatus? ParseStatus(string? word) =>
        Enum.GetValues<FeedbackStatus>().Cast<FeedbackStatus?>().FirstOrDefault(s => Key(s!.Value) == word);

    private static Task<IResult> New(HttpContext context, IAntiforgery forms) =>
        Form(context, forms, FeedbackForm.Read(name => context.Request.Query[name]), null, StatusCodes.Status200OK);

    private static async Task<IResult> Give(HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        PictureForm sent = await PictureForm.ReadAsync(context, forms, formServices.Gate);
        FeedbackForm form = FeedbackForm.Read(name => sent.Fields[name]);
        if (sent.Problem is { } refused) return await Form(context, forms, form, refused, sent.Status);
        if (form.Problem is { } problem) return await Form(context, forms, form, problem, StatusCodes.Status400BadRequest);
        if (context.Scope() is not { } scope) return await Form(context, forms, form, "form.problem.nobody", StatusCodes.Status409Conflict);

        await formServices.Store.FeedbackBox.PutAsync(scope, new FeedbackGiven(Sender.OfOrNew(context), form.GivenOn, form.Widget,
            form.ThumbUp, form.Reasons, form.Details), sent.Picture, context.RequestAborted);
        return await Form(context, forms, form, null, StatusCodes.Status200OK, sent: true);
    }

    private static Task<IResult> Form(HttpContext context, IAntiforgery forms, FeedbackForm form, string? problem, int status,
        bool sent = false)
    {
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context, form.GivenOn);
        return Drawing.PageAsync<FeedbackPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Form"] = form,
            ["Problem"] = problem,
            ["Sent"] = sent,
        }, status);
    }

    private static async Task<IResult> Inbox(HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        Scope? scope = context.Scope();
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        return await Drawing.PageAsync<InboxPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Entries"] = scope is null ? [] : await formServices.Store.FeedbackBox.ListAsync(scope, context.RequestAborted),
            ["Zone"] = scope is null ? TimeZoneInfo.Utc
                : ReportingSettings.Of(await formServices.Store.SettingsAsync(scope, context.RequestAborted)).Zone,
            ["Status"] = ParseStatus(context.Request.Query["status"]),
        });
    }

    private static async Task<IResult> Picture(long id, HttpContext context, FormServices formServices)
    {
        if (context.Scope() is not { } scope
            || await formServices.Store.FeedbackBox.PictureAsync(scope, id, context.RequestAborted) is not { } picture)
            return Results.NotFound();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"feedback-{id}.png\"";
        return Results.Bytes(picture, "image/png");
    }

    private static async Task<IResult> Answer(long id, HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (context.Scope() is not { } scope || ParseStatus(context.Request.Form["status"]) is not { } status) return Results.BadRequest();
        string answer = context.Request.Form["answer"].ToString().ReplaceLineEndings("\n").Trim();
        if (answer.Length > FeedbackForm.LongestDetails) return Results.BadRequest();
        // Who writes an answer and leaves the status as it was means that it is answered.
        if (answer.Length > 0 && status is FeedbackStatus.New or FeedbackStatus.Seen) status = FeedbackStatus.Answered;
        return await formServices.Store.FeedbackBox.AnswerAsync(scope, id, status, answer.Length == 0 ? null
            : answer, context.RequestAborted)
            ? Answers.SeeOther(context, (Answers.OwnAddress(context.Request.Form["at"]) ?? FeedbackLinks.Inbox) + "#feedback-" + id)
            : Results.NotFound();
    }

    private static async Task<IResult> Read(long id, HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (context.Scope() is { } scope && Sender.Of(context.Request) is { } sender)
            await formServices.Store.FeedbackBox.ReadByAsync(scope, id, sender, context.RequestAborted);
        return Answers.SeeOther(context, Answers.OwnAddress(context.Request.Form["at"]) ?? "/");
    }
}

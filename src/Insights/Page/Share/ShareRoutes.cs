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

namespace Insights.Page.Share;

/// <summary>Where a reading is shared, and where one sees how that fared. Needs a <see cref="FormServices"/> and a
/// <see cref="ShareServices"/>.</summary>
public static class ShareRoutes
{
    /// <summary>How many shares the log shows.</summary>
    public const int SharesShown = 200;

    public static void MapShare(this IEndpointRouteBuilder app)
    {
        app.MapGet(ShareLinks.Form, (HttpContext context, IAntiforgery forms, IReadings readings, ShareServices services) =>
            Form(context, forms, readings, services, ShareForm.Read(name => context.Request.Query[name]), null, StatusCodes.Status200OK));
        app.MapPost(ShareLinks.Form, Send);
        app.MapGet(ShareLinks.Log, Log);
        app.MapPost("/share/{id:long}/retry", Retry);
    }

    private static async Task<IResult> Send(HttpContext context, IAntiforgery forms, IReadings readings, FormServices formServices,
        ShareServices services)
    {
        CancellationToken cancel = context.RequestAborted;
        PictureForm sent = await PictureForm.ReadAsync(context, forms, formServices.Gate);
        ShareForm form = ShareForm.Read(name => sent.Fields[name]);
        Task<IResult> Again(string word, object? place, int status) =>
            Form(context, forms, readings, services, form, (word, place), status);
        if (sent.Problem is { } refused) return await Again(refused, null, sent.Status);
        if (form.Problem(services) is { } problem) return await Again(problem.Word, problem.Place, StatusCodes.Status400BadRequest);

        if (context.Scope() is not { } scope || await Reader.ViewAsync(context, readings, form.At) is not { } view)
            return await Again("form.problem.nobody", null, StatusCodes.Status409Conflict);
        SharedReading shared = await services.WriteAsync(form.Way, view, Link(context, services, view), form.Message,
            sent.Picture is not null);
        await formServices.Store.Outbox.PutAsync(scope, shared, form.Recipients, form.Way == WayOut.Mail ? sent.Picture : null, cancel);
        services.Wake();
        return Answers.SeeOther(context, Links.At(ShareLinks.Log, view.Query) + "#sent");
    }

    private static async Task<IResult> Form(HttpContext context, IAntiforgery forms, IReadings readings, ShareServices services,
        ShareForm form, (string, object?)? problem, int status)
    {
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context, form.At);
        if (await Reader.ViewAsync(context, readings, form.At) is not { } view)
            return await Drawing.PageAsync<EmptyStorePage>(context, new() { ["Language"] = language, ["Query"] = query, ["Theme"] = theme },
                status);
        return await Drawing.PageAsync<SharePage>(context, new()
        {
            ["View"] = view,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Services"] = services,
            ["Form"] = form,
            ["Link"] = Link(context, services, view),
            ["OnlyHere"] = services.PublicAddress is null && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]",
            ["Problem"] = problem,
        }, status);
    }

    /// <summary>The reading's absolute address, as others open it.</summary>
    private static string Link(HttpContext context, ShareServices services, WidgetView view) =>
        (services.PublicAddress?.ToString().TrimEnd('/')
            ?? $"{context.Request.Scheme}://{context.Request.Host.ToUriComponent()}{context.Request.PathBase.ToUriComponent()}")
        + ShareLinks.Reading(view);

    private static async Task<IResult> Log(HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        CancellationToken cancel = context.RequestAborted;
        Scope? scope = context.Scope();
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        return await Drawing.PageAsync<LogPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Deliveries"] = scope is null ? [] : await formServices.Store.Outbox.ListAsync(scope, SharesShown, cancel),
            ["Now"] = formServices.Clock.GetUtcNow(),
            ["Zone"] = scope is null ? TimeZoneInfo.Utc : ReportingSettings.Of(await formServices.Store.SettingsAsync(scope, cancel)).Zone,
        });
    }

    private static async Task<IResult> Retry(long id, HttpContext context, IAntiforgery forms, FormServices formServices,
        ShareServices services)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (context.Scope() is { } scope && await formServices.Store.Outbox.RetryAsync(scope, id, context.Request.Form["recipient"]
            .ToString(), context.RequestAborted)) services.Wake();
        return Answers.SeeOther(context, (Answers.OwnAddress(context.Request.Form["at"]) ?? ShareLinks.Log) + $"#share-{id}");
    }
}

using System.Globalization;
using Insights.Access;
using Insights.Facts;
using Insights.Metrics;
using Insights.Page.Panels;
using Insights.Sources;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Insights.Page.Sources;

/// <summary>Files in by the browser, and imports out again. Needs a <see cref="FormServices"/>, <see cref="Uploads"/> and a
/// <see cref="FactsCache"/> among the services.</summary>
public static class SourcesRoutes
{
    private const int ImportsShown = 25, SampleSize = 12_000, SampleSeed = 7, EarliestYear = 1990;

    public static void MapSources(this IEndpointRouteBuilder app)
    {
        app.MapGet(SourceLinks.Page, (HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads) =>
            Overview(context, forms, services, uploads, null));
        app.MapPost(SourceLinks.Files, Receive);
        app.MapPost(SourceLinks.Sample, ImportSample);
        app.MapGet(SourceLinks.File("{id}"), Show);
        app.MapPost(SourceLinks.File("{id}"), Again);
        app.MapPost(SourceLinks.Import("{id}"), Import);
        app.MapPost(SourceLinks.Cancel("{id}"), Cancel);
        app.MapGet("/sources/imports/{id:long}", ShowImport);
        app.MapPost("/sources/imports/{id:long}/undo", (long id, HttpContext context, IAntiforgery forms, FormServices services) =>
            Change(id, context, forms, (scope, cancel) => services.Store.UndoAsync(scope, id, cancel)));
        app.MapPost("/sources/imports/{id:long}/redo",
            (long id, HttpContext context, IAntiforgery forms, FormServices services) =>
            Change(id, context, forms, (scope, cancel) => services.Store.RedoAsync(scope, id, cancel)));
    }

    /// <summary>Whose files these are: those of the organisation somebody sees. The sample is nobody's.</summary>
    public static async Task<UploadTarget> TargetAsync(HttpContext context, ReferralStore store)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(store);
        return context.Scope() is { } scope && await store.FindAsync(scope.OrganizationId, context.RequestAborted) is
        { Organization.IsSample: false } ? new UploadTarget(scope.OrganizationId, scope.Person)
            : new UploadTarget(null, context.Scope()?.Person);
    }

    /// <param name="problem">The word for why files were not taken.</param>
    /// <param name="said">Where somebody wanted to sign in, when that cannot be.</param>
    internal static async Task<IResult> Overview(HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads,
        string? problem, int status = StatusCodes.Status200OK, LiveForm? said = null)
    {
        CancellationToken cancel = context.RequestAborted;
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        Scope? scope = context.Scope();
        IReadOnlyList<ImportEntry> imports = scope is null ? [] : await services.Store.ImportsAsync(scope, cancel);
        bool all = context.Request.Query.ContainsKey("all");
        return await Drawing.PageAsync<SourcesPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Problem"] = problem,
            ["MostBytes"] = uploads.Options.MostBytes,
            ["Open"] = uploads.Open(await TargetAsync(context, services.Store)),
            ["Live"] = await LiveView.OfAsync(scope, services.Store, context.RequestServices.GetRequiredService<SignIns>(),
                context.RequestServices.GetRequiredService<SyncParts>(), said, cancel),
            ["Imports"] = imports.Take(all ? imports.Count : ImportsShown).ToArray(),
            ["Count"] = imports.Count,
            ["People"] = scope is null ? new Dictionary<long, string>() : await services.Store.Audit.ImportersAsync(scope, cancel),
            ["Organization"] = scope is null ? null : (await services.Store.FindAsync(scope.OrganizationId, cancel))?.Organization,
            ["Mappings"] = (await SavedMappings.ReadAsync(services.Store, scope?.OrganizationId, cancel)).Keys.ToArray(),
            ["Zone"] = await ZoneAsync(context, services),
        }, status);
    }

    private static async Task<IResult> Receive(HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        UploadTarget target = await TargetAsync(context, services.Store);
        try
        {
            (Upload? upload, string? problem) = await UploadForm.ReceiveAsync(context, forms, uploads.Options.MostBytes,
                () => uploads.BeginAsync(target), uploads.RemoveAsync);
            if (problem == "form.problem.old") return Answers.FormTooOld(context);
            if (upload is null)
                return await Overview(context, forms, services, uploads, problem, problem == "sources.problem.many"
                    ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest);
            uploads.Read(upload, null);
            return Answers.SeeOther(context, Links.At(SourceLinks.File(upload.Id), Reader.Of(context).Query));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return await Overview(context, forms, services, uploads, "sources.problem.large", e.StatusCode);
        }
    }

    private static async Task<IResult> ImportSample(HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        Upload upload = await uploads.ImportSampleAsync(await TargetAsync(context, services.Store), SampleSize, SampleSeed);
        return Answers.SeeOther(context, SourceLinks.File(upload.Id));
    }

    private static async Task<IResult> Show(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads,
        FactsCache facts)
    {
        if (uploads.Find(id, await TargetAsync(context, services.Store)) is not { } upload)
            return await Overview(context, forms, services, uploads, "sources.problem.gone", StatusCodes.Status404NotFound);
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        await uploads.StandsAsync(upload, context.RequestAborted);
        SupposedFigures? figures = upload is { State: UploadState.Read, Receipt.ImportId: not null }
            ? await SupposedFigures.OfAsync(upload, facts, query, services.Clock.GetUtcNow(), context.RequestAborted) : null;
        // Without the numbers it would move it is not shown as read: somebody reads it again just now, or the page does when it comes back.
        UploadState state = upload is { State: UploadState.Read, Receipt.ImportId: not null } && figures is null
            ? UploadState.Reading : upload.State;
        return await Drawing.PageAsync<UploadPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Upload"] = upload,
            ["State"] = state,
            ["Figures"] = figures,
            ["Zone"] = await ZoneAsync(context, services),
        });
    }

    private static async Task<IResult> Again(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (uploads.Find(id, await TargetAsync(context, services.Store)) is not { } upload) return Gone(context);
        TimeZoneInfo zone = await ZoneAsync(context, services);
        string said = context.Request.Form["observed"].ToString();
        DateTimeOffset now = TimeZoneInfo.ConvertTime(services.Clock.GetUtcNow(), zone);
        DateTimeOffset? observed = DateTime.TryParseExact(said, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local) && local.Year >= EarliestYear
            ? local >= now.DateTime ? now : new DateTimeOffset(local, zone.GetUtcOffset(local)) : null;
        uploads.Read(upload, observed);
        return Answers.SeeOther(context, Links.At(SourceLinks.File(id), Reader.Of(context).Query));
    }

    private static async Task<IResult> Import(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (uploads.Find(id, await TargetAsync(context, services.Store)) is not { } upload) return Gone(context);
        if (await uploads.StandsAsync(upload, context.RequestAborted)) uploads.Import(upload);
        return Answers.SeeOther(context, Links.At(SourceLinks.File(id), Reader.Of(context).Query));
    }

    private static async Task<IResult> Cancel(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (uploads.Find(id, await TargetAsync(context, services.Store)) is { } upload) await uploads.RemoveAsync(upload);
        return Gone(context);
    }

    private static async Task<IResult> ShowImport(long id, HttpContext context, IAntiforgery forms, FormServices services,
        FactsCache facts)
    {
        CancellationToken cancel = context.RequestAborted;
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        if (context.Scope() is not { } scope
            || (await services.Store.ImportsAsync(scope, cancel)).FirstOrDefault(i => i.Id == id) is not { } import)
            return Results.NotFound();
        return await Drawing.PageAsync<ImportPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Import"] = import,
            ["By"] = (await services.Store.Audit.ImportersAsync(scope, cancel)).GetValueOrDefault(id),
            ["Supposed"] = await SupposedFigures.OfAsync(services.Store, facts, scope, id, import.UndoneAt is null, query,
                services.Clock.GetUtcNow(), cancel),
            ["Zone"] = await ZoneAsync(context, services),
        });
    }

    private static async Task<IResult> Change(long id, HttpContext context, IAntiforgery forms,
        Func<Scope, CancellationToken, Task> change)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (context.Scope() is not { } scope) return Results.NotFound();
        try
        {
            await change(scope, context.RequestAborted);
        }
        // Pressed twice, or by two people: it is so already, and the page says how it stands.
        catch (StoreException e) when (e.Trouble == StoreTrouble.Refused)
        {
        }
        return Answers.SeeOther(context, Links.At(SourceLinks.Import(id), Reader.Of(context).Query) + "#done");
    }

    private static IResult Gone(HttpContext context) => Answers.SeeOther(context, Links.At(SourceLinks.Page, Reader.Of(context).Query));

    private static async Task<TimeZoneInfo> ZoneAsync(HttpContext context, FormServices services) => context.Scope() is { } scope
        ? ReportingSettings.Of(await services.Store.SettingsAsync(scope, context.RequestAborted)).Zone : TimeZoneInfo.Utc;
}

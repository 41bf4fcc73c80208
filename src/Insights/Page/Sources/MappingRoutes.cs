using System.Text.Json.Nodes;
using Insights.Access;
using Insights.Page.Panels;
using Insights.Sources;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Insights.Page.Sources;

/// <summary>Where a file that no format recognises is described, and the description kept.</summary>
public static class MappingRoutes
{
    public static void MapMappings(this IEndpointRouteBuilder app)
    {
        app.MapGet(SourceLinks.MappingPath("{id}"), Show);
        app.MapPost(SourceLinks.MappingPath("{id}"), (string id, HttpContext context, IAntiforgery forms, FormServices services,
            Uploads uploads) => Describe(id, context, forms, services, uploads, keep: false));
        app.MapPost(SourceLinks.Keep("{id}"), (string id, HttpContext context, IAntiforgery forms, FormServices services,
            Uploads uploads) => Describe(id, context, forms, services, uploads, keep: true));
        app.MapGet(SourceLinks.Mappings, Download);
        app.MapPost(SourceLinks.ForgetMapping, Forget);
    }

    private static async Task<IResult> Show(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads)
    {
        if (uploads.Find(id, await SourcesRoutes.TargetAsync(context, services.Store)) is not { } upload) return UploadPage(context, id);
        await uploads.SettleAsync(upload, context.RequestAborted);
        string file = context.Request.Query["file"].ToString();
        if (UnknownTable.Of(upload, file, upload.Drafts.GetValueOrDefault(file)?.Encoding, context.RequestAborted) is not { } table)
            return UploadPage(context, id);
        TakenNames names = await NamesAsync(context, services, upload, file);
        MappingDraft draft = upload.Drafts.GetValueOrDefault(file) ?? MappingGuess.Of(table, names.Free(SavedMappings.NameOf(file)));
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        return await Drawing.PageAsync<MappingPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Upload"] = upload,
            ["File"] = file,
            ["Table"] = table,
            ["Draft"] = draft,
            ["Taken"] = names.Of(draft.Name, table.Columns.Select(column => column.Name)),
            ["IsTried"] = upload.Drafts.ContainsKey(file),
        });
    }

    private static async Task<IResult> Describe(string id, HttpContext context, IAntiforgery forms, FormServices services, Uploads uploads,
        bool keep)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        CancellationToken cancel = context.RequestAborted;
        UploadTarget target = await SourcesRoutes.TargetAsync(context, services.Store);
        string file = context.Request.Form["file"].ToString();
        if (uploads.Find(id, target) is not { } upload
            || UnknownTable.Of(upload, file, MappingForm.Encoding(context.Request.Form), cancel) is not { } table)
            return UploadPage(context, id);
        TakenNames names = await NamesAsync(context, services, upload, file);
        MappingDraft draft = MappingForm.Read(context.Request.Form, table, names.Free(SavedMappings.NameOf(file)));
        bool replace = draft.Name.Equals(context.Request.Form[MappingForm.Replace].ToString(), StringComparison.OrdinalIgnoreCase);
        upload.Drafts[file] = draft;
        if (!uploads.Read(upload, upload.Observed)) return UploadPage(context, id);
        await uploads.SettleAsync(upload, cancel);
        if (!keep || !draft.IsReady || table.IsEncodingOpen
            || (!replace && names.Of(draft.Name, table.Columns.Select(column => column.Name)) is not null))
            return Answers.SeeOther(context, SourceLinks.Mapping(id, file) + Language(context) + "#tried");
        // Before the first import there is no organisation to keep it for.
        upload.Kept.RemoveWhere(other => upload.Drafts[other].Name.Equals(draft.Name, StringComparison.OrdinalIgnoreCase));
        if (target.OrganizationId is not { } organization) upload.Kept.Add(file);
        else
            await SavedMappings.KeepAsync(services.Store, new Scope(organization, Person: target.By), draft, cancel);
        return UploadPage(context, id);
    }

    private static async Task<TakenNames> NamesAsync(HttpContext context, FormServices services, Upload upload, string file) =>
        new(await SavedMappings.ReadAsync(services.Store, upload.Target.OrganizationId, context.RequestAborted), upload, file);

    private static async Task<IResult> Download(HttpContext context, FormServices services)
    {
        string name = context.Request.Query["name"].ToString();
        if (!(await SavedMappings.ReadAsync(services.Store, context.Scope()?.OrganizationId, context.RequestAborted))
            .TryGetValue(name, out JsonObject? entry)) return Results.NotFound();
        return Results.File(System.Text.Encoding.UTF8.GetBytes(MappingDraft.TextOf([entry])), "application/json", "mapping.json");
    }

    private static async Task<IResult> Forget(HttpContext context, IAntiforgery forms, FormServices services)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        if (context.Scope() is { } scope)
            await SavedMappings.ForgetAsync(services.Store, scope, context.Request.Form["name"].ToString(), context.RequestAborted);
        return Gone(context);
    }

    private static string Language(HttpContext context) =>
        Reader.Of(context).Query.Language is { } language ? "&lang=" + language : "";

    // What can be described no longer, or never could, is told there.
    private static IResult UploadPage(HttpContext context, string id) =>
        Answers.SeeOther(context, Links.At(SourceLinks.File(id), Reader.Of(context).Query));

    private static IResult Gone(HttpContext context) => Answers.SeeOther(context, Links.At(SourceLinks.Page, Reader.Of(context).Query));
}

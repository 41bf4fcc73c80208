using Insights.Access;
using Insights.Page.Panels;
using Insights.Sources.Live;
using Insights.Store;
using Insights.Vocabulary;
using Insights.Widgets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Insights.Page.Sources;

/// <summary>Partner Center connected, read, paused and disconnected by the browser (docs/live.md 6).</summary>
public static class LiveRoutes
{
    // What is small is read before the page comes back.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapPost(SourceLinks.Connect, Connect);
        app.MapPost(SourceLinks.EndSignIn, (HttpContext context, IAntiforgery forms, SignIns signIns) =>
            Change(context, forms, () => signIns.EndAsync(context.Scope()?.OrganizationId ?? 0)));
        Map("sync", (scope, id, sync, _, _, cancel) => RunAsync(scope, id, RunKind.Ordinary, sync, cancel));
        Map("full", (scope, id, sync, _, _, cancel) => RunAsync(scope, id, RunKind.Full, sync, cancel));
        Map("pause", (scope, id, _, _, store, cancel) => store.Sources.PressAsync(scope, id, "pause",
            source => source with { IsPaused = true, DueAt = null }, cancel));
        Map("resume", async (scope, id, sync, _, store, cancel) =>
        {
            await store.Sources.PressAsync(scope, id, "resume", source => source with { IsPaused = false, DueAt = sync.Now }, cancel);
            sync.Wake();
        });
        Map("disconnect", (scope, id, _, signIns, _, cancel) => signIns.DisconnectAsync(scope, id, cancel));

        void Map(string action, Func<Scope, long, LiveSync, SignIns, ReferralStore, CancellationToken, Task> act) =>
            app.MapPost(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/sources/live/{{id:long}}/{action}"),
                (long id, HttpContext context, IAntiforgery forms, FormServices services, LiveSync sync, SignIns signIns) =>
                Change(context, forms, () => context.Scope() is { } scope
                    ? act(scope, id, sync, signIns, services.Store, context.RequestAborted) : Task.CompletedTask));
    }

    private static async Task RunAsync(Scope scope, long id, RunKind kind, LiveSync sync, CancellationToken cancel)
    {
        sync.Begin(scope, id, kind);
        await sync.SettleAsync(scope, id, Patience, cancel);
    }

    private static async Task<IResult> Connect(HttpContext context, IAntiforgery forms, FormServices services, SignIns signIns,
        Insights.Sources.Uploads uploads)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        IFormCollection form = context.Request.Form;
        var said = new LiveForm(form["tenant"].ToString().Trim(), form["client"].ToString().Trim());
        if (said.TenantProblem is not null || said.ClientProblem is not null)
            return await SourcesRoutes.Overview(context, forms, services, uploads, null, StatusCodes.Status400BadRequest, said);
        await signIns.BeginAsync(context.Scope()?.OrganizationId ?? 0, context.Scope()?.Person, said.Tenant, said.Client,
            context.RequestAborted);
        return Back(context);
    }

    private static async Task<IResult> Change(HttpContext context, IAntiforgery forms, Func<Task> change)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        await change();
        return Back(context);
    }

    private static IResult Back(HttpContext context) =>
        Answers.SeeOther(context, Links.At(SourceLinks.Page, Reader.Of(context).Query) + "#live");
}

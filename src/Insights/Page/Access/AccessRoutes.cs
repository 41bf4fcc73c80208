using System.Globalization;
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

namespace Insights.Page.Access;

/// <summary>The tokens of programs, and the audit trail. Needs a <see cref="FormServices"/> among the services.</summary>
public static class AccessRoutes
{
    /// <summary>How many entries of the audit trail a page shows.</summary>
    public const int EntriesShown = 100;

    public const int LongestName = 80;

    /// <summary>How long a token may live, in days.</summary>
    public const int LongestDays = 366;

    public static void MapAccess(this IEndpointRouteBuilder app)
    {
        app.MapGet(AccessLinks.Page, (HttpContext context, IAntiforgery forms, FormServices formServices) =>
            Draw(context, forms, formServices, null, null));
        app.MapPost(AccessLinks.Tokens, Make);
        app.MapPost("/access/tokens/{id:long}/revoke", Revoke);
        app.MapGet(AccessLinks.Audit, Audit);
    }

    private static async Task<IResult> Make(HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        IFormCollection form = context.Request.Form;
        string name = form["name"].ToString().Trim();
        if (context.Scope() is not { } scope) return await Draw(context, forms, formServices, "form.problem.nobody", null);
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return await Draw(context, forms, formServices, "access.problem.name", null);
        if (Reach.Find(form["reach"]) is not { } reach) return await Draw(context, forms, formServices, "access.problem.reach", null);
        if (!int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out int days) || days is < 1 or > LongestDays)
            return await Draw(context, forms, formServices, "access.problem.days", null);
        var secret = Secret.New(scope.OrganizationId);
        await formServices.Store.ApiTokens.PutAsync(scope, secret.Hash, name, reach.Key, formServices.Clock.GetUtcNow().AddDays(days),
            context.RequestAborted);
        // Drawn at once and not by an address: the word is shown this one time.
        return await Draw(context, forms, formServices, null, secret.Word);
    }

    private static async Task<IResult> Revoke(long id, HttpContext context, IAntiforgery forms, FormServices formServices)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        return context.Scope() is { } scope && await formServices.Store.ApiTokens.RevokeAsync(scope, id, context.RequestAborted)
            ? Answers.SeeOther(context, AccessLinks.Page + "#revoked") : Results.NotFound();
    }

    private static async Task<IResult> Draw(HttpContext context, IAntiforgery forms, FormServices formServices, string? problem,
        string? made)
    {
        (SummaryQuery query, Language language, Theme theme) =
            Reader.Of(context, Answers.OwnAddress(context.Request.HasFormContentType ? context.Request.Form["at"] : default));
        Scope? scope = context.Scope();
        return await Drawing.PageAsync<AccessPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Token"] = forms.GetAndStoreTokens(context),
            ["Problem"] = problem,
            ["Made"] = made,
            ["Tokens"] = scope is null ? [] : await formServices.Store.ApiTokens.ListAsync(scope, context.RequestAborted),
            ["Now"] = formServices.Clock.GetUtcNow(),
            ["Zone"] = await ZoneAsync(scope, formServices, context.RequestAborted),
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> Audit(HttpContext context, FormServices formServices)
    {
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context);
        Scope? scope = context.Scope();
        long? before = long.TryParse(context.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out long asked)
            ? asked : null;
        return await Drawing.PageAsync<AuditPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["Entries"] = scope is null ? []
                : await formServices.Store.Audit.ListAsync(scope, EntriesShown, before, context.RequestAborted),
            ["Zone"] = await ZoneAsync(scope, formServices, context.RequestAborted),
        });
    }

    private static async Task<TimeZoneInfo> ZoneAsync(Scope? scope, FormServices formServices, CancellationToken cancel) =>
        scope is null ? TimeZoneInfo.Utc : ReportingSettings.Of(await formServices.Store.SettingsAsync(scope, cancel)).Zone;
}

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

namespace Insights.Page.Settings;

/// <summary>The reader's own preferences and the organisation's settings. Needs a <see cref="FormServices"/> among the services.</summary>
public static class SettingsRoutes
{
    private const int ChangesShown = 50;

    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        app.MapGet(SettingsLinks.Page, (HttpContext context, IAntiforgery forms, FormServices formServices) =>
            Draw(context, forms, formServices, [], StatusCodes.Status200OK));
        app.MapPost(SettingsLinks.Reader, ChooseReader);
        Section(app, SettingsLinks.Reporting, (stored, _, form) => SettingsForm.Reporting(stored, name => form[name]));
        Section(app, SettingsLinks.Rhythm, SettingsForm.Rhythms);
        Section(app, SettingsLinks.Programs, (stored, _, form) => form.ContainsKey("json") ? SettingsForm.ProgramsAsJson(stored,
            form.ContainsKey("shipped") ? "" : form["json"].ToString()) : SettingsForm.ProgramTargets(stored, name => form[name]));
    }

    private static void Section(IEndpointRouteBuilder app, string path, Func<IReadOnlyDictionary<string, string>, IReadOnlySet<string>,
        IFormCollection, SettingsForm> read) =>
        app.MapPost(path, async (HttpContext context, IAntiforgery forms, FormServices formServices) =>
        {
            if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
            if (context.Scope() is not { } scope) return Answers.SeeOther(context, SettingsLinks.Page);
            SettingsForm form = read(await formServices.Store.SettingsAsync(scope, context.RequestAborted),
                await FormatsAsync(formServices, scope,
                context.RequestAborted), context.Request.Form);
            if (form.Problems.Count > 0)
                return await Draw(context, forms, formServices, form.Problems, StatusCodes.Status400BadRequest,
                    context.Request.Form);
            await formServices.Store.SetAllAsync(scope, form.Changes, context.RequestAborted);
            return Answers.SeeOther(context, Back(context) + "#saved");
        });

    private static async Task<IResult> ChooseReader(HttpContext context, IAntiforgery forms)
    {
        if (!await forms.IsRequestValidAsync(context)) return Answers.FormTooOld(context);
        Remember(Reader.LanguageCookie, Language.Find(context.Request.Form["language"])?.Code);
        Remember(Reader.ThemeCookie, context.Request.Form["theme"].ToString() is "light" or "dark"
            ? context.Request.Form["theme"].ToString() : null);
        return Answers.SeeOther(context, Back(context) + "#saved");

        void Remember(string cookie, string? value)
        {
            if (value is null) context.Response.Cookies.Delete(cookie);
            else context.Response.Cookies.Append(cookie, value,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(400), IsEssential = true });
        }
    }

    private static async Task<IReadOnlySet<string>> FormatsAsync(FormServices formServices, Scope scope, CancellationToken cancel) =>
        (await formServices.Store.ImportsAsync(scope, cancel)).Where(i => i.UndoneAt is null).SelectMany(i => i.Files).Select(f =>
            f.Format).ToHashSet(StringComparer.Ordinal);

    private static string Back(HttpContext context) =>
        Answers.OwnAddress(context.Request.Form["at"]) is { } at && at.StartsWith(SettingsLinks.Page, StringComparison.Ordinal) ? at
            : SettingsLinks.Page;

    private static async Task<IResult> Draw(HttpContext context, IAntiforgery forms, FormServices formServices,
        IReadOnlyList<SettingProblem> problems, int status, IFormCollection? sent = null)
    {
        CancellationToken cancel = context.RequestAborted;
        (SummaryQuery query, Language language, Theme theme) = Reader.Of(context, status == StatusCodes.Status200OK ? null : Back(context));
        Scope? scope = context.Scope();
        IReadOnlyDictionary<string, string> stored = scope is null ? new Dictionary<string, string>()
            : await formServices.Store.SettingsAsync(scope, cancel);
        return await Drawing.PageAsync<SettingsPage>(context, new()
        {
            ["Language"] = language,
            ["Query"] = query,
            ["Theme"] = theme,
            ["LanguageChosen"] = Language.Find(context.Request.Cookies[Reader.LanguageCookie])?.Code,
            ["ThemeChosen"] = Reader.ThemeOf(new SummaryQuery(), context.Request),
            ["Token"] = forms.GetAndStoreTokens(context),
            ["HasOrganization"] = scope is not null && context.May(Right.ChangeSettings),
            ["Stored"] = stored,
            ["Today"] = Period.Today(formServices.Clock.GetUtcNow(), ReportingSettings.Of(stored).Zone),
            ["Formats"] = scope is null ? [] : (await FormatsAsync(formServices, scope, cancel)).ToArray(),
            ["Changes"] = scope is null ? [] : await formServices.Store.SettingChangesAsync(scope, ChangesShown, cancel),
            ["Problems"] = problems,
            ["Sent"] = sent,
        }, status);
    }
}
